"""Bodies that were cut, broken or made to do harm: nothing but Unreadable comes of them."""

import random
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.call.body import LOOKED_INTO, Body, Unreadable, read
from app.call.model import Answer, Call, Object
from app.call.multirequest import parts_of
from app.call.outcome import Outcome, judge
from app.compare.tree import read as read_to_compare
from app.sessions.found import find
from app.viewers.list_pictures import pictures_in
from tests.call.answers import spellings
from tests.call.spellings import Spelling, error
from tests.sizes import part

SMALL: dict[str, Any] = {
    "totalCount": 2,
    "objects": [
        {"id": "0_a", "name": 'ä "b"', "rank": -1.5, "objectType": "KalturaMediaEntry"},
        {"id": "0_b", "name": None, "active": True, "tags": [], "objectType": "KalturaMediaEntry"},
    ],
    "objectType": "KalturaMediaListResponse",
}
SEVERAL = ["djJ8", error("NOT_FOUND", "no 9", ID="9"), SMALL]
CALLS = tuple(
    (str(number), Object("", (("service", "session"), ("action", "start")))) for number in (1, 2, 3)
)
# More than a reader may follow, in each format.
DEEP = 10_000


def used(content: bytes) -> Body:
    """The body after everything has been asked of it that anything asks."""
    body = read(content)
    for name in ("result", "document", "error", "items"):
        with suppress(Unreadable):
            getattr(body, name)
    assert isinstance(body.fields, dict)
    for row in body.rows():
        assert all(isinstance(text, str) for text in row.values())
    answer = Answer(200, body=content)
    for format in ("1", "2", "3", "9", "8"):
        outcome = judge(answer, format)
        parts_of(Call("own", "multirequest", "", CALLS, format=format), answer)
        find(Call("own", "session", "start", format=format), answer, outcome, now=0.0)
        find(Call("own", "user", "loginByKs"), answer, Outcome("ok"), now=0.0)
    read_to_compare(content, "")
    pictures_in(content, mask=str)
    return body


@pytest.mark.soak
@spellings
@pytest.mark.parametrize("result", [SMALL, SEVERAL], ids=["a list", "a multirequest"])
def test_a_body_cut_at_any_byte_does_no_harm(spelling: Spelling, result: Any) -> None:
    whole = spelling.write(result)
    for end in part(range(len(whole)), 8):
        body = used(whole[:end])
        told = whole[:end].strip(b"\xef\xbb\xbf; \r\n")
        if told and told != whole.strip(b"\xef\xbb\xbf; \r\n"):
            with pytest.raises(Unreadable):
                _ = body.result


@spellings
def test_of_a_list_that_was_cut_the_rows_before_are_read(spelling: Spelling) -> None:
    whole = spelling.write(SMALL)
    counts = []
    for end in range(len(whole) + 1):
        rows = [row.get("id") for row in read(whole[:end]).rows()]
        assert rows == ["0_a", "0_b"][: len(rows)] or spelling.format == "2"
        counts.append(len(rows))
    assert counts == sorted(counts)
    assert (counts[0], counts[-1]) == (0, 2)
    assert counts.count(1) > 20


@pytest.mark.soak
@spellings
def test_a_body_with_any_byte_changed_does_no_harm(spelling: Spelling) -> None:
    chance = random.Random(1)
    whole = spelling.write(SEVERAL)
    for place in part(range(0, len(whole), 3), 6):
        used(whole[:place] + bytes([chance.randrange(256)]) + whole[place + 1 :])


@pytest.mark.parametrize(
    ("body", "closed"),
    [
        (b"[" * DEEP, b"]" * DEEP),
        (b'{"a":' * DEEP, b"1" + b"}" * DEEP),
        (b"cb(" + b"[" * DEEP, b"]" * DEEP + b");"),
        (b"<xml><result>" + b"<a>" * DEEP, b"</a>" * DEEP + b"</result></xml>"),
        (b"<xml><result>" + b"<item>" * DEEP, b"</item>" * DEEP + b"</result></xml>"),
        (b"a:1:{i:0;" * DEEP, b"}" * DEEP),
        (b'O:1:"A":1:{s:1:"a";' * DEEP, b"}" * DEEP),
        (b'{"objects":' + b"[" * DEEP, b"]" * DEEP + b"}"),
        (b'a:1:{s:7:"objects";' + b"a:1:{i:0;" * DEEP, b"}" * (DEEP + 1)),
    ],
    ids=lambda value: value[:20].decode() if isinstance(value, bytes) else None,
)
def test_ten_thousand_levels_do_no_harm(body: bytes, closed: bytes) -> None:
    for content in (body, body + closed):
        used(content)
        with pytest.raises(Unreadable):
            _ = read(content).result
    assert judge(Answer(200, body=body + closed), read(body).format).kind == "unreadable"


