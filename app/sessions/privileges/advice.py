"""What is allowed in a text of privileges and yet unwise, as sentences."""

from collections.abc import Iterator
from typing import NamedTuple

from app.sessions.ks import ADMIN, USER
from app.sessions.privileges.known import BY_NAME
from app.sessions.privileges.text import Privilege
from app.sessions.privileges.values import is_network, private_addresses

# Of these the server takes what stands before the first slash.
_CUT_AT_SLASH = frozenset({"sessionid", "sessionkey"})


class _Row(NamedTuple):
    """A sentence about a privilege, for one session type and one value where they are given."""

    name: str
    sentence: str
    session_type: int | None = None
    value: str | None = None


_ROWS = (
    _Row(
        "all",
        "all:* takes every limit off a USER session: name what it needs instead, "
        "such as sview:0_abc123.",
        USER,
    ),
    _Row("edit", "edit:* lets this USER change every entry: name the entries.", USER, "*"),
    _Row(
        "edit",
        "edit lets this USER change entries that others own: name only those needed.",
        USER,
    ),
    _Row(
        "list",
        "list:* shows this USER the entries of everybody: leave it out unless the page needs to "
        "search them.",
        USER,
    ),
    _Row(
        "disableentitlement",
        "disableentitlement shows private categories: never give this session to an end user; "
        "use disableentitlementforentry for single entries.",
        USER,
    ),
    _Row(
        "edituser",
        "edituser:* lets this USER put entries in anybody's name: name the users.",
        USER,
        "*",
    ),
    _Row(
        "actionslimit",
        "actionslimit:1 ends the session after a single call: start it right before that call.",
        value="1",
    ),
    _Row(
        "setrole",
        "setrole replaces the rights that the user has: check that the role belongs to this "
        "account and allows what the session is for.",
    ),
    _Row(
        "restrictingrole",
        "restrictingrole only ever takes rights away: check that the role allows what the "
        "session is for.",
    ),
    _Row(
        "appid",
        "appName-appDomain is a placeholder: write the name and domain of your application.",
        value="appName-appDomain",
    ),
    _Row("apptoken", "apptoken is set by the server: leave it out of your own text."),
)


def advice(privilege: Privilege, session_type: int | None) -> Iterator[str]:
    """Sentences on one privilege in a session of that KalturaSessionType (None: not known)."""
    name, value = privilege.name, privilege.value
    fitting = (
        row.sentence
        for row in _ROWS
        if row.name == name
        and row.session_type in {None, session_type}
        and row.value in {None, value}
    )
    if sentence := next(fitting, None):
        yield sentence
    known = BY_NAME.get(name)
    if session_type == ADMIN and known and known.admin_anyway:
        yield f"An ADMIN session does not need {name}: it may do that anyway, so leave it out."
    if name == "iprestrict":
        yield from _on_addresses(value)
    if name == "urirestrict" and "/*" in value.split("|"):
        yield "urirestrict:/* allows every path: name the paths, or leave it out."
    if name in _CUT_AT_SLASH and "/" in value:
        yield f"Of {name} the server takes what stands before the first /: leave slashes out."


def _on_addresses(value: str) -> Iterator[str]:
    if is_network(value):
        yield (
            f"iprestrict:{value} may let nobody in, because servers compare whole addresses: "
            "list single ones parted by /."
        )
    elif private := private_addresses(value):
        yield (
            f"{private[0]} is a private address, and the server sees the public one: write that, "
            "unless the server is in the same network."
        )
