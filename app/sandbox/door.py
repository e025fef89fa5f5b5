"""The sandbox as others reach it by HTTP: which of them, with which token, from which pages.

The console's own calls do not come this way (`app.call.transport.in_process`).
"""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from werkzeug.wrappers import Request, Response

from app.sandbox import delivery
from app.sandbox.errors import ApiError
from app.sandbox.incoming.reading import MAX_BODY
from app.sandbox.sandbox import Sandbox
from app.sandbox.token import SandboxToken

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

# For clients that can set an address alone: the token behind it is part of the service URL.
IN_PATH = "/t/"
HEADER = "X-Sandbox-Token"
# What a page runs, or takes for its own looks, as Sec-Fetch-Dest says it.
_WORKERS = {"worker", "sharedworker", "serviceworker", "audioworklet", "paintworklet"}
_CODE = frozenset({"script", "style", "xslt", *_WORKERS})


class Door:
    """A WSGI application in front of a sandbox that is mounted at `path` (an empty one: nowhere).

    Without a `token` none is asked for. Of web pages, those may call that are of an origin which
    `known` says yes to; others may show files (/p/) alone, as they may those of a CDN.
    """

    def __init__(
        self,
        sandbox: Sandbox,
        path: str,
        token: SandboxToken | None,
        known: Callable[[str], bool],
    ) -> None:
        self._sandbox = sandbox
        self._path = path
        self._token = token
        self._known = known

    def takes(self, environ: "WSGIEnvironment") -> int:
        """How many bytes of a body are taken of a request for the console as a whole, before any
        of it has come; 0 where the request is for others, or is refused."""
        # What a browser asks beforehand needs no token, and has no body.
        asked = environ["REQUEST_METHOD"] != "OPTIONS"
        if not (asked and environ["PATH_INFO"].startswith(f"{self._path}/")):
            return 0
        inside = {**environ, "PATH_INFO": environ["PATH_INFO"].removeprefix(self._path)}
        # What is too much for it, it says itself.
        fits = int(environ.get("CONTENT_LENGTH") or 0) <= MAX_BODY
        return MAX_BODY if fits and self._refusal(Request(inside), _token_in(inside)) is None else 0

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        given = _token_in(environ)
        request = Request(environ)
        refusal = self._refusal(request, given)
        if refusal:
            return refusal(environ, start_response)
        origin = _origin(request)
        shared = {"Access-Control-Allow-Origin": origin} if self._known(origin) else {}
        if shared and request.method == "OPTIONS":
            shared["Access-Control-Allow-Headers"] = f"Content-Type, {HEADER}"

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None, /) -> Any:
            # A real server lets every page in.
            kept = [one for one in headers if one[0] not in {_EVERY, *shared}]
            changed = [*shared.items(), ("Vary", "Origin")] if len(kept) < len(headers) else []
            return start_response(status, [*kept, *changed], exc_info)

        return self._sandbox(environ, start)

    def _refusal(self, request: Request, given: str) -> Response | None:
        site = request.headers.get("Sec-Fetch-Site", "")
        dest = request.headers.get("Sec-Fetch-Dest", "")
        if site == "same-origin" and dest in _CODE:
            # JSONP would be a script of the console's own origin, and so would what was uploaded.
            return self._refused("SANDBOX_NO_SCRIPT", 403, request)
        origin = _origin(request)
        own = site in {"same-origin", "none"} or (not site and _is_own(origin, request.host))
        shown = request.path.startswith(delivery.PATH) and request.method in {"GET", "HEAD"}
        if not (own or shown or self._known(origin)):
            return self._refused("SANDBOX_OTHER_PAGE", 403, request)
        # A browser asks beforehand without it, and learns nothing by that.
        if self._token and request.method != "OPTIONS" and not self._token.fits(given):
            return self._refused("SANDBOX_TOKEN_MISSING", 401, request)
        return None

    def _refused(self, code: str, status: int, request: Request) -> Response:
        accepted = request.accept_mimetypes
        json = request.args.get("format") == "1" or (
            accepted["application/json"] > accepted["application/xml"]
        )
        return self._sandbox.refusal(ApiError(code), status, "1" if json else "2")


_EVERY = "Access-Control-Allow-Origin"


def _token_in(environ: "WSGIEnvironment") -> str:
    """The token of a request; one in its path becomes a part of where the sandbox is mounted, so
    that the addresses in answers have it too."""
    path = environ["PATH_INFO"]
    if not path.startswith(IN_PATH):
        return str(environ.get("HTTP_X_SANDBOX_TOKEN", ""))
    given, slash, rest = path.removeprefix(IN_PATH).partition("/")
    environ["SCRIPT_NAME"] = f"{environ.get('SCRIPT_NAME', '')}{IN_PATH}{given}"
    environ["PATH_INFO"] = slash + rest
    return str(given)


def _origin(request: Request) -> str:
    """Of the page that asks, "" where there is none: an address that it has a script from is asked
    for without an Origin."""
    if request.origin:
        return request.origin.lower()
    parts = urlsplit(request.referrer or "")
    return f"{parts.scheme}://{parts.netloc}".lower() if parts.netloc else ""


def _is_own(origin: str, host: str) -> bool:
    return not origin or origin.partition("://")[2] == host.lower()
