"""What a test suite may do to the sandbox that it runs against: `POST /_control/`, a JSON object.

    {"reset": true}                  everything as at the start
    {"load": {"objects": [...]}}     content, as `content.load` describes it
    {"clock": 1800000000}            the time from now on, in unix seconds; null: the real one
    {"fail": [{"service": "media", "action": "list", "status": 503, "times": 2}]}
    {"forget": true}                 no calls and notifications so far

A failure has a `status` (an HTTP error, 500 to 599 or 429), a `code` (an API error) or
`seconds` (it comes late), alone or together, for so many `times`. The answer says the clock,
the failures to come, the calls received (secrets masked) and the notifications that would
have gone out.
"""

import json
import threading
import time
from collections import deque
from collections.abc import Mapping
from typing import Any

from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request, Response

from app.call.secrets.names import is_secret
from app.errors import BadInput
from app.sandbox.errors import ApiError
from app.sandbox.incoming.tree import Node, Tree
from app.sandbox.values import Row

PATH = "/_control/"
MAX_CALLS = 1_000  # that are remembered
_LONGEST = 60.0  # seconds that a call may come late
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
        self._failures: list[dict[str, Any]] = []
        self._calls: deque[Row] = deque(maxlen=MAX_CALLS)
        self.notifications: list[Row] = []

    def now(self) -> float:
        """Unix seconds by the sandbox's clock."""
        return time.time() + self._offset

    def called(self, service: str, action: str, parameters: Tree) -> None:
        """Note a call, and fail it as asked. Raises Refusal and ApiError."""
        with self._lock:
            shown = {"service": service, "action": action, "parameters": _masked(parameters)}
            self._calls.append({**shown, "at": int(self.now())})
            failure = self._due(service, action)
        if failure is None:
            return
        if failure.get("seconds"):
            time.sleep(min(float(failure["seconds"]), _LONGEST))
        if failure.get("status"):
            raise Refusal(int(failure["status"]))
        if failure.get("code"):
            raise ApiError(str(failure["code"]), **failure.get("arguments", {}))

    def apply(self, asked: Mapping[str, Any]) -> None:
        """The parts of a request that need nothing but this object. Raises BadInput."""
        with self._lock:
            if "clock" in asked:
                wanted = asked["clock"]
                self._offset = 0.0 if wanted is None else float(wanted) - time.time()
            for failure in asked.get("fail", ()):
                self._failures.append(_checked(failure))
            if asked.get("forget") or asked.get("reset"):
                self._calls.clear()
                self.notifications.clear()
            if asked.get("reset"):
                self._failures.clear()
                self._offset = 0.0

    def told(self) -> dict[str, Any]:
        with self._lock:
            return {
                "clock": int(self.now()),
                "fail": list(self._failures),
                "calls": list(self._calls),
                "notifications": list(self.notifications),
            }

    def _due(self, service: str, action: str) -> dict[str, Any] | None:
        for failure in self._failures:
            fits = failure["service"].lower() in {service.lower(), "*"}
            if fits and failure["action"].lower() in {action.lower(), "*"}:
                failure["times"] -= 1
                if failure["times"] < 1:
                    self._failures.remove(failure)
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
    return content


def answer(content: Mapping[str, Any], status: int = 200) -> Response:
    body = json.dumps(content, ensure_ascii=False)
    return Response(body, status, content_type="application/json")


def _checked(failure: Any) -> dict[str, Any]:
    if not isinstance(failure, dict):
        raise BadInput('Each of "fail" is an object with a service and an action.')
    status = failure.get("status")
    if status is not None and status != 429 and not 500 <= int(status) <= 599:
        raise BadInput("A failure's status is 429 or 500 to 599.")
    names = {"service": "*", "action": "*", **failure}
    return {**names, "times": int(failure.get("times", 1))}


def _masked(node: Node) -> Any:
    if isinstance(node, dict):
        return {
            name: _MASK if is_secret(name) and isinstance(item, str) else _masked(item)
            for name, item in node.items()
            if name not in {"service", "action"}
        }
    return node if isinstance(node, str) else None
