"""Privileges as text: the comma-separated list of a KS, and what people paste."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote

from app.sessions.privileges.known import BY_NAME

# A v2 KS keeps its other fields among the privileges.
_FIELDS_OF_V2 = frozenset({"_e", "_t", "_u", "_m", "_d"})
_MOST_TIMES_ENCODED = 4
_QUERY = re.compile(r"\w+=[^,&]*(&\w+=[^,&]*)*", re.ASCII)
_ESCAPED = re.compile(r"%(25)*(3A|2C|2A|2F|3D|26)", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class Privilege:
    """One privilege of a KS, as written: `edit:0_abc/0_def` is ("edit", "0_abc/0_def")."""

    name: str
    value: str = ""

    @property
    def values(self) -> tuple[str, ...]:
        """The single values where this privilege takes several, else the one or none."""
        if not self.value:
            return ()
        known = BY_NAME.get(self.name)
        return tuple(self.value.split("/")) if known and known.slashes else (self.value,)

    def __str__(self) -> str:
        # The colon keeps a blank at a name's end, which a server counts.
        return f"{self.name}:{self.value}" if self.value or self.name[-1:].isspace() else self.name


def parse(text: str | None) -> tuple[Privilege, ...]:
    """The privileges of a comma-separated text, in its order; `*` alone means `all:*`.

    Exactly what a server would read; for what a person pasted see `parse_pasted`.
    """
    parts = [part.strip() for part in (text or "").split(",")]
    return tuple(_privilege("all:*" if part == "*" else part) for part in parts if part)


def parse_pasted(text: str) -> tuple[Privilege, ...]:
    """Like `parse`, of a text that may be quoted, url-encoded, in lines, or a v2 KS's own query.

    That query is `all=*&disableentitlement=&_e=1900000000`; what is no privilege is left out.
    """
    plain = _bare(_bare(text).removeprefix("privileges=").removeprefix("privileges:"))
    for _ in range(_MOST_TIMES_ENCODED):
        if _QUERY.fullmatch(plain):
            pairs = parse_qsl(plain, keep_blank_values=True)
            return tuple(Privilege(*pair) for pair in pairs if pair[0] not in _FIELDS_OF_V2)
        if not _ESCAPED.search(plain):
            break
        plain = unquote(plain)
    return parse(",".join(plain.splitlines()))


def _bare(text: str) -> str:
    return text.strip().strip("\"'`").strip()


def format_privileges(privileges: Iterable[Privilege]) -> str:
    """The comma-separated text of privileges: the counterpart of `parse`."""
    return ",".join(str(privilege) for privilege in privileges)


def _privilege(text: str) -> Privilege:
    name, _, value = text.partition(":")
    return Privilege(name, value)
