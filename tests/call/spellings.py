"""Answers as servers write them, in every format and spelling that the reader of bodies takes.

A result is given in Python's values; an object's class is its `objectType`, an error an object of
KalturaAPIException.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

ERROR_CLASS = "KalturaAPIException"


def error(code: str, message: str, **args: str) -> dict[str, Any]:
    return {"code": code, "message": message, "objectType": ERROR_CLASS, "args": args}


def as_json(result: Any) -> str:
    """Nulls of an object are left out, and what PHP has no keys for is a list."""
    return json.dumps(_without_nulls(result), separators=(",", ":")).replace("/", "\\/")


def as_xml(result: Any) -> str:
    return f"<xml><result>{_xml(result)}</result><executionTime>0.04</executionTime></xml>"


def as_php(value: Any) -> str:
    match value:
        case None:
            return "N;"
        case bool():
            return f"b:{int(value)};"
        case int():
            return f"i:{value};"
        case float():
            return f"d:{value!r};"
        case str():
            return f's:{len(value.encode())}:"{value}";'
        case list():
            return _php_array(dict(enumerate(value)))
        case {"objectType": str() as name, **members} if name != ERROR_CLASS:
            return f'O:{len(name)}:"{name}":' + _php_array(members).removeprefix("a:")
        case _:
            return _php_array(value)


@dataclass(frozen=True)
class Spelling:
    """One way to write a result; `format` is the wire's number."""

    format: str
    write: Callable[[Any], bytes]


def _around(
    format: str, write: Callable[[Any], str], before: str = "", after: str = ""
) -> Spelling:
    return Spelling(format, lambda result: (before + write(result) + after).encode())


_DECLARED = '<?xml version="1.0" encoding="utf-8"?>'
SPELLINGS = {
    "xml": _around("2", as_xml, _DECLARED),
    "xml without a declaration": _around("2", as_xml),
    "xml between blanks": _around("2", as_xml, f"\n {_DECLARED}\n<!-- cached -->", "\n"),
    "xml with a mark": _around("2", as_xml, f"\ufeff{_DECLARED}"),
    "json": _around("1", as_json),
    "json between blanks": _around("1", as_json, "\n ", " \r\n"),
    "json with a mark": _around("1", as_json, "\ufeff"),
    "json indented": _around("1", lambda result: json.dumps(_without_nulls(result), indent=2)),
    "jsonp": _around("9", as_json, "callback(", ");"),
    "jsonp without a semicolon": _around("9", as_json, "callback(", ")"),
    "jsonp after a comment": _around("9", as_json, "/**/callback(", ");"),
    "jsonp with blanks": _around("9", as_json, " /**/ callback \n( ", " ) ; \n"),
    "jsonp with a mark": _around("9", as_json, "\ufeffcallback (", ");\n"),
    "jsonp of a dotted name": _around("9", as_json, "app.$jsonp.cb_1(", ");"),
    "jsonp of an item": _around("9", as_json, "window.callbacks[12](", ");;"),
    "jsonp of jQuery": _around("9", as_json, "jQuery31105_1795(", ")"),
    "php": _around("3", as_php),
    "php between blanks": _around("3", as_php, "\n", "\n"),
    "php with a mark": _around("3", as_php, "\ufeff"),
}


def _without_nulls(value: Any) -> Any:
    match value:
        case {"objectType": "KalturaAPIException"} if not value.get("args"):
            return {**value, "args": []}
        case dict():
            return {name: _without_nulls(one) for name, one in value.items() if one is not None}
        case list():
            return [_without_nulls(one) for one in value]
        case _:
            return value


def _xml(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(int(value))
        case {"objectType": "KalturaAPIException", "args": dict() as args}:
            items = "".join(
                "<item><objectType>KalturaApiExceptionArg</objectType>"
                f"<name>{name}</name><value>{escape(one)}</value></item>"
                for name, one in args.items()
            )
            told = "".join(
                f"<{name}>{escape(value[name])}</{name}>" for name in ("code", "message")
            )
            told += f"<objectType>{ERROR_CLASS}</objectType><args>{items}</args>"
            return f"<error>{told}</error>"
        case dict():
            members = {"objectType": value.get("objectType"), **value}
            return "".join(
                f"<{name}>{_xml(one)}</{name}>"
                for name, one in members.items()
                if name != "objectType" or one
            )
        case list():
            return "".join(f"<item>{_xml(one)}</item>" for one in value)
        case _:
            return escape(str(value))


def _php_array(members: dict[Any, Any]) -> str:
    inner = "".join(as_php(name) + as_php(value) for name, value in members.items())
    return f"a:{len(members)}:{{{inner}}}"
