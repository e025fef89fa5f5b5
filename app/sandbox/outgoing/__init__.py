"""From a result to the bytes of an answer: one format one file."""

import re
from dataclasses import dataclass

from app.sandbox.errors import ApiError
from app.sandbox.outgoing import json_format, php_format, xml_format
from app.sandbox.shapes import Shapes
from app.sandbox.values import Answer, Served

_CALLBACK = re.compile(r"[0-9A-Za-z_.]{1,128}")
_HTML = "text/html; charset=UTF-8"


@dataclass(frozen=True, slots=True)
class Written:
    """An answer's body; `fault` is the error that leaves it empty."""

    content_type: str
    body: bytes
    fault: ApiError | None = None


def write(answer: Answer, shapes: Shapes, *, form: str, callback: str, seconds: float) -> Written:
    """The answer in a format: 2 XML, 1 JSON, 3 PHP, 9 JSONP (which needs a callback's name).

    `seconds` is the time that the call took. A format or callback that cannot be, and the
    error of an action that answers with a file, give an empty body.
    """
    if isinstance(answer, Served):
        return Written(answer.content_type, answer.content)
    if isinstance(answer, ApiError) and answer.of_file:
        return _empty(answer)
    match form:
        case "2":
            return Written("text/xml;charset=UTF-8", xml_format.write(answer, shapes, seconds))
        case "1":
            return Written("application/json", json_format.write(answer, shapes))
        case "3":
            return Written(_HTML, php_format.write(answer, shapes))
        case "9" if not callback:
            return _empty(ApiError("MANDATORY_PARAMETER_MISSING", PARAM_NAME="callback"))
        case "9" if not _CALLBACK.fullmatch(callback):
            return _empty(ApiError("INVALID_FIELD_VALUE", FIELD_NAME="callback"))
        case "9":
            body = callback.encode() + b"(" + json_format.write(answer, shapes) + b");"
            return Written("application/javascript", body)
    return _empty(ApiError("UNKNOWN_RESPONSE_FORMAT", FORMAT=form))


def _empty(fault: ApiError) -> Written:
    return Written(_HTML, b"", fault)
