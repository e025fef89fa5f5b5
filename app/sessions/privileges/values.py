"""Whether a single value fits a privilege, by the kind of value it takes."""

import ipaddress
import re
from collections.abc import Callable, Mapping

from app.sessions.privileges.known import PrivilegeKind

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
_NUMBER = re.compile(r"[1-9][0-9]{0,17}", re.ASCII)
_ROLE = re.compile(r"[1-9][0-9]{0,17}|[A-Za-z_][A-Za-z0-9_.-]*", re.ASCII)
_APPLICATION = re.compile(r"[^-]+-.+")
_LONGEST_SHOWN = 60  # characters
# A unix time in milliseconds has as many digits as that.
_MILLISECONDS = 12


def is_network(value: str) -> bool:
    """Whether this is one range or network: `10.0.0.1-10.0.0.9`, `10.0.0.0/8`, `2001:db8::/32`."""
    first, dash, last = value.partition("-")
    if dash:
        start, end = _address(first), _address(last)
        return (
            start is not None
            and end is not None
            and start.version == end.version
            and int(start) <= int(end)
        )
    if "/" not in value:
        return False
    try:
        ipaddress.ip_network(value, strict=False)
    except ValueError:
        return False
    return True


def private_addresses(value: str) -> tuple[str, ...]:
    """Those of the addresses, parted by /, that no server on the internet ever sees."""
    found = ((part, _address(part)) for part in value.split("/"))
    return tuple(part for part, address in found if address and _local(address))


def _local(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    return address.is_private and not _documentation(address)


def _documentation(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    # Python counts the addresses of examples (RFC 5737, RFC 3849) among the private ones.
    return any(address in network for network in _EXAMPLES if network.version == address.version)


_EXAMPLES = tuple(
    ipaddress.ip_network(text)
    for text in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")
)


def quoted(text: str) -> str:
    """A text within a sentence, cut where it is long."""
    return f"“{text}”" if len(text) <= _LONGEST_SHOWN else f"“{text[:_LONGEST_SHOWN]}…”"


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def _checked(pattern: re.Pattern[str], sentence: str) -> Callable[[str], str]:
    return lambda value: "" if pattern.fullmatch(value) else f"{quoted(value)} {sentence}."


def _time(value: str) -> str:
    if not _NUMBER.fullmatch(value):
        return f"{quoted(value)} is not a time: write unix seconds, such as 1767225600."
    if len(value) >= _MILLISECONDS:
        return f"{value} looks like milliseconds: write seconds, {value[:-3]}."
    return ""


def _ip(value: str) -> str:
    if _address(value) is not None:
        return ""
    return f"{quoted(value)} is not an IP address: write one such as 203.0.113.7 or 2001:db8::7."


def _paths(value: str) -> str:
    for path in value.split("|"):
        if not path.startswith("/"):
            return f"{quoted(path)} is not a path: start it with /, without the server's name."
        if "*" in path[:-1]:
            return f"{quoted(path)} has a * inside: it can stand at the end of a path alone."
    return ""


def _star(value: str) -> str:
    return f"{quoted(value)} is not taken: write *."


def _any(value: str) -> str:  # noqa: ARG001 - one of several checks, and anything goes
    return ""


CHECKS: Mapping[PrivilegeKind, Callable[[str], str]] = {
    "flag": _any,
    "entries": _checked(_ID, "is not an entry id: write one such as 0_abc123"),
    "playlists": _checked(_ID, "is not a playlist id: write a single one such as 0_abc123"),
    "assets": _checked(_ID, "is not an asset id: write one such as 1_abc123"),
    "users": _any,
    "number": _checked(_NUMBER, "is not a number from 1 up: write digits alone"),
    "role": _checked(_ROLE, "is not a role: write its id, such as 2345, or its system name"),
    "address": _ip,
    "paths": _paths,
    "time": _time,
    "text": _any,
    "application": _checked(
        _APPLICATION, "lacks its domain: write name-domain, such as shop-shop.example.org"
    ),
    "contexts": _any,
    "any": _star,
}
