"""Which page sent a request, and whose address counts."""

import pytest

from app.serving.origins import address_of, sent_by_other_page

TRUSTED = ("127.0.0.1", "10.0.0.1")


@pytest.mark.parametrize(
    ("host", "origin", "other"),
    [
        ("localhost:8080", "", False),
        ("localhost:8080", "http://localhost:8080", False),
        ("LOCALHOST:8080", "http://localhost:8080", False),
        ("localhost:8080", "http://localhost:9999", True),
        ("localhost:8080", "http://localhost", True),
        ("localhost:8080", "http://127.0.0.1:8080", True),
        ("localhost", "http://localhost", False),
        ("localhost:80", "http://localhost", False),
        ("console.example", "https://console.example", False),
        ("console.example:443", "https://console.example", False),
        ("console.example", "https://evil.console.example", True),
        ("console.example", "https://console.example.evil", True),
        ("console.example", "https://console.example:444", True),
        ("[::1]:8080", "http://[::1]:8080", False),
        ("[::1]:8080", "http://[::2]:8080", True),
        ("localhost", "null", True),
        ("localhost", "http://localhost@evil.example", True),
        ("localhost", "http://evil@localhost", True),
        ("localhost", "file://", True),
        ("localhost", "http://[", True),
        ("localhost", "http://localhost:x", True),
        ("", "http://localhost", True),
    ],
)
def test_an_origin_is_the_hosts_with_its_port(host: str, origin: str, other: bool) -> None:
    environ = {"HTTP_HOST": host, "HTTP_ORIGIN": origin}
    assert sent_by_other_page(environ) is other


@pytest.mark.parametrize(
    ("site", "other"),
    [
        ("same-origin", False),
        ("none", False),
        ("same-site", True),
        ("cross-site", True),
        ("anything", True),
    ],
)
def test_what_no_page_can_set_goes_before_the_origin(site: str, other: bool) -> None:
    for origin in ("http://localhost:8080", "http://evil.example", ""):
        headers = {"HTTP_HOST": "localhost:8080", "HTTP_ORIGIN": origin}
        assert sent_by_other_page({**headers, "HTTP_SEC_FETCH_SITE": site}) is other


@pytest.mark.parametrize(
    ("peer", "forwarded", "proxies", "address"),
    [
        ("10.9.9.9", "1.1.1.1", 1, "10.9.9.9"),
        ("127.0.0.1", "1.1.1.1", 0, "127.0.0.1"),
        ("127.0.0.1", "1.1.1.1", 1, "1.1.1.1"),
        ("::ffff:127.0.0.1", "1.1.1.1", 1, "1.1.1.1"),
        ("127.0.0.1", "6.6.6.6, 1.1.1.1", 1, "1.1.1.1"),
        ("127.0.0.1", "6.6.6.6, 1.1.1.1, 10.0.0.2", 2, "1.1.1.1"),
        ("127.0.0.1", "6.6.6.6,1.1.1.1:4711,10.0.0.2", 2, "1.1.1.1"),
        ("127.0.0.1", "[2001:db8::1]:4711", 1, "2001:db8::1"),
        # Fewer than there are proxies: it did not come through all of them.
        ("127.0.0.1", "6.6.6.6", 2, "127.0.0.1"),
        ("127.0.0.1", "", 1, "127.0.0.1"),
        ("127.0.0.1", "unknown", 1, "127.0.0.1"),
        ("unix:", "1.1.1.1", 1, "unix:"),
    ],
)
def test_of_what_proxies_tell_only_their_own_part_counts(
    peer: str, forwarded: str, proxies: int, address: str
) -> None:
    assert address_of(peer, forwarded, TRUSTED, proxies) == address
