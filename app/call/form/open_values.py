"""Placeholders in a form: what is still to be filled in, and the values that are given for it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from app.call.form.draft import Draft
from app.call.form.fields import ParameterField
from app.call.form.request_level import ATTRIBUTES
from app.call.form.tree import FormNode, ListNode, ObjectNode
from app.call.model import Call
from app.call.placeholders import PLACEHOLDER, names_in, open_places, placeholder
from app.call.problem import Problem
from app.call.variables.scope import Filled


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
    for node in sent(nodes):
        for name in names_in(text_of(node)):
            found[name] = found.get(name, False) or node.kind == "secret"
    return [Open(name, secret) for name, secret in found.items()]


def text_of(node: FormNode) -> str:
    """What is typed in a scalar, or in an object or a list that stands there as JSON."""
    return node.typed if isinstance(node, ParameterField) else node.text or ""


def sent(nodes: Iterable[FormNode]) -> Iterator[FormNode]:
    """Those that go out, with what goes out within them."""
    for node in nodes:
        if node.sent:
            yield node
            if isinstance(node, ObjectNode | ListNode):
                yield from sent(node.fields if isinstance(node, ObjectNode) else node.items)


def places_of(call: Call, prefix: str) -> dict[str, str]:
    """Where placeholders stand in what is sent: a sentence by wire name, `prefix` before those of
    parameters."""
    places: dict[str, list[str]] = {}
    level = ((name, getattr(call, attribute)) for name, attribute in ATTRIBUTES.items())
    own = ((prefix + name, value) for name, value in call.parameters)
    for name, value in (*level, *own):
        for place, open in open_places(value, name):
            places.setdefault(place, []).append(open)
    return {place: still_open(names) for place, names in places.items()}


def still_open(names: Iterable[str]) -> str:
    return f"{' and '.join(f'{{{{{name}}}}}' for name in names)} is still to be filled in."


def judged(problems: list[Problem], places: Mapping[str, str]) -> list[Problem]:
    """The problems of a form; of a value with a placeholder there is but one, that it is open.

    `places` are the sentences for those by their wire names.
    """
    still = [Problem(place, sentence, "open") for place, sentence in places.items()]
    return [*(problem for problem in problems if problem.field not in places), *still]


def still_of(filled: Filled) -> str:
    """What keeps a text from being sent."""
    names = list(dict.fromkeys(filled.open))
    simple = [name for name in names if placeholder(name) in filled.faults]
    if len(simple) == len(filled.faults):
        return still_open(simple)
    return " ".join(dict.fromkeys(filled.faults.values()))
