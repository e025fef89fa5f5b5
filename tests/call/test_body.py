"""Every format and spelling of an answer, in every use of what it says: the same comes of it."""

from typing import Any

from app.call.body import read
from app.call.model import Answer, Call, Object, Value
from app.call.multirequest import parts_of
from app.call.outcome import Outcome, judge
from app.sessions.found import FoundSession, find
from app.viewers.list_pictures import Picture, pictures_in
from tests.call.answers import BLOCKED, FOUND_ERROR, KS, LIST, NOT_FOUND, ROWS, STARTED, spellings
from tests.call.spellings import Spelling
from tests.each import each

NOW = 1_795_000_000.0


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
@each("result", ["djJ8", 12, True, [], [1, None], STARTED, LIST, {"id": "0_a"}])
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
@each("asked", ["1", "2", "3", "9", "8"])
def test_an_error_is_one_in_whatever_format_it_comes(spelling: Spelling, asked: str) -> None:
    body = answered(spelling.write(NOT_FOUND))
    for expects_file in (False, True):
        outcome = judge(body, asked, expects_file=expects_file)
        assert (outcome.kind, outcome.args) == ("api_error", FOUND_ERROR.args)


@spellings
@each("asked", ["1", "2", "3", "9"])
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
        assert f"but the answer is {words[spelling.format]}. The server" in outcome.message


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
@each("result", [None, "", "a b", 42, True, ["djJ8"], {"id": KS}, NOT_FOUND])
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
@each("result", [None, "x", {"id": "0_a"}, NOT_FOUND, ["one", "two", "three"]])
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


@each("body", [b"", b" \r\n", b"\xef\xbb\xbf"])
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
