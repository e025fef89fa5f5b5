"""Answers that are there as a whole: what an application says of a body that has not come yet, and
what is said of a request that never became one."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import h11

from app.errors import TestMeError

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

# In an environ: the question how many bytes of the body, which is not there, would be taken. An
# application puts a number there; where it is 0, what it answers is sent.
TAKES = "testme.takes"
ASKED_ABOVE = 1_000_000  # bytes of a body; one in chunks is always asked about

# For what is no page of ours: refusals before one, and the sandbox, in whose answers stands
# what people have put there.
HEADERS_OF_OTHERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}


# Where people come by https, on every answer (RFC 6797): a browser knows by any of them that it is
# to come by nothing else. A year, of this host alone.
HSTS = ("Strict-Transport-Security", "max-age=31536000")


@dataclass(frozen=True, slots=True)
class Said:
    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    @classmethod
    def of(cls, fault: TestMeError) -> "Said":
        headers = (("Content-Type", "application/json"), *HEADERS_OF_OTHERS.items())
        return cls(fault.status, headers, json.dumps(fault.as_json()).encode())

    def sent_by(self, http: h11.Connection, *, https: bool) -> bytes:
        """As the last answer of a connection. Raises h11.LocalProtocolError where it has none."""
        own = {"content-length": str(len(self.body)), "connection": "close"}
        own |= {HSTS[0].lower(): HSTS[1]} if https else {}
        headers = [one for one in self.headers if one[0].lower() not in own]
        events = (
            h11.Response(status_code=self.status, headers=[*headers, *own.items()]),
            h11.Data(data=self.body),
            h11.EndOfMessage(),
        )
        return b"".join(http.send(event) or b"" for event in events)


def asked(application: "WSGIApplication", environ: "WSGIEnvironment") -> Said:
    """What it answers, and in its environ whether that counts: see TAKES."""
    said = Said(500)

    def start(status: str, headers: list[tuple[str, str]], _: Any = None, /) -> Any:
        nonlocal said
        said = Said(int(status.split(maxsplit=1)[0]), tuple(headers))

    pieces: Iterable[bytes] = application(environ, start)
    try:
        body = b"".join(pieces)
    finally:
        close = getattr(pieces, "close", None)
        if close:
            close()
    return Said(said.status, said.headers, body)