@pytest.mark.parametrize("levels", [90, 300])
def test_a_hundred_levels_are_followed(levels: int) -> None:
    for body in (
        f"<xml><result>{'<a>' * levels}x{'</a>' * levels}</result></xml>",
        '{"a":' * levels + "1" + "}" * levels,
        'a:1:{s:1:"a";' * levels + "N;" + "}" * levels,
    ):
        compared = read_to_compare(body.encode(), "")
        assert (compared.format == "text") == (levels > 100)
        if levels > 100 and not body.startswith("<"):
            assert compared.notes == ("Nested deeper than 100 levels: compared as one text.",)


@pytest.mark.parametrize(
    ("body", "result"),
    [
        (b"1" * 100_000, "1" * 100_000),
        (b"-0." + b"1" * 5_000 + b"e99999", "-0." + "1" * 5_000 + "e99999"),
        (b"[1e999999, NaN, -Infinity]", ["1e999999", "NaN", "-Infinity"]),
        (b"i:-" + b"9" * 40 + b";", "-" + "9" * 40),
        (b"d:1.0E+999;", "1.0E+999"),
    ],
    ids=["digits", "fraction", "beyond a float", "php", "php beyond a float"],
)
def test_a_number_is_as_it_is_written_however_large(body: bytes, result: Any) -> None:
    assert used(body).result == result


@pytest.mark.parametrize(
    "body",
    [
        b'["a\xffb"]',
        b'cb(["a\xffb"]);',
        b"<xml><result><item>a\xffb</item></result></xml>",
        b'<?xml version="1.0" encoding="utf-8"?><xml><result><item>a\xffb</item></result></xml>',
        b'a:1:{i:0;s:3:"a\xffb";}',
    ],
    ids=["json", "jsonp", "xml", "xml with a declaration", "php"],
)
def test_a_byte_that_is_no_utf_8_costs_itself_alone(body: bytes) -> None:
    assert used(body).result == ["a\ufffdb"]


def test_a_declared_encoding_is_believed_and_one_that_is_none_is_not() -> None:
    for name, spelled in (("iso-8859-1", "latin-1"), ("no-such-encoding", "utf-8")):
        body = f'<?xml version="1.0" encoding="{name}"?><xml><result>ä</result></xml>'
        # What charset it is in is told by the whole answer, which gives the reader UTF-8.
        answer = Answer(200, (("Content-Type", "text/xml"),), body.encode(spelled))
        assert read(answer.utf8).result == "ä"


def test_halves_of_a_pair_of_characters_do_not_reach_a_page() -> None:
    body = used(b'{"objectType": "KalturaAPIException", "code": "\\ud800", "args": {"\\udc00": 1}}')
    assert body.error is not None
    assert (body.error.code, body.error.args) == ("?", (("?", "1"),))
    assert read(b'{"userId": "a\\ud83d"}').fields == {"userId": "a?"}
    assert next(read(b'[{"userId": "a\\ud83d"}]').rows()) == {"userId": "a?"}


def test_masses_of_references_do_not_grow() -> None:
    rows = b"".join(b'i:%d;a:2:{s:1:"a";R:1;s:1:"b";r:1;}' % place for place in range(1000))
    result = used(b"a:1000:{" + rows + b"}").result
    assert isinstance(result, list)
    assert result == [{"a": None, "b": None}] * 1000


def test_what_is_longer_than_an_object_has_no_fields() -> None:
    assert read(b'{"a": "' + b"x" * LOOKED_INTO + b'"}').fields == {}


SIGNS = "<>{}[]()\"'\\/:;,&!.$*|=sabdiNOCRr0129 \n\ufeffxmlresultitemobjects"


@settings(deadline=None, max_examples=300)
@given(st.binary(max_size=80) | st.text(SIGNS, max_size=60).map(str.encode))
def test_any_bytes_do_no_harm(body: bytes) -> None:
    used(body)
