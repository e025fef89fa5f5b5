"""Answers of an endpoint that say again, each in its own way, the secrets that were sent."""

import json
import re
import socket
from collections.abc import Callable
from html import escape
from urllib.parse import quote

from tests.pages.planted import KSES, TYPED
from tests.sizes import WHOLE, part
from tests.upstream import Received, hang_up, http

Echo = Callable[[Received, socket.socket], None]


def _sent(received: Received) -> list[str]:
    values = " ".join(value for _, value in received.form)
    return [
        secret
        for secret in TYPED.values()
        if secret in values or json.dumps(secret)[1:-1] in values
    ]


def _as_json(received: Received) -> bool:
    return ("format", "1") in received.form


def api_error(received: Received, connection: socket.socket) -> None:
    [secret, *_] = _sent(received)
    if _as_json(received):
        error = {
            "code": f"NO_{secret}",
            "message": f"{secret} is wrong",
            "objectType": "KalturaAPIException",
            "args": {"VALUE": secret, f"NAME {secret}": "x"},
        }
        connection.sendall(http(json.dumps(error).encode(), "Content-Type: application/json"))
        return
    told = escape(secret)
    body = (
        f"<xml><result><error><code>NO_{told}</code><message>{told} is wrong</message>"
        "<objectType>KalturaAPIException</objectType><args><item><name>VALUE</name>"
        f"<value>{told}</value></item><item><name>{told}</name><value>x</value></item></args>"
        "</error></result></xml>"
    )
    connection.sendall(http(body.encode(), "Content-Type: text/xml"))


def success(received: Received, connection: socket.socket) -> None:
    secrets = _sent(received)
    if _as_json(received):
        body = json.dumps({"objectType": "KalturaThing", "told": secrets, "ks": KSES["pasted"]})
    else:
        items = "".join(f"<item><told>{escape(secret)}</told></item>" for secret in secrets)
        body = f"<xml><result><objects>{items}</objects></result></xml>"
    connection.sendall(http(body.encode()))


def headers(received: Received, connection: socket.socket) -> None:
    [secret, *_] = _sent(received)
    told = [f"{name}: {secret}" for name in ("X-Kaltura-Session", "X-Me", "X-Other", "Set-Cookie")]
    connection.sendall(http(b"<xml><result>1</result></xml>", *told))


def stopped(received: Received, connection: socket.socket) -> None:
    [secret, *_] = _sent(received)
    connection.sendall(http(b"", f"X-Kaltura-App: exiting on error {secret}"))


def error_word(received: Received, connection: socket.socket) -> None:
    [secret, *_] = _sent(received)
    connection.sendall(http(b"", f"X-Kaltura: error- {secret}"))


def redirect(received: Received, connection: socket.socket) -> None:
    [secret, *_] = _sent(received)
    places = f"https://elsewhere.example/{quote(secret, safe='')}?again={quote(secret)}"
    connection.sendall(http(b"", f"Location: {places}", status="302 Found"))


def page_of_html(received: Received, connection: socket.socket) -> None:
    told = "".join(f"<p title='{escape(secret)}'>{secret}</p>" for secret in _sent(received))
    connection.sendall(http(f"<html>{told}".encode(), status="502 Bad Gateway"))


def no_xml(received: Received, connection: socket.socket) -> None:
    told = "".join(f"<{_digits(secret)}> {secret}" for secret in _sent(received))
    connection.sendall(http(f"<xml>{told}".encode()))


def _digits(secret: str) -> str:
    return "a" + re.sub(r"\W", "", secret)


def cut_short(received: Received, connection: socket.socket) -> None:
    told = " ".join(_sent(received))
    connection.sendall(http(told.encode() + b" " * 999)[:-500])


ECHOES: tuple[Echo, ...] = (
    api_error,
    success,
    headers,
    stopped,
    error_word,
    redirect,
    page_of_html,
    cut_short,
    hang_up,
)
# `make test` has either half said again at one of the two places where calls are made.
HEARD_IN_FORMS = part(ECHOES, 2)
HEARD_IN_SESSIONS = [echo for echo in ECHOES if WHOLE or echo not in HEARD_IN_FORMS]
