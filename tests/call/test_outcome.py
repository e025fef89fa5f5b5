"""What an answer amounts to, in each format, with errors in all the shapes that servers use."""

import json
from typing import Any, get_args

from hypothesis import given
from hypothesis import strategies as st

from app.call.body import LOOKED_INTO
from app.call.model import Answer, Failure
from app.call.outcome import Outcome, OutcomeKind, judge
from tests.each import each

XML_ERROR = (
    '<?xml version="1.0" encoding="utf-8"?><xml><result><error><code>ENTRY_ID_NOT_FOUND</code>'
    "<message>Entry id &quot;0_x&quot; ä</message><objectType>KalturaAPIException</objectType>"
    "<args><item><objectType>KalturaApiExceptionArg</objectType><name>ID</name><value>0_x</value>"
    "</item></args></error></result><executionTime>0.01</executionTime></xml>"
)
JSON_ERROR = {
    "code": "ENTRY_ID_NOT_FOUND",
    "message": 'Entry id "0_x" ä',
    "objectType": "KalturaAPIException",
    "args": {"ID": "0_x"},
}
ERROR = Outcome("api_error", "ENTRY_ID_NOT_FOUND", 'Entry id "0_x" ä', (("ID", "0_x"),))


def php(value: object) -> str:
    match value:
        case str():
            return f's:{len(value.encode())}:"{value}";'
        case int():
            return f"i:{value};"
        case dict():
            inner = "".join(php(key) + php(item) for key, item in value.items())
            return f"a:{len(value)}:{{{inner}}}"
        case list():
            return php(dict(enumerate(value)))
    raise TypeError


def answered(body: str | bytes, *headers: tuple[str, str], status: int = 200) -> Answer:
    return Answer(status, headers, body.encode() if isinstance(body, str) else body)


@each(
    ("format", "body"),
    [
        ("2", '<?xml version="1.0" encoding="utf-8"?><xml><result>1</result></xml>'),
        ("2", "<xml><result></result><executionTime>0.04</executionTime></xml>"),
        ("2", "\n<xml><result><item>a</item></result></xml>\n"),
        ("2", "\ufeff<xml><result/></xml>"),
        # Results that look like an error and are none.
        ("2", "<xml><result><error>0</error><code>A</code></result></xml>"),
        ("2", "<xml><result><error><code>A</code></error></result></xml>"),
        ("1", "true"),
        ("1", '"djJ8"'),
        ("1", "null"),
        ("1", ""),
        ("1", '{"code":"A","message":"b","objectType":"KalturaCodeCuePoint"}'),
        ("1", '[{"id":1},null,"x",[]]'),
        ("1", '{"objects":[{"objectType":"KalturaAPIException","code":"A","message":"b"}]}'),
        ("3", "N;"),
        ("3", php({"id": "0_x"})),
        ("9", "callback(true);"),
        ("9", "/**/a.b$1({})"),
        ("8", "anything"),
        ("8", ""),
    ],
)
def test_ok(format: str, body: str) -> None:
    assert judge(answered(body), format) == Outcome("ok")


@each(
    ("format", "body"),
    [
        ("2", XML_ERROR),
        ("2", XML_ERROR.partition("?>")[2]),
        (
            "2",
            XML_ERROR.replace("<result>", "<result><item>1</item><item>").replace(
                "</result>", "</item></result>"
            ),
        ),
        ("1", json.dumps(JSON_ERROR)),
        ("1", json.dumps(JSON_ERROR, ensure_ascii=False, indent=1)),
        (
            "1",
            json.dumps(
                [
                    "djJ8",
                    {"id": 1},
                    JSON_ERROR,
                    {"objectType": "KalturaAPIException", "code": "LATER"},
                ]
            ),
        ),
        ("9", f"callback({json.dumps(JSON_ERROR)});"),
        ("9", f"callback([{json.dumps(JSON_ERROR)}])"),
        # A server that has not come as far as reading `format`, or knows it no more.
        ("1", XML_ERROR),
        ("2", json.dumps(JSON_ERROR)),
        ("9", json.dumps(JSON_ERROR)),
        ("8", XML_ERROR),
    ],
)
def test_api_errors(format: str, body: str) -> None:
    assert judge(answered(body), format) == ERROR
    assert judge(answered(body), format, expects_file=True) == ERROR


@each(
    "value",
    [
        JSON_ERROR,
        [{"code": "NOT_THIS", "message": "no"}, "x", JSON_ERROR, {"code": "NOR_THIS"}],
        dict(reversed(JSON_ERROR.items())),
    ],
)
def test_serialized_php_errors(value: object) -> None:
    assert judge(answered(php(value)), "3") == ERROR


def test_an_error_without_arguments() -> None:
    bare = {name: JSON_ERROR[name] for name in ("objectType", "message", "code")}
    expected = Outcome("api_error", "ENTRY_ID_NOT_FOUND", 'Entry id "0_x" ä')
    assert judge(answered(php(bare)), "3") == expected
    assert judge(answered(json.dumps(bare)), "1") == expected


