"""Every format and spelling of an answer, in every use of what it says: the same comes of it."""

import itertools
from typing import Any

import pytest

from app.call.body import ApiError, Number, Unreadable, read
from app.call.model import Answer, Call, Object, Value
from app.call.multirequest import parts_of
from app.call.outcome import Outcome, judge
from app.compare.differences import Comparison, compare
from app.compare.tree import read as read_to_compare
from app.sessions.found import FoundSession, find
from app.sessions.ks import Session, sign_v2
from app.viewers.list_pictures import Picture, pictures_in
from tests.call.spellings import SPELLINGS, Spelling, as_json, as_php, as_xml, error

NOW = 1_795_000_000.0
KS = sign_v2(Session(2, 102, type=2, expiry=1_795_086_400, user_id="ana"), "s" * 32)
STARTED = {
    "ks": KS,
    "sessionType": 0,
    "partnerId": "102",
    "userId": "bob/ä",
    "expiry": 1795242135,
    "privileges": "",
    "objectType": "KalturaSessionInfo",
}
NOT_FOUND = error("ENTRY_ID_NOT_FOUND", 'Entry id "0_x" ä/€ <not> found', ENTRY_ID="0_x", WHERE="é")
FOUND_ERROR = ApiError(
    "ENTRY_ID_NOT_FOUND",
    'Entry id "0_x" ä/€ <not> found',
    (("ENTRY_ID", "0_x"), ("WHERE", "é")),
)
BLOCKED = error("SERVICE_FORBIDDEN_CONTENT_BLOCKED", "The partner is blocked")
ROWS: list[dict[str, Any]] = [
    {
        "id": f"0_{place}",
        "name": f'Entry "{place}" ü',
        "plays": 9007199254740993 + place,
        "rank": 0.5,
        "tags": None,
        "active": bool(place),
        "capabilities": [],
        "operation": {"objects": [{"id": "nested"}], "objectType": "KalturaOperation"},
        "thumbnailUrl": f"https://cdn.example.com/p/102/entry/{place}",
        "objectType": "KalturaMediaEntry",
    }
    for place in range(3)
]
LIST = {"totalCount": 8, "objects": ROWS, "objectType": "KalturaMediaListResponse"}

spellings = pytest.mark.parametrize("spelling", SPELLINGS.values(), ids=SPELLINGS.keys())


def answered(body: bytes) -> Answer:
    return Answer(200, body=body)


def judged(spelling: Spelling, result: Any) -> Outcome:
    return judge(answered(spelling.write(result)), spelling.format)


def found(call: Call, body: bytes, outcome: Outcome) -> FoundSession | None:
    return find(call, answered(body), outcome, now=NOW)


def calls(*names: tuple[str, str], format: str) -> Call:
    inner: list[tuple[str, Value]] = [
        (str(number), Object("", (("service", service), ("action", action))))
        for number, (service, action) in enumerate(names, 1)
    ]
    return Call("own", "multirequest", "", tuple(inner), format=format)


@spellings
@pytest.mark.parametrize("result", ["djJ8", 12, True, [], [1, None], STARTED, LIST, {"id": "0_a"}])
def test_a_result_is_a_success(spelling: Spelling, result: Any) -> None:
    assert judged(spelling, result) == Outcome("ok")
    assert read(spelling.write(result)).error is None


@spellings
def test_the_body_tells_its_format(spelling: Spelling) -> None:
    assert read(spelling.write(LIST)).format == spelling.format


@spellings
def test_an_error_is_one_with_its_arguments(spelling: Spelling) -> None:
    expected = Outcome("api_error", FOUND_ERROR.code, FOUND_ERROR.message, FOUND_ERROR.args)
    assert judged(spelling, NOT_FOUND) == expected
    assert judged(spelling, BLOCKED) == Outcome(
        "api_error", "SERVICE_FORBIDDEN_CONTENT_BLOCKED", "The partner is blocked"
    )
    # The first one of a multirequest.
    assert judged(spelling, ["djJ8", {"id": 1}, NOT_FOUND, BLOCKED]) == expected


@spellings
@pytest.mark.parametrize("asked", ["1", "2", "3", "9", "8"])
def test_an_error_is_one_in_whatever_format_it_comes(spelling: Spelling, asked: str) -> None:
    body = answered(spelling.write(NOT_FOUND))
    for expects_file in (False, True):
        outcome = judge(body, asked, expects_file=expects_file)
        assert (outcome.kind, outcome.args) == ("api_error", FOUND_ERROR.args)


