"""What PHP's serialize() writes, by the notes on its format in PHP's own `var.c`.

`N;`, `b:1;`, `i:5;`, `d:0.5;`, `s:2:"ab";` with the length in bytes, `a:1:{…}` of keys and values,
`O:3:"Cls":1:{…}` of an object's members.
"""

import re
from collections.abc import Iterator
from functools import cached_property

from app.call.body.base import LIST, Body
from app.call.body.values import MAX_DEPTH, Number, Unreadable, Value, named, texts, too_deep

_NAME = "serialized PHP"
_TOKEN = re.compile(
    rb"""
    s:(?P<text>[0-9]{1,10}):"
    | (?:
        i:(?P<whole>-?[0-9]{1,40})
        | d:(?P<real>-?(?:[0-9.]+(?:[eE][+-]?[0-9]+)?|INF|NAN))
        | b:(?P<bool>[01])
        | (?P<null>N)
        | [rR]:(?P<reference>[0-9]{1,10})
    );
    | a:(?P<array>[0-9]{1,10}):\{
    | O:[0-9]{1,10}:"(?P<class>[^"]{1,400})":(?P<object>[0-9]{1,10}):\{
    """,
    re.VERBOSE,
)
_BEGINNING = re.compile(rb"[aOsbid]:|N;")


class PhpBody(Body):
    """An array with the keys 0, 1, 2… is a list; an object tells its class as `objectType`.

    Bytes that are no UTF-8 stand as U+FFFD. A reference to another value of the body is read as
    null: followed, it could go round in circles or grow without end.
    """

    format = "3"

    @staticmethod
    def begins(content: bytes) -> bool:
        """Whether it begins as what serialize() writes; neither XML nor JSON can."""
        return _BEGINNING.match(content) is not None

    @cached_property
    def result(self) -> Value:
        value, end = self._value(0, 0)
        if self._content[end:].strip():
            raise self._broken(end)
        return value

    @property
    def items(self) -> list[bytes]:
        if not isinstance(self.result, list):
            return []
        # Of its own, a reference has nothing to refer to.
        return [
            b"N;" if self._token(start).lastgroup == "reference" else self._content[start:end]
            for _, start, end, _ in self._members(0)
        ]

    def rows(self) -> Iterator[dict[str, str]]:
        try:
            for _, _, _, row in self._members(self._place_of_rows()):
                if isinstance(row, dict):
                    yield texts(row)
        except Unreadable:
            return

    def _value(self, at: int, depth: int) -> tuple[Value, int]:
        """What stands at `at`, and where it ends."""
        found = self._token(at)
        kind, end = found.lastgroup, found.end()
        match kind:
            case "text":
                return self._text(end, int(found["text"]))
            case "whole" | "real":
                return Number(found[kind].decode()), end
            case "bool":
                return found["bool"] == b"1", end
            case "null" | "reference":
                return None, end
        if depth == MAX_DEPTH:
            raise too_deep()
        pairs: list[tuple[str, Value]] = []
        for _ in range(int(found[kind or ""])):
            name, at = self._key(end)
            value, end = self._value(at, depth + 1)
            pairs.append((name, value))
        return _container(found["class"], pairs), self._past(b"}", end)

    def _members(self, at: int) -> Iterator[tuple[str, int, int, Value]]:
        """Of the array or object at `at`: name, start and end of the value, and the value."""
        count, end = self._opened(at)
        for _ in range(count):
            name, start = self._key(end)
            value, end = self._value(start, 1)
            yield name, start, end, value

    def _place_of_rows(self) -> int:
        """Where the array begins that is the list. Raises Unreadable where there is none."""
        count, at = self._opened(0)
        for _ in range(count):
            name, start = self._key(at)
            if name in {"0", LIST}:
                return start if name == LIST else 0
            _, at = self._value(start, 1)
        raise self._broken(at)

    def _opened(self, at: int) -> tuple[int, int]:
        """How many members the array or object at `at` has, and where the first begins."""
        found = self._token(at)
        if found.lastgroup not in {"array", "object"}:
            raise self._broken(at)
        return int(found[found.lastgroup]), found.end()

    def _key(self, at: int) -> tuple[str, int]:
        found = self._token(at)
        if found.lastgroup == "text":
            name, end = self._text(found.end(), int(found["text"]))
            # A member that is not public begins with its class, or a star, between two of them.
            return name.rpartition("\0")[2], end
        if found.lastgroup == "whole":
            return found["whole"].decode(), found.end()
        raise self._broken(at)

    def _text(self, at: int, length: int) -> tuple[str, int]:
        end = at + length
        return self._content[at:end].decode("utf-8", "replace"), self._past(b'";', end)

    def _past(self, sign: bytes, at: int) -> int:
        if not self._content.startswith(sign, at):
            raise self._broken(at)
        return at + len(sign)

    def _token(self, at: int) -> re.Match[bytes]:
        found = _TOKEN.match(self._content, at)
        if found is None:
            raise self._broken(at)
        return found

    def _broken(self, at: int) -> Unreadable:
        return Unreadable(f"is not {_NAME}", f"Not valid {_NAME} (at byte {at + 1:,})")


def _container(class_name: bytes | None, pairs: list[tuple[str, Value]]) -> Value:
    if class_name is not None:
        return {**named(pairs), "objectType": class_name.decode("utf-8", "replace")}
    if all(name == str(place) for place, (name, _) in enumerate(pairs)):
        return [value for _, value in pairs]
    return named(pairs)
