"""A new connection: look the host up, check what its addresses are, connect, proxy, TLS."""

import base64
import errno
import os
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

import certifi
import h11

from app.call.transport.addresses import Address, addresses, is_public
from app.call.transport.cancel import Stopped, Watch
from app.call.transport.failures import (
    ConnectTimedOut,
    Fault,
    NoConnection,
    NotPublic,
    ProxyFailed,
    ReadTimedOut,
)
from app.call.transport.line import Line, at_once_or_later
from app.settings import SettingsFault
from app.waits import Steps, Wait

_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """What is spoken at which port of which host."""

    scheme: str
    host: str
    port: int

    @classmethod
    def of(cls, url: str) -> "Endpoint":
        parts = urlsplit(url)
        return cls(parts.scheme, parts.hostname or "", parts.port or _PORTS[parts.scheme])


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy that calls go through; it resolves their hosts, so that we know no address."""

    endpoint: Endpoint
    authorization: bytes = b""  # the header's value, "" for none

    @classmethod
    def of(cls, url: str) -> "Proxy | None":
        """The proxy with that URL, which may have a user and a password; None for ""."""
        if not url:
            return None
        parts = urlsplit(url)
        basic = b""
        if parts.username is not None:
            pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
            basic = b"Basic " + base64.b64encode(pair.encode())
        return cls(Endpoint.of(url), basic)

    @property
    def headers(self) -> list[tuple[bytes, bytes]]:
        return [(b"Proxy-Authorization", self.authorization)] if self.authorization else []


def trusting(bundle: Path | None) -> ssl.SSLContext:
    """What TLS is spoken with: certifi's authorities are trusted, and those of `bundle` as well,
    a file or a folder as OpenSSL has them. Raises SettingsFault."""
    context = ssl.create_default_context(cafile=certifi.where())
    context.set_alpn_protocols(["http/1.1"])
    if bundle:
        try:
            folder = bundle.is_dir()
            context.load_verify_locations(**{"capath" if folder else "cafile": str(bundle)})
        except ssl.SSLError:
            raise SettingsFault(
                [f"TESTME_CA_BUNDLE names {bundle}, which holds no certificates as PEM."]
            ) from None
        except OSError:
            raise SettingsFault(
                [f"TESTME_CA_BUNDLE names {bundle}, which does not exist or cannot be read."]
            ) from None
    return context


def dial(
    endpoint: Endpoint,
    tls: Callable[[], ssl.SSLContext],
    watch: Watch,
    *,
    proxy: Proxy | None = None,
    public_only: bool = False,
) -> Steps[Line]:
    """A connection to an endpoint, over which nothing has been asked yet.

    `public_only` refuses every other address before it is connected to; it has no say where a
    proxy looks the host up. Raises the faults of failures.py and those of the system and of TLS.
    """
    if proxy is None:
        connection = yield from _connected(endpoint, watch, public_only)
    else:
        connection = yield from _through(proxy, endpoint, tls, watch)
    if endpoint.scheme == "https":
        connection = yield from _secured(connection, endpoint, tls, watch)
    return Line(connection)


def _connected(endpoint: Endpoint, watch: Watch, public_only: bool) -> Steps[socket.socket]:
    found = yield from addresses(endpoint.host, endpoint.port, watch)
    allowed = [one for one in found if not public_only or is_public(one.ip)]
    if not allowed:
        raise NotPublic(endpoint.host, found[0].ip if found else "no address")
    late: Fault | None = None
    for address in allowed:
        try:
            return (yield from _connect(address, watch))
        except (ConnectTimedOut, NoConnection) as fault:
            late = fault
    raise late or NoConnection


def _connect(address: Address, watch: Watch) -> Steps[socket.socket]:
    connection = socket.socket(address.family, socket.SOCK_STREAM)
    try:
        connection.setblocking(False)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # From before it is connected on, so that it can be stopped meanwhile.
        watch.hold(connection)
        until = watch.until(watch.limits.connect)
        while code := connection.connect_ex(address.at):
            watch.check()
            if code == errno.EISCONN:
                break
            if code not in {errno.EINPROGRESS, errno.EALREADY}:
                raise NoConnection(os.strerror(code))
            if time.monotonic() >= until:
                raise ConnectTimedOut
            yield Wait(until, connection.fileno(), writes=True)
        watch.check()
    except BaseException:
        watch.let_go()
        connection.close()
        raise
    return connection


def _through(
    proxy: Proxy, endpoint: Endpoint, tls: Callable[[], ssl.SSLContext], watch: Watch
) -> Steps[socket.socket]:
    try:
        connection = yield from _connected(proxy.endpoint, watch, public_only=False)
        if proxy.endpoint.scheme == "https":
            connection = yield from _secured(connection, proxy.endpoint, tls, watch)
    except Stopped:
        raise
    except (Fault, OSError, UnicodeError) as fault:
        raise ProxyFailed(str(fault) if isinstance(fault, NoConnection) else "") from fault
    if endpoint.scheme == "https":
        yield from _tunnel(connection, proxy, endpoint, watch)
    return connection


def _tunnel(
    connection: socket.socket, proxy: Proxy, endpoint: Endpoint, watch: Watch
) -> Steps[None]:
    host = f"[{endpoint.host}]" if ":" in endpoint.host else endpoint.host
    target = f"{host}:{endpoint.port}".encode()
    request = h11.Request(
        method=b"CONNECT", target=target, headers=[(b"Host", target), *proxy.headers]
    )
    line = Line(connection)
    try:
        response = yield from line.connect(request, watch)
        if not 200 <= response.status_code < 300:
            raise ProxyFailed(f"it answered {response.status_code}")
        if line.spoke_on:
            raise ProxyFailed("it spoke before it was asked")
    except BaseException as fault:
        watch.let_go()
        connection.close()
        if isinstance(fault, ReadTimedOut):
            raise ProxyFailed("it did not answer in time") from fault
        if isinstance(fault, OSError | h11.ProtocolError):
            raise ProxyFailed from fault
        raise


def _secured(
    connection: socket.socket, endpoint: Endpoint, tls: Callable[[], ssl.SSLContext], watch: Watch
) -> Steps[socket.socket]:
    secure: socket.socket = connection
    try:
        wrapped = tls().wrap_socket(
            connection, server_hostname=endpoint.host, do_handshake_on_connect=False
        )
        secure = wrapped
        watch.hold(wrapped)
        yield from at_once_or_later(
            wrapped.do_handshake, wrapped, watch, ConnectTimedOut, seconds=watch.limits.connect
        )
    except BaseException:
        watch.let_go()
        secure.close()
        raise
    return secure