@spellings
@pytest.mark.parametrize("asked", ["1", "2", "3", "9"])
def test_a_result_in_another_format_than_was_asked_for_is_named(
    spelling: Spelling, asked: str
) -> None:
    outcome = judge(answered(spelling.write(STARTED)), asked)
    words = {
        "1": "JSON",
        "2": "XML",
        "3": "serialized PHP",
        "9": "JSON inside a call of a function",
    }
    if asked == spelling.format:
        assert outcome == Outcome("ok")
    else:
        assert outcome.kind == "unreadable"
        assert f"but the answer is not {words[asked]}. Check" in outcome.message


@spellings
def test_what_only_looks_like_an_error_is_none(spelling: Spelling) -> None:
    for result in (
        {"code": "A", "message": "b", "objectType": "KalturaCodeCuePoint"},
        {"objects": [NOT_FOUND], "objectType": "KalturaList"},
        [[NOT_FOUND]],
        "KalturaAPIException",
    ):
        assert judged(spelling, result) == Outcome("ok")


@spellings
def test_a_string_is_the_ks(spelling: Spelling) -> None:
    call = Call("own", "session", "start", format=spelling.format)
    session = found(call, spelling.write(KS), judged(spelling, KS))
    assert session is not None
    assert (session.ks, session.partner_id) == (KS, 102)


@spellings
def test_an_object_holds_the_ks_and_its_facts(spelling: Spelling) -> None:
    call = Call("own", "apptoken", "startSession", format=spelling.format)
    session = found(call, spelling.write(STARTED), judged(spelling, STARTED))
    assert session == FoundSession(KS, 0, 102, "bob/ä", 1795242135, "", "appToken.startSession")


@spellings
@pytest.mark.parametrize("result", [None, "", "a b", 42, True, ["djJ8"], {"id": KS}, NOT_FOUND])
def test_what_cannot_be_a_ks_is_none(spelling: Spelling, result: Any) -> None:
    # XML spells a number and a text alike, and a list of one is more than a text.
    if spelling.format == "2" and result in (42, True):
        return
    for service, action in (("session", "start"), ("user", "loginByKs")):
        call = Call("own", service, action, format=spelling.format)
        assert found(call, spelling.write(result), Outcome("ok")) is None


@spellings
def test_a_multirequest_is_taken_apart(spelling: Spelling) -> None:
    names = [
        ("session", "start"),
        ("media", "get"),
        ("apptoken", "startSession"),
        ("media", "list"),
        ("apptoken", "delete"),
    ]
    call = calls(*names, format=spelling.format)
    body = spelling.write([KS, NOT_FOUND, STARTED, LIST, None])
    parts = parts_of(call, answered(body))
    assert [part.outcome.kind for part in parts] == ["ok", "api_error", "ok", "ok", "ok"]
    assert parts[1].outcome.args == FOUND_ERROR.args
    sessions = [found(part.call, part.answer.body, part.outcome) for part in parts]
    assert [session and session.ks for session in sessions] == [KS, None, KS, None, None]
    assert sessions[2] is not None
    assert sessions[2].user_id == "bob/ä"
    # Each is an answer of its own, in the format of the whole.
    assert {read(part.answer.body).format for part in parts} == {spelling.format}
    assert [row["id"] for row in read(parts[3].answer.body).rows()] == ["0_0", "0_1", "0_2"]
    assert b"9007199254740995" in parts[3].answer.body


@spellings
@pytest.mark.parametrize("result", [None, "x", {"id": "0_a"}, NOT_FOUND, ["one", "two", "three"]])
def test_what_is_not_as_many_answers_as_calls_has_no_parts(spelling: Spelling, result: Any) -> None:
    call = calls(("a", "b"), ("c", "d"), format=spelling.format)
    assert parts_of(call, answered(spelling.write(result))) == []


