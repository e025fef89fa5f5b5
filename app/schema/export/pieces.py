"""JSON text put together from pieces that were each made, written and let go by themselves.

A document of a whole schema is many times as large as Python values than as text.
"""

import json
from collections.abc import Iterable
from typing import Any


def dumped(value: Any) -> bytes:
    """A value as compact JSON in UTF-8."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def object_of(members: Iterable[tuple[str, bytes]]) -> bytes:
    """An object of members whose values are JSON already."""
    return b"{%b}" % b",".join(b"%b:%b" % (dumped(name), value) for name, value in members)


def array_of(items: Iterable[Any]) -> bytes:
    """An array of values, each taken when the one before is written."""
    return b"[%b]" % b",".join(map(dumped, items))
