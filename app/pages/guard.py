"""What every request passes: the Host check, the sign-in check, the headers of its answer."""

import ipaddress
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from flask import Flask, Response, redirect, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.errors import NotSignedIn, Refused
from app.pages.context import console, wants_json
from app.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
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
}
# Reachable without a sign-in: what the sign-in page itself needs, and the health check.
_OPEN_ENDPOINTS = frozenset(
    {"sign_in.page", "sign_in.submit", "assets.serve", "operations.healthz"}
)


class HostGuard:
    """Refuses a request for a Host nobody configured, before anything else reads it.

    Without it a page elsewhere could reach a console on loopback through a name of its own
    that resolves to 127.0.0.1 (DNS rebinding).
    """

    def __init__(self, application: "WSGIApplication", settings: Settings) -> None:
        self._application = application
        self._allowed = {"localhost", "127.0.0.1", "::1", *settings.allowed_hosts}
        if not _unspecified(settings.host):
            self._allowed.add(settings.host.lower().strip("[]"))

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        host = _host_name(environ.get("HTTP_HOST", ""))
        if host in self._allowed:
            return self._application(environ, start_response)
        sentence = (
            f"This console is not known as {host[:100]!r}. Open it under a name it knows, or add "
            "that name to TESTME_ALLOWED_HOSTS.\n"
        )
        refusal = AnyResponse(sentence, status=403, mimetype="text/plain")
        return refusal(environ, start_response)


def _host_name(header: str) -> str:
    host = header.strip().lower()
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0].rstrip(".")


def _unspecified(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_unspecified
    except ValueError:
        return False


def client_address() -> str:
    """Who asks: the peer, or what a trusted proxy says stands behind it."""
    peer = request.remote_addr or ""
    forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return forwarded if forwarded and peer in console().settings.trusted_proxies else peer


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
    return None if request.endpoint in _OPEN_ENDPOINTS else check()


def _nobody() -> None:
    return None


def _by_password() -> AnyResponse | None:
    if session.get("signed_in"):
        return None
    if request.method != "GET" or wants_json():
        raise NotSignedIn("Sign in first: open the console in a browser, then try again.")
    return redirect(url_for("sign_in.page", next=request.full_path.rstrip("?")))


def _by_proxy() -> None:
    settings = console().settings
    if request.remote_addr not in settings.trusted_proxies:
        raise Refused(
            "This console takes requests from its signing-in proxy alone: open it through the "
            "proxy, or add the proxy's address to TESTME_TRUSTED_PROXIES."
        )
    if not request.headers.get(settings.proxy_user_header):
        raise NotSignedIn(
            f"The proxy did not say who you are: it has to set {settings.proxy_user_header}."
        )


def _put_headers(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "no-store")
    return response
