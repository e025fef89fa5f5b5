"""Placeholders in a form: what is still to be filled in, and the values that are given for it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from app.call.form.draft import Draft
from app.call.form.fields import ParameterField
from app.call.form.tree import FormNode, ListNode, ObjectNode
from app.call.model import Value
from app.call.placeholders import PLACEHOLDER, names_in, open_places
from app.call.problem import Problem


@dataclass(frozen=True, slots=True)
class Open:
    """One placeholder of a form; `secret` is whether a field for secrets holds it."""

    name: str
    secret: bool


def fill(draft: Draft, values: Mapping[str, str]) -> None:
    """Put values in the place of placeholders, by their names."""
    if not values:
        return
    for name in list(draft.values):
        filled = [
            PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), value)
            if isinstance(value, str)
            else value
            for value in draft.values.getlist(name)
        ]
        draft.values.setlist(name, filled)


def open_in(nodes: Iterable[FormNode]) -> list[Open]:
    """The placeholders of what is sent of nodes, each once, in the order of the form."""
    found: dict[str, bool] = {}
    for node in _sent(nodes):
        text = node.typed if isinstance(node, ParameterField) else node.text or ""
        for name in names_in(text):
            found[name] = found.get(name, False) or node.kind == "secret"
    return [Open(name, secret) for name, secret in found.items()]


def _sent(nodes: Iterable[FormNode]) -> Iterator[FormNode]:
    for node in nodes:
        if node.sent:
            yield node
            if isinstance(node, ObjectNode | ListNode):
                yield from _sent(node.fields if isinstance(node, ObjectNode) else node.items)


def judged(problems: list[Problem], values: Iterable[tuple[str, Value]]) -> list[Problem]:
    """The problems of a form; of a value with a placeholder there is but one, that it is open."""
    places: dict[str, list[str]] = {}
    for name, value in values:
        for place, placeholder in open_places(value, name):
            places.setdefault(place, []).append(f"{{{{{placeholder}}}}}")
    still = [
        Problem(place, f"{' and '.join(names)} is still to be filled in.", "open")
        for place, names in places.items()
    ]
    return [*(problem for problem in problems if problem.field not in places), *still]
