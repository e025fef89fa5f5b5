"""What is wrong with a text of privileges, or unwise, in sentences that say what to do."""

import difflib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from app.sessions.privileges.advice import advice
from app.sessions.privileges.known import ALSO_USED, BY_NAME, Known
from app.sessions.privileges.text import Privilege, parse
from app.sessions.privileges.values import CHECKS, is_network, quoted

Level = Literal["error", "warning"]

_ENTRY_ID = re.compile(r"\d{1,2}_[A-Za-z0-9]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Finding:
    """`error`: it cannot work as written. `warning`: it may not be what was meant."""

    level: Level
    name: str  # of the privilege
    sentence: str


def problems(text: str | None, session_type: int | None) -> tuple[Finding, ...]:
    """What to know before a session with these privileges is started, errors first.

    `session_type` is a KalturaSessionType, None where it is not known.
    """
    privileges = parse(text)
    unwise = [
        Finding("warning", privilege.name, sentence)
        for privilege in privileges
        for sentence in advice(privilege, session_type)
    ]
    found = dict.fromkeys([*_each(privileges), *_together(privileges), *unwise])
    return tuple(sorted(found, key=lambda finding: finding.level != "error"))


def value_fault(name: str, value: str) -> str:
    """Why this value cannot stand behind this privilege, as a sentence; "" where it can.

    For one field of a form, before the text is put together.
    """
    known = BY_NAME.get(name)
    if "," in value:
        several = "part several values with /" if known and known.slashes else "leave it out"
        return f"A comma starts the next privilege: {several}."
    if value != value.strip() or re.search(r"[\r\n\t]", value):
        return "A value has no line breaks, and no spaces around it: take them out."
    if known is None:
        return ""
    if known.kind == "flag":
        return f"{name} stands alone: leave the value {quoted(value)} away." if value else ""
    if not value:
        return "" if known.optional else f"{name} needs a value: {known.value}, as {known.example}."
    return _fault_of(known, value)


def _fault_of(known: Known, value: str) -> str:
    if value == "*" and known.star:
        return ""
    if known.kind == "address" and is_network(value):
        return ""
    check = CHECKS[known.kind]
    parts = value.split("/") if known.slashes else [value]
    if "" in parts:
        return f"{known.name} has an empty value between slashes: take one slash out."
    for part in parts:
        if part == "*" and known.star:
            return f"{known.name}:* covers all: leave the other values away."
        if fault := check(part):
            return f"{known.name}: {fault}"
    return ""


def _each(privileges: tuple[Privilege, ...]) -> Iterator[Finding]:
    before = Privilege("")
    for privilege in privileges:
        if privilege.name not in BY_NAME:
            yield _unknown(privilege, before)
            continue
        if fault := value_fault(privilege.name, privilege.value):
            yield Finding("error", privilege.name, fault)
        before = privilege


def _unknown(privilege: Privilege, before: Privilege) -> Finding:
    name = privilege.name
    if not name:
        return Finding("error", "", "A name is missing before a colon: write name:value.")
    if re.search(r"\s", name):
        return Finding(
            "error", name, f"{quoted(name)} has spaces inside: part privileges with commas alone."
        )
    known = BY_NAME.get(before.name)
    if known and known.slashes and not privilege.value and _ENTRY_ID.fullmatch(name):
        return Finding(
            "error",
            before.name,
            f"{name} stands alone after a comma: part several values with /, as {before}/{name}.",
        )
    if name in ALSO_USED:
        return Finding("warning", name, f"{name} is set by servers: leave it out of your own text.")
    near = difflib.get_close_matches(name.casefold(), BY_NAME, n=1, cutoff=0.7)
    if near:
        return Finding(
            "warning", name, f"{quoted(name)} is not a privilege that is known: write {near[0]}."
        )
    return Finding(
        "warning",
        name,
        f"{quoted(name)} is not a privilege that is known: check its spelling, because servers "
        "ignore what they do not know.",
    )


def _together(privileges: tuple[Privilege, ...]) -> Iterator[Finding]:
    present = Counter(privilege.name for privilege in privileges)
    for name, times in present.items():
        known = BY_NAME.get(name)
        if times > 1:
            what = "put all its values into one, parted by /" if known and known.slashes else ""
            yield Finding(
                "warning",
                name,
                f"{name} stands here {times} times and a v2 KS keeps the last alone: "
                f"{what or 'leave the others out'}.",
            )
    if {"enableentitlement", "disableentitlement"} <= present.keys():
        yield Finding(
            "error",
            "disableentitlement",
            "enableentitlement and disableentitlement contradict each other: leave one out.",
        )
    if {"disableentitlement", "disableentitlementforentry"} <= present.keys():
        yield Finding(
            "warning",
            "disableentitlementforentry",
            "disableentitlement covers every entry already: leave one of the two out.",
        )
    if {"setrole", "restrictingrole"} <= present.keys():
        yield Finding(
            "warning",
            "restrictingrole",
            "setrole and restrictingrole both name a role: what both of them allow is left.",
        )