@spellings
def test_a_list_has_rows_and_a_total(spelling: Spelling) -> None:
    body = read(spelling.write(LIST))
    rows = list(body.rows())
    assert body.fields["totalCount"] == "8"
    assert [row["id"] for row in rows] == ["0_0", "0_1", "0_2"]
    assert {name: text for name, text in rows[1].items() if text and name != "objectType"} == {
        "id": "0_1",
        "name": 'Entry "1" ü',
        "plays": "9007199254740994",
        "rank": "0.5",
        "active": "1",
        "thumbnailUrl": "https://cdn.example.com/p/102/entry/1",
    }
    # An array of objects is a list, too; what is no object is no row.
    assert [row["id"] for row in read(spelling.write([*ROWS, "x"])).rows()] == ["0_0", "0_1", "0_2"]
    others: list[Any] = [None, "x", [], {"id": "0_a"}, NOT_FOUND, {**LIST, "objects": []}]
    for result in others:
        assert list(read(spelling.write(result)).rows()) == []


@spellings
def test_a_list_names_its_pictures(spelling: Spelling) -> None:
    pictures = pictures_in(spelling.write(LIST), mask=str)
    assert pictures.left_out == 0
    assert pictures.shown == tuple(
        Picture(
            f"0_{place}",
            f'Entry "{place}" ü',
            f"https://cdn.example.com/p/102/entry/{place}",
            "https://cdn.example.com",
        )
        for place in range(3)
    )


@spellings
def test_what_is_void_says_nothing(spelling: Spelling) -> None:
    body = read(spelling.write(None))
    assert body.result == ("" if spelling.format == "2" else None)
    assert (body.error, body.fields, body.items, list(body.rows())) == (None, {}, [], [])
    assert judged(spelling, None) == Outcome("ok")


@pytest.mark.parametrize("body", [b"", b" \r\n", b"\xef\xbb\xbf"])
def test_an_empty_body_is_void(body: bytes) -> None:
    empty = read(body)
    assert (empty.result, empty.error, empty.fields, empty.items) == (None, None, {}, [])
    assert judge(answered(body), "1") == Outcome("ok")


@spellings
def test_the_scalars_of_an_object_are_its_fields(spelling: Spelling) -> None:
    fields = read(spelling.write({**STARTED, "role": None, "more": [1]})).fields
    assert {name: text for name, text in fields.items() if text} == {
        "ks": KS,
        "sessionType": "0",
        "partnerId": "102",
        "userId": "bob/ä",
        "expiry": "1795242135",
        "objectType": "KalturaSessionInfo",
    }
    assert fields["privileges"] == ""


def compared(*bodies: bytes) -> Comparison:
    return compare([read_to_compare(body, "") for body in bodies])


MAP = {
    "pluginsData": {"a": {"value": "1", "objectType": "B"}, "b": {"value": "2", "objectType": "B"}},
    "objectType": "KalturaUiConf",
}
MAP_IN_XML = as_xml(
    {
        **MAP,
        "pluginsData": [
            {"itemKey": key, "value": value, "objectType": "B"} for key, value in ("a1", "b2")
        ],
    }
).encode()


@pytest.mark.parametrize("result", [KS, True, None, STARTED, LIST, NOT_FOUND, BLOCKED, [KS, LIST]])
def test_the_same_answer_in_two_formats_does_not_differ(result: Any) -> None:
    trees = {name: spelling.write(result) for name, spelling in SPELLINGS.items()}
    for one, other in itertools.permutations(trees, 2):
        assert not compared(trees[one], trees[other]).differs, (one, other)


def test_a_map_goes_by_its_keys_in_every_format() -> None:
    in_json, in_php = as_json(MAP).encode(), as_php(MAP).encode()
    for one, other in itertools.permutations((MAP_IN_XML, in_json, in_php), 2):
        assert not compared(one, other).differs
        assert compared(one, other.replace(b"2", b"3")).differs


def test_another_value_differs_between_any_two_formats() -> None:
    other = {**LIST, "objects": [*ROWS[:2], {**ROWS[2], "name": "else"}]}
    for one, another in itertools.permutations(SPELLINGS.values(), 2):
        changed = compared(one.write(LIST), another.write(other))
        assert [count["changed"] for count in changed.counts] == [1]


def test_json_and_php_tell_numbers_from_texts() -> None:
    for body in (as_json([1, "1", 1.50, True]), as_php([1, "1", 1.50, True])):
        result = read(body.encode()).result
        assert result == ["1", "1", "1.5", True]
        assert isinstance(result, list)
        assert [isinstance(one, Number) for one in result] == [True, False, True, False]


