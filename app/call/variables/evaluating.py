"""The value of an expression, from its tree as Jinja has read it."""

import operator
from collections.abc import Callable
from typing import Any

from jinja2 import nodes

from app.call.variables.filters import FILTERS, TESTS
from app.call.variables.values import ExpressionFault, Json, alike, bounded, number, written

Lookup = Callable[[str], Json]  # raises UnknownName

ARITHMETIC: dict[type[nodes.BinExpr], Callable[[Any, Any], Any]] = {
    nodes.Add: operator.add,
    nodes.Sub: operator.sub,
    nodes.Mul: operator.mul,
    nodes.Div: operator.truediv,
    nodes.FloorDiv: operator.floordiv,
    nodes.Mod: operator.mod,
}
_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "gt": operator.gt,
    "gteq": operator.ge,
    "lt": operator.lt,
    "lteq": operator.le,
}


class UnknownName(ExpressionFault):
    """Nothing is called `name` (`row.title`); `told` is what people know it by."""

    def __init__(self, name: str, told: str = "") -> None:
        super().__init__(f"{told or name} has no value.")
        self.name = name


def valued(  # noqa: PLR0912 - a case a kind of node
    node: nodes.Node | None, lookup: Lookup
) -> Json:
    """The value of a tree that `Expression.read` has let through. Raises ExpressionFault."""
    match node:
        case None:
            return None
        case nodes.Const():
            return bounded(node.value)
        case nodes.Name():
            return bounded(lookup(node.name))
        case nodes.List() | nodes.Tuple():
            return [valued(one, lookup) for one in node.items]
        case nodes.Dict():
            pairs = [(valued(one.key, lookup), valued(one.value, lookup)) for one in node.items]
            return {str(key): value for key, value in pairs}
        case nodes.Getattr():
            return _member(node, node.attr, lookup)
        case nodes.Getitem():
            return _item(node, lookup)
        case nodes.Filter():
            return _filtered(node, lookup)
        case nodes.Test():
            return _tested(node, lookup)
        case nodes.And() | nodes.Or():
            left = valued(node.left, lookup)
            ends = isinstance(node, nodes.Or) == bool(left)
            return left if ends else valued(node.right, lookup)
        case nodes.Not():
            return not valued(node.node, lookup)
        case nodes.CondExpr():
            chosen = node.expr1 if valued(node.test, lookup) else node.expr2
            return valued(chosen, lookup)
        case nodes.Compare():
            return _compared(node, lookup)
        case nodes.Concat():
            return bounded("".join(written(valued(one, lookup)) for one in node.nodes))
        case nodes.Neg() | nodes.Pos():
            found = number(valued(node.node, lookup))
            return -found if isinstance(node, nodes.Neg) else found
        case nodes.BinExpr():
            return _computed(node, valued(node.left, lookup), valued(node.right, lookup))
    raise ExpressionFault("That is no part of these expressions.")


def _member(node: nodes.Getattr, name: str, lookup: Lookup) -> Json:
    value = valued(node.node, lookup)
    if isinstance(value, dict) and name in value:
        return value[name]
    raise UnknownName(f"{_called(node.node)}.{name}")


def _item(node: nodes.Getitem, lookup: Lookup) -> Json:
    value = valued(node.node, lookup)
    if isinstance(node.arg, nodes.Slice):
        parts = (valued(one, lookup) for one in (node.arg.start, node.arg.stop, node.arg.step))
        start, stop, step = (None if one is None else int(number(one)) for one in parts)
        if not isinstance(value, str | list):
            raise ExpressionFault("Only texts and lists have parts.")
        return value[slice(start, stop, step or None)]
    key = valued(node.arg, lookup)
    if isinstance(value, dict) and str(key) in value:
        return value[str(key)]
    if isinstance(value, list | str) and isinstance(key, int) and -len(value) <= key < len(value):
        return value[key]
    raise UnknownName(f"{_called(node.node)}[{key!r:.40}]")


def _called(node: nodes.Node) -> str:
    match node:
        case nodes.Name():
            return node.name
        case nodes.Getattr():
            return f"{_called(node.node)}.{node.attr}"
    return "…"


def _arguments(
    node: nodes.Filter | nodes.Test, lookup: Lookup
) -> tuple[list[Json], dict[str, Any]]:
    named = {str(one.key): valued(one.value, lookup) for one in node.kwargs}
    return [valued(one, lookup) for one in node.args], named


def _filtered(node: nodes.Filter, lookup: Lookup) -> Json:
    positional, named = _arguments(node, lookup)
    try:
        value = valued(node.node, lookup)
    except UnknownName:
        if node.name != "default":
            raise
        value = None
    return bounded(_called_with(node.name, FILTERS[node.name], value, positional, named))


def _tested(node: nodes.Test, lookup: Lookup) -> bool:
    positional, named = _arguments(node, lookup)
    if node.name in {"defined", "undefined"}:
        try:
            valued(node.node, lookup)
        except UnknownName:
            return node.name == "undefined"
        return node.name == "defined"
    test = TESTS[node.name]
    return bool(_called_with(node.name, test, valued(node.node, lookup), positional, named))


def _called_with(
    name: str, made: Callable[..., Any], value: Json, positional: list[Json], named: dict[str, Any]
) -> Any:
    try:
        return made(value, *positional, **named)
    except (TypeError, ValueError, ArithmeticError, LookupError, AttributeError):
        shown = written(value)[:40]
        raise ExpressionFault(
            f"{name} can do nothing with {shown!r} and what it is given."
        ) from None


def _compared(node: nodes.Compare, lookup: Lookup) -> bool:
    left = valued(node.expr, lookup)
    for operand in node.ops:
        right = valued(operand.expr, lookup)
        one, other = alike(left, right)
        try:
            if operand.op in {"in", "notin"}:
                holds = _within(left, right) == (operand.op == "in")
            else:
                holds = _COMPARISONS[operand.op](one, other)
            if not holds:
                return False
        except TypeError:
            raise ExpressionFault(
                f"{written(left)[:40]!r} and {written(right)[:40]!r} have no order."
            ) from None
        left = right
    return True


def _within(one: Any, many: Any) -> bool:
    if isinstance(many, str):
        return written(one) in many
    return one in many or (isinstance(many, list) and written(one) in map(written, many))


def _computed(node: nodes.BinExpr, left: Json, right: Json) -> Json:
    made = ARITHMETIC[type(node)]
    if isinstance(node, nodes.Add) and isinstance(left, list) and isinstance(right, list):
        return bounded(left + right)
    if isinstance(node, nodes.Add) and isinstance(left, str) and isinstance(right, str):
        return bounded(left + right)
    try:
        return bounded(made(number(left), number(right)))
    except (ArithmeticError, ValueError):
        raise ExpressionFault("That cannot be computed.") from None
