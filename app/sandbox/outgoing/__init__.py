"""From a result to the bytes of an answer: one format one file."""

import re
from dataclasses import dataclass

from app.sandbox.outgoing import json_format, php_format, xml_format
from app.sandbox.shapes import Shapes
from app.sandbox.values import Answer, Served

_CALLBACK = re.compile(r"[0-9A-Za-z_.]{1,128}")


@dataclass(frozen=True, slots=True)
class Written:
    """An answer's body; `fault` is the error word that stands in the place of a body."""

    content_type: str
    body: bytes
    fault: str = ""


def write(answer: Answer, shapes: Shapes, *, form: str, callback: str, seconds: float) -> Written:
    """The answer in a format: 2 XML, 1 JSON, 3 PHP, 9 JSONP (which needs a callback's name).

    `seconds` is the time that the call took. A format or callback that cannot be gives an
    empty body and its fault.
    """
    if isinstance(answer, Served):
        return Written("text/plain;charset=UTF-8", answer.encode())
    match form:
        case "2":
            return Written("text/xml;charset=UTF-8", xml_format.write(answer, shapes, seconds))
        case "1":
            return Written("application/json", json_format.write(answer, shapes))
        case "3":
            return Written("text/plain;charset=UTF-8", php_format.write(answer, shapes))
        case "9" if not callback:
            return _empty("MANDATORY_PARAMETER_MISSING")
        case "9" if not _CALLBACK.fullmatch(callback):
            return _empty("INVALID_FIELD_VALUE")
        case "9":
            body = callback.encode() + b"(" + json_format.write(answer, shapes) + b");"
            return Written("application/javascript", body)
    return _empty("UNKNOWN_RESPONSE_FORMAT")


def _empty(fault: str) -> Written:
    return Written("text/plain;charset=UTF-8", b"", fault)