def test_the_same_name_twice_is_kept_twice() -> None:
    for body in (
        b'{"a": 1, "a": 2}',
        b'a:2:{s:1:"a";i:1;s:1:"a";i:2;}',
        b"<xml><result><a>1</a><a>2</a></result></xml>",
    ):
        assert read(body).result == {"a": "1", "a (2)": "2"}


@pytest.mark.parametrize(
    ("body", "result"),
    [
        (b"d:1.0E+25;", "1.0E+25"),
        (b"d:-INF;", "-INF"),
        (b"d:1.5e-7;", "1.5e-7"),
        (b"d:NAN;", "NAN"),
        (b"i:-5;", "-5"),
        (b"b:0;", False),
        (b"a:0:{}", []),
        (b"a:2:{i:0;N;i:1;b:1;}", [None, True]),
        # A list that has lost an item is a map by then.
        (b'a:2:{i:0;i:5;i:2;s:0:"";}', {"0": "5", "2": ""}),
        (b'O:8:"stdClass":0:{}', {"objectType": "stdClass"}),
        # A protected member, and a private one of a class.
        (
            b'O:1:"A":2:{s:4:"\0*\0b";i:1;s:4:"\0A\0c";i:2;}',
            {"b": "1", "c": "2", "objectType": "A"},
        ),
        (b's:9:"a";s:1:"b";', 'a";s:1:"b'),
        (b's:3:"\xe2\x82\xac";', "€"),
        (b's:1:"\xff";', "\ufffd"),
        (b'a:2:{i:0;O:1:"A":0:{}i:1;r:2;}', [{"objectType": "A"}, None]),
        (b"a:1:{i:0;R:1;}", [None]),
    ],
)
def test_serialized_php(body: bytes, result: Any) -> None:
    assert read(body).result == result


@pytest.mark.parametrize(
    "body",
    [
        b's:2:"a";',
        b's:0:"a";',
        b's:99999999999:"a";',
        b's:9999999999:"a";',
        b's:-1:"a";',
        b"s:1:a;",
        b"a:2:{i:0;i:1;}",
        b"a:0:{i:0;i:1;}",
        b"a:9999999999:{i:0;i:1;}",
        b"a:1:{i:0;i:1;",
        b"a:1:{b:1;i:1;}",
        b"a:1:{N;i:1;}",
        b"a:1:{a:0:{}i:1;}",
        b'O:1:"A":2:{s:1:"a";i:1;}',
        b"O:1:A:0:{}",
        b"b:2;",
        b"i:1",
        b"i:1.5;",
        b"d:;",
        b"d:x;",
        b"i:1;i:2;",
        b'C:1:"A":1:{x}',
        b"s:",
    ],
)
def test_serialized_php_with_wrong_lengths_or_signs_is_none(body: bytes) -> None:
    broken = read(body)
    with pytest.raises(Unreadable):
        _ = broken.result
    assert judge(answered(body), "3").kind == "unreadable"


@pytest.mark.parametrize(
    ("body", "reason", "detail"),
    [
        (b"<rss/>", "is XML, but not of the API: it starts with <rss>", "Not XML of the API"),
        (b"<xml>", "is not XML", "Not well-formed XML (Premature end of data in tag xml"),
        (b'{"a": }', "is not JSON", "Not valid JSON (Expecting value: line 1 column 7 (char 6))"),
        (b"cb(nope)", "is not JSON", "Not valid JSON (Expecting value"),
        (
            b'cb({"a": 1}',
            "is not JSON inside a call of a function",
            "The call of a function has no end",
        ),
        (b's:5:"ab";', "is not serialized PHP", "Not valid serialized PHP (at byte 11)"),
        (b"Fatal error", "is in no format of the API", "In no format of the API"),
        (b"true true", "is in no format of the API", "In no format of the API"),
        (
            b"<!DOCTYPE xml><xml><result>1</result></xml>",
            "is XML with a DOCTYPE",
            "A document with a DOCTYPE is not taken apart",
        ),
    ],
)
def test_why_it_cannot_be_read_is_said(body: bytes, reason: str, detail: str) -> None:
    with pytest.raises(Unreadable) as raised:
        _ = read(body).result
    assert str(raised.value) == reason
    assert raised.value.detail.startswith(detail)
