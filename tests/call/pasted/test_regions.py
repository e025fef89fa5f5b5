"""Which region a pasted URL belongs to."""

import pytest

from app.call.pasted import region_for, unknown_host
from app.regions import PUBLIC_REGIONS, Region

REGIONS = [
    *PUBLIC_REGIONS,
    Region("own", "Own", "https://kaltura.example"),
    Region("deep", "Deep", "https://kaltura.example/kaltura"),
    Region("port", "Port", "http://127.0.0.1:8080/sandbox"),
]


@pytest.mark.parametrize(
    ("url", "id"),
    [
        ("https://www.kaltura.com/api_v3/", "us"),
        ("HTTPS://WWW.Kaltura.COM:443/api_v3/service/a", "us"),
        ("http://www.kaltura.com/api_v3/", "us"),
        ("www.kaltura.com/api_v3/", "us"),
        ("https://api.eu.kaltura.com/api_v3/?service=a", "eu"),
        ("https://kaltura.example/api_v3/", "own"),
        ("https://kaltura.example/kaltura/api_v3/", "deep"),
        ("https://kaltura.example/kalturas/api_v3/", "own"),
        ("http://127.0.0.1:8080/sandbox/api_v3/", "port"),
        ("http://127.0.0.1:8080/api_v3/", None),
        ("http://127.0.0.1:8081/sandbox/api_v3/", None),
        ("http://127.0.0.1/sandbox/api_v3/", None),
        ("https://www.kaltura.com:8443/api_v3/", None),
        ("https://kaltura.com/api_v3/", None),
        ("https://www.kaltura.com.evil.example/api_v3/", None),
        ("https://www.kaltura.com@evil.example/api_v3/", None),
        ("/api_v3/", None),
    ],
)
def test_region_for(url: str, id: str | None) -> None:
    found = region_for(url, REGIONS)
    assert (found.id if found else None) == id


def test_unknown_host() -> None:
    assert unknown_host("https://Other.example/api_v3/") == (
        "The host other.example is none of your regions; the chosen region is used."
    )
    assert unknown_host("/api_v3/") == "The URL names no host; the chosen region is used."
