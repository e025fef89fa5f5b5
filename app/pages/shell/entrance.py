"""What every request passes: the Host check, the sign-in check, the headers of its answer."""

import hmac
import ipaddress
import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, current_app, redirect, request, session, url_for
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from app.assembly import SANDBOX_PATH
from app.errors import NotSignedIn, Refused
from app.pages.shell.context import console, wants_json
from app.sandbox.incoming.reading import MAX_BODY
from app.serving.connection import TAKES
from app.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

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
}
# For what is no page of ours: the refusal below, and the sandbox, in whose answers stands what
# people have put there.
_HEADERS_OF_OTHERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_HOST = re.compile(r"(?:\[([^\[\]]*)\]|([^:\[\]]*))(?::[0-9]*)?")
# Reachable without a sign-in: what the sign-in page itself needs, and the health check.
_OPEN_ENDPOINTS = frozenset(
    {"sign_in.page", "sign_in.submit", "assets.serve", "operations.healthz"}
)


class HostGuard:
    """Refuses a request for a Host nobody configured, before anything else reads it.

    Without it a page elsewhere could reach a console on loopback through a name of its own
    that resolves to 127.0.0.1 (DNS rebinding). Also sees to it that no answer, whoever gives it,
    lacks the headers that keep a browser from taking it for a page.
    """

    def __init__(self, application: "WSGIApplication", settings: Settings) -> None:
        self._application = application
        self._allowed = {"localhost", "127.0.0.1", "::1", *settings.allowed_hosts}
        if not _unspecified(settings.host):
            self._allowed.add(settings.host.lower().rstrip("."))

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None, /) -> Any:
            given = {name.lower() for name, _ in headers}
            missing = [
                (name, value)
                for name, value in _HEADERS_OF_OTHERS.items()
                if name.lower() not in given
            ]
            return start_response(status, headers + missing, exc_info)

        host = _host_name(environ.get("HTTP_HOST", ""))
        if host in self._allowed:
            asked = TAKES in environ and environ["PATH_INFO"].startswith(f"{SANDBOX_PATH}/")
            if asked and int(environ.get("CONTENT_LENGTH") or 0) <= MAX_BODY:
                environ[TAKES] = MAX_BODY
                return AnyResponse(status=204)(environ, start)
            return self._application(environ, start)
        sentence = (
            f"This console is not known as {host[:100]!r}. Open it under a name it knows, or add "
            "that name to TESTME_ALLOWED_HOSTS.\n"
        )
        return AnyResponse(sentence, status=403, mimetype="text/plain")(environ, start)


def _host_name(header: str) -> str:
    """The name without its port; anything else than a name and a port stays as it is."""
    header = header.strip().lower()
    found = _HOST.fullmatch(header)
    return (found[1] or found[2] or "").rstrip(".") if found else header


def _unspecified(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return False


def client_address() -> str:
    """Who asks: the peer, or what a trusted proxy says stands behind it."""
    peer = _peer()
    if peer not in console().settings.trusted_proxies:
        return peer
    forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    # Some proxies add the port, which is another one for each connection.
    return _address(forwarded) or _address(_host_name(forwarded)) or peer


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
        if request.endpoint in _OPEN_ENDPOINTS or (request.content_length or 0) > most:
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
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "no-store")
    return response
