"""uploadToken: a file in one piece or in chunks, waiting for the entry that takes it."""

from app.sandbox import entries
from app.sandbox.context import Context
from app.sandbox.errors import ApiError
from app.sandbox.generic.sources import seen
from app.sandbox.incoming.arguments import Arguments
from app.sandbox.kinds import UPLOAD_TOKEN
from app.sandbox.values import Value, from_row

_PENDING, _PARTIAL, _FULL = 0, 1, 2  # KalturaUploadTokenStatus


def upload(context: Context, arguments: Arguments) -> Value:
    """Take a chunk: the whole file, more of it (`resume`), from `resumeAt` or at the end.

    Chunks may come out of order: one that is ahead waits until the others have come.
    """
    row = seen(context, UPLOAD_TOKEN, arguments.text("uploadTokenId"))
    if row is None:
        raise ApiError("UPLOAD_TOKEN_NOT_FOUND")
    file = arguments.file("fileData")
    if row["status"] not in {_PENDING, _PARTIAL}:
        raise ApiError("UPLOAD_TOKEN_INVALID_STATUS_FOR_UPLOAD")
    at, present = 0, context.uploads.size(row["id"])
    if arguments.flag("resume"):
        asked = arguments.number("resumeAt")
        at = present if asked is None or asked < 0 else asked
        if at and not present:
            raise ApiError("UPLOAD_TOKEN_CANNOT_RESUME")
    if arguments.flag("finalChunk") and at > present:
        raise ApiError("UPLOAD_TOKEN_CANNOT_MATCH_EXPECTED_SIZE")
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
        "fileName": row.get("fileName") or arguments.file_name("fileData"),
        "updatedAt": context.now,
    }
    kept = context.objects.change(UPLOAD_TOKEN, changed)
    if final:
        entries.arrived(context, kept)
    return from_row(context.objects.get(UPLOAD_TOKEN, row["id"]) or kept)
