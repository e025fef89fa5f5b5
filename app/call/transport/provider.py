"""What the provider that signs people in is asked, over the same connections as calls.

Authlib knows what to ask; its clients' HTTP is that of requests or httpx, which hold a thread while
they wait, follow redirects, and know no limit for the whole of an answer. A provider is no region:
the operator names it, and nothing of a call ever goes there.
"""

import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import TypeVar

import requests
from requests.structures import CaseInsensitiveDict

from app.call.model import FailureKind
from app.call.transport.adapter import NetworkAdapter
from app.call.transport.cancel import Limits, Watch
from app.call.transport.dialling import Proxy, trusting
from app.call.transport.failures import FORESEEN, KINDS
from app.waits import Steps, Wait

_T = TypeVar("_T")
_LIMITS = Limits(connect=5, read=5, total=10)
_MOST = 1_000_000  # bytes of an answer; the keys of large providers are a tenth of that

_WORDS: dict[FailureKind, str] = {
    "unknown_host": "its host is not known on this network",
    "refused": "it takes no connections",
    "connect_timeout": "it did not take the connection in time",
    "read_timeout": "it did not answer in time",
    "ended_early": "its answer was cut short",
    "garbage": "what it answers is not sound HTTP",
    "reset": "it closed the connection",
    "tls": "its certificate is not trusted, or it speaks no TLS",
    "not_sent": "it could not be asked",
}


class NoAnswer(Exception):
    """The text says why, to stand behind the provider's name and a colon."""


@dataclass(frozen=True, slots=True)
class Said:
    status: int
    body: bytes


class ProviderDoor:
    """May be shared by threads. Follows no redirect, and keeps no cookie."""

    def __init__(self, *, upstream_proxy: str = "", ca_bundle: Path | None = None) -> None:
        tls = cache(partial(trusting, ca_bundle))
        self._network = NetworkAdapter(tls, proxy=Proxy.of(upstream_proxy))

    def ask(self, method: str, url: str, headers: Mapping[str, str], body: str = "") -> Steps[Said]:
        """Raises NoAnswer."""
        watch = Watch(None, _LIMITS)
        try:
            with watch:
                request = requests.PreparedRequest()
                request.prepare_url(url, None)
                request.method, request.body = method, body.encode() or None
                request.headers = CaseInsensitiveDict({"Accept": "application/json", **headers})
                request.prepare_content_length(request.body)
                arriving = yield from self._network.send_steps(request, watch)
                taken = bytearray()
                with closing(arriving):
                    for piece in arriving.steps():
                        if isinstance(piece, Wait):
                            yield piece
                        watch.check()
                        taken += piece
                        if len(taken) > _MOST:
                            raise NoAnswer("its answer is longer than 1 MB")
                return Said(arriving.status, bytes(taken))
        except FORESEEN as fault:
            kind = next((kind for row, kind in KINDS.items() if isinstance(fault, row)), None)
            raise NoAnswer(_WORDS.get(kind or "read_timeout", _WORDS["garbage"])) from fault

    def close(self) -> None:
        self._network.close()


def within(steps: Steps[_T], seconds: float) -> Steps[_T]:
    """The same steps, for so long and no longer. Raises NoAnswer."""
    ends = time.monotonic() + seconds
    with closing(steps):
        while True:
            try:
                wait = next(steps)
            except StopIteration as end:
                made: _T = end.value
                return made
            if time.monotonic() >= ends:
                raise NoAnswer(f"it did not answer within {seconds:g} seconds")
            wait.until = min(wait.until, ends)
            yield wait
