"""A provider of ours on loopback: right by itself, and wrong where a test says so."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from werkzeug.test import TestResponse

CLIENT = "console"
SECRET = "s3cret of the client"


# Made when the first asks: three of them take each process that only collects tests half a second.
@cache
def own_key() -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": "one"})


@cache
def other_key() -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": "one"})


@cache
def newer_key() -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": "two"})


@dataclass
class Faulty:
    issuer: str
    claims: dict[str, Any] = field(default_factory=dict)  # in the id token, None leaves one out
    person: dict[str, Any] = field(default_factory=dict)  # at the userinfo endpoint
    metadata: dict[str, Any] = field(default_factory=dict)
    signing: RSAKey | OctKey = field(default_factory=own_key)
    published: list[RSAKey] = field(default_factory=lambda: [own_key()])
    algorithm: str = "RS256"
    # What a path does instead of answering.
    instead: dict[str, Callable[[BaseHTTPRequestHandler], None]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    posted: dict[str, str] = field(default_factory=dict)
    authorization: str = ""
    begun: dict[str, str] = field(default_factory=dict)  # of the address that a browser was sent to
    stopping: threading.Event = field(default_factory=threading.Event)

    def said(self) -> dict[str, Any]:
        names = {
            "authorization_endpoint": "/auth",
            "token_endpoint": "/token",
            "jwks_uri": "/jwks",
            "userinfo_endpoint": "/me",
            "end_session_endpoint": "/end",
        }
        told = {"issuer": self.issuer} | {name: self.issuer + at for name, at in names.items()}
        return _without_none(told | self.metadata)

    def id_token(self) -> str:
        now = int(time.time())
        told = {"iss": self.issuer, "aud": CLIENT, "sub": "sub-1", "exp": now + 300, "iat": now}
        told |= {"nonce": self.begun.get("nonce", ""), "preferred_username": "alice"}
        claims = _without_none({**told, "groups": ["admins"], **self.claims})
        if self.algorithm == "none":
            pieces = map(json.dumps, ({"alg": "none", "kid": "one"}, claims))
            encoded = (base64.urlsafe_b64encode(piece.encode()) for piece in pieces)
            return ".".join([*(one.decode().rstrip("=") for one in encoded), ""])
        header = {"alg": self.algorithm, "kid": self.signing.kid or "one"}
        return jwt.encode(header, claims, self.signing, [self.algorithm])

    def keys(self) -> dict[str, Any]:
        return {"keys": [key.as_dict(private=False) for key in self.published]}

    def tokens(self) -> dict[str, Any]:
        return {"access_token": "at", "token_type": "Bearer", "id_token": self.id_token()}


def _without_none(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


@contextmanager
def faulty() -> Iterator[Faulty]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            provider.asked.append(path)
            if act := provider.instead.get(path):
                act(self)
                return
            answers: dict[str, Callable[[], Any]] = {
                "/.well-known/openid-configuration": provider.said,
                "/jwks": provider.keys,
                "/token": provider.tokens,
                "/me": lambda: {"sub": "sub-1", **provider.person},
            }
            answer(self, answers[path]())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            provider.posted = {name: value[0] for name, value in parse_qs(body).items()}
            provider.authorization = self.headers.get("Authorization", "")
            self.do_GET()

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        provider = Faulty(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield provider
        finally:
            provider.stopping.set()
            server.shutdown()
            thread.join()


def answer(handler: BaseHTTPRequestHandler, value: Any, status: int = 200) -> None:
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    handler.send_response(status)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def begin(client: FlaskClient, provider: Faulty, target: str = "/") -> TestResponse:
    """As far as the provider."""
    sent = client.get("/sign-in/oidc", query_string={"next": target})
    query = parse_qs(urlsplit(sent.headers.get("Location", "")).query)
    provider.begun = {name: value[0] for name, value in query.items()}
    return sent


def come_back(client: FlaskClient, provider: Faulty, **more: str) -> TestResponse:
    told = {"code": "the code", "state": provider.begun.get("state", ""), **more}
    return client.get("/sign-in/oidc/back", query_string=told)


def sign_in(client: FlaskClient, provider: Faulty, target: str = "/") -> TestResponse:
    assert begin(client, provider, target).status_code == 303
    return come_back(client, provider)


def challenge_of(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