def test_errors_of_odd_shapes() -> None:
    odd: dict[str, Any] = {
        "code": 7,
        "message": None,
        "objectType": "KalturaAPIException",
        "args": [],
    }
    assert judge(answered(json.dumps(odd)), "1") == Outcome("api_error", "7", "", ())
    odd["args"] = {"A": 1, "B": None, "C": ["x"]}
    assert judge(answered(json.dumps(odd)), "1").args == (("A", "1"), ("B", ""), ("C", '["x"]'))
    bare = "<xml><result><error><objectType>KalturaAPIException</objectType></error></result></xml>"
    assert judge(answered(bare), "2") == Outcome("api_error", "", "")


@each(
    ("format", "body", "words"),
    [
        ("2", "<!DOCTYPE html><html><body>Sign in</body></html>", "is a page of HTML"),
        ("1", "  <html><head></head></html>", "is a page of HTML"),
        ("2", "<rss><channel/></rss>", "starts with <rss>"),
        ("2", "<xml><result>", "breaks off before the end of its XML"),
        ("2", "PHP Fatal error", "is not XML"),
        ("2", "", "is empty"),
        ("2", b"\x89PNG\r\n\x1a\n\x00", "is not XML"),
        ("2", "<a xmlns='urn:" + "x" * 99 + "'/>", "starts with <a>"),
        ("1", "true true", "is not JSON"),
        ("1", "callback(true)", "is JSON inside a call"),
        ("1", b"\xff\xfe\xff", "is not JSON"),
        ("3", "true", "is JSON. "),
        ("3", "", "is empty"),
        ("9", "true", "is JSON. "),
        ("9", "callback(nope)", "is not valid JSON"),
        ("9", "", "is empty"),
    ],
)
def test_unreadable(format: str, body: str | bytes, words: str) -> None:
    outcome = judge(answered(body), format)
    assert outcome.kind == "unreadable"
    assert words in outcome.message
    assert outcome.message.endswith(".")
    assert judge(answered(body), format, expects_file=True) == Outcome("ok")


BOMB = (
    '<!DOCTYPE xml [<!ENTITY a "aaaaaaaaaa">'
    + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]><xml><result>&i;</result></xml>"
)


@each(
    "body",
    [
        BOMB,
        '<!DOCTYPE xml SYSTEM "http://127.0.0.1:1/x.dtd"><xml><result>1</result></xml>',
        '<!DOCTYPE xml [<!ENTITY e SYSTEM "file:///etc/passwd">]><xml><result>&e;</result></xml>',
        "<xml><result>" + "<a>" * 100_000,
    ],
)
def test_hostile_xml_does_no_harm(body: str) -> None:
    outcome = judge(answered(body), "2")
    assert outcome.kind in {"ok", "unreadable"}
    assert "root:" not in outcome.message


def test_an_entity_is_no_part_of_an_error() -> None:
    body = '<!DOCTYPE xml [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + XML_ERROR.partition("?>")[
        2
    ].replace("ENTRY_ID_NOT_FOUND", "A&e;")
    assert judge(answered(body), "2").code == "A"


@each("body", ["[" * 200_000, '{"a":' * 100_000, "1" * 100_000 + "x"])
def test_hostile_json_does_no_harm(body: str) -> None:
    assert judge(answered(body), "1").kind == "unreadable"


def test_a_number_may_be_longer_than_python_counts() -> None:
    assert judge(answered('{"id": ' + "1" * 100_000 + "}"), "1") == Outcome("ok")


RESULTS = {
    "1": json.dumps([1, {"id": "0_a"}, "x"]),
    "2": "<xml><result><item>1</item><item><id>0_a</id></item><item>x</item></result></xml>",
    "3": php([1, {"id": "0_a"}, "x"]),
    "9": f"cb({json.dumps([1, {'id': '0_a'}, 'x'])});",
}


@each("format", RESULTS)
def test_a_multirequest_has_a_result_for_each_call(format: str) -> None:
    answer = answered(RESULTS[format])
    assert judge(answer, format, calls=3) == Outcome("ok")
    for calls, words in ((4, "4 calls were sent, but the answer has 3 results"), (1, "1 call was")):
        outcome = judge(answer, format, calls=calls)
        assert (outcome.kind, outcome.code) == ("unreadable", "RESULTS_MISMATCH")
        assert outcome.message.startswith(words)


@each(
    ("format", "body"),
    [
        ("1", '{"id": "0_a"}'),
        ("1", "true"),
        ("2", "<xml><result><id>0_a</id></result></xml>"),
        ("3", php({"id": "0_a"})),
        ("9", 'cb({"id": "0_a"})'),
    ],
)
def test_a_multirequest_answered_as_one_call_is_not_ok(format: str, body: str) -> None:
    outcome = judge(answered(body), format, calls=2)
    assert (outcome.kind, outcome.code) == ("unreadable", "RESULTS_MISMATCH")
    assert "no result" in outcome.message


