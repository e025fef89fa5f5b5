"""uploadToken: a file in one piece or in chunks, waiting for the entry that takes it."""

from app.sandbox import entries, rows
from app.sandbox.access import Access
from app.sandbox.context import Context, Handler
from app.sandbox.errors import ApiError
from app.sandbox.filters import listed, matching, ordered
from app.sandbox.ids import upload_id
from app.sandbox.incoming.arguments import Arguments
from app.sandbox.kinds import UPLOAD_TOKEN
from app.sandbox.values import VOID, Object, Row, Value, from_row

_PENDING, _PARTIAL, _FULL = 0, 1, 2  # KalturaUploadTokenStatus


def add(context: Context, arguments: Arguments) -> Value:
    wanted = arguments.object("uploadToken") or Object("KalturaUploadToken")
    sent = context.shapes.insertable(wanted)
    row = rows.upload_token(
        sent,
        key=upload_id(),
        user_id=context.user_id,
        now=context.now,
        account=context.account,
    )
    return from_row(context.objects.add(UPLOAD_TOKEN, row))


def upload(context: Context, arguments: Arguments) -> Value:
    """Take a chunk: the whole file, more of it (`resume`), from `resumeAt` or at the end."""
    row = _found(context, arguments)
    file = arguments.file("fileData")
    if row["status"] not in {_PENDING, _PARTIAL}:
        raise ApiError("UPLOAD_TOKEN_INVALID_STATUS_FOR_UPLOAD")
    at = 0
    if arguments.flag("resume"):
        asked = arguments.number("resumeAt")
        at = context.uploads.size(row["id"]) if asked is None or asked < 0 else asked
    size = context.uploads.write(row["id"], file.stream, at)
    announced = row.get("fileSize")
    final = arguments.flag("finalChunk") or (
        row.get("autoFinalize") == 1 and announced is not None and size >= announced
    )
    if final and announced is not None and size != announced:
        raise ApiError("UPLOAD_TOKEN_CANNOT_MATCH_EXPECTED_SIZE")
    changed = {
        **row,
        "status": _FULL if final else _PARTIAL,
        # A text, as the real server writes it.
        "uploadedFileSize": str(size),
        "fileName": row.get("fileName") or _file_name(file.filename),
        "updatedAt": context.now,
    }
    kept = context.objects.change(UPLOAD_TOKEN, changed)
    if final:
        entries.arrived(context, kept)
    return from_row(context.objects.get(UPLOAD_TOKEN, row["id"]) or kept)


def get(context: Context, arguments: Arguments) -> Value:
    return from_row(_found(context, arguments))


def list_(context: Context, arguments: Arguments) -> Value:
    wanted = arguments.object("filter")
    found = matching(_own(context), wanted, context)
    return listed(
        ordered(found, wanted), arguments.object("pager"), "KalturaUploadTokenListResponse"
    )


def delete(context: Context, arguments: Arguments) -> Value:
    row = _found(context, arguments)
    context.objects.remove(UPLOAD_TOKEN, row["id"])
    context.uploads.remove(row["id"])
    return VOID


def _own(context: Context) -> list[Row]:
    """The session's own tokens, all of them for an administrator."""
    tokens = context.objects.all(UPLOAD_TOKEN)
    return [row for row in tokens if context.admin or row["userId"] == context.user_id]


def _found(context: Context, arguments: Arguments) -> Row:
    row = context.objects.get(UPLOAD_TOKEN, arguments.text("uploadTokenId"))
    if row is None or not (context.admin or row["userId"] == context.user_id):
        raise ApiError("UPLOAD_TOKEN_NOT_FOUND")
    return row


def _file_name(name: str | None) -> str:
    # Only shown, never a path; characters that XML cannot carry would spoil the answers.
    return "".join(letter for letter in name or "" if letter.isprintable())[:256]


ACTIONS = {
    "add": Handler(add, Access.USER, writes=True),
    "upload": Handler(upload, Access.USER, writes=True),
    "get": Handler(get, Access.USER),
    "list": Handler(list_, Access.USER),
    "delete": Handler(delete, Access.USER, writes=True),
}
