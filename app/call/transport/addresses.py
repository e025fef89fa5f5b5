"""Where a host is: its addresses, looked up without blocking, and what kind of address each is."""

import ipaddress
import socket
import threading
import time
from dataclasses import dataclass, field
from typing import Any

from app.call.transport.cancel import Watch
from app.call.transport.failures import ConnectTimedOut
from app.waits import Steps, Told, Wait

# The well-known prefix of networks that reach IPv4 through a translator (RFC 6052).
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Address:
    """`at` is what a socket of that family connects to."""

    family: int
    at: tuple[Any, ...]

    @property
    def ip(self) -> str:
        return str(self.at[0])


def look_up(host: str, port: int) -> list[Address]:
    """The addresses of `host`, best first. Blocks; raises OSError, and UnicodeError for a name
    that no host can have."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [Address(family, at) for family, _, _, _, at in found]


def addresses(host: str, port: int, watch: Watch) -> Steps[list[Address]]:
    """What `look_up` finds. Raises what it raises, ConnectTimedOut, and Stopped."""
    try:
        version = ipaddress.ip_address(host).version
    except ValueError:
        pass
    else:
        return [Address(socket.AF_INET if version == 4 else socket.AF_INET6, (host, port))]
    asked = _asked(host, port)
    until = watch.until(watch.limits.connect)
    either = Told()
    asked.done.when_told(either.tell)
    watch.stopped.when_told(either.tell)
    while asked.found is None:
        if time.monotonic() >= until:
            raise ConnectTimedOut
        yield Wait(until, told=either)
        watch.check()
    if isinstance(asked.found, Exception):
        raise asked.found
    return asked.found


def is_public(ip: str) -> bool:
    """Whether an address is one of the internet's: not loopback, private, link-local, shared
    (RFC 6598), multicast, reserved or for documentation; one that carries an IPv4 address is what
    that is."""
    address = ipaddress.ip_address(ip.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in _TRANSLATED:
            inner = ipaddress.IPv4Address(address.packed[-4:])
        if inner is not None:
            return is_public(str(inner))
        if address.teredo or address.is_site_local:
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


@dataclass(slots=True)
class _Asked:
    found: "list[Address] | Exception | None" = None
    done: Told = field(default_factory=Told)


_lock = threading.Lock()
_asking: dict[tuple[str, int], _Asked] = {}


def _asked(host: str, port: int) -> _Asked:
    """The look-up of a host that is under way, or a new one.

    Names resolve uninterruptibly, so each is in a thread of its own; all who ask for the same host
    share one, so that a name server that is silent holds no more threads than there are regions.
    """
    with _lock:
        asked = _asking.get((host, port))
        if asked is None:
            asked = _asking[host, port] = _Asked()
            threading.Thread(target=_ask, args=(host, port, asked), daemon=True).start()
    return asked


def _ask(host: str, port: int, asked: _Asked) -> None:
    found: list[Address] | Exception
    try:
        found = look_up(host, port)
    except Exception as fault:  # noqa: BLE001 - it is raised again for whoever asked
        found = fault
    with _lock:
        # At once, so that whoever asks after it was found asks anew.
        asked.found = found
        del _asking[host, port]
    asked.done.tell()
