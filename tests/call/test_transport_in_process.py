"""A region that is a WSGI application of this process, reached without the network."""

import io
from collections.abc import Iterable
from typing import TYPE_CHECKING

from app.call.model import Call, File
from app.call.transport.door import Transport
from app.call.transport.in_process import InProcessAdapter
from app.regions import Region

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

REGION = Region("sandbox", "Sandbox", "http://127.0.0.1:1/sandbox")


class Application:
    """Keeps what it was asked, and answers with `pieces`."""

    def __init__(self, *pieces: bytes) -> None:
        self.pieces = pieces
        self.environ: WSGIEnvironment = {}
        self.body = b""

    def __call__(self, environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        self.environ = environ
        self.body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        start("200 OK", [("X-Me", "sandbox"), ("X-Twice", "a"), ("X-Twice", "b")])
        return iter(self.pieces)


def transport(application: Application, max_bytes: int = 1_000_000) -> Transport:
    adapter = InProcessAdapter(application, "/sandbox")
    return Transport({"sandbox": REGION}, adapters={"sandbox": adapter}, max_bytes=max_bytes)


def test_a_call_reaches_the_application() -> None:
    application = Application(b"<xml>", b"", b"</xml>")
    answer = transport(application).send(Call("sandbox", "user", "get", (("userId", "zoë"),)))
    assert (answer.status, answer.body, answer.failure) == (200, b"<xml></xml>", None)
    assert answer.headers == (("X-Me", "sandbox"), ("X-Twice", "a"), ("X-Twice", "b"))
    assert application.body == b"format=2&userId=zo%C3%AB"
    assert application.environ["REQUEST_METHOD"] == "POST"
    assert application.environ["SCRIPT_NAME"] == "/sandbox"
    assert application.environ["PATH_INFO"] == "/api_v3/service/user/action/get"
    assert application.environ["HTTP_HOST"] == "127.0.0.1:1"
    assert application.environ["CONTENT_TYPE"].startswith("application/x-www-form-urlencoded")


def test_a_file_reaches_it_too() -> None:
    application = Application(b"ok")
    content = b"x" * 300_000
    file = File("a.mp4", "video/mp4", len(content), lambda: io.BytesIO(content))
    call = Call("sandbox", "uploadtoken", "upload", (("fileData", file),))
    assert transport(application).send(call).body == b"ok"
    assert content in application.body
    assert application.environ["CONTENT_TYPE"].startswith("multipart/form-data; boundary=")


def test_the_cap_holds_here_as_well() -> None:
    answer = transport(Application(b"x" * 70_000, b"y" * 70_000), max_bytes=100_000).send(
        Call("sandbox", "system", "ping")
    )
    assert answer.body == b"x" * 70_000 + b"y" * 30_000
    assert answer.failure is not None
    assert answer.failure.kind == "too_large"


def test_fetch_asks_with_get() -> None:
    application = Application(b"<xml/>")
    assert transport(application).fetch("sandbox", "/api_v3/api_schema.php?a=1").body == b"<xml/>"
    assert application.environ["REQUEST_METHOD"] == "GET"
    assert application.environ["QUERY_STRING"] == "a=1"
