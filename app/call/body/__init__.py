"""The one reader of an answer's body: its result, error, items and rows, whatever its format.

Servers answer in another format than was asked for, above all with errors, so the body itself
says what it is. One file a format. All are safe with hostile bodies: no entities, no network, no
deep recursion, and Unreadable is all that they raise.
"""

from app.call.body.api_error import ApiError
from app.call.body.base import LOOKED_INTO, Body, Format
from app.call.body.json_body import CALLBACK, JsonBody
from app.call.body.php_body import PhpBody
from app.call.body.php_message import php_message
from app.call.body.values import (
    MAX_DEPTH,
    Number,
    Unreadable,
    Value,
    named,
    number,
    text,
    texts,
    too_deep,
)
from app.call.body.xml_body import XmlBody

__all__ = (
    "CALLBACK",
    "LOOKED_INTO",
    "MAX_DEPTH",
    "ApiError",
    "Body",
    "Format",
    "Number",
    "Unreadable",
    "Value",
    "named",
    "number",
    "php_message",
    "read",
    "text",
    "texts",
    "too_deep",
)

_MARK = b"\xef\xbb\xbf"  # U+FEFF in UTF-8, which some servers begin with


def read(body: bytes) -> Body:
    """The body, to be asked what it says; nothing is decoded yet, and nothing raised.

    It is UTF-8, or what nearly is, as in `Answer.utf8`.
    An empty one is JSON's null: what a void action answers with.
    """
    content = body.lstrip().removeprefix(_MARK).lstrip()
    if content.startswith(b"<"):
        return XmlBody(content)
    if PhpBody.begins(content):
        return PhpBody(content)
    if JsonBody.begins(content):
        return JsonBody(content)
    return Body(content) if content else JsonBody(b"null")
