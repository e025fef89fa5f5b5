"""What stands before all applications of the console: the Host check, and what no answer lacks."""

import ipaddress
import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from app.serving.asking import HEADERS_OF_OTHERS, HSTS, TAKES
from app.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_HOST = re.compile(r"(?:\[([^\[\]]*)\]|([^:\[\]]*))(?::[0-9]*)?")


class HostGuard:
    """Refuses a request for a Host nobody configured, before anything else reads it.

    Without it a page elsewhere could reach a console on loopback through a name of its own
    that resolves to 127.0.0.1 (DNS rebinding). Also sees to it that no answer, whoever gives it,
    lacks the headers that keep a browser from taking it for a page, or from coming by http.
    """

    def __init__(
        self,
        application: "WSGIApplication",
        settings: Settings,
        takes: "Callable[[WSGIEnvironment], int] | None" = None,
    ) -> None:
        """`takes` is something mounted, which says for itself how many bytes of a body it takes;
        0 leaves it to the application."""
        self._application = application
        self._takes = takes
        self._headers = HEADERS_OF_OTHERS | (dict([HSTS]) if settings.https else {})
        self._allowed = {"localhost", "127.0.0.1", "::1", *settings.allowed_hosts}
        if not _unspecified(settings.host):
            self._allowed.add(settings.host.lower().rstrip("."))

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None, /) -> Any:
            given = {name.lower() for name, _ in headers}
            missing = [
                (name, value) for name, value in self._headers.items() if name.lower() not in given
            ]
            return start_response(status, headers + missing, exc_info)

        host = host_name(environ.get("HTTP_HOST", ""))
        if host in self._allowed:
            if TAKES in environ and self._takes and (most := self._takes(environ)):
                environ[TAKES] = most
                start("204 No Content", [])
                return ()
            return self._application(environ, start)
        sentence = (
            f"This console is not known as {host[:100]!r}. Open it under a name it knows, or add "
            "that name to TESTME_ALLOWED_HOSTS.\n"
        )
        body = sentence.encode()
        start(
            "403 Forbidden",
            [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body)))],
        )
        return [body]


def host_name(header: str) -> str:
    """The name without its port; anything else than a name and a port stays as it is."""
    header = header.strip().lower()
    found = _HOST.fullmatch(header)
    return (found[1] or found[2] or "").rstrip(".") if found else header


def _unspecified(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return False
