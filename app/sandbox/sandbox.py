"""The sandbox as a whole: a WSGI callable to be mounted in front of /api_v3/."""

import logging
import secrets
import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from werkzeug.wrappers import Request, Response

from app.sandbox import demo, multirequest, outgoing
from app.sandbox.dispatch import Dispatcher, word
from app.sandbox.errors import ApiError
from app.sandbox.incoming.reading import Incoming, SandboxRequest, belongs_to_api, read
from app.sandbox.incoming.tree import Tree
from app.sandbox.shapes import Shapes
from app.sandbox.store import Objects, Store
from app.sandbox.uploads import Uploads
from app.sandbox.values import Answer
from app.schema.registry import Registry

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

logger = logging.getLogger(__name__)

_ALWAYS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Server, Content-Length, Content-Range, Date, X-Kaltura, "
    "X-Kaltura-Session, X-Me",
    "Cache-Control": "no-store, no-cache, must-revalidate",
    "Pragma": "no-cache",
    "X-Me": "sandbox",
    # People choose what stands in these answers; no browser may take it for a page.
    "X-Content-Type-Options": "nosniff",
}


class Sandbox:
    """A small Kaltura under /api_v3/, with its data in `folder`; it never calls anything."""

    def __init__(self, folder: Path, registry: Registry) -> None:
        self._store = Store(folder, _fill)
        uploads = Uploads(folder / "uploads")
        self._dispatcher = Dispatcher(self._store, uploads, Shapes(registry))

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        with SandboxRequest(environ) as request:
            return self._respond(request)(environ, start_response)

    def reset(self) -> None:
        """Forget everything and fill in the demo content anew."""
        with self._store.writing() as objects:
            objects.clear()
            _fill(objects)
        self._dispatcher.uploads.clear()

    def close(self) -> None:
        self._store.close()

    def _respond(self, request: Request) -> Response:
        if not belongs_to_api(request.path):
            return Response("The sandbox's API is at /api_v3/.\n", 404, _ALWAYS)
        if request.method == "OPTIONS":
            return Response(b"", 200, {**_ALWAYS, "Access-Control-Allow-Headers": "Content-Type"})
        started = time.perf_counter()
        try:
            incoming = read(request)
            return self._written(self._answer(incoming), incoming.parameters, started)
        except ApiError as error:
            answer = error
        except Exception:
            logger.exception("The sandbox could not read a request or write its answer.")
            answer = ApiError("INTERNAL_SERVERL_ERROR")
        return self._written(answer, dict(request.args), started)

    def _answer(self, incoming: Incoming) -> Answer:
        if word(incoming.parameters, "service").lower() == "multirequest":
            return multirequest.run(self._dispatcher, incoming)
        return self._dispatcher.outcome(incoming.parameters, incoming)

    def _written(self, answer: Answer, parameters: Tree, started: float) -> Response:
        written = outgoing.write(
            answer,
            self._dispatcher.shapes,
            form=word(parameters, "format") or "2",
            callback=word(parameters, "callback"),
            seconds=time.perf_counter() - started,
        )
        request_id = f"{secrets.randbelow(2**31)}, {int(time.time())}"
        headers = {**_ALWAYS, "X-Kaltura-Session": request_id}
        headers |= _error_headers(answer, written.fault)
        return Response(written.body, 200, headers, content_type=written.content_type)


def _error_headers(answer: Answer, fault: str) -> dict[str, str]:
    if fault:
        return {"X-Kaltura": f"error- {fault}"}
    if isinstance(answer, ApiError) and answer.code == "SERVICE_FORBIDDEN":
        line = f"exiting on error {answer.code} - {answer.sentence}"
        # The sentence names what the caller sent; a header takes no line breaks.
        printable = "".join(letter for letter in line if " " <= letter <= "~")
        return {"X-Kaltura": f"error-{answer.code}", "X-Kaltura-App": printable}
    return {}


def _fill(objects: Objects) -> None:
    demo.fill(objects, int(time.time()))
