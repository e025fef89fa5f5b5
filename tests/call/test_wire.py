"""A Call on the wire: the names, their order, and what gives way to what."""

import pytest
from hypothesis import given

from app.call import wire
from app.call.model import Array, Call, File, Map, Null, Object, Value
from app.errors import BadInput
from tests.call.values import calls

FILE = File("a.mp4", "video/mp4", 3)


def parameters(**values: Value) -> Call:
    return Call("here", "media", "add", tuple(values.items()))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("x", [("p", "x")]),
        ("", [("p", "")]),
        (Null(), [("p__null", "")]),
        (Object("KalturaUser", ()), [("p:objectType", "KalturaUser")]),
        (
            Object("KalturaUser", (("tags", Null()), ("id", "7"))),
            [("p:objectType", "KalturaUser"), ("p:tags__null", ""), ("p:id", "7")],
        ),
        (Object("", (("id", "7"),)), [("p:id", "7")]),
        (Object(""), [("p:-", "")]),
        (Array(), [("p:-", "")]),
        (Map(), [("p:-", "")]),
        (Array(("a", "b")), [("p:0", "a"), ("p:1", "b")]),
        (Array((Array(), Null())), [("p:0:-", ""), ("p:1__null", "")]),
        (
            Map((("en", Object("KalturaLabel", (("text", "t"),))),)),
            [("p:en:objectType", "KalturaLabel"), ("p:en:text", "t")],
        ),
        (
            Object("F", (("advancedSearch", Object("S", (("items", Array((Object("C"),))),))),)),
            [
                ("p:objectType", "F"),
                ("p:advancedSearch:objectType", "S"),
                ("p:advancedSearch:items:0:objectType", "C"),
            ],
        ),
    ],
)
def test_values_are_flattened(value: Value, expected: list[tuple[str, str]]) -> None:
    assert wire.pairs(parameters(p=value)) == [("format", "2"), *expected]


def test_request_level_fields_come_first_and_in_order() -> None:
    call = Call(
        "here",
        "media",
        "list",
        (("filter", Object("KalturaMediaEntryFilter")),),
        format="1",
        client_tag="testme",
        api_version="22.19.0",
        partner_id="102",
        ks="abc",
        language="de",
        response_profile=Object("KalturaResponseProfile", (("name", "a"),)),
    )
    assert wire.pairs(call) == [
        ("format", "1"),
        ("clientTag", "testme"),
        ("apiVersion", "22.19.0"),
        ("partnerId", "102"),
        ("ks", "abc"),
        ("language", "de"),
        ("responseProfile:objectType", "KalturaResponseProfile"),
        ("responseProfile:name", "a"),
        ("filter:objectType", "KalturaMediaEntryFilter"),
    ]


@pytest.mark.parametrize(
    ("own", "sent"), [("7", ("partnerId", "7")), (Null(), ("partnerId__null", ""))]
)
def test_an_action_s_own_partner_id_wins(own: Value, sent: tuple[str, str]) -> None:
    call = Call("here", "session", "start", (("partnerId", own),), partner_id="102")
    assert wire.pairs(call) == [("format", "2"), sent]
    assert wire.as_json(call) == {"format": "2", "partnerId": "7" if own == "7" else None}


def test_jsonp_names_its_function() -> None:
    ping = Call("here", "system", "ping", format="9")
    assert wire.pairs(ping) == [("format", "9")]
    assert wire.path(ping) == "/api_v3/service/system/action/ping"
    # The server reads it from the URL alone.
    assert wire.address(ping) == "/api_v3/service/system/action/ping?callback=callback"
    assert wire.address(Call("here", "multirequest", "", format="9")) == (
        "/api_v3/service/multirequest?callback=callback"
    )
    own = Call("here", "system", "ping", (("callback", "mine"),), format="9")
    assert wire.pairs(own) == [("format", "9"), ("callback", "mine")]
    assert wire.address(own) == wire.path(own)


def test_files_are_apart() -> None:
    call = parameters(a="1", fileData=FILE, resource=Object("R", (("fileData", FILE), ("b", "2"))))
    assert wire.files(call) == [("fileData", FILE), ("resource:fileData", FILE)]
    assert wire.pairs(call) == [
        ("format", "2"),
        ("a", "1"),
        ("resource:objectType", "R"),
        ("resource:b", "2"),
    ]


def test_as_json_is_the_clients_body() -> None:
    call = Call(
        "here",
        "user",
        "add",
        (
            ("user", Object("KalturaUser", (("id", "7"), ("tags", Null()), ("f", FILE)))),
            ("ids", Array(("1", Array()))),
            ("map", Map((("a", Map()),))),
            ("fileData", FILE),
        ),
        ks="abc",
    )
    assert wire.as_json(call) == {
        "format": "2",
        "ks": "abc",
        "user": {"objectType": "KalturaUser", "id": "7", "tags": None},
        "ids": ["1", []],
        "map": {"a": {}},
    }


def test_path() -> None:
    assert wire.path(Call("", "metadata_metadata", "list")) == (
        "/api_v3/service/metadata_metadata/action/list"
    )
    assert (
        wire.path(Call("", "a/b?c=ä", "%2e")) == "/api_v3/service/a%2Fb%3Fc%3D%C3%A4/action/%252e"
    )


@pytest.mark.parametrize("name", ["", ".", "..", "...", "\ud800"])
def test_names_that_would_leave_the_path_are_refused(name: str) -> None:
    with pytest.raises(BadInput):
        wire.path(Call("", name, "list"))
    with pytest.raises(BadInput):
        wire.path(Call("", "media", name))


def leaves(value: Value, files: bool) -> int:
    match value:
        case str():
            return int(not files)
        case Null():
            return int(not files)
        case File():
            return int(files)
        case Object(type, fields):
            inner = sum(leaves(field, files) for _, field in fields)
            return inner + (0 if files else int(bool(type) or not fields))
        case Array(items):
            return sum(leaves(item, files) for item in items) + int(not items and not files)
        case Map(items):
            return sum(leaves(item, files) for _, item in items) + int(not items and not files)


@given(calls)
def test_every_leaf_is_sent_once_under_a_name_of_its_own(call: Call) -> None:
    sent = [name for name, _ in wire.pairs(call)] + [name for name, _ in wire.files(call)]
    assert len(set(sent)) == len(sent)
    for files, found in ((False, wire.pairs(call)), (True, wire.files(call))):
        own = [
            pair
            for pair in found
            if pair[0].partition(":")[0].removesuffix("__null") in dict(call.parameters)
        ]
        assert len(own) == sum(leaves(value, files) for _, value in call.parameters)


@given(calls)
def test_pairs_and_json_name_the_same(call: Call) -> None:
    def top(name: str) -> str:
        return name.partition(":")[0].removesuffix("__null")

    assert {top(name) for name, _ in wire.pairs(call)} <= set(wire.as_json(call)) | {
        top(name) for name, _ in wire.files(call)
    }
