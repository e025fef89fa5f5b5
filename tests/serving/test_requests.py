"""What a request is told as, and what its answer is sent as."""

import contextlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from wsgiref.validate import validator

import pytest

from app.serving.asking import ASKED_ABOVE, TAKES
from tests.serving.conftest import Serve, eventually, read_until

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

TOLD = ("REQUEST_METHOD", "PATH_INFO", "QUERY_STRING", "CONTENT_TYPE", "CONTENT_LENGTH")


class Echo:
    """Answers the body that came, and keeps what was told beside it."""

    def __init__(self, takes: int = 10**9) -> None:
        self.environs: list[WSGIEnvironment] = []
        self.asked: list[str] = []
        self._takes = takes

    def __call__(self, environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        if TAKES in environ:
            self.asked.append(environ.get("CONTENT_LENGTH", ""))
            assert environ["wsgi.input"].read(1) == b""
            environ[TAKES] = self._takes
            start("413 Too Large", [("Content-Type", "text/plain")])
            return [b"no"]
        self.environs.append(environ)
        body = environ["wsgi.input"].read()
        start("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
        return [body]


def head_and_body(answer: bytes) -> tuple[str, bytes]:
    head, _, body = answer.partition(b"\r\n\r\n")
    return head.decode(), body


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.parametrize(
    ("request_", "body", "told"),
    [
        ("GET /a%20b%2Fc?q=%20 HTTP/1.1\n", b"", ("GET", "/a b/c", "q=%20", "", "")),
        ("GET http://elsewhere/a?b=c HTTP/1.1\n", b"", ("GET", "/a", "b=c", "", "")),
        ("HEAD / HTTP/1.0\n", b"", ("HEAD", "/", "", "", "")),
        (
            "POST /x HTTP/1.1\nContent-Type: a/b\nContent-Length: 3\n",
            b"abc",
            ("POST", "/x", "", "a/b", "3"),
        ),
        (
            "POST /x HTTP/1.1\nTransfer-Encoding: chunked\n",
            b"2\r\nab\r\n1\r\nc\r\n0\r\n\r\n",
            ("POST", "/x", "", "", "3"),
        ),
    ],
)
def test_a_request_is_told_as_wsgi_has_it(
    serve: Serve, request_: str, body: bytes, told: tuple[str, ...]
) -> None:
    seen: list[WSGIEnvironment] = []

    def application(environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        if TAKES in environ:
            environ[TAKES] = 10
        else:
            seen.append(dict(environ))
        came = environ["wsgi.input"].read(100)
        start("200 OK", [("Content-Type", "text/plain")])
        return [came]

    served = serve(validator(application))
    answer = served.send(f"{request_}Host: x\nConnection: close\n\n", body)
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n"), answer
    assert tuple(seen[0].get(name, "") for name in TOLD) == told
    assert seen[0]["REMOTE_ADDR"] == "127.0.0.1"
    assert seen[0]["SERVER_PORT"] == str(served.port)


def test_headers_are_joined_and_those_that_pass_for_others_dropped(serve: Serve) -> None:
    echo = Echo()
    serve(echo).send(
        "GET / HTTP/1.1\nHost: x\nConnection: close\n"
        "X-Forwarded-User: anna\nX_Forwarded_User: eve\n"
        "Accept: a\nAccept: b\nCookie: c=1\nCookie: d=2\n\n"
    )
    told = echo.environs[0]
    assert told["HTTP_X_FORWARDED_USER"] == "anna"
    assert (told["HTTP_ACCEPT"], told["HTTP_COOKIE"]) == ("a,b", "c=1; d=2")


@pytest.mark.parametrize(("trusted", "scheme"), [(True, "https"), (False, "http")])
def test_only_a_trusted_proxy_says_that_it_is_https(
    serve: Serve, trusted: bool, scheme: str
) -> None:
    echo = Echo()
    proxies = frozenset({"127.0.0.1"} if trusted else set())
    served = serve(echo, trusted_proxies=proxies)
    served.send("GET / HTTP/1.1\nHost: x\nX-Forwarded-Proto: https\nConnection: close\n\n")
    assert echo.environs[0]["wsgi.url_scheme"] == scheme


def test_a_connection_serves_one_request_after_another_also_sent_at_once(serve: Serve) -> None:
    one = "POST / HTTP/1.1\nHost: x\nContent-Length: 5\n\n"
    last = "POST / HTTP/1.1\nHost: x\nContent-Length: 5\nConnection: close\n\n"
    together = f"{one}first{one}again{last}third"
    bodies = re.findall(rb"\r\n\r\n(.....)", serve(Echo()).send(together))
    assert bodies == [b"first", b"again", b"third"]


def test_an_answer_without_a_length_ends_where_it_ends(serve: Serve) -> None:
    def application(environ: "WSGIEnvironment", start: "StartResponse") -> Iterator[bytes]:
        start("200 OK", [])
        yield from (b"one", b"", b"two")

    served = serve(application)
    chunked = served.get()
    assert b"transfer-encoding: chunked" in chunked.lower()
    assert chunked.endswith(b"3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n")
    assert served.send("GET / HTTP/1.0\n\n").endswith(b"\r\n\r\nonetwo")


@pytest.mark.parametrize(("method", "status"), [("HEAD", "200 OK"), ("GET", "304 Not Modified")])
def test_what_has_no_body_has_none(serve: Serve, method: str, status: str) -> None:
    def application(environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        start(status, [("Content-Length", "5")] if method == "HEAD" else [])
        return [b"never"]

    answer = serve(application).send(f"{method} / HTTP/1.1\nHost: x\nConnection: close\n\n")
    assert head_and_body(answer)[1] == b""
    assert answer.startswith(f"HTTP/1.1 {status}".encode())


@pytest.mark.parametrize("begun", [False, True])
def test_an_application_that_breaks_off_stops_nothing_else(
    serve: Serve, begun: bool, caplog: pytest.LogCaptureFixture
) -> None:
    secret = "djJ8"

    def application(environ: "WSGIEnvironment", start: "StartResponse") -> Iterator[bytes]:
        if environ["PATH_INFO"] == "/fine":
            start("200 OK", [("Content-Length", "2")])
            yield b"ok"
            return
        if begun:
            start("200 OK", [("Content-Length", "9")])
            yield b"half"
        raise RuntimeError(secret)

    served = serve(application)
    broken = served.get("/broken")
    assert broken.startswith(b"HTTP/1.1 200" if begun else b"HTTP/1.1 500")
    assert broken.endswith(b"half" if begun else b"\r\n\r\n")
    assert served.get("/fine").endswith(b"ok")
    assert "RuntimeError" in caplog.text
    assert secret not in caplog.text


@pytest.mark.parametrize("https", [True, False])
def test_what_no_application_says_is_told_over_https_as_well(serve: Serve, https: bool) -> None:
    def broken(environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        raise RuntimeError

    served = serve(broken, https=https)
    for sent, status in (("GET / HTTP/1.1\nHost: x\n\n", b"500"), ("GET\n\n", b"400")):
        answer = served.send(sent)
        assert answer.startswith(b"HTTP/1.1 " + status)
        found = re.findall(rb"(?i)strict-transport-security: ([^\r]+)", answer)
        assert found == ([b"max-age=31536000"] if https else [])


@pytest.mark.parametrize(
    ("sent", "status", "sentence"),
    [
        ("GET / HTTP/1.1\nHost: x\nX: " + "a" * 70_000 + "\n\n", b"431", "not sound HTTP"),
        ("GET\n\n", b"400", "not sound HTTP"),
        ("GET / HTTP/1.1\n\n", b"400", "not sound HTTP"),
        ("POST / HTTP/1.1\nHost: x\nContent-Length: 1\nContent-Length: 2\n\n", b"400", "sound"),
        ("POST / HTTP/1.1\nHost: x\nContent-Length: -1\n\n", b"400", "not sound HTTP"),
        ("POST / HTTP/1.1\nHost: x\nTransfer-Encoding: gzip\n\n", b"501", "not sound HTTP"),
        ("\x16\x03\x01\x00\xa5", b"400", "not sound HTTP"),
    ],
)
def test_what_is_no_request_is_refused_with_a_sentence(
    serve: Serve, sent: str, status: bytes, sentence: str
) -> None:
    served = serve(Echo())
    with served.connect() as connection:
        connection.sendall(sent.replace("\n", "\r\n").encode("latin-1"))
        if sent.startswith("\x16"):
            connection.sendall(b"\r\n\r\n")
        came = b"".join(iter(lambda: connection.recv(65536), b""))
    assert came.startswith(b"HTTP/1.1 " + status), came
    assert sentence in came.decode()
    assert served.get().startswith(b"HTTP/1.1 200")


def test_a_long_body_waits_on_disk_without_a_name(serve: Serve, tmp_path: Path) -> None:
    echo = Echo()
    body = bytes(range(256)) * 8000
    request = f"POST / HTTP/1.1\nHost: x\nContent-Length: {len(body)}\nConnection: close\n\n"
    answer = serve(echo).send(request, body)
    assert head_and_body(answer)[1] == body
    assert echo.asked == [str(len(body))]
    assert list(tmp_path.iterdir()) == []


def test_who_may_not_send_a_long_body_is_told_before_it_comes(serve: Serve) -> None:
    echo = Echo(takes=0)
    served = serve(echo)
    answer = served.send(f"POST / HTTP/1.1\nHost: x\nContent-Length: {ASKED_ABOVE + 1}\n\n")
    assert head_and_body(answer)[1] == b"no"
    assert answer.startswith(b"HTTP/1.1 413")
    assert echo.environs == []


def test_chunks_are_taken_as_far_as_the_application_said(serve: Serve) -> None:
    served = serve(Echo(takes=10))
    answer = served.send(
        "POST / HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\n\n", b"b\r\nelevenbytes\r\n"
    )
    assert answer.startswith(b"HTTP/1.1 413")
    assert b"TESTME_MAX_UPLOAD_MB" in answer


@pytest.mark.parametrize("length", [3, ASKED_ABOVE + 5])
def test_a_body_that_waits_to_be_asked_for_is(serve: Serve, length: int) -> None:
    with serve(Echo()).connect() as connection:
        connection.sendall(
            b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nExpect: 100-continue\r\n"
            + f"Content-Length: {length}\r\n\r\n".encode()
        )
        assert read_until(connection, b"\r\n\r\n").startswith(b"HTTP/1.1 100")
        connection.sendall(b"x" * length)
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    assert len(head_and_body(answer)[1]) == length


def test_a_full_disk_is_named(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any, **__: Any) -> Any:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.SpooledTemporaryFile.rollover", full)
    request = "POST / HTTP/1.1\nHost: x\nContent-Length: 700000\nConnection: close\n\n"
    answer = serve(Echo()).send(request, b"x" * 700_000)
    assert answer.startswith(b"HTTP/1.1 507")
    assert b"disk is full" in answer


@pytest.mark.parametrize(
    "sent",
    [
        "GET http://[ HTTP/1.1\nHost: x\n\n",
        "POST http://[ HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\n\n",
        f"POST http://[ HTTP/1.1\nHost: x\nContent-Length: {ASKED_ABOVE + 1}\n\n",
        "OPTIONS * HTTP/1.1\nHost: x\n\n",
        "CONNECT x:443 HTTP/1.1\nHost: x\n\n",
        "POST / HTTP/1.1\nHost: x\nContent-Length: 3\nTransfer-Encoding: chunked\n\n",
        "GET / HTTP/1.1\nHost: x\n" + "a:\n" * 300 + "\n",
        "GET / HTTP/2.0\nHost: x\n\n",
    ],
)
def test_odd_requests_are_refused_and_leave_nothing_behind(serve: Serve, sent: str) -> None:
    echo = Echo()
    served = serve(echo)
    answer = served.send(sent)
    assert answer[9:12] in {b"400", b"431", b"505"}, answer
    assert b"bytearray" not in answer
    assert echo.environs == []
    assert served.get().startswith(b"HTTP/1.1 200")
    eventually(lambda: not served.service._connections)


def test_whatever_goes_wrong_in_gathering_closes_that_connection_alone(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    served = serve(Echo())
    with served.connect() as other:
        other.sendall(b"GET / HT")
        with monkeypatch.context() as patch:

            def broken(*_: Any) -> Any:
                raise RuntimeError("never mind")

            patch.setattr("app.serving.connection.environ_of", broken)
            assert served.get() == b""
        other.sendall(b"TP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert b" 200 " in other.recv(1000)
    assert "could not be gathered: RuntimeError" in caplog.text


def test_a_body_in_crumbs_holds_nobody_up_and_is_refused(serve: Serve) -> None:
    served = serve(Echo())
    with served.connect() as crumbs:
        crumbs.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        with contextlib.suppress(OSError):
            for _ in range(20):
                crumbs.sendall(b"1\r\na\r\n" * 20_000)
        assert served.get().startswith(b"HTTP/1.1 200")
        eventually(lambda: len(served.service._connections) <= 1)


def test_all_that_anybody_may_send_has_a_limit(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.serving.connection.MOST_OF_ANYBODY", 1_000_000)
    served = serve(Echo(takes=50_000_000))
    head = "POST / HTTP/1.1\nHost: x\nContent-Length: 900000\nConnection: close\n\n"
    with served.connect() as first:
        first.sendall(head.replace("\n", "\r\n").encode() + b"x" * 800_000)
        eventually(lambda: served.service.of_anybody == 800_000)
        refused = served.send(head, b"x" * 300_000)
        assert refused.startswith(b"HTTP/1.1 503")
        assert b"again in a minute" in refused
    eventually(lambda: served.service.of_anybody == 0)


def test_an_answers_own_date_stands_alone(serve: Serve) -> None:
    def application(environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        start("200 OK", [("Date", "then"), ("Content-Length", "0")])
        return []

    assert serve(application).get().lower().count(b"date:") == 1
