"""What every request for a page passes: the sign-in check, and the headers of its answer."""

import hmac
import ipaddress
from collections.abc import Callable

from flask import Flask, Response, current_app, redirect, request, session, url_for
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from app.errors import NotSignedIn, Refused
from app.pages.shell.context import console, wants_json
from app.serving.asking import ASKED_ABOVE, TAKES
from app.serving.guard import host_name
from app.settings import Settings

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        # A blob is a file out of an answer, of a type that our own script gave it.
        "img-src 'self' blob:",
        "media-src blob:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
}
# Reachable without a sign-in: what the sign-in page itself needs, and the health check.
_OPEN_ENDPOINTS = frozenset(
    {"sign_in.page", "sign_in.submit", "assets.serve", "operations.healthz"}
)


def client_address() -> str:
    """Who asks: the peer, or what a trusted proxy says stands behind it."""
    peer = _peer()
    if peer not in console().settings.trusted_proxies:
        return peer
    forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    # Some proxies add the port, which is another one for each connection.
    return _address(forwarded) or _address(host_name(forwarded)) or peer


def signed_in_mark(settings: Settings) -> str:
    """What a session holds once it has signed in; with another password none has."""
    key, password = settings.secret_key.encode(), settings.password.encode()
    return hmac.new(key, b"signed in:" + password, "sha256").hexdigest()


def _peer() -> str:
    return _address(request.remote_addr or "") or request.remote_addr or ""


def _address(text: str) -> str:
    """An IP address as TESTME_TRUSTED_PROXIES spells it; "" where it is none."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return ""
    # So an IPv4 peer is called by a server that listens on IPv6 as well.
    return str(getattr(address, "ipv4_mapped", None) or address)


def install(app: Flask) -> None:
    """Put the checks in front of every route of `app`."""
    app.before_request(_check_signed_in)
    app.after_request(_put_headers)


def _check_signed_in() -> AnyResponse | None:
    check: Callable[[], AnyResponse | None] = {
        "none": _nobody,
        "password": _by_password,
        "proxy": _by_proxy,
    }[console().settings.auth]
    stopped = None if request.endpoint in _OPEN_ENDPOINTS else check()
    if stopped is None and TAKES in request.environ:
        most = current_app.config["MAX_CONTENT_LENGTH"]
        if request.endpoint in _OPEN_ENDPOINTS:
            most = min(most, ASKED_ABOVE)
        if (request.content_length or 0) > most:
            raise RequestEntityTooLarge
        request.environ[TAKES] = most
        return Response(status=204)
    return stopped


def _nobody() -> None:
    return None


def _by_password() -> AnyResponse | None:
    mark = signed_in_mark(console().settings)
    if hmac.compare_digest(str(session.get("signed_in")).encode(), mark.encode()):
        return None
    if request.method != "GET" or wants_json():
        raise NotSignedIn("Sign in first: open the console in a browser, then try again.")
    return redirect(url_for("sign_in.page", next=request.full_path.rstrip("?")))


def _by_proxy() -> None:
    settings = console().settings
    if _peer() not in settings.trusted_proxies:
        raise Refused(
            "This console takes requests from its signing-in proxy alone: open it through the "
            "proxy, or add the proxy's address to TESTME_TRUSTED_PROXIES."
        )
    if not request.headers.get(settings.proxy_user_header):
        raise NotSignedIn(
            f"The proxy did not say who you are: it has to set {settings.proxy_user_header}."
        )


def _put_headers(response: Response) -> Response:
    given = {name.lower() for name, _ in response.headers}
    for name, value in _HEADERS.items():
        if name.lower() not in given:
            response.headers.add(name, value)
    return response
