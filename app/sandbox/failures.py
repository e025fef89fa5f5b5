"""The failures that a test suite asks of the sandbox: read, checked by the schema, and told.

{"service": "media", "action": "list", "status": 503, "times": 2}
{"service": "media", "action": "get", "code": "ENTRY_ID_NOT_FOUND"}
{"service": "*", "action": "*", "seconds": 1.5}
"""

import re
from dataclasses import dataclass
from typing import Any

from app.errors import BadInput
from app.sandbox.errors import MESSAGES, ApiError
from app.sandbox.incoming.tree import Tree
from app.schema.registry import Registry

LONGEST = 60.0  # seconds that a call may come late
_MOST = 1_000_000  # times
_ANY = "*"
_NAMED = re.compile(r"{(\w+)}")
_MEMBERS = ("service", "action", "status", "code", "arguments", "seconds", "times")


@dataclass(frozen=True, slots=True)
class Failure:
    """Of which calls (by the service's id in the schema; `*` is any), with what, how often.

    `status` is an HTTP error, 0 none; `code` an API error, "" none; `arguments` are the names
    that it has, None where a value is to be made up.
    """

    service: str
    action: str
    status: int
    code: str
    arguments: dict[str, str | None]
    seconds: float
    times: int

    def fits(self, service: str, action: str) -> bool:
        return self.service in {service, _ANY} and self.action in {action.lower(), _ANY}

    def error(self, parameters: Tree) -> ApiError:
        """The API error, what it lacks taken from the call's parameters of the same name."""
        sent = {name.lower(): node for name, node in parameters.items() if isinstance(node, str)}
        given = {
            name: sent.get(name.replace("_", "").lower(), "0") if value is None else value
            for name, value in self.arguments.items()
        }
        return ApiError(self.code, **given)


def read(sent: object, registry: Registry) -> list[Failure]:
    """The list `fail` of a request. Raises BadInput."""
    if not isinstance(sent, list):
        raise BadInput('"fail" is a list of objects, each with a service and an action.')
    return [_failure(item, registry) for item in sent]


def number(value: object, name: str, least: float, most: float) -> float:
    """A JSON number within its bounds. Raises BadInput."""
    plain = isinstance(value, int | float) and not isinstance(value, bool)
    # NaN and infinity, which JSON of Python has, are within no bounds.
    if not (plain and least <= value <= most):  # type: ignore[operator]
        raise BadInput(f'"{name}" is a number from {least:g} to {most:.0f}.')
    return value  # type: ignore[return-value]


def known(sent: dict[str, Any], members: tuple[str, ...], what: str) -> None:
    """Raises BadInput where an object has a member that means nothing."""
    if others := sent.keys() - set(members):
        named = ", ".join(members)
        raise BadInput(f"{what} has a member {min(others)!r:.80}; it may have {named}.")


def _failure(sent: object, registry: Registry) -> Failure:
    if not isinstance(sent, dict):
        raise BadInput('Each of "fail" is an object with a service and an action.')
    known(sent, _MEMBERS, "A failure")
    service, action = _called(sent, registry)
    status = sent.get("status")
    if status is not None and not (isinstance(status, int) and status in {429, *range(500, 600)}):
        raise BadInput("A failure's status is 429 or 500 to 599.")
    seconds = number(sent.get("seconds", 0), "seconds", 0, LONGEST)
    times = number(sent.get("times", 1), "times", 1, _MOST)
    code, arguments = _error(sent, registry)
    if not (status or code or seconds):
        raise BadInput("A failure says what happens: a status, a code or seconds.")
    return Failure(service, action, int(status or 0), code, arguments, seconds, int(times))


def _called(sent: dict[str, Any], registry: Registry) -> tuple[str, str]:
    """The service's id and the action's name in lower case, as the schema has them."""
    service, action = sent.get("service", _ANY), sent.get("action", _ANY)
    if not (isinstance(service, str) and isinstance(action, str)):
        raise BadInput("A failure's service and action are texts; * is any.")
    found = registry.service(service)
    if found is None and service != _ANY:
        raise BadInput(f"The schema has no service {service!r:.80}.")
    services = [found] if found else registry.services
    names = {one.name.lower() for item in services for one in item.actions}
    if action != _ANY and action.lower() not in names:
        where = f"service {found.name}" if found else "any service"
        raise BadInput(f"There is no action {action!r:.80} in {where}.")
    return found.id if found else _ANY, action.lower()


def _error(sent: dict[str, Any], registry: Registry) -> tuple[str, dict[str, str | None]]:
    code, given = sent.get("code", ""), sent.get("arguments", {})
    if not isinstance(code, str) or not isinstance(given, dict):
        raise BadInput("A failure's code is a text, and its arguments are an object of texts.")
    declared = registry.error(code) if code else None
    if code and declared is None and code not in MESSAGES:
        raise BadInput(f"The schema has no error {code!r:.80}.")
    # The few codes of our own have their arguments in their words.
    names = declared.parameters if declared else _NAMED.findall(MESSAGES.get(code, ""))
    if others := given.keys() - set(names):
        has = ", ".join(names) or "none"
        whose = code or "A failure without a code"
        raise BadInput(f"{whose} has no argument {min(others)!r:.80}; it has {has}.")
    return code, {name: str(given[name]) if name in given else None for name in names}
