"""What the form of a step says of what is around its call."""

from collections.abc import Callable
from dataclasses import replace

from werkzeug.datastructures import MultiDict

from app.call.variables.expressions import TEMPLATE, Expression
from app.call.variables.values import ExpressionFault, number
from app.desk.saved.variables import check_name
from app.errors import BadInput
from app.workflows import paths
from app.workflows.model import LOOKED, OPERATORS, Check, OnError, Step, Taking


def around(given: MultiDict[str, str]) -> Callable[[Step], Step]:
    """What a posted form makes of a step. Raises BadInput."""
    when = _condition(given.get("when", "").strip())
    takings = []
    for name, path in zip(given.getlist("take"), given.getlist("path"), strict=False):
        if name.strip() or path.strip():
            check_name(name.strip())
            paths.check_taking(path)
            takings.append(Taking(name.strip(), path.strip()))
    checks = []
    rows = zip(
        *(given.getlist(one) for one in ("looked", "check_path", "operator", "expected")),
        strict=False,
    )
    for looked, path, operator, expected in rows:
        if looked not in LOOKED:
            continue
        if operator not in OPERATORS:
            raise BadInput("That is no comparison.", field="operator")
        if path.strip():
            paths.check(path)
        if operator not in {"==", "!=", "contains"} and "{{" not in expected:
            number(expected)
        checks.append(Check(looked, operator, expected, path.strip()))
    do = given.get("do", "stop")
    if do not in {"stop", "go on", "retry"}:
        raise BadInput("do takes stop, go on or retry.", field="do")
    times = given.get("times", "3")
    if (found := whole(times)) is None or not 1 <= found <= 20:
        raise BadInput("It can be tried again 1 to 20 times.", field="times")
    codes = tuple(one.strip() for one in given.get("codes", "").split(",") if one.strip())

    def changed(step: Step) -> Step:
        return replace(
            step,
            description=given.get("description", step.description),
            when=when,
            takings=tuple(takings),
            checks=tuple(checks),
            on_error=OnError(do, found, codes),  # type: ignore[arg-type]
            region=given.get("region", ""),
            account=given.get("account", ""),
        )

    return changed


def _condition(text: str) -> str:
    """As it is read; one that is a single {{template}} as what is within. Raises BadInput."""
    template = TEMPLATE.fullmatch(text)
    if template and "{{" not in template[1]:
        text = template[1].strip()
    try:
        if text:
            Expression.read(text)
    except ExpressionFault:
        if "{{" not in text:
            raise
        raise BadInput(
            "A condition has names without braces, such as count > 0.", field="when"
        ) from None
    return text


def whole(text: str) -> int | None:
    """The number of at most 4 digits that was posted."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else None
