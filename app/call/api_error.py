"""Finding an API error in a body: one reader for each format that the console asks for.

Each takes the bytes and gives the first error (None where there is none), or raises
Unreadable where the body is not of its format. Of a multirequest's answers, the items are
looked into as well. All of them are safe with hostile bodies: no entities, no network, no
deep recursion.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lxml import etree

from app.schema.hardened import UNTRUSTED

CLASS = "KalturaAPIException"

_JSONP = re.compile(r"\s*(?:/\*\*/\s*)?[A-Za-z_$][\w$.]{0,99}\s*\((.*)\)\s*;?\s*", re.DOTALL)
_PHP_START = re.compile(rb"(?:[aOsbid]:|N;)")
_PHP_STRING = re.compile(rb's:([0-9]{1,9}):"')
_PHP_CLASS = b's:10:"objectType";s:19:"KalturaAPIException";'


class Unreadable(Exception):
    """The body is not what its format promises; the text says what it is instead."""


@dataclass(frozen=True, slots=True)
class ApiError:
    """What the server says of a failed call; `args` are the names and values of its message."""

    code: str
    message: str
    args: tuple[tuple[str, str], ...] = ()


def in_xml(body: bytes) -> ApiError | None:
    try:
        root = etree.fromstring(body.strip(), etree.XMLParser(**UNTRUSTED))
    except (etree.XMLSyntaxError, ValueError) as fault:
        raise Unreadable("is not XML") from fault
    result = root.find("result")
    if root.tag != "xml" or result is None:
        raise Unreadable(f"is XML, but not of the API: it starts with <{_shown(root.tag)}>")
    for place in (result, *result.findall("item")):
        error = place.find("error")
        if error is not None and error.findtext("objectType") == CLASS:
            args = tuple(
                (item.findtext("name") or "", item.findtext("value") or "")
                for item in error.findall("args/item")
            )
            return ApiError(error.findtext("code") or "", error.findtext("message") or "", args)
    return None


def in_json(body: bytes) -> ApiError | None:
    try:
        return _in_json_value(json.loads(body))
    except (ValueError, RecursionError) as fault:
        raise Unreadable("is not JSON") from fault


def in_jsonp(body: bytes) -> ApiError | None:
    wrapped = _JSONP.fullmatch(body.decode("utf-8", "replace"))
    if wrapped is None:
        raise Unreadable("is not JSON inside a call of a function")
    return in_json(wrapped.group(1).encode())


def in_php(body: bytes) -> ApiError | None:
    """Reads code and message; the arguments stay in the body, where a viewer shows them."""
    if not _PHP_START.match(body):
        raise Unreadable("is not serialized PHP")
    found = body.find(_PHP_CLASS)
    code = None if found < 0 else _php_member(body, b"code", found)
    if code is None:
        return None
    return ApiError(code, _php_member(body, b"message", found) or "")


READERS: dict[str, Callable[[bytes], ApiError | None]] = {
    "1": in_json,
    "2": in_xml,
    "3": in_php,
    "9": in_jsonp,
}


def _in_json_value(value: Any) -> ApiError | None:
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict) and item.get("objectType") == CLASS:
            args = item.get("args")
            return ApiError(
                _text(item.get("code")),
                _text(item.get("message")),
                tuple((whole(name), _text(arg)) for name, arg in args.items())
                if isinstance(args, dict)
                else (),
            )
    return None


def _php_member(body: bytes, name: bytes, beside: int) -> str | None:
    key = b's:%d:"%s";' % (len(name), name)
    # Servers write them before the class; a multirequest has more of the same name further off.
    at = body.rfind(key, 0, beside)
    if at < 0:
        at = body.find(key, beside)
    found = _PHP_STRING.match(body, at + len(key)) if at >= 0 else None
    if found is None:
        return None
    return body[found.end() : found.end() + int(found[1])].decode("utf-8", "replace")


def whole(text: str) -> str:
    """The text without halves of character pairs, which JSON can spell and no page can carry."""
    return text.encode("utf-8", "replace").decode()


def _text(value: Any) -> str:
    if isinstance(value, str):
        return whole(value)
    return "" if value is None else json.dumps(value)


def _shown(tag: Any) -> str:
    return str(tag).rpartition("}")[2][:40]
