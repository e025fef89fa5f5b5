"""An endpoint that records what programs send, and what arrived there as the wire's leaves."""

import json
import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.upstream import Received, Upstream, http

XML = b"<xml><result></result><executionTime>0.1</executionTime></xml>"


@dataclass
class Arrived:
    """One request: the path below the case's own service URL, its fields and its files."""

    path: str
    fields: dict[str, str] = field(default_factory=dict)
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)  # name and content
    json: bool = False
    in_url: tuple[str, ...] = ()  # names of those fields that came in the URL

    def add(self, name: str, value: str) -> None:
        assert name not in self.fields, f"{name} arrived twice"
        self.fields[name] = value


def answer(received: Received, connection: socket.socket) -> None:
    """An empty answer in the format that is asked for; JSON for a body of JSON."""
    wants_json = "json" in received.headers.get("accept", "") or any(
        sign in received.body + b"&" for sign in (b"format=1&", b'name="format"\r\n\r\n1\r\n')
    )
    body = b"{}" if wants_json else XML
    kind = "application/json" if wants_json else "text/xml"
    connection.sendall(http(body, f"Content-Type: {kind}", "Connection: close"))


def arrived(upstream: Upstream) -> dict[int, Arrived]:
    """What arrived, by the number that each case has in its service URL; one request each."""
    found: dict[int, Arrived] = {}
    for received in upstream.requests:
        target = urlsplit(received.path)
        _, number, rest = target.path.split("/", 2)
        assert int(number) not in found, f"case {number} was sent twice"
        found[int(number)] = _read(received, Arrived("/" + unquote(rest)), target.query)
    return found


def from_url(url: str) -> Arrived:
    """What an official client's URL of a file would send."""
    target = urlsplit(url)
    made = Arrived("/" + unquote(target.path.split("/", 2)[2]))
    for name, value in parse_qsl(target.query, keep_blank_values=True, strict_parsing=True):
        made.add(name.replace("]", "").replace("[", ":"), value)
    return made


def _read(received: Received, made: Arrived, query: str) -> Arrived:
    for name, value in parse_qsl(query, keep_blank_values=True):
        made.add(name, value)
    made.in_url = tuple(made.fields)
    content_type = received.headers.get("content-type", "")
    if content_type.startswith("multipart/form-data"):
        _read_parts(content_type, received.body, made)
    elif content_type.startswith("application/json"):
        _read_json(received.body, made)
    else:
        for name, value in received.form:
            made.add(name, value)
    return made


def _read_parts(content_type: str, body: bytes, made: Arrived) -> None:
    head = f"Content-Type: {content_type}\r\n\r\n".encode()
    boundary = BytesParser(policy=HTTP).parsebytes(head).get_param("boundary")
    mark = f"--{boundary}".encode()
    # Some clients begin with an empty line, and some end without one.
    pieces = (b"\r\n" + body).split(b"\r\n" + mark)[1:]
    assert pieces.pop().startswith(b"--")
    for piece in pieces:
        head, _, content = piece.lstrip(b"\r\n").partition(b"\r\n\r\n")
        names = dict(_header_parameters(head.decode()))
        if "filename" in names:
            made.files[names["name"]] = (names["filename"], content)
        elif names["name"] == "json":
            _read_json(content, made)
        else:
            made.add(names["name"], content.decode())


def _header_parameters(head: str) -> Iterator[tuple[str, str]]:
    [line] = [one for one in head.split("\r\n") if one.lower().startswith("content-disposition:")]
    # Not every client escapes a quote in the name of a file, which comes last.
    found = re.fullmatch(r'.*?; name="(.*?)(?<!\\)"(?:; filename="(.*)")?', line)
    assert found
    for name, value in zip(("name", "filename"), found.groups(), strict=True):
        if value is not None:
            # Browsers write %22 for a quote, curl and others \".
            plain = re.sub(r"\\(.)", r"\1", value)
            yield name, plain.replace("%22", '"').replace("%0A", "\n").replace("%0D", "\r")


def _read_json(body: bytes, made: Arrived) -> None:
    made.json = True
    for name, value in json.loads(body).items():
        for leaf, text in _flattened(name, value):
            made.add(leaf, text)


def _flattened(name: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict | list):
        members = value.items() if isinstance(value, dict) else enumerate(value)
        if not value:
            yield f"{name}:-", ""
        for key, member in members:
            yield from _flattened(f"{name}:{key}", member)
    elif value is None:
        yield f"{name}__null", ""
    elif isinstance(value, float) and value.is_integer():
        yield name, str(int(value))
    else:
        yield name, {True: "1", False: "0"}[value] if isinstance(value, bool) else str(value)
