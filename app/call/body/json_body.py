"""JSON and JSONP: the bare result, in JSONP inside a call of the function that was asked for."""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from json import JSONDecodeError, JSONDecoder
from typing import Any, NoReturn

from app.call.body.base import LIST, Body
from app.call.body.values import CUT, OTHER, Number, Unreadable, Value, named, texts, too_deep

# A function's name as scripts that take JSONP give it; static/js/answer/json-structure.js knows
# the same. The comment keeps what is sent from being taken for a Flash file.
CALLBACK = rb"(?:/\*\*/\s*)?[A-Za-z_$][\w$.]{0,127}(?:\[\w{1,99}\]){0,9}\s*\("

_CALLBACK = re.compile(CALLBACK.decode(), re.ASCII)
_BEGINNING = re.compile(
    rb'[{\["]|(?:true|false|null|NaN|-?Infinity|-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)\s*\Z|'
    + CALLBACK
)
_EXACT = JSONDecoder(
    parse_int=Number, parse_float=Number, parse_constant=Number, object_pairs_hook=named
)
# Takes two thirds of the time. Of the same names the last is kept, and a number is a text.
_QUICK = JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)
_BLANK = re.compile(r"[ \t\r\n]*")


def _breaks_off(fault: JSONDecodeError) -> bool:
    """Whether the text is the beginning of JSON."""
    # The half of a character stands as U+FFFD.
    rest = fault.doc[fault.pos :].rstrip().rstrip("\ufffd")
    if fault.msg.startswith("Unterminated string") or not rest:
        return True
    if fault.msg.startswith("Invalid \\"):
        return '"' not in rest
    return any(word.startswith(rest) for word in ("true", "false", "null", "-"))


class JsonBody(Body):
    """Bytes that are no UTF-8 stand as U+FFFD; `check` refuses NaN and Infinity."""

    def __init__(self, content: bytes) -> None:
        super().__init__(content)
        self._text = content.decode("utf-8", "replace")
        called = _CALLBACK.match(self._text)
        self.format = "9" if called else "1"
        self._start = called.end() if called else 0

    @staticmethod
    def begins(content: bytes) -> bool:
        """Whether it begins as JSON or JSONP; a number or a word has to be the whole of it."""
        return _BEGINNING.match(content) is not None

    @cached_property
    def result(self) -> Value:
        result: Value = self._decoded(_EXACT)
        return result

    @property
    def items(self) -> list[bytes]:
        if not isinstance(self._decoded(_QUICK), list):
            return []
        before, after = self._text[: self._start], self._text[self._end :]
        return [
            (before + self._text[start:end] + after).encode()
            for start, end, _ in self._elements(self._past_blanks(self._start))
        ]

    def rows(self) -> Iterator[dict[str, str]]:
        try:
            place = self._place_of_rows()
            for _, _, row in self._elements(place) if self._text.startswith("[", place) else ():
                if isinstance(row, dict):
                    yield texts(row)
        except (ValueError, RecursionError):
            return

    def check(self) -> None:
        def refuse(constant: str) -> NoReturn:
            raise Unreadable(
                f"has {constant} in it, which JSON does not have", f"{constant} is no JSON", OTHER
            )

        if "NaN" in self._text or "Infinity" in self._text:
            self._decoded(JSONDecoder(parse_int=str, parse_float=str, parse_constant=refuse))

    def _answers(self) -> Iterable[Value]:
        result = self._decoded(_QUICK)
        return result if isinstance(result, list) else [result]

    @cached_property
    def _end(self) -> int:
        """Where the JSON ends."""
        if self.format == "1":
            return len(self._text)
        end = len(self._text.rstrip("; \t\r\n"))
        if not self._text.endswith(")", self._start, end):
            raise Unreadable(
                "is not JSON inside a call of a function", "The call of a function has no end"
            )
        return end - 1

    def _decoded(self, decoder: JSONDecoder) -> Any:
        try:
            return decoder.decode(self._text[self._start : self._end])
        except RecursionError:
            raise too_deep() from None
        except JSONDecodeError as fault:
            detail = f"Not valid JSON ({fault})"
            if _breaks_off(fault):
                raise Unreadable("breaks off before the end of its JSON", detail, CUT) from None
            raise Unreadable(f"is not valid JSON ({fault})", detail, OTHER) from None

    def _place_of_rows(self) -> int:
        """Where the value begins that may be the list. Raises ValueError where it is broken."""
        at = self._past_blanks(self._start)
        while self._text[at : at + 1] in {"{", ","}:
            name, at = _QUICK.raw_decode(self._text, self._past_blanks(at + 1))
            at = self._past_blanks(self._past_blanks(at) + 1)
            if name == LIST:
                return at
            _, at = _QUICK.raw_decode(self._text, at)
            at = self._past_blanks(at)
        return at

    def _elements(self, at: int) -> Iterator[tuple[int, int, Any]]:
        """Start, end and value of those of the list at `at`. Raises ValueError, RecursionError."""
        at = self._past_blanks(at + 1)
        while not self._text.startswith("]", at):
            start = at
            value, end = _QUICK.raw_decode(self._text, at)
            yield start, end, value
            at = self._past_blanks(end)
            if self._text.startswith(",", at):
                at = self._past_blanks(at + 1)

    def _past_blanks(self, at: int) -> int:
        found = _BLANK.match(self._text, at)
        return found.end() if found else at
