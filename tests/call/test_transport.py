"""What is sent and what comes back when all goes well, and what a transport never does."""

import socket
import time
import tomllib
from pathlib import Path

import pytest

from app.call.model import Call, Null, Object
from app.call.transport.dialling import trusting
from app.call.transport.door import VERSION, Transport
from app.errors import BadInput, Refused
from app.regions import Region
from app.settings import SettingsFault
from tests.call.conftest import MakeTransport
from tests.upstream import Received, Upstream, certificate, http

PING = Call("here", "system", "ping")


def rest() -> None:
    """As long as a connection rests before it is used again."""
    time.sleep(0.06)


def test_a_call_is_posted_form_encoded_in_utf8(
    upstream: Upstream, transport_to: MakeTransport
) -> None:
    upstream.respond(http(b"<xml/>", "X-Me: host-7", "X-Twice: a", "X-Twice: b"))
    call = Call(
        "here",
        "user",
        "add",
        (("user", Object("KalturaUser", (("firstName", "Zoë & Ko=1"), ("tags", Null())))),),
        ks="abc",
    )
    answer = transport_to(upstream.url).send(call)
    assert (answer.status, answer.body, answer.failure) == (200, b"<xml/>", None)
    assert answer.header("x-me") == "host-7"
    assert [value for name, value in answer.headers if name == "X-Twice"] == ["a", "b"]
    assert answer.first_byte is not None
    assert 0 < answer.first_byte <= answer.total
    [received] = upstream.requests
    assert (received.method, received.path) == ("POST", "/api_v3/service/user/action/add")
    assert received.form == [
        ("format", "2"),
        ("ks", "abc"),
        ("user:objectType", "KalturaUser"),
        ("user:firstName", "Zoë & Ko=1"),
        ("user:tags__null", ""),
    ]
    assert received.headers["content-type"] == "application/x-www-form-urlencoded; charset=UTF-8"
    assert received.headers["user-agent"] == f"TestMe/{VERSION}"
    assert received.headers["accept-encoding"] == "gzip, deflate"


def test_the_version_sent_is_the_project_s() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())
    assert project["project"]["version"] == VERSION


def test_only_regions_of_the_list_are_called(
    upstream: Upstream, transport_to: MakeTransport
) -> None:
    transport = transport_to(upstream.url)
    for region in ("there", upstream.url, ""):
        with pytest.raises(Refused):
            transport.send(Call(region, "system", "ping"))
        with pytest.raises(Refused):
            transport.fetch(region, "/api_v3/api_schema.php")
    for path in (".example.com/", "@example.com/api_v3/", "/other", "/api_v3/../x"):
        with pytest.raises(Refused):
            transport.fetch("here", path)
    with pytest.raises(BadInput):
        transport.send(Call("here", "..", "ping"))
    assert upstream.requests == []


def test_names_cannot_leave_the_path(upstream: Upstream, transport_to: MakeTransport) -> None:
    transport_to(upstream.url).send(Call("here", "a/../../b?x#y", "p ing\r\nX: 1"))
    [received] = upstream.requests
    assert received.path == ("/api_v3/service/a%2F..%2F..%2Fb%3Fx%23y/action/p%20ing%0D%0AX%3A%201")


def test_a_redirect_is_an_answer(upstream: Upstream, transport_to: MakeTransport) -> None:
    with Upstream() as elsewhere:
        upstream.respond(
            http(b"moved", f"Location: {elsewhere.url}/cdn", status="302 Found"),
            http(b"bad", "Location: http://[bad", status="301 Moved"),
        )
        transport = transport_to(upstream.url)
        answer = transport.send(PING)
        assert (answer.status, answer.body) == (302, b"moved")
        assert answer.header("Location") == f"{elsewhere.url}/cdn"
        assert transport.send(PING).body == b"bad"
        assert elsewhere.connections == 0


@pytest.mark.parametrize("status", ["404 Not Found", "500 Internal Server Error", "503 Busy"])
def test_an_error_status_is_an_answer(
    upstream: Upstream, transport_to: MakeTransport, status: str
) -> None:
    upstream.respond(http(b"oops", "Retry-After: 0", status=status))
    answer = transport_to(upstream.url).send(PING)
    assert (answer.status, answer.body, answer.failure) == (int(status[:3]), b"oops", None)
    assert len(upstream.requests) == 1


