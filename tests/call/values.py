"""Hypothesis strategies for values and calls, and a small schema of our own to check against."""

from hypothesis import strategies as st

from app.call.model import Array, Call, File, Map, Null, Object, Value
from app.schema.model import (
    Action,
    Constant,
    Enum,
    ObjectType,
    Parameter,
    Property,
    Result,
    Schema,
    Service,
)
from app.schema.registry import Registry

names = st.from_regex(r"[a-z][A-Za-z0-9]{0,8}", fullmatch=True)
texts = st.text(st.characters(codec="utf-8"), max_size=12)
scalars = st.one_of(texts, st.integers().map(str), st.just("{1:result:id}"))
files = st.builds(File, texts, st.just("video/mp4"), st.integers(0, 10**12))


def _members(
    children: st.SearchStrategy[Value],
) -> st.SearchStrategy[tuple[tuple[str, Value], ...]]:
    return st.dictionaries(names, children, max_size=3).map(lambda found: tuple(found.items()))


def _nested(children: st.SearchStrategy[Value]) -> st.SearchStrategy[Value]:
    return st.one_of(
        st.builds(Object, st.one_of(st.just(""), names), _members(children)),
        st.builds(Array, st.lists(children, max_size=3).map(tuple)),
        st.builds(Map, _members(children)),
    )


values: st.SearchStrategy[Value] = st.recursive(
    st.one_of(scalars, st.builds(Null), files), _nested, max_leaves=8
)
optional = st.one_of(st.none(), texts)
calls = st.builds(
    Call,
    names,
    names,
    names,
    _members(values),
    format=st.sampled_from(["1", "2", "3", "9"]),
    client_tag=optional,
    api_version=optional,
    partner_id=optional,
    ks=optional,
    language=optional,
    response_profile=st.one_of(st.none(), values),
)

STATUS = Enum("KalturaStatus", "int", (Constant("READY", "2"), Constant("DELETED", "3")))
NULLABLE = Enum(
    "KalturaNullableBoolean",
    "int",
    (Constant("NULL_VALUE", "-1"), Constant("FALSE_VALUE", "0"), Constant("TRUE_VALUE", "1")),
)
ORDER = Enum("KalturaOrder", "string", (Constant("NEWEST", "-createdAt"), Constant("OLD", "+at")))

SCHEMA = Schema(
    version="1",
    services=(
        Service(
            "thing",
            "thing",
            (Action("add", (Parameter("thing", "KalturaThing"),), Result("KalturaThing")),),
        ),
    ),
    classes=(
        ObjectType(
            "KalturaBaseThing",
            (
                Property("id", "int", read_only=True),
                Property("name", "string", min_length=2, max_length=10),
            ),
            abstract=True,
        ),
        ObjectType(
            "KalturaThing",
            (
                Property("count", "int", min_value=0),
                Property("size", "bigint"),
                Property("ratio", "float"),
                Property("active", "bool"),
                Property("status", "int", enum_type="KalturaStatus"),
                Property("statusIn", "string", values_enum_type="KalturaStatus"),
                Property("shared", "int", enum_type="KalturaNullableBoolean"),
                Property("startDate", "int", is_time=True),
                Property("child", "KalturaBaseThing"),
                Property("children", "array", array_type="KalturaBaseThing"),
                Property("words", "array", array_type="string"),
                Property("labels", "map", array_type="KalturaLabel"),
                Property("upload", "file"),
            ),
            base="KalturaBaseThing",
        ),
        ObjectType("KalturaBigThing", (Property("weight", "int"),), base="KalturaThing"),
        ObjectType("KalturaLabel", (Property("text", "string"),)),
    ),
    enums=(STATUS, NULLABLE, ORDER),
)
REGISTRY = Registry(SCHEMA)
