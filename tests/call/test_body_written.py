"""What the sandbox writes is read back: any value, in every format, up to what formats lose."""

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from string import Formatter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.call.body import ApiError as ReadError
from app.call.body import Body, read
from app.sandbox.errors import MESSAGES, ApiError
from app.sandbox.outgoing import write
from app.sandbox.shapes import Shapes
from app.sandbox.values import VOID, Answer, Object, Results
from app.schema.facts import bundled
from tests.sizes import examples

CLASSES = ("KalturaMediaEntry", "KalturaUser", "KalturaMediaListResponse", "KalturaCategory")
NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?")
SHAPES = Shapes(bundled())


def names_in(message: str) -> list[str]:
    return [name for _, name, _, _ in Formatter().parse(message) if name]


def answers() -> st.SearchStrategy[Answer]:
    # XML has no way to write other control characters, and reads \r as \n.
    texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12) | st.sampled_from(
        ["true", "1", "\t a \n", '";}<![CDATA[]]>&amp;', "a/b\\u0041", "KalturaAPIException"]
    )
    numbers = st.integers(-(2**70), 2**70) | st.floats(-1e15, 1e15)
    scalars = st.one_of(st.none(), st.just(VOID), st.booleans(), numbers, texts)

    def inside(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        objects = st.sampled_from(CLASSES).flatmap(
            lambda name: st.builds(
                Object,
                st.just(name),
                st.dictionaries(st.sampled_from(SHAPES.written(name)), inner, max_size=4),
            )
        )
        return objects | st.lists(inner, max_size=4)

    values = st.recursive(scalars, inside, max_leaves=12)
    errors = st.sampled_from(sorted(MESSAGES)).flatmap(
        lambda code: st.fixed_dictionaries(dict.fromkeys(names_in(MESSAGES[code]), texts)).map(
            lambda args: ApiError(code, **args)
        )
    )
    return values | errors | st.lists(values | errors, max_size=4).map(Results)


def plain(value: Any) -> Any:
    """What every format can tell of a value that was written, or was read.

    Lost are, in XML, the difference of a null, an empty text and an empty list, of true and 1, and
    of a number and its text; in JSON the nulls of an object; `relatedObjects` is in XML and PHP
    alone; and a float may be spelled 1.0, 1 or 1e0.
    """
    match value:
        case bool():
            return Fraction(int(value))
        case int() | float():
            return Fraction(repr(value))
        case str():
            return Fraction(value) if NUMBER.fullmatch(value) else value
        case Object(name, fields):
            return plain({**fields, "objectType": name})
        case Mapping():
            told = {name: plain(one) for name, one in value.items()}
            return {name: one for name, one in told.items() if one != ""}
        case Sequence() if value:
            return [plain(one) for one in value]
        case _:
            return ""


@pytest.mark.soak
@pytest.mark.parametrize("format", ["1", "2", "3", "9"])
@settings(deadline=None, max_examples=examples(50, 150))
@given(answer=answers())
def test_what_is_written_is_read_back(format: str, answer: Answer) -> None:
    callback = "app.cb_1" if format == "9" else ""
    body = read(write(answer, SHAPES, form=format, callback=callback, seconds=0.01).body)
    assert body.format == format
    if isinstance(answer, Results):
        errors = [item for item in answer.items if isinstance(item, ApiError)]
        assert (body.error is None) == (errors == [])
        assert len(body.items) == len(answer.items)
        for item, written in zip(body.items, answer.items, strict=True):
            check(read(item), written)
    else:
        check(body, answer)


def check(body: Body, written: Any) -> None:
    if isinstance(written, ApiError):
        args = tuple(written.arguments.items())
        assert body.error == ReadError(written.code, written.sentence, args)
    else:
        assert body.error is None
        assert plain(body.result) == plain(written)