def test_connections_are_kept_but_cookies_are_not(
    upstream: Upstream, transport_to: MakeTransport
) -> None:
    upstream.respond(http(b"1", "Set-Cookie: id=7; Path=/"))
    transport = transport_to(upstream.url)
    for _ in range(3):
        assert transport.send(PING).body == b"1"
        rest()
    assert [received.connection for received in upstream.requests] == [1, 1, 1]
    assert all("cookie" not in received.headers for received in upstream.requests)


def test_a_connection_that_the_peer_has_closed_is_replaced(
    upstream: Upstream, transport_to: MakeTransport
) -> None:
    def answer_and_close(received: Received, connection: socket.socket) -> None:
        connection.sendall(http(b"first"))

    upstream.respond(answer_and_close, http(b"second"))
    transport = transport_to(upstream.url)
    assert transport.send(PING).body == b"first"
    for thread in upstream._threads[1:]:
        thread.join(10)
    rest()
    assert transport.send(PING).body == b"second"
    assert [received.connection for received in upstream.requests] == [1, 2]


def test_the_environment_has_no_say(
    upstream: Upstream,
    transport_to: MakeTransport,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    netrc = tmp_path / ".netrc"
    netrc.write_text("machine 127.0.0.1 login me password mine\n")
    netrc.chmod(0o600)
    for name, value in {
        "HTTP_PROXY": "http://127.0.0.1:9",
        "http_proxy": "http://127.0.0.1:9",
        "ALL_PROXY": "http://127.0.0.1:9",
        "NETRC": str(netrc),
        "HOME": str(tmp_path),
        "REQUESTS_CA_BUNDLE": str(tmp_path / "none.pem"),
    }.items():
        monkeypatch.setenv(name, value)
    assert transport_to(upstream.url).send(PING).status == 200
    assert "authorization" not in upstream.requests[0].headers


def test_the_upstream_proxy_is_used(upstream: Upstream, transport_to: MakeTransport) -> None:
    upstream.respond(http(b"through"))
    transport = transport_to("http://kaltura.invalid", upstream_proxy=upstream.url)
    assert transport.send(PING).body == b"through"
    assert upstream.requests[0].path == "http://kaltura.invalid/api_v3/service/system/action/ping"
    assert upstream.requests[0].headers["host"] == "kaltura.invalid"


def test_tls_with_a_bundle_of_one_s_own(tmp_path: Path, transport_to: MakeTransport) -> None:
    bundle, context = certificate(tmp_path)
    with Upstream(tls=context) as upstream:
        upstream.respond(http(b"safe"))
        transport = transport_to(upstream.url, ca_bundle=bundle)
        assert transport.send(PING).body == b"safe"
        rest()
        assert transport.send(PING).body == b"safe"
        assert upstream.connections == 1


def test_a_bundle_adds_to_what_is_trusted_anyway(tmp_path: Path) -> None:
    bundle, _ = certificate(tmp_path)
    everybody = trusting(None).cert_store_stats()["x509_ca"]
    assert everybody > 50
    assert trusting(bundle).cert_store_stats()["x509_ca"] == everybody + 1


def test_a_bundle_without_certificates_is_said_at_once(tmp_path: Path) -> None:
    empty = tmp_path / "empty.pem"
    empty.write_text("nothing")
    with pytest.raises(SettingsFault, match="holds no certificates"):
        Transport({}, ca_bundle=empty)


def test_a_bundle_that_is_not_there_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(SettingsFault, match="TESTME_CA_BUNDLE"):
        Transport({}, ca_bundle=tmp_path / "none.pem")


def test_fetch_gets_and_tells_of_its_progress(
    upstream: Upstream, transport_to: MakeTransport
) -> None:
    schema = b"<xml/>" * 50_000
    upstream.respond(http(schema))
    heard: list[tuple[int, int | None]] = []
    answer = transport_to(upstream.url, max_bytes=10).fetch(
        "here",
        "/api_v3/api_schema.php",
        max_bytes=len(schema),
        progress=lambda done, total: heard.append((done, total)),
    )
    assert answer.body == schema
    assert (upstream.requests[0].method, upstream.requests[0].path) == (
        "GET",
        "/api_v3/api_schema.php",
    )
    assert heard[-1] == (len(schema), len(schema))
    assert heard == sorted(heard)


def test_two_regions_do_not_mix(upstream: Upstream) -> None:
    with Upstream() as other:
        other.respond(http(b"other"))
        regions = {
            "a": Region("a", "A", upstream.url),
            "b": Region("b", "B", other.url + "/below"),
        }
        transport = Transport(regions)
        assert transport.send(Call("b", "system", "ping")).body == b"other"
        assert other.requests[0].path == "/below/api_v3/service/system/action/ping"
        assert upstream.requests == []
        transport.close()
