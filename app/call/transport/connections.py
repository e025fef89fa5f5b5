"""Pooled connections that can be stopped from outside, as a requests adapter.

urllib3 makes and reuses connections deep inside; the Watch of the running call reaches them
through a context variable, which is set for the duration of `send`.
"""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import urllib3
from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter
from requests.structures import CaseInsensitiveDict
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError

from app.call.transport.cancel import Watch

# A name may stand for several addresses, which are tried one after the other.
_ADDRESSES = 3

_watch: ContextVar[Watch | None] = ContextVar("watch", default=None)


@contextmanager
def watched_by(watch: Watch) -> Iterator[None]:
    """Connections that are made or reused inside belong to `watch`."""
    token = _watch.set(watch)
    try:
        yield
    finally:
        _watch.reset(token)


class _WatchedConnection(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        watch = _watch.get()
        if watch is None:
            return super()._new_conn()
        seconds = _ADDRESSES * float(self.timeout or watch.read_timeout)
        try:
            return watch.connect(super()._new_conn, seconds)
        except TimeoutError as error:
            message = f"Connecting to {self.host} took longer than {seconds:g} s."
            raise ConnectTimeoutError(self, message) from error

    def connect(self) -> None:
        super().connect()
        if watch := _watch.get():
            watch.connected = time.monotonic()
        self._send_patiently()

    def request(self, *args: Any, **kwargs: Any) -> None:
        watch = _watch.get()
        if watch and self.sock is not None:
            watch.hold(self.sock)
            self._send_patiently()
        super().request(*args, **kwargs)

    def getresponse(self) -> Any:
        if watch := _watch.get():
            watch.start_clock()
        return super().getresponse()

    def _send_patiently(self) -> None:
        # urllib3 would give each piece of an upload no more time than a new connection.
        watch = _watch.get()
        if watch and self.sock is not None:
            self.timeout = watch.read_timeout
            self.sock.settimeout(watch.read_timeout)


class _WatchedTlsConnection(_WatchedConnection, HTTPSConnection):
    pass


class _Pool(HTTPConnectionPool):
    ConnectionCls = _WatchedConnection


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _WatchedTlsConnection


_POOLS: dict[str, type] = {"http": _Pool, "https": _TlsPool}


class WatchedAdapter(HTTPAdapter):
    """HTTPAdapter with connections that a Watch can stop, and without cookies."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> urllib3.ProxyManager:
        manager: urllib3.ProxyManager = super().proxy_manager_for(proxy, **kwargs)
        manager.pool_classes_by_scheme = _POOLS
        return manager

    def build_response(self, req: PreparedRequest, resp: urllib3.BaseHTTPResponse) -> Response:
        # The inherited one parses the server's cookies, for which there is no use.
        response = Response()
        response.status_code = resp.status
        response.headers = CaseInsensitiveDict(resp.headers)
        response.raw = resp
        response.url = req.url or ""
        response.request = req
        return response
