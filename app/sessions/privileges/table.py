"""Privileges as a table: a row each, to be ticked and given a value, and the text that it makes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.sessions.privileges.check import Finding, problems
from app.sessions.privileges.known import BY_NAME, PRIVILEGES, Known
from app.sessions.privileges.text import Privilege, format_privileges, parse, parse_pasted


@dataclass(frozen=True, slots=True)
class Row:
    """One privilege of the table; `known` is None of a name that only a pasted text has."""

    name: str
    known: Known | None
    ticked: bool
    value: str


@dataclass(frozen=True, slots=True)
class Table:
    """All known privileges and those of the text, ticked as it says; what is to be known of it."""

    text: str
    rows: tuple[Row, ...]
    findings: tuple[Finding, ...]


def table_of(text: str, session_type: int | None) -> Table:
    """`session_type` is a KalturaSessionType, None where it is not known."""
    written = {one.name: one.value for one in parse(text)}
    own = [
        Row(known.name, known, known.name in written, _value(known, written))
        for known in PRIVILEGES
    ]
    others = [
        Row(name, None, True, value) for name, value in written.items() if name not in BY_NAME
    ]
    return Table(text, (*own, *others), problems(text, session_type))


def plain(text: str) -> str:
    """A pasted text as a KS takes it."""
    return format_privileges(parse_pasted(text))


def composed(ticked: Iterable[str], values: Mapping[str, str]) -> str:
    """The text of the ticked names, in their order, each with its value if it has one."""
    rows = dict.fromkeys(ticked)
    return format_privileges(Privilege(name, values.get(name, "").strip()) for name in rows)


def _value(known: Known, written: Mapping[str, str]) -> str:
    if known.name in written:
        return written[known.name]
    return "*" if known.value == "*" else ""
