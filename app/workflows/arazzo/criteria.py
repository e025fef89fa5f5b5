"""Checks of a step, and Arazzo's criteria, one out of the other.

A step without a check of its outcome is to succeed, which is said by the first two criteria:
the API says what went wrong with the status 200.
"""

import re
from collections.abc import Iterable
from typing import Any

from app.errors import BadInput
from app.workflows import paths
from app.workflows.arazzo.locations import BODY, path_of, pointed
from app.workflows.arazzo.references import Known
from app.workflows.model import LOOKED, OPERATORS, Check

EXTENSION = "x-testme-check"
RECEIVED = {"condition": "$statusCode == 200"}
SUCCEEDED = "$[?!(@.objectType == 'KalturaAPIException')]"
_CODE = re.compile(r"[A-Za-z0-9_ -]{1,100}")
_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})")
_COUNT = re.compile(r"\$\[\?\s*count\(@((?:[^()]|\(\))*)\)\s*(==|!=|>=|<=|>|<)\s*(\d{1,9})\s*\]")
_FAILED = re.compile(r"\$\[\?\s*@\.code\s*(==|!=)\s*'([A-Za-z0-9_ -]{1,100})'\s*\]")
_SIMPLE = re.compile(r"(\$response\.body\S*)\s+(==|!=|>=|<=|>|<)\s+(.+)", re.DOTALL)
_LITERAL = re.compile(r"-?\d+(?:\.\d+)?|true|false|null|'((?:[^']|'')*)'|\$(?:inputs|steps)\.\S+")


def dumped(checks: Iterable[Check], known: Known) -> list[dict[str, Any]]:
    checks = tuple(checks)
    expected = any(one.looked == "outcome" for one in checks)
    made = [] if expected else [RECEIVED, _jsonpath(SUCCEEDED)]
    for one in checks:
        said = _said(one, known)
        if said is None or not _is(said, one, known):
            said = {**RECEIVED, EXTENSION: _spelled(one)}
        made.append(said)
    return made


def loaded(criteria: Iterable[dict[str, Any]], known: Known) -> tuple[Check, ...]:
    """Raises BadInput for a criterion that cannot be checked here."""
    made: list[Check] = []
    received = False
    for one in criteria:
        if EXTENSION in one:
            made.append(_read(one[EXTENSION]))
        elif one == RECEIVED:
            received = True
        elif one.get("condition") == SUCCEEDED:
            if not received:
                made.append(Check("outcome", "==", "ok"))
        else:
            made.append(_check(one, known))
    return tuple(made)


def _is(said: dict[str, Any], check: Check, known: Known) -> bool:
    try:
        return loaded([said], known) == (check,)
    except BadInput:
        return False


def _jsonpath(condition: str) -> dict[str, Any]:
    return {"context": BODY, "condition": condition, "type": "jsonpath"}


def _said(check: Check, known: Known) -> dict[str, Any] | None:
    """The criterion for a check; None where there is none."""
    place = pointed(check.path)
    match check.looked:
        case "outcome" if check.value == "ok" and check.operator == "==":
            return _jsonpath(SUCCEEDED)
        case "outcome" if _CODE.fullmatch(check.value) and check.operator in {"==", "!="}:
            return _jsonpath(f"$[?@.code {check.operator} '{check.value}']")
        case "count" if check.value.isdigit() and place and check.path[:1] == "$":
            query = f"count(@{check.path[1:]}[*])"
            return _jsonpath(f"$[?{query} {check.operator} {check.value}]")
        case "value" if place and check.operator == "contains":
            return {"context": place, "condition": re.escape(check.value), "type": "regex"}
        case "value" if place:
            value = known.said(check.value)
            if value is None or (value != check.value and not value.startswith("$")):
                return None
            if value == check.value and not _NUMBER.fullmatch(value):
                value = "'" + value.replace("'", "''") + "'"
            return {"condition": f"{place} {check.operator} {value}"}
    return None


def _spelled(check: Check) -> dict[str, Any]:
    made = {"look": check.looked, "operator": check.operator, "value": check.value}
    return made | ({"path": check.path} if check.path else {})


def _read(given: Any) -> Check:
    match given:
        case {"look": str(look), "operator": str(operator), "value": value} if (
            look in LOOKED and operator in OPERATORS
        ):
            path = str(given.get("path", ""))
            if path:
                paths.check(path)
            return Check(look, operator, str(value), path)  # type: ignore[arg-type]
    raise BadInput(
        f"{EXTENSION} has look ({', '.join(LOOKED)}), operator ({', '.join(OPERATORS)}), value."
    )


def _check(given: dict[str, Any], known: Known) -> Check:
    condition, kind = given.get("condition"), given.get("type", "simple")
    context = str(given.get("context", ""))
    if isinstance(kind, dict):
        kind = kind.get("type")
    if kind == "jsonpath" and context == BODY:
        if found := _COUNT.fullmatch(str(condition)):
            path = "$" + found[1].removesuffix("[*]")
            if pointed(path) and found[1].endswith("[*]"):
                return Check("count", found[2], found[3], path)
        if found := _FAILED.fullmatch(str(condition)):
            return Check("outcome", found[1], found[2])
    if kind == "regex" and (text := _unescaped(str(condition))) is not None:
        return Check("value", "contains", text, path_of(context))
    found = _SIMPLE.fullmatch(str(condition).strip()) if kind == "simple" else None
    literal = _LITERAL.fullmatch(found[3].strip()) if found else None
    if found and literal:
        value = literal[0] if literal[1] is None else literal[1].replace("''", "'")
        value = {"true": "1", "false": "0", "null": ""}.get(literal[0], value)
        if literal[0].startswith("$"):
            value = known.typed(value)
        return Check("value", found[2], value, path_of(found[1]))
    raise BadInput(f"The criterion {condition!r:.120} cannot be checked here.")


def _unescaped(pattern: str) -> str | None:
    """The text that a regular expression finds; None where it finds several."""
    text = re.sub(r"\\([^A-Za-z0-9])", r"\1", pattern, flags=re.DOTALL)
    return text if re.escape(text) == pattern else None
