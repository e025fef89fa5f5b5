"""Wire parameters -> Calls: notations, types by the schema, and what has no place."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.call import wire
from app.call.model import Array, Call, File, Map, Null, Object, Value
from app.call.wire.parameter_tree import MAX_DEPTH, MAX_VALUES
from app.call.wire.unflatten import Placed, Plain, Unplaced, build_call
from app.errors import BadInput
from app.schema.facts import bundled
from app.schema.model import Action, Parameter, Property, Result, Schema, Service
from app.schema.registry import Registry
from tests.call import values
from tests.call.random_calls import keys, texts
from tests.each import each

BUNDLED = bundled()
# The tests' own schema, with an action that has a parameter of each kind.
THINGS = Registry(
    Schema(
        version="1",
        services=(
            Service(
                "thing",
                "thing",
                (
                    Action(
                        "save",
                        (
                            Parameter("thing", "KalturaThing"),
                            Parameter("labels", "map", array_type="KalturaLabel"),
                            Parameter("words", "array", array_type="string"),
                            Parameter("upload", "file"),
                            Parameter("count", "int"),
                        ),
                        Result(),
                    ),
                ),
            ),
        ),
        classes=values.SCHEMA.classes,
        enums=values.SCHEMA.enums,
    )
)


def things(*pairs: tuple[str, Any], **more: Any) -> Placed:
    given = [*pairs, *more.items()]
    return build_call(given, registry=THINGS, region="here", service="thing", action="save")


def parameter(name: str, *pairs: tuple[str, Any]) -> Value:
    return dict(things(*pairs).call.parameters)[name]


THING = Object(
    "KalturaThing",
    (("name", "n"), ("child", Object("KalturaBigThing", (("weight", "7"), ("name", "c"))))),
)


@each("names", [
        ["thing:objectType", "thing:name", "thing:child:objectType", "thing:child:weight",
         "thing:child:name"],
        ["thing[objectType]", "thing[name]", "thing[child][objectType]", "thing[child][weight]",
         "thing[child][name]"],
        ["thing[objectType]", "thing:name", "thing[child]:objectType", "thing:child[weight]",
         "thing[child:name]"],
        ["THING:objecttype", "Thing:NAME", "thing:Child:ObjectType", "thing:child:WEIGHT",
         "thing:CHILD:Name"],
    ])  # fmt: skip
def test_notations(names: list[str]) -> None:
    values = ["KalturaThing", "n", "KalturaBigThing", "7", "c"]
    placed = things(*zip(names, values, strict=True))
    assert placed.call == Call("here", "thing", "save", (("thing", THING),))
    assert placed.unplaced == ()


@each(
    ("pairs", "expected"),
    [
        ([("words:0", "a"), ("words:1", "b")], Array(("a", "b"))),
        ([("words:7", "b"), ("words:2", "a"), ("words:10", "c")], Array(("a", "b", "c"))),
        ([("words[]", "a"), ("words[]", "b")], Array(("a", "b"))),
        ([("words[3]", "a"), ("words[]", "b"), ("words:0", "z")], Array(("z", "a", "b"))),
        ([("words:-", "")], Array()),
        ([("words:-", ""), ("words:0", "a")], Array(("a",))),
        ([("words", "{1:result}")], "{1:result}"),
        ([("words__null", "")], Null()),
        ([("words:0__null", "")], Array((Null(),))),
        ([("words", [])], Array()),
        ([("words", ["a", None, "b"])], Array(("a", Null(), "b"))),
    ],
)
def test_arrays(pairs: list[tuple[str, Any]], expected: Value) -> None:
    assert parameter("words", *pairs) == expected


@each(
    ("pairs", "expected"),
    [
        (
            [("labels:en:text", "a"), ("labels:0:text", "b")],
            Map((("en", Object("", (("text", "a"),))), ("0", Object("", (("text", "b"),))))),
        ),
        ([("labels:-", "")], Map()),
        ([("labels", {})], Map()),
        ([("labels", [])], Map()),
        ([("labels:en__null", "")], Map((("en", Null()),))),
    ],
)
def test_maps(pairs: list[tuple[str, Any]], expected: Value) -> None:
    assert parameter("labels", *pairs) == expected


def test_objects_without_a_class_keep_none() -> None:
    assert parameter("thing", ("thing:name", "n")) == Object("", (("name", "n"),))
    assert parameter("thing", ("thing:-", "")) == Object("")
    assert parameter("thing", ("thing", {"name": "n", "children": [{}]})) == Object(
        "", (("name", "n"), ("children", Array((Object(""),))))
    )


def test_json_values_become_the_texts_of_the_wire() -> None:
    placed = things(
        thing={"objectType": "kalturathing", "count": 12345678901234567890, "ratio": 0.1,
               "active": True, "status": False, "name": None, "words": ["a"], "child": {}},
    )  # fmt: skip
    assert placed.unplaced == ()
    assert placed.call.parameters == (
        (
            "thing",
            Object(
                "KalturaThing",
                (
                    ("count", "12345678901234567890"),
                    ("ratio", "0.1"),
                    ("active", "1"),
                    ("status", "0"),
                    ("name", Null()),
                    ("words", Array(("a",))),
                    ("child", Object("")),
                ),
            ),
        ),
    )


def test_parameters_are_in_the_schemas_order() -> None:
    call = things(("count", "1"), ("words:0", "a"), ("thing:name", "n")).call
    assert [name for name, _ in call.parameters] == ["thing", "words", "count"]


@each(("pairs", "unplaced"), [
        ([("nothing", "x")], ("nothing", "x", "is no parameter of thing.save in this schema.")),
        ([("a:b:c", "x")], ("a:b:c", "x", "is no parameter of thing.save in this schema.")),
        ([("count:a", "x")], ("count:a", "x", "is nested, where a single int is meant.")),
        ([("", "x")], ("", "x", "is no parameter of thing.save in this schema.")),
        ([("kalsig", "x")], ("kalsig", "x", "signs the request it came with; a new request "
                             "needs none.")),
        ([("callback", "x")], ("callback", "x", "names the function of a JSONP answer; the "
                               "console gives its own.")),
        ([("count", "1"), ("Count", "2")],
         ("count", "1", "gives way to a later value of the same name.")),
        ([("thing", "x"), ("thing:name", "n")],
         ("thing", "x", "gives way to a later value of the same name.")),
        ([("thing:name", "n"), ("thing", "x")],
         ("thing:name", "n", "gives way to a later value of the same name.")),
        ([("words:-", "x")], ("words:-", "x", "marks an empty list and takes no value.")),
        ([("words:a", "x")],
         ("words:a", "x", "has no number: it became the last item of the list.", True)),
        ([("thing:color", "red")],
         ("thing:color", "red", "is no property of KalturaThing in this schema.", True)),
        ([("thing:objectType:a", "x")],
         ("thing:objectType:a", "x", "")),
        ([("upload", "x")], ("upload", "x", "takes a file: choose it.")),
        ([("upload", File("a.mp4", "", 0))], ("upload", "a.mp4", "is a file: choose it again.")),
        ([("count", File("a.mp4", "", 0))], ("count", "a.mp4", "is a file, where int is meant.")),
        ([("ks", None)], ("ks", "null", "is null, which is the same as not sent.")),
        ([("ks:a", "b")], ("ks:a", "b", "takes no file and no nested value.")),
        ([("responseProfile", File("p", "", 0))],
         ("responseProfile", "p", "takes no file and no nested value.")),
        ([("service", None)], ("service", "null", "names no service.")),
        ([("service", "thing"), ("action", "x"), ("Action", "save")],
         ("action", "x", "gives way to a later value of the same name.")),
        ([("ks", "a"), ("sessionId", "b")],
         ("ks", "a", "gives way to a later value of the same name.")),
    ])  # fmt: skip
def test_nothing_is_dropped_silently(
    pairs: list[tuple[str, Any]], unplaced: tuple[Any, ...]
) -> None:
    placed = things(*pairs)
    if not unplaced[2]:
        assert len(placed.unplaced) == 1
    else:
        assert placed.unplaced == (Unplaced(*unplaced),)


def test_what_became_of_it_is_said() -> None:
    kept, left = things(("thing:color", "red"), ("nothing", "x")).unplaced[::-1]
    assert kept.sentence == (
        "thing:color is no property of KalturaThing in this schema. It was kept and is sent."
    )
    assert left.sentence == "nothing is no parameter of thing.save in this schema. It is not sent."


@each("pairs", [[("service", "thing")], [("action", "save")]])
def test_half_a_call_is_not_filled_up_with_the_open_one(pairs: list[tuple[str, Any]]) -> None:
    with pytest.raises(BadInput, match="is named"):
        things(*pairs)


@each(
    ("names", "type", "asked"),
    [
        # Two classes that have nothing else in common take a token.
        (["token"], "", True),
        (["dropFolderFileId"], "KalturaDropFolderFileResource", False),
        # The class and what derives from it: one branch.
        (["url"], "KalturaUrlResource", False),
        (["URL", "storageProfileId"], "KalturaRemoteStorageResource", False),
        (["resources"], "", True),
        (["token", "url"], "", False),
        (["nothing"], "", False),
    ],
)
def test_a_class_is_inferred_only_where_one_fits(names: list[str], type: str, asked: bool) -> None:
    pairs = [("service", "media"), ("action", "addContent"), ("entryId", "0_a")]
    pairs += [(f"resource:{name}", "1") for name in names]
    placed = build_call(pairs, registry=BUNDLED, region="here")
    resource = dict(placed.call.parameters)["resource"]
    assert isinstance(resource, Object)
    assert resource.type == type
    assert ["names no class" in item.why for item in placed.unplaced].count(True) == asked


def test_what_stays_although_it_is_listed() -> None:
    file = File("a.mp4", "video/mp4", 0)
    assert parameter("upload", ("upload", file)) == file
    assert parameter("words", ("words:x", "b"), ("words:0", "a")) == Array(("a", "b"))
    assert parameter("thing", ("thing:color:red", "1"), ("thing:list:0", "2")) == Object(
        "", (("color", Object("", (("red", "1"),))), ("list", Array(("2",))))
    )
    assert parameter("thing", ("thing:upload", file)) == Object("", (("upload", file),))


def test_unknown_classes_are_measured_by_the_declared_one() -> None:
    placed = things(("thing:objectType", "KalturaNew"), ("thing:NAME", "n"), ("thing:x", "1"))
    assert placed.call.parameters == (("thing", Object("KalturaNew", (("name", "n"), ("x", "1")))),)
    assert [item.name for item in placed.unplaced] == ["thing:x"]


def test_request_level_fields() -> None:
    pairs = [
        ("SERVICE", "Media"), ("action", "LIST"), ("Format", "1"), ("clienttag", "t"),
        ("apiversion", "3.3"), ("partnerId", "102"), ("sessionId", "abc"), ("language", "de"),
        ("responseProfile:objectType", "KalturaResponseProfile"), ("responseProfile:name", "n"),
        ("filter:objectType", "KalturaMediaEntryFilter"), ("filter:statusIn", "2"),
    ]  # fmt: skip
    placed = build_call(pairs, registry=BUNDLED, region="eu")
    assert placed == Placed(
        (
            Call(
                "eu",
                "media",
                "list",
                (("filter", Object("KalturaMediaEntryFilter", (("statusIn", "2"),))),),
                format="1",
                client_tag="t",
                api_version="3.3",
                partner_id="102",
                ks="abc",
                language="de",
                response_profile=Object("KalturaResponseProfile", (("name", "n"),)),
            ),
        )
    )


def test_an_actions_own_partner_id_wins() -> None:
    given: dict[str, Plain] = {
        "service": "session",
        "action": "start",
        "partnerId": 102,
        "secret": "s",
    }
    call = build_call(given, registry=BUNDLED, region="eu").call
    assert call.parameters == (("secret", "s"), ("partnerId", "102"))
    assert call.partner_id is None


def test_the_named_service_wins_over_the_forms() -> None:
    given = {"service": "system", "action": "ping"}
    call = build_call(given, registry=BUNDLED, region="eu", service="media", action="list").call
    assert (call.service, call.action) == ("system", "ping")


@each(
    ("given", "sentence"),
    [
        ({}, "No service is named"),
        ({"service": "media"}, "No action is named"),
        ({"service": {"a": "b"}}, "No service is named"),
        ({"service": "medja", "action": "list"}, "Did you mean media?"),
        ({"service": "media", "action": "lists"}, "Did you mean list?"),
        ({"service": "zzzzzz", "action": "list"}, "another schema version"),
        ({"service": "multirequest"}, "has no calls"),
        ({"service": "multirequest", "2": {"service": "media"}}, "Call 2: No action"),
        ({"1": {"service": "media", "action": "lst"}}, "Call 1: There is no action lst"),
        ({f"p{n}": "" for n in range(MAX_VALUES + 1)}, "more than 20000 values"),
        ({":".join("a" * (MAX_DEPTH + 1)): ""}, "deeper than 50 levels"),
    ],
)
def test_what_cannot_be_a_call(given: dict[str, Any], sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence.replace("?", r"\?")):
        build_call(given, registry=BUNDLED, region="eu")


def test_json_too_deep() -> None:
    deep: dict[str, Any] = {}
    for _ in range(2 * MAX_DEPTH):
        deep = {"a": deep}
    with pytest.raises(BadInput, match="deeper than 50 levels"):
        build_call(deep, registry=BUNDLED, region="eu")


@each("json", [False, True])
def test_multirequest(json: bool) -> None:
    given: Any
    if json:
        given = {
            "format": 1,
            "ks": "shared",
            "2": {"service": "user", "action": "get", "userId": "{1:result:id}", "ks": "own"},
            "1": {"service": "User", "action": "add", "user": {"objectType": "KalturaUser"}},
            "entryId": "x",
        }
    else:
        given = [
            ("service", "multirequest"), ("action", "null"), ("format", "1"), ("ks", "shared"),
            ("1:service", "User"), ("1:action", "add"), ("1:user:objectType", "KalturaUser"),
            ("2[service]", "user"), ("2:action", "get"), ("2:userId", "{1:result:id}"),
            ("2:ks", "own"), ("entryId", "x"),
        ]  # fmt: skip
    placed = build_call(given, registry=BUNDLED, region="eu")
    assert placed == Placed(
        (
            Call("eu", "user", "add", (("user", Object("KalturaUser")),), format="1"),
            Call("eu", "user", "get", (("userId", "{1:result:id}"),), format="1", ks="own"),
        ),
        (Unplaced("entryId", "x", "belongs to no call of the multirequest."),),
        multirequest=True,
        shared=(("format", "1"), ("ks", "shared")),
    )


def _sample(declared: Parameter | Property, depth: int) -> Value:
    """One value of each type, objects with all their properties."""
    match declared.type:
        case "file":
            return File("a", "", 0)
        case "array":
            return Array((_sample(Property("", declared.array_type), depth + 1), Null()))
        case "map":
            return Map((("a b", _sample(Property("", declared.array_type), depth + 1)),))
        case type if BUNDLED.object_type(type):
            classes = BUNDLED.concrete_subclasses(type)
            if not classes or depth > 1:
                return Object("")
            chosen = classes[-1].name
            return Object(
                chosen,
                tuple(
                    (item.name, _sample(item, depth + 1)) for _, item in BUNDLED.properties(chosen)
                ),
            )
        case _:
            return "1"


def _samples() -> Iterator[Call]:
    for service in BUNDLED.services:
        for action in service.actions:
            own = tuple((item.name, _sample(item, 0)) for item in action.parameters)
            yield Call("here", service.id, action.name, own)


def test_every_action_of_the_schema() -> None:
    seen = leaves = 0
    for call in _samples():
        given: list[tuple[str, Plain]] = [*wire.pairs(call), *wire.files(call)]
        placed = build_call(
            given, registry=BUNDLED, region="here", service=call.service, action=call.action
        )
        assert wire.pairs(placed.call) == wire.pairs(call)
        assert placed.call == call or any(":" in name for name, _ in wire.files(call))
        assert {item.why for item in placed.unplaced} <= {"is a file: choose it again."}
        seen += 1
        leaves += len(given)
    assert seen == 1004
    assert leaves > 15_000


@given(st.dictionaries(keys, texts, max_size=4))
def test_maps_keep_any_key(members: dict[str, str]) -> None:
    call = Call("here", "thing", "save", (("labels", Map(tuple(members.items()))),))
    assert things(*wire.pairs(call)).call == call
    assert things(*wire.as_json(call).items()).call == call


_nodes: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=10,
)
_names = st.one_of(
    texts,
    st.lists(
        st.sampled_from(
            ["thing", "words", ":", "[", "]", "0", "-", "__null", "name", "objectType", "ks", "1"]
        ),
        max_size=8,
    ).map("".join),
)


@given(st.lists(st.tuples(_names, _nodes), max_size=6))
def test_anything_is_placed_or_listed_or_refused(pairs: list[tuple[str, Any]]) -> None:
    try:
        placed = things(*pairs)
    except BadInput:
        return
    again = things(*wire.pairs(placed.call))
    assert wire.pairs(again.call) == wire.pairs(placed.call)
