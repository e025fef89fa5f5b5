"""The privileges builder's page side: the rows of its table, and the text that they make."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import request

from app.sessions.privileges import (
    BY_NAME,
    PRIVILEGES,
    Finding,
    Known,
    Privilege,
    format_privileges,
    parse,
    parse_pasted,
    problems,
)

TICK = "privilege"  # the form's name of a ticked row
VALUE = "value:"  # before a privilege's name: the form's name of its value


@dataclass(frozen=True, slots=True)
class Row:
    """One privilege of the table; `known` is None of a name that only a pasted text has."""

    name: str
    known: Known | None
    ticked: bool
    value: str


@dataclass(frozen=True, slots=True)
class Builder:
    """The table for a text of privileges; `open` where a person is at it."""

    text: str
    rows: tuple[Row, ...]
    findings: tuple[Finding, ...]
    open: bool = False


def builder_for(text: str, session_type: str | None, *, open: bool = False) -> Builder:
    """The table ticked as the text says; `session_type` is a KalturaSessionType as text."""
    written = {one.name: one.value for one in parse(text)}
    own = [
        Row(known.name, known, known.name in written, _value(known, written))
        for known in PRIVILEGES
    ]
    others = [
        Row(name, None, True, value) for name, value in written.items() if name not in BY_NAME
    ]
    return Builder(text, (*own, *others), findings(text, session_type), open)


def findings(text: str, session_type: str | None) -> tuple[Finding, ...]:
    known = session_type is not None and session_type.isascii() and session_type.isdecimal()
    return problems(text, int(session_type or 0) if known else None)


def plain(text: str) -> str:
    """A pasted text as a KS takes it."""
    return format_privileges(parse_pasted(text))


def composed() -> str:
    """The text that the posted table makes, in the order of the table."""
    ticked = dict.fromkeys(request.form.getlist(TICK))
    return format_privileges(
        Privilege(name, request.form.get(VALUE + name, "").strip()) for name in ticked
    )


def _value(known: Known, written: Mapping[str, str]) -> str:
    if known.name in written:
        return written[known.name]
    return "*" if known.value == "*" else ""
