"""Several calls in one request, where a later one may refer to an earlier one's result.

`{1:result}`, `{1:result:id}` and `{1:result:objects:0:id}` count calls from 1, whatever
number the first one carries (the official Python client starts with 0). What is not
there, the result of a failed call included, resolves to nothing. One failure does not
stop the rest.
"""

import re
from collections.abc import Sequence

from app.sandbox.dispatch import Dispatcher
from app.sandbox.errors import ApiError
from app.sandbox.incoming.reading import Incoming
from app.sandbox.incoming.tree import Node, Tree
from app.sandbox.values import VOID, Answer, Object, Outcome, Results, Value

MAX_CALLS = 100
_SHARED = ("ks", "partnerId", "clientTag", "apiVersion", "language", "responseProfile")
_REFERENCE = re.compile(r"\{(\d{1,4}):result((?::[^:{}]+)*)\}")


def run(dispatcher: Dispatcher, incoming: Incoming) -> Answer:
    """The outcomes of the numbered calls, in their order."""
    parameters = incoming.parameters
    numbers = sorted((name for name in parameters if _is_number(name)), key=int)
    if len(numbers) > MAX_CALLS:
        return ApiError("REQUEST_TOO_LARGE", LIMIT=f"{MAX_CALLS} calls in a multirequest")
    shared = {name: parameters[name] for name in _SHARED if name in parameters}
    outcomes: list[Outcome] = []
    for number in numbers:
        own = parameters[number]
        call = {**shared, **(own if isinstance(own, dict) else {})}
        outcomes.append(dispatcher.outcome(_resolved(call, outcomes), incoming))
    return Results(outcomes)


def _is_number(name: str) -> bool:
    return name.isascii() and name.isdecimal() and len(name) < 10


def _resolved(tree: Tree, earlier: Sequence[Outcome]) -> Tree:
    return {name: _resolved_node(node, earlier) for name, node in tree.items()}


def _resolved_node(node: Node, earlier: Sequence[Outcome]) -> Node:
    if isinstance(node, dict):
        return _resolved(node, earlier)
    if not isinstance(node, str):
        return node

    def replace(found: re.Match[str]) -> str:
        call = int(found[1])
        if not 1 <= call <= len(earlier):
            return found[0]
        return _text(_follow(earlier[call - 1], found[2].split(":")[1:]))

    return _REFERENCE.sub(replace, node)


def _follow(outcome: Outcome, path: list[str]) -> Value:
    if isinstance(outcome, ApiError):
        return None
    value = outcome
    for part in path:
        if isinstance(value, Object):
            value = value.get(part)
        elif isinstance(value, Sequence) and not isinstance(value, str) and _is_number(part):
            value = value[int(part)] if int(part) < len(value) else None
        else:
            return None
    return value


def _text(value: Value) -> str:
    if isinstance(value, bool):
        return str(int(value))
    if value is None or value is VOID or not isinstance(value, str | int | float):
        return ""
    return str(value)
