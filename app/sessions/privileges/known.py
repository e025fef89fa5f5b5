"""The privileges that a KS can carry, as `known.toml` has them: one table a privilege."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

PrivilegeKind = Literal[
    "flag",
    "entries",
    "playlists",
    "assets",
    "users",
    "number",
    "role",
    "address",
    "paths",
    "time",
    "text",
    "application",
    "contexts",
    "any",
]


_FILE = "app/sessions/privileges/known.toml"


class PrivilegeFault(Exception):
    """known.toml or a table of it that lacks something; the text says which, and what."""


@dataclass(frozen=True, slots=True)
class Known:
    """A privilege by name; `value` says what stands behind its colon, "" where nothing does.

    `slashes`: / parts several values. `star`: * stands for all. `optional`: it may also stand
    without a value. `admin_anyway`: an ADMIN session may do that without it.
    """

    name: str
    kind: PrivilegeKind
    value: str
    sentence: str
    example: str
    slashes: bool = False
    star: bool = False
    optional: bool = False
    admin_anyway: bool = False


def read(text: str) -> tuple[tuple[Known, ...], frozenset[str]]:
    """The privileges of a text such as known.toml, in its order, and what others put into a KS.

    Raises PrivilegeFault.
    """
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise PrivilegeFault(f"{_FILE} is not TOML: {fault}.") from fault
    if missing := [name for name in ("privilege", "also_used") if name not in content]:
        raise PrivilegeFault(f"{_FILE} lacks {', '.join(missing)}.")
    found: dict[str, Known] = {}
    for number, row in enumerate(content["privilege"], 1):
        place = f"{_FILE}, privilege {row.get('name', number)!r}"
        known = _known(row, place)
        if known.name in found:
            raise PrivilegeFault(f"{place}: it stands there twice.")
        found[known.name] = known
    return tuple(found.values()), frozenset(content["also_used"])


def _known(row: dict[str, Any], place: str) -> Known:
    try:
        known = Known(**row)
    except TypeError as fault:
        raise PrivilegeFault(f"{place}: {fault}.") from fault
    if known.kind not in get_args(PrivilegeKind):
        raise PrivilegeFault(f"{place}: the kind is one of {', '.join(get_args(PrivilegeKind))}.")
    if known.example.partition(":")[0] != known.name:
        raise PrivilegeFault(f"{place}: the example is not one of it.")
    return known


PRIVILEGES, ALSO_USED = read(Path(__file__).with_name("known.toml").read_text("utf-8"))

BY_NAME = {known.name: known for known in PRIVILEGES}
