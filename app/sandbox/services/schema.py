"""schema: the XML Schema of a bulk upload, of our own making; open to all, as the real one is."""

from pathlib import Path

from app.sandbox.context import Context
from app.sandbox.errors import ApiError
from app.sandbox.incoming.arguments import Arguments
from app.sandbox.values import Served, Value

_FILE = Path(__file__).with_name("bulk_upload.xsd")
_TYPE = "bulkUploadXml.bulkUploadXML"  # KalturaSchemaType.BULK_UPLOAD_XML


def serve(_context: Context, arguments: Arguments) -> Value:
    kind = arguments.text("type")
    if kind != _TYPE:
        raise ApiError("OBJECT_NOT_FOUND")
    return Served(_FILE.read_bytes())
