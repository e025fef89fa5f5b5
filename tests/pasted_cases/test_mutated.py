"""However a text is damaged on its way, it is read, offered for a choice or refused in words."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.call.model import Call
from app.call.pasted import Choices, Pasted, recognise, with_its_call
from app.call.wire.unflatten import build_call
from app.errors import BadInput
from app.schema.facts import bundled
from tests.pasted_cases import NAMES, case
from tests.sizes import examples

pytestmark = pytest.mark.soak

EXAMPLES = examples(500, 30_000)
REGISTRY = bundled()
TEXTS = [case(name)["text"].strip("\n") for name in NAMES]
# What delimits in any of the kinds of text.
SIGNS = [
    *"\"'`\\$(){}[]<>&|;#%^@!:=+,?/~\t\n\x00\u202e\ufeff\u00a0“”’–é",
    "\r\n", "\n\n", "{{", "}}", "${", "$(", "$((", "<<EOF\n", "-d ", " -F x=@", "--next ", "@{",
    "@'\n", "%3D", "=3D", "/service/", "service=media\n", "###\n", "```\n", "> ", "--x\n",
    "Content-Type: application/json\n", "0000: ", "POST /service/a/action/b HTTP/1.1\n",
]  # fmt: skip
Mutation = Callable[[str], str]


def cut(at: int, length: int) -> Mutation:
    return lambda text: text[: at % (len(text) + 1)] + text[at % (len(text) + 1) + length :]


def insert(at: int, sign: str) -> Mutation:
    return lambda text: text[: at % (len(text) + 1)] + sign + text[at % (len(text) + 1) :]


def in_lines(change: Callable[[list[str], int], list[str]], at: int) -> Mutation:
    def mutated(text: str) -> str:
        lines = text.split("\n")
        return "\n".join(change(lines, at % len(lines)))

    return mutated


def doubled(lines: list[str], at: int) -> list[str]:
    return [*lines[: at + 1], *lines[at:]]


def dropped(lines: list[str], at: int) -> list[str]:
    return [*lines[:at], *lines[at + 1 :]]


def joined(lines: list[str], at: int) -> list[str]:
    return [*lines[:at], " ".join(lines[at : at + 2]), *lines[at + 2 :]]


def swapped(lines: list[str], at: int) -> list[str]:
    return [*lines[:at], *reversed(lines[at : at + 2]), *lines[at + 2 :]]


def indented(lines: list[str], at: int) -> list[str]:
    return [*lines[:at], f"  {lines[at]}", *lines[at + 1 :]]


def without_blank(at: int) -> Mutation:
    def mutated(text: str) -> str:
        places = [place for place, sign in enumerate(text) if sign == " "]
        return cut(places[at % len(places)], 1)(text) if places else text

    return mutated


PLACE = st.integers(0, 5_000)
MUTATIONS = st.one_of(
    st.builds(cut, PLACE, st.integers(1, 40)),
    st.builds(cut, PLACE, st.just(10_000)),
    st.builds(insert, PLACE, st.sampled_from(SIGNS)),
    st.builds(in_lines, st.sampled_from([doubled, dropped, joined, swapped, indented]), PLACE),
    st.builds(without_blank, PLACE),
    st.sampled_from([
        lambda text: "\n".join(f"  {line}" for line in text.split("\n")),
        lambda text: text.replace(" ", ""),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", " "),
        lambda text: f"{text}\n\n{text}",
    ]),
)  # fmt: skip


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.sampled_from(TEXTS), st.lists(MUTATIONS, min_size=1, max_size=4))
def test_no_text_breaks_the_reader(text: str, mutations: list[Mutation]) -> None:
    for mutate in mutations:
        text = mutate(text)
    with suppress(BadInput):
        found = recognise(text)
        for index in range(len(found.entries)) if isinstance(found, Choices) else (0,):
            with suppress(BadInput):
                check(found.take(index) if isinstance(found, Choices) else found, text)


def check(read: Pasted, text: str) -> None:
    one = with_its_call(read, text, REGISTRY, "media", "delete")
    open_form = {"service": "media", "action": "delete"}
    placed = build_call(one.pairs, registry=REGISTRY, region="here", **open_form)
    assert isinstance(placed.whole, Call)
    assert all(isinstance(note, str) for note in one.notes)
