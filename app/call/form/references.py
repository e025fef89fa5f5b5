"""References to earlier results within a multirequest: `{1:result:objects:0:id}`.

What a reference can be is known from the schema: each action declares what it answers with.
A reference may come before the call's other parameters, in any of them, and points backwards.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.call.form.fields import ParameterField
from app.call.form.tree import walk
from app.call.placeholders import placeholder
from app.call.problem import Problem
from app.schema.model import Property, Result
from app.schema.registry import Registry

if TYPE_CHECKING:
    from app.call.form.call_form import CallForm

REFERENCE = re.compile(r"\{(\d{1,4}):result((?::[^{}:]+)*)\}")
_DEEPEST = 3


@dataclass(frozen=True, slots=True)
class Choice:
    """One reference to pick, and the type of what it stands for."""

    reference: str
    type: str


def judged(problems: list[Problem], calls: Sequence["CallForm"]) -> list[Problem]:
    """The problems of a multirequest's form: references are checked instead of warned of."""
    kept = [problem for problem in problems if not _about_reference(problem, calls)]
    return [*kept, *_wrong_references(calls)]


def renumber(text: str, places: Mapping[int, int | None]) -> str:
    """The text with its references following the calls to their new places.

    One to a call that is gone (None) becomes a placeholder, which nothing is sent with; one to a
    call that was never there stays as it is: it is complained about.
    """

    def moved(found: re.Match[str]) -> str:
        number = int(found[1])
        place = places.get(number, number)
        if place is None:
            return placeholder(f"removed_call_{number}_result{found[2]}")
        return f"{{{place}:result{found[2]}}}"

    return REFERENCE.sub(moved, text)


def choices(registry: Registry, calls: Sequence["CallForm"], number: int) -> Iterator[Choice]:
    """What call `number` may refer to: results of the calls before it, the nearest first."""
    for call in reversed(calls[: number - 1]):
        yield from _within(registry, call.action.result, f"{call.number}:result", 0)


def _within(
    registry: Registry, result: Result | Property, path: str, depth: int
) -> Iterator[Choice]:
    if not result.type or result.type == "file":
        return
    if result.type in {"array", "map"}:
        inner = Property("", result.array_type or "string")
        if result.type == "array":
            yield from _within(registry, inner, f"{path}:0", depth + 1)
        return
    if not result.type[:1].isupper():
        yield Choice(f"{{{path}}}", result.enum_type or result.type)
        return
    if depth < _DEEPEST:
        for _, prop in registry.properties(result.type):
            if prop.name != "relatedObjects" and not prop.write_only:
                yield from _within(registry, prop, f"{path}:{prop.name}", depth + 1)


def _about_reference(problem: Problem, calls: Sequence["CallForm"]) -> bool:
    texts = (
        node.typed
        for call in calls
        for top in call.nodes
        for node in walk(top)
        if isinstance(node, ParameterField) and node.name == problem.field
    )
    return any(REFERENCE.fullmatch(text.strip()) for text in texts)


def _wrong_references(calls: Sequence["CallForm"]) -> Iterator[Problem]:
    for call in calls:
        for top in call.nodes:
            for node in walk(top):
                if isinstance(node, ParameterField) and node.sent:
                    for found in REFERENCE.finditer(node.typed):
                        sentence = _fault(found, call.number, calls)
                        if sentence:
                            yield Problem(node.name, sentence)


def _fault(found: re.Match[str], number: int, calls: Sequence["CallForm"]) -> str:
    target = int(found[1])
    if target >= number:
        return f"{found[0]} has to refer to a call before this one (this is call {number})."
    if target < 1:
        return f"{found[0]} refers to call {target}, and the first one is call 1."
    call = calls[target - 1]
    return _lost(call.registry, call.action.result, found[2].split(":")[1:], found[0], call.title)


def _lost(
    registry: Registry, result: Result | Property, path: list[str], reference: str, title: str
) -> str:
    """A sentence where the path leads to nothing that the schema knows; "" where it is sound."""
    if not path:
        return "" if result.type else f"{reference}: {title} gives nothing back."
    step, rest = path[0], path[1:]
    if result.type in {"array", "map"}:
        if result.type == "array" and not step.isdigit():
            return f"{reference}: a list takes a number such as 0, not {step}."
        return _lost(registry, Property("", result.array_type), rest, reference, title)
    names = {prop.name: prop for _, prop in registry.properties(result.type)}
    # What comes may be of a subclass, with properties of its own.
    for subclass in registry.subclasses(result.type):
        for prop in subclass.properties:
            names.setdefault(prop.name, prop)
    if step == "objectType" and not rest:
        return ""
    if step not in names:
        return f"{reference}: {result.type or title} has no {step}."
    return _lost(registry, names[step], rest, reference, title)
