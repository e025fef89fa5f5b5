"""What every request for a page passes: who sent it, the sign-in, how much it may bring, and the
headers of its answer."""

from flask import Flask, Response, current_app, redirect, request, url_for
from flask_wtf.csrf import validate_csrf
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from app.errors import NotSignedIn, Refused
from app.pages.shell.context import PROGRAMS, console, visit, wants_json
from app.rows.table import MOST_BYTES
from app.serving.asking import ASKED_ABOVE, TAKES
from app.serving.origins import address_of, sent_by_other_page

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
# Reachable without a sign-in: what the sign-in page itself needs, what a provider tells, and the
# health check.
_OPEN_ENDPOINTS = frozenset(
    {
        "sign_in.page",
        "sign_in.submit",
        "oidc.there",
        "oidc.back",
        "oidc.signed_out",
        "assets.serve",
        "operations.healthz",
    }
)
# The blueprints whose routes take a form with its files, and those that take long texts. Every
# other route takes less than a body that is asked about.
_WITH_FILES = frozenset({"send", "console", "code_example", "sandbox_reset", "schema"})
_WITH_TEXTS = frozenset({"drafts", "paste", "saved_files"})
_ROWS = MOST_BYTES + 16_000_000  # bytes: a file, and as many characters as can be pasted
_WITH_ROWS = {
    "programs.start_run": 5_000_000,
    "row_run_planning.prepare": _ROWS,
    "row_run_doing.narrow": _ROWS,
}
_TEXTS = 40_000_000  # bytes, encoded, of what Flask takes in memory
_OF_STRANGERS = 16_384  # bytes


def install(app: Flask) -> None:
    """Put the checks in front of every route of `app`."""
    app.before_request(_check)
    app.after_request(_put_headers)


def most_bytes(endpoint: str) -> int:
    """How large a body a route takes."""
    most: int = current_app.config["MAX_CONTENT_LENGTH"]
    blueprint = endpoint.partition(".")[0]
    if blueprint in _WITH_FILES:
        return most
    if endpoint in _OPEN_ENDPOINTS:
        return _OF_STRANGERS
    usual = _TEXTS if blueprint in _WITH_TEXTS else ASKED_ABOVE
    return min(most, _WITH_ROWS.get(endpoint, usual))


def _check() -> AnyResponse | None:
    """Before anything of the body is read."""
    changes = request.method not in {"GET", "HEAD", "OPTIONS"}
    if changes and sent_by_other_page(request.environ):
        raise Refused("This was sent by a page of another site or port: open the console itself.")
    # Programs have a door of their own (`programs/door.py`), which knows no cookie.
    own = not request.path.startswith(PROGRAMS)
    if own and request.endpoint not in _OPEN_ENDPOINTS and (stopped := _not_signed_in()):
        return stopped
    request.max_content_length = most_bytes(request.endpoint or "")
    if own and TAKES in request.environ and (token := request.headers.get("X-CSRFToken")):
        validate_csrf(token)
    return takes() if own else None


def takes() -> AnyResponse | None:
    """Where it is asked how large a body is taken, of who may send it: the answer."""
    if TAKES not in request.environ:
        return None
    most = request.max_content_length or 0
    if (request.content_length or 0) > most:
        raise RequestEntityTooLarge
    request.environ[TAKES] = most
    return Response(status=204)


def _not_signed_in() -> AnyResponse | None:
    auth = console().settings.auth
    if auth == "proxy":
        check_peer()
        header = console().settings.proxy_user_header
        if not request.headers.get(header):
            raise NotSignedIn(f"The proxy did not say who you are: it has to set {header}.")
    elif auth != "none":
        if visit().signed_in:
            return None
        if request.method != "GET" or wants_json():
            raise NotSignedIn("Sign in first: open the console in a browser, then try again.")
        wanted = request.full_path.rstrip("?") if request.endpoint else None
        return redirect(url_for("sign_in.page", next=wanted))
    elif request.blueprint != "operations":
        # What the cookie of another visit holds, its token too, is not taken for this one's.
        visit()
    return None


def check_peer() -> None:
    """Raises Refused for who does not come by the signing-in proxy, where one signs people in."""
    settings, peer = console().settings, request.remote_addr or ""
    if settings.auth == "proxy" and address_of(peer, "", (), 0) not in settings.trusted_proxies:
        raise Refused(
            "This console takes requests from its signing-in proxy alone: open it through the "
            "proxy, or add the proxy's address to TESTME_TRUSTED_PROXIES."
        )


def _put_headers(response: Response) -> Response:
    given = {name.lower() for name, _ in response.headers}
    for name, value in _HEADERS.items():
        if name.lower() not in given:
            response.headers.add(name, value)
    return response
