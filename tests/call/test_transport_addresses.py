"""The regions that everybody has are at addresses of the internet, or not called at all."""

import dataclasses
import threading

import pytest

from app.call.model import Answer, Call
from app.call.transport import addresses as looking_up
from app.call.transport.addresses import Address, is_public
from app.call.transport.door import Transport
from app.regions import PUBLIC_REGIONS, Region
from app.waits import Wait
from tests.call.test_transport_failures import failed
from tests.each import each
from tests.upstream import Upstream, http

PING = Call("here", "system", "ping")
PUBLIC = Region("here", "Here", "http://kaltura.example", public=True)


def call(
    monkeypatch: pytest.MonkeyPatch, region: Region, port: int, ips: list[str], **options: str
) -> Answer:
    """Call `region`, whose host has those addresses; its port is the upstream's in any case."""

    def look_up(host: str, asked: int) -> list[Address]:
        assert host == "kaltura.example"
        return [Address(10 if ":" in ip else 2, (ip, port)) for ip in ips]

    monkeypatch.setattr(looking_up, "look_up", look_up)
    transport = Transport(
        {"here": region}, connect_timeout=30, upstream_proxy=options.get("proxy", "")
    )
    try:
        return transport.send(PING)
    finally:
        transport.close()


@each(
    ("ip", "public"),
    [
        ("93.184.215.14", True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("127.0.0.1", False),
        ("127.8.9.10", False),
        ("0.0.0.0", False),
        ("10.0.0.1", False),
        ("172.16.0.1", False),
        ("172.31.255.255", False),
        ("172.32.0.1", True),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("192.0.2.1", False),
        ("198.18.0.1", False),
        ("198.51.100.1", False),
        ("203.0.113.1", False),
        ("224.0.0.1", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("::1", False),
        ("fe80::1", False),
        ("fe80::1%lo", False),
        ("fc00::1", False),
        ("fd12:3456::1", False),
        ("fec0::1", False),
        ("ff02::1", False),
        ("2001:db8::1", False),
        ("::ffff:10.0.0.1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:93.184.215.14", True),
        ("64:ff9b::a00:1", False),
        ("64:ff9b::5db8:d70e", True),
        ("64:ff9b:1::a00:1", False),
        ("2002:a00:1::", False),
        ("2002:7f00:1::", False),
        ("2001:0:a00:1::1", False),
        ("::127.0.0.1", False),
    ],
)
def test_what_is_public(ip: str, public: bool) -> None:
    assert is_public(ip) is public


def test_the_six_regions_are_public_and_no_others() -> None:
    assert [region.public for region in PUBLIC_REGIONS] == [True] * 6
    assert not Region("own", "Own", "http://127.0.0.1", own=True).public


@pytest.mark.parametrize("ip", ["127.0.0.1", "::ffff:127.0.0.1", "169.254.169.254", "10.1.2.3"])
def test_a_public_region_is_refused_before_it_is_connected_to(
    upstream: Upstream, monkeypatch: pytest.MonkeyPatch, ip: str
) -> None:
    answer = call(monkeypatch, PUBLIC, upstream.port, [ip])
    failed(answer, "not_sent", f"kaltura.example is at {ip} here", "no public address")
    failed(answer, "not_sent", "TESTME_REGIONS_FILE")
    assert upstream.connections == 0


def test_a_region_of_one_s_own_may_be_private(
    upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    upstream.respond(http(b"private"))
    own = dataclasses.replace(PUBLIC, public=False, own=True)
    assert call(monkeypatch, own, upstream.port, ["127.0.0.1"]).body == b"private"


def test_the_address_that_was_checked_is_the_one_that_is_used(
    upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that is public when it is looked up and private the next time is looked up once."""
    asked: list[str] = []

    def look_up(host: str, port: int) -> list[Address]:
        asked.append(host)
        ip = "127.0.0.2" if len(asked) == 1 else "127.0.0.1"
        return [Address(2, (ip, upstream.port))]

    monkeypatch.setattr(looking_up, "look_up", look_up)
    monkeypatch.setattr("app.call.transport.dialling.is_public", lambda ip: ip == "127.0.0.2")
    transport = Transport({"here": PUBLIC}, connect_timeout=30)
    # Nothing listens at the first address.
    failed(transport.send(PING), "refused")
    failed(transport.send(PING), "not_sent", "127.0.0.1")
    transport.close()
    assert asked == ["kaltura.example"] * 2
    assert upstream.connections == 0


def test_of_several_addresses_the_public_ones_are_tried(
    upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.call.transport.dialling.is_public", lambda ip: ip == "127.0.0.1")
    upstream.respond(http(b"fine"))
    answer = call(monkeypatch, PUBLIC, upstream.port, ["10.0.0.1", "127.0.0.1"])
    assert answer.body == b"fine"


def test_another_address_is_tried_where_one_takes_no_connection(
    upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    upstream.respond(http(b"fine"))
    own = dataclasses.replace(PUBLIC, public=False)
    assert call(monkeypatch, own, upstream.port, ["127.0.0.2", "127.0.0.1"]).body == b"fine"


def test_a_proxy_resolves_instead(upstream: Upstream, monkeypatch: pytest.MonkeyPatch) -> None:
    upstream.respond(http(b"through"))
    answer = call(monkeypatch, PUBLIC, upstream.port, [], proxy=upstream.url)
    assert answer.body == b"through"
    assert upstream.requests[0].path == "http://kaltura.example/api_v3/service/system/action/ping"


def test_who_asks_for_the_same_host_shares_a_look_up(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    released = threading.Event()

    def look_up(host: str, port: int) -> list[Address]:
        asked.append(host)
        released.wait(10)
        raise OSError("no name server")

    monkeypatch.setattr(looking_up, "look_up", look_up)
    transport = Transport({"here": PUBLIC}, connect_timeout=300)
    steps = [transport.open(PING).steps() for _ in range(5)]
    waits = [next(one) for one in steps]
    assert all(wait == b"" for wait in waits)
    released.set()
    for one in steps:
        for piece in one:
            assert isinstance(piece, Wait)
            piece.block()
    assert asked == ["kaltura.example"]
