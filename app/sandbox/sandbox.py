"""The sandbox as a whole: a WSGI callable to be mounted in front of /api_v3/."""

import logging
import secrets
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.wrappers import Request, Response

from app.errors import BadInput
from app.sandbox import delivery, multirequest, outgoing
from app.sandbox.actions import Actions
from app.sandbox.content import load
from app.sandbox.control import PATH, Control, Refusal
from app.sandbox.control import answer as control_answer
from app.sandbox.control import read as read_control
from app.sandbox.dispatch import Dispatcher, word
from app.sandbox.errors import ApiError
from app.sandbox.incoming.reading import STORED_ONLY, Incoming, SandboxRequest, belongs_to_api, read
from app.sandbox.kept import Objects
from app.sandbox.sealed import Seals
from app.sandbox.shapes import Shapes
from app.sandbox.store import Store
from app.sandbox.uploads import Uploads
from app.sandbox.values import Answer, Served
from app.schema.export.client_xml import client_xml
from app.schema.registry import Registry
from app.storage.sealing import Sealer

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

logger = logging.getLogger(__name__)
_SCHEMA = "/api_v3/api_schema.php"

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
    """A small Kaltura under /api_v3/, with its data in `folder`; it never calls anything.

    `content` is what a new one is filled with (see `content.load`): the demo content unless
    said otherwise. With a `control` there is /_control/ too, with a `sealer` application tokens
    are sealed.
    """

    def __init__(
        self,
        folder: Path,
        registry: Registry,
        content: Sequence[Mapping[str, Any]] | None = None,
        control: Control | None = None,
        sealer: Sealer | None = None,
    ) -> None:
        # Only one that is made here is its owner's alone: others may keep more in theirs.
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder = folder
        self._content = load.demo(load.FIRST, load.MORE) if content is None else content
        self._control = control
        self._shapes = Shapes(registry)
        self._uploads = Uploads(folder / "uploads")
        self._store = Store(folder, self._fill, Seals(sealer))
        self._dispatcher = Dispatcher(
            self._store, self._uploads, self._shapes, Actions(self._shapes), control or Control()
        )

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        with SandboxRequest(environ) as request:
            return self._respond(request)(environ, start_response)

    def reset(self) -> None:
        """Forget everything and fill in the demo content anew."""
        with self._store.writing() as objects:
            self._uploads.clear()
            objects.clear()
            self._fill(objects)

    def refusal(self, error: ApiError, status: int, form: str) -> Response:
        """An error in the place of any answer, in a format: 1 JSON, 2 XML."""
        written = outgoing.write(error, self._shapes, form=form, callback="", seconds=0.0)
        headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
        return Response(written.body, status, headers, content_type=written.content_type)

    def close(self) -> None:
        self._store.close()

    def reseal(self, sealer: Sealer) -> None:
        """Its application tokens are sealed with another key from now on."""
        self._store.reseal(sealer)

    def _fill(self, objects: Objects) -> None:
        for content in self._content:
            load.fill(objects, self._uploads, self._shapes, content, int(time.time()))

    def _controlled(self, control: Control, request: Request) -> Response:
        try:
            asked = read_control(request) if request.method == "POST" else {}
            if "load" in asked:
                load.check(asked["load"])
            control.apply(asked, self._shapes.registry)
            if asked.get("reset"):
                self.reset()
            if "load" in asked:
                with self._store.writing() as objects:
                    now = int(control.now())
                    load.fill(objects, self._uploads, self._shapes, asked["load"], now)
        except (BadInput, ApiError) as fault:
            return control_answer({"error": fault.sentence}, 400)
        return control_answer(control.told())

    def _respond(self, request: Request) -> Response:
        if self._control and request.path == PATH:
            return self._controlled(self._control, request)
        if request.path == _SCHEMA:
            schema = client_xml(self._shapes.registry.schema)
            return Response(schema, 200, _ALWAYS, content_type="text/xml")
        if not (belongs_to_api(request.path) or request.path.startswith(delivery.PATH)):
            return Response("The sandbox's API is at /api_v3/.\n", 404, _ALWAYS)
        if request.method == "OPTIONS":
            return Response(b"", 200, {**_ALWAYS, "Access-Control-Allow-Headers": "Content-Type"})
        started = time.perf_counter()
        try:
            incoming = read(request)
            return self._written(self._answer(incoming), incoming, started, request)
        except ApiError as error:
            answer = error
        except Refusal as refused:
            return Response(b"", refused.status, _ALWAYS)
        except Exception:
            logger.exception("The sandbox could not read a request or write its answer.")
            answer = ApiError("INTERNAL_SERVERL_ERROR")
        unread = Incoming(
            dict(request.args), request.path, "", callback=request.args.get("callback", "")
        )
        return self._written(answer, unread, started, request)

    def _answer(self, incoming: Incoming) -> Answer:
        if incoming.path.startswith(delivery.PATH):
            return self._dispatcher.delivered(incoming)
        if word(incoming.parameters, "service").lower() == "multirequest":
            return multirequest.run(self._dispatcher, incoming)
        return self._dispatcher.outcome(incoming.parameters, incoming)

    def _written(
        self, answer: Answer, incoming: Incoming, started: float, request: Request
    ) -> Response:
        written = outgoing.write(
            answer,
            self._dispatcher.shapes,
            form=word(incoming.parameters, "format") or "2",
            callback=incoming.callback,
            seconds=time.perf_counter() - started,
        )
        request_id = f"{secrets.randbelow(2**31)}, {int(time.time())}"
        headers = {**_ALWAYS, "X-Kaltura-Session": request_id}
        headers |= _error_headers(answer, written.fault)
        if STORED_ONLY in incoming.remarks:
            headers["X-Kaltura-Sandbox"] = STORED_ONLY
        if isinstance(answer, Served):
            headers |= answer.headers
        lost = isinstance(answer, ApiError) and request.path.startswith(delivery.PATH)
        status = 302 if "Location" in headers else 404 if lost else 200
        response = Response(written.body, status, headers, content_type=written.content_type)
        if not isinstance(answer, Served):
            return response
        size = len(written.body)
        try:
            return response.make_conditional(request, accept_ranges=True, complete_length=size)
        except RequestedRangeNotSatisfiable:
            return Response(b"", 416, {**headers, "Content-Range": f"bytes */{size}"})


def _error_headers(answer: Answer, fault: ApiError | None) -> dict[str, str]:
    """What stands beside an empty body, and beside a refusal."""
    error = fault or (answer if isinstance(answer, ApiError) else None)
    if error is None or not (fault or error.code == "SERVICE_FORBIDDEN"):
        return {}
    line = f"exiting on error {error.code} - {error.sentence}"
    # The sentence names what the caller sent; a header takes no line breaks.
    printable = "".join(letter for letter in line if " " <= letter <= "~")
    blank = " " if fault else ""
    return {"X-Kaltura": f"error-{blank}{error.code}", "X-Kaltura-App": printable}
