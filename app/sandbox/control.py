"""What a test suite may do to the sandbox that it runs against: `POST /_control/`, a JSON object.

    {"reset": true}                  everything as at the start
    {"load": {"objects": [...]}}     content, as `content.load` describes it
    {"clock": 1800000000}            the time from now on, in unix seconds; null: the real one
    {"fail": [{"service": "media", "action": "list", "status": 503, "times": 2}]}
    {"forget": true}                 no calls and notifications so far

A failure has a `status` (an HTTP error, 500 to 599 or 429), a `code` (an API error, with
`arguments`; what is not given is made up) or `seconds` (it comes late), alone or together, for
so many `times`. They come after those that are still to come; an empty list forgets all. The
answer says the clock, the failures to come, the calls received (secrets masked) and the
notifications that would have gone out.
"""

import json
import threading
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request, Response

from app.call.secrets.names import is_secret
from app.errors import BadInput
from app.sandbox import failures
from app.sandbox.failures import Failure
from app.sandbox.incoming.tree import Node, Tree
from app.sandbox.values import Row
from app.schema.model import Service
from app.schema.registry import Registry

PATH = "/_control/"
MAX_CALLS = 1_000  # that are remembered
_LATEST = 253_402_300_799.0  # the end of the year 9999, in unix seconds
_MEMBERS = ("reset", "load", "clock", "fail", "forget")
_MASK = "••••••••"


class Refusal(Exception):
    """An HTTP status in the place of an answer."""

    def __init__(self, status: int) -> None:
        super().__init__(f"status {status}")
        self.status = status


class Control:
    """The clock, the failures to come, and what was called; shared by all threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._offset = 0.0
        self._failures: list[Failure] = []
        self._calls: deque[Row] = deque(maxlen=MAX_CALLS)
        self.notifications: list[Row] = []

    def now(self) -> float:
        """Unix seconds by the sandbox's clock."""
        return time.time() + self._offset

    def called(self, service: Service, action: str, parameters: Tree) -> None:
        """Note a call, and fail it as asked. Raises Refusal and ApiError."""
        with self._lock:
            shown = {"service": service.name, "action": action, "parameters": _masked(parameters)}
            self._calls.append({**shown, "at": int(self.now())})
            failure = self._due(service.id, action)
        if failure is None:
            return
        time.sleep(failure.seconds)
        if failure.status:
            raise Refusal(failure.status)
        if failure.code:
            raise failure.error(parameters)

    def apply(self, asked: Mapping[str, Any], registry: Registry) -> None:
        """The parts of a request that need nothing but this object, all or none of them.
        Raises BadInput."""
        clock = asked.get("clock")
        if clock is not None:
            clock = failures.number(clock, "clock", 0, _LATEST)
        wanted = failures.read(asked.get("fail", []), registry)
        with self._lock:
            if asked.get("forget") or asked.get("reset"):
                self._calls.clear()
                self.notifications.clear()
            if asked.get("reset"):
                self._failures.clear()
                self._offset = 0.0
            if "clock" in asked:
                self._offset = 0.0 if clock is None else clock - time.time()
            if not wanted and "fail" in asked:
                self._failures.clear()
            self._failures += wanted

    def told(self) -> dict[str, Any]:
        with self._lock:
            return {
                "clock": int(self.now()),
                "fail": [asdict(failure) for failure in self._failures],
                "calls": list(self._calls),
                "notifications": list(self.notifications),
            }

    def _due(self, service: str, action: str) -> Failure | None:
        for at, failure in enumerate(self._failures):
            if failure.fits(service, action):
                left = [replace(failure, times=failure.times - 1)] if failure.times > 1 else []
                self._failures[at : at + 1] = left
                return failure
        return None


def read(request: Request) -> dict[str, Any]:
    """The JSON object of a request. Raises BadInput.

    It must say that it is JSON, which a page from elsewhere cannot send unasked.
    """
    if request.mimetype != "application/json":
        raise BadInput("Send a JSON object with Content-Type: application/json.")
    try:
        content = json.loads(request.get_data() or b"{}")
    except (ValueError, RecursionError, HTTPException) as fault:
        raise BadInput("The body is no JSON object, or it is too large.") from fault
    if not isinstance(content, dict):
        raise BadInput("The body is no JSON object.")
    failures.known(content, _MEMBERS, "The request")
    for name in ("reset", "forget"):
        if not isinstance(content.get(name, False), bool):
            raise BadInput(f'"{name}" is true or false.')
    return content


def answer(content: Mapping[str, Any], status: int = 200) -> Response:
    body = json.dumps(content, ensure_ascii=False)
    return Response(body, status, content_type="application/json")


def _masked(node: Node) -> Any:
    if isinstance(node, dict):
        return {
            name: _MASK if is_secret(name) and isinstance(item, str) else _masked(item)
            for name, item in node.items()
            if name not in {"service", "action"}
        }
    return node if isinstance(node, str) else None