@each("format", RESULTS)
def test_a_multirequest_answered_with_nothing_is_not_ok(format: str) -> None:
    assert judge(answered(""), format, calls=2).code == "EMPTY_ANSWER"


def test_an_error_of_the_whole_multirequest_is_told_as_that() -> None:
    assert judge(answered(json.dumps(JSON_ERROR)), "1", calls=2) == ERROR


def test_long_answers_are_not_looked_into() -> None:
    filler = "x" * LOOKED_INTO
    assert judge(answered(XML_ERROR.replace("0_x", filler)), "2") == Outcome("ok")
    assert judge(answered("<html>" + filler), "1") == Outcome("ok")


@each("format", ["1", "2", "77"])
def test_an_empty_answer_that_says_why_in_a_header(format: str) -> None:
    unknown = judge(answered("", ("X-Kaltura", "error- UNKNOWN_RESPONSE_FORMAT")), format)
    assert (unknown.kind, unknown.code) == ("api_error", "UNKNOWN_RESPONSE_FORMAT")
    assert "Choose another format." in unknown.message
    stopped = judge(answered("", ("X-Kaltura-App", "exiting on error 5 - entry")), format)
    assert stopped == Outcome("api_error", "5", "entry")
    for reason, code, told in (
        ("exiting on error -1 - a text", "-1", "a text"),
        ("exiting on error FOO", "FOO", "nothing but FOO"),
        ("hello world", "X", "says: hello world"),
    ):
        headers = (("X-Kaltura", "error-X"), ("X-Kaltura-App", reason))
        judged = judge(answered("", *headers), format)
        assert (judged.kind, judged.code) == ("api_error", code)
        assert told in judged.message
    unnamed = judge(answered("", ("X-Kaltura-App", "hello world")), format)
    assert unnamed.code == "EMPTY_ANSWER"


@each("format", ["1", "2", "77"])
def test_a_file_that_is_refused_says_code_and_text_in_a_header(format: str) -> None:
    headers = (
        ("X-Kaltura", "error- ENTRY_ID_NOT_FOUND"),
        ("X-Kaltura-App", 'exiting on error ENTRY_ID_NOT_FOUND - Entry id "0_x" not found'),
    )
    for told in (headers, headers[1:]):
        refused = judge(answered("", *told), format, expects_file=True)
        assert refused == Outcome("api_error", "ENTRY_ID_NOT_FOUND", 'Entry id "0_x" not found')
    bare = judge(answered("", ("X-Kaltura-App", "exiting on error ENTRY_ID_NOT_FOUND")), format)
    assert (bare.kind, bare.code) == ("api_error", "ENTRY_ID_NOT_FOUND")
    # A file that came is a file, whatever the headers say.
    assert judge(answered("file", *headers), format, expects_file=True) == Outcome("ok")


def test_a_cached_empty_answer_is_no_error() -> None:
    assert judge(answered("", ("X-Kaltura", "cached-dispatcher,cache_v3")), "1") == Outcome("ok")
    assert judge(answered("", status=204), "2") == Outcome("ok")


@each(
    ("status", "words"),
    [
        (400, "400 Bad Request instead of a result"),
        (404, "404 Not Found: check that the region's address"),
        (413, "send a smaller file"),
        (500, "500 Internal Server Error: it is in trouble"),
        (599, "answered 599: it is in trouble"),
        (304, "304 Not Modified"),
        (302, "302 Found"),
        (199, "199"),
    ],
)
def test_http_errors(status: int, words: str) -> None:
    outcome = judge(answered("<html>", status=status), "2", expects_file=True)
    assert (outcome.kind, outcome.code) == ("http_error", str(status))
    assert words in outcome.message


def test_a_redirect_says_where_to() -> None:
    outcome = judge(answered("", ("location", "https://cdn.example/a.mp4"), status=302), "1")
    assert (outcome.kind, outcome.code) == ("redirect", "302")
    assert "https://cdn.example/a.mp4" in outcome.message


def test_failures() -> None:
    failure = Failure("read_timeout", "It fell silent.")
    assert judge(Answer(200, body=b"<xml>", failure=failure), "2") == Outcome(
        "failed", "read_timeout", "It fell silent."
    )
    cancelled = Failure("cancelled", "The call was cancelled.")
    assert judge(Answer(None, failure=cancelled), "2").kind == "cancelled"


@given(st.binary(), st.sampled_from(["1", "2", "3", "9", "8"]), st.booleans())
def test_any_bytes_have_an_outcome(body: bytes, format: str, expects_file: bool) -> None:
    assert judge(answered(body), format, expects_file=expects_file).kind in get_args(OutcomeKind)
