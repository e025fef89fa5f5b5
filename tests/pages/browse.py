"""A browser without JavaScript, or a script, as far as these tests need one."""

import re
import struct
import time
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from json import loads
from typing import Any
from weakref import WeakKeyDictionary

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.assembly import EXTENSION
from app.desk.parts import Parts
from app.pages.answer.stream import MEDIA_TYPE
from app.people.browsers import Client
from app.sessions.kept import KeptSession

JSON = {"Accept": "application/json"}


# By browser: a cookie, and the token that a page said while the browser had it.
_TOKENS: WeakKeyDictionary[FlaskClient, tuple[str, str]] = WeakKeyDictionary()


def csrf_token(client: FlaskClient, path: str = "/paste") -> str:
    """That of a page, which is drawn again once the browser has another cookie."""
    cookie, token = _TOKENS.get(client, ("", ""))
    now = client.get_cookie("testme")
    if now is None or now.value != cookie:
        page = client.get(path).get_data(as_text=True)
        found = re.search(r'<meta name="csrf-token" content="([^"]+)">', page)
        assert found
        token, now = unescape(found[1]), client.get_cookie("testme")
        if now is not None:
            _TOKENS[client] = now.value, token
    return token


def post(
    client: FlaskClient, path: str, data: dict[str, Any], *, json: bool = True, **options: Any
) -> TestResponse:
    """POST a form with the page's own token."""
    headers = {"X-CSRFToken": csrf_token(client), **(JSON if json else {})}
    return client.post(path, data=data, headers=headers, **options)


def send(client: FlaskClient, service: str, action: str, **fields: Any) -> TestResponse:
    """POST /send as a script does; the action's own parameters are given as `p_name`."""
    data = {"region": "sandbox", "service": service, "action": action, "format": "1"}
    data |= {re.sub("^p_", "param:", name): value for name, value in fields.items()}
    return post(client, "/send", data)


def answer(response: TestResponse) -> dict[str, Any]:
    assert response.status_code == 200, response.get_data(as_text=True)[:500]
    body = response.get_json()
    assert isinstance(body, dict)
    return body


def workspace_of(client: FlaskClient) -> str:
    """Of a browser without a sign-in."""
    with client.session_transaction() as session:
        come = "sid" in session
    if not come:
        client.get("/")
    parts: Parts = client.application.extensions[EXTENSION]
    with client.session_transaction() as session:
        own, since = str(session["sid"]), session["since"]
    return parts.visits.of(own, since, "", Client("", ""), time.time()).workspace


def jar_of(client: FlaskClient) -> tuple[KeptSession, ...]:
    """The KS that are kept for this browser."""
    parts: Parts = client.application.extensions[EXTENSION]
    return parts.jar.list(workspace_of(client))


@dataclass(frozen=True)
class Streamed:
    """What a stream's frames say; `html` is the article in its end."""

    head: dict[str, Any]
    body: bytes
    end: dict[str, Any]
    news: tuple[dict[str, Any], ...] = ()

    @property
    def html(self) -> str:
        return str(self.end["html"])


def stream(client: FlaskClient, data: dict[str, Any], path: str = "/send") -> Streamed:
    """Send as our own page does, which shows the answer while it comes."""
    headers = {"X-CSRFToken": csrf_token(client), "Accept": MEDIA_TYPE}
    response = client.post(path, data=data, headers=headers)
    assert response.status_code == 200, response.get_data(as_text=True)[:500]
    assert response.mimetype == MEDIA_TYPE
    frames = list(frames_of(response.get_data()))
    response.close()  # as a server does when it has sent all of it
    kinds = "".join(kind for kind, _ in frames)
    assert re.fullmatch("n*hb*e", kinds), kinds
    news, (_, head) = frames[: kinds.index("h")], frames[kinds.index("h")]
    body = b"".join(payload for kind, payload in frames if kind == "b")
    return Streamed(
        loads(head), body, loads(frames[-1][1]), tuple(loads(payload) for _, payload in news)
    )


def frames_of(stream: bytes) -> Iterator[tuple[str, bytes]]:
    """Each frame's kind and payload; see app/pages/answer/stream.py."""
    at = 0
    while at < len(stream):
        kind, length = struct.unpack_from(">cI", stream, at)
        at += 5
        assert at + length <= len(stream)
        yield kind.decode(), stream[at : at + length]
        at += length
