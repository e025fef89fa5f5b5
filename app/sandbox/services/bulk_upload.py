"""bulkUpload from CSV: its rows become entries, categories, members or users at once."""

import csv
import io
from collections.abc import Callable
from typing import TypeAlias

from app.sandbox import entries, rows
from app.sandbox.context import Context
from app.sandbox.errors import ApiError
from app.sandbox.generic import objects
from app.sandbox.incoming.arguments import Arguments
from app.sandbox.kinds import BULK_UPLOAD, CATEGORY, CATEGORY_USER, USER
from app.sandbox.services.user import USER_ID
from app.sandbox.values import Object, Row, Served, Value, from_row

_FINISHED, _PARTLY, _FAILED = 5, 12, 6  # KalturaBatchJobStatus
_MOST_ROWS = 1_000
_MEDIA_TYPES = {"video": 1, "image": 2, "audio": 5}
_COLUMNS = ("title", "description", "tags", "url", "contentType")  # of a CSV without a heading
Make: TypeAlias = Callable[[Context, dict[str, str]], str]


def _entry(context: Context, line: dict[str, str]) -> str:
    name = line.get("title") or line.get("name") or ""
    if not name:
        raise ApiError("PROPERTY_VALIDATION_CANNOT_BE_NULL", PROP_NAME="title")
    fields: Row = {
        "name": name,
        "description": line.get("description", ""),
        "tags": line.get("tags", ""),
        "mediaType": _MEDIA_TYPES.get(line.get("contenttype", "").lower(), 1),
        "categories": line.get("category") or line.get("categories") or "",
        "referenceId": line.get("referenceid") or None,
    }
    row = entries.add(context, Object(entries.MEDIA, fields))
    if line.get("url"):
        # Nothing is fetched.
        context.objects.change("KalturaBaseEntry", {**row, "status": rows.IMPORT})
    return str(row["id"])


def _user(context: Context, line: dict[str, str]) -> str:
    key = line.get("userid") or ""
    if not USER_ID.fullmatch(key):
        raise ApiError("INVALID_FIELD_VALUE", FIELD_NAME="userId")
    if context.objects.get(USER, key):
        raise ApiError("DUPLICATE_USER_BY_ID", UID=key)
    names = {"firstname": "firstName", "lastname": "lastName", "email": "email", "tags": "tags"}
    sent = {own: line[name] for name, own in names.items() if line.get(name)}
    return str(context.objects.add(USER, rows.user(context, {"id": key, **sent}))["id"])


def _category(context: Context, line: dict[str, str]) -> str:
    name = line.get("name") or ""
    if not name:
        raise ApiError("PROPERTY_VALIDATION_CANNOT_BE_NULL", PROP_NAME="KalturaCategory::name")
    above = line.get("relativepath") or ""
    known = context.objects.all(CATEGORY)
    parent = next((row for row in known if row["fullName"] == above), None)
    sent = {"name": name, "tags": line.get("tags", "")}
    made = rows.category(context, sent, parent=parent, owner=context.user_id)
    return str(context.objects.add(CATEGORY, made)["id"])


def _member(context: Context, line: dict[str, str]) -> str:
    category = context.objects.get(CATEGORY, line.get("categoryid", ""))
    if category is None:
        raise ApiError("CATEGORY_NOT_FOUND", ID=line.get("categoryid", ""))
    key = f"{category['id']}|{line.get('userid', '')}"
    if context.objects.get(CATEGORY_USER, key):
        raise ApiError("CATEGORY_USER_ALREADY_EXISTS")
    sent = {"categoryId": category["id"], "userId": line.get("userid", ""), "permissionLevel": 3}
    return str(objects.kept(context, CATEGORY_USER, sent, {"id": key})["id"])


# What is made of a row, the class of its result, and KalturaBulkUploadObjectType.
_KINDS: dict[str, tuple[Make, str, str]] = {
    "entry": (_entry, "KalturaBulkUploadResultEntry", "1"),
    "category": (_category, "KalturaBulkUploadResultCategory", "2"),
    "user": (_user, "KalturaBulkUploadResultUser", "3"),
    "member": (_member, "KalturaBulkUploadResultCategoryUser", "4"),
}


def from_csv(kind: str, parameter: str, context: Context, arguments: Arguments) -> Value:
    file = arguments.file(parameter)
    content = file.stream.read(4 * 2**20).decode("utf-8-sig", "replace")
    name = arguments.file_name(parameter) or "upload.csv"
    return from_row(_made(context, kind, content, name))


def _made(context: Context, kind: str, content: str, name: str) -> Row:
    make, cls, object_type = _KINDS[kind]
    key = context.objects.next_number(BULK_UPLOAD)
    results = []
    for index, line in enumerate(_lines(content), 1):
        result: Row = {
            "objectType": cls,
            "id": index,
            "bulkUploadJobId": key,
            "lineIndex": index,
            "partnerId": context.account,
            "action": "1",
            "bulkUploadResultObjectType": object_type,
            "rowData": ",".join(line.values())[:1000],
        }
        try:
            result |= {"objectId": make(context, line), "status": "1", "objectStatus": 2}
        except ApiError as fault:
            result |= {"status": "2", "errorDescription": fault.sentence, "errorCode": "1"}
        results.append(result)
    failed = sum(result["status"] == "2" for result in results)
    status = (_FAILED if failed == len(results) else _PARTLY) if failed else _FINISHED
    address = f"{context.root}/api_v3/service/bulkUpload/action/serve/id/{key}"
    row = {
        "objectType": BULK_UPLOAD,
        "id": key,
        "uploadedBy": context.user_id,
        "uploadedByUserId": context.user_id,
        "uploadedOn": context.now,
        "numOfEntries": len(results) if kind == "entry" else 0,
        "numOfObjects": len(results),
        "status": status,
        "csvFileUrl": address,
        "bulkFileUrl": address,
        "logFileUrl": address.replace("/serve/", "/serveLog/"),
        "bulkUploadType": "bulkUploadCsv.CSV",
        "bulkUploadObjectType": object_type,
        "fileName": name,
        "results": results,
        "_content": content[:64_000],
    }
    return context.objects.add(BULK_UPLOAD, row)


def _lines(content: str) -> list[dict[str, str]]:
    """The rows by the heading, which begins with `*`; by the usual columns without one."""
    found = [line for line in csv.reader(io.StringIO(content)) if any(line)]
    if found and found[0][0].startswith("*"):
        heading, *found = found
        names = [name.strip().lstrip("*").lower() for name in heading]
    else:
        names = [name.lower() for name in _COLUMNS]
    rows_read = [line for line in found if not line[0].startswith("#")][:_MOST_ROWS]
    return [dict(zip(names, (cell.strip() for cell in line), strict=False)) for line in rows_read]


def _found(context: Context, arguments: Arguments) -> Row:
    return objects.found(context, BULK_UPLOAD, arguments.number("id"), "BULK_UPLOAD_NOT_FOUND")


def serve(context: Context, arguments: Arguments) -> Value:
    return Served(_found(context, arguments)["_content"].encode(), "text/csv;charset=UTF-8")


def serve_log(context: Context, arguments: Arguments) -> Value:
    """A line a row: its number, what came of it, and why."""
    text = io.StringIO()
    writer = csv.writer(text)
    for result in _found(context, arguments)["results"]:
        words = [result.get("objectId") or "", result.get("errorDescription") or ""]
        writer.writerow([result["lineIndex"], *words])
    return Served(text.getvalue().encode(), "text/csv;charset=UTF-8")
