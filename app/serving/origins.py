"""Where a request comes from: the page that sent it, and the address of who asks, as far as the
headers of browsers and of proxies in front can be believed."""

import ipaddress
import logging
from collections.abc import Collection, Mapping
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from app.serving.guard import host_name

log = logging.getLogger(__name__)


def sent_by_other_page(environ: Mapping[str, Any]) -> bool:
    """Whether a browser says, in a WSGI environ, that a page of another site, host or port sent it.

    A program says nothing of it. Sec-Fetch-Site, which no page can set, goes before Origin: a proxy
    may have changed the host that this is compared to.
    """
    site = environ.get("HTTP_SEC_FETCH_SITE", "").strip().lower()
    if site:
        return site not in {"same-origin", "none"}
    origin = environ.get("HTTP_ORIGIN", "").strip()
    if not origin:
        return False
    try:
        parts = urlsplit(origin)
        port = parts.port
    except ValueError:
        return True
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    if usual is None or parts.netloc.rpartition("@")[1]:
        return True
    own = environ.get("HTTP_HOST", "").strip().lower()
    named = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    with_port = {f"{named}:{port or usual}"} | ({named} if port in {None, usual} else set())
    return own not in with_port


def address_of(peer: str, forwarded: str, trusted: Collection[str], proxies: int) -> str:
    """Who asks: the peer, or what stands in X-Forwarded-For where as many `proxies` in a row, the
    peer one of those trusted, have added to it. What stands further left anybody can write.

    Addresses are spelled as TESTME_TRUSTED_PROXIES has them; "" is none.
    """
    own = _address(peer) or peer
    if forwarded and not proxies and own in trusted:
        _say_once()
    if not proxies or own not in trusted:
        return own
    told = forwarded.split(",")
    if len(told) < proxies:
        return own
    nearest = told[-proxies].strip()
    # Some proxies add the port, which is another one for each connection.
    return _address(nearest) or _address(host_name(nearest)) or own


@cache
def _say_once() -> None:
    log.warning("A proxy says for whom it asks: set TESTME_PROXY_COUNT, and it is heeded.")


def _address(text: str) -> str:
    """An IP address in one spelling; "" where it is none."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return ""
    # So an IPv4 peer is called by a server that listens on IPv6 as well.
    return str(getattr(address, "ipv4_mapped", None) or address)
