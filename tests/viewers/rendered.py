"""Values as a Kaltura server writes them, in XML and in JSON, and random ones to write."""

import json
from typing import Any
from xml.sax.saxutils import escape

from hypothesis import strategies as st

NAMES = ("status", "tags", "totalCount", "partnerData", "createdAt", "owner")
IDS = ("0_a", "0_b", "0_c", "0_d", "0_e")

texts = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]), max_size=8)
# What XML spells otherwise: true and false are 1 and 0, and a text may look like a number.
scalars = st.one_of(texts, st.integers(-5, 2_000_000_000), st.booleans())


def _objects(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.dictionaries(st.sampled_from(NAMES), inner, max_size=5)


def _lists(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    named = st.tuples(st.lists(st.sampled_from(IDS), unique=True, max_size=4), _objects(inner))
    return st.one_of(
        st.lists(inner, max_size=4),
        named.map(lambda both: [{"id": id, **both[1]} for id in both[0]]),
    )


values = st.recursive(scalars, lambda inner: _objects(inner) | _lists(inner), max_leaves=20)
objects = _objects(values)


def as_json(value: Any) -> bytes:
    return json.dumps(_without_nulls(value)).encode()


def as_xml(value: Any) -> bytes:
    return f"<xml><result>{_xml(value)}</result><executionTime>0.1</executionTime></xml>".encode()


def _xml(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(int(value))
        case dict():
            return "".join(f"<{name}>{_xml(one)}</{name}>" for name, one in value.items())
        case list():
            return "".join(f"<item>{_xml(one)}</item>" for one in value)
        case _:
            return escape(str(value))


def _without_nulls(value: Any) -> Any:
    match value:
        case dict():
            return {name: _without_nulls(one) for name, one in value.items() if one is not None}
        case list():
            return [_without_nulls(one) for one in value]
        case _:
            return value
