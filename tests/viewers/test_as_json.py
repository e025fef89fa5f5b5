"""JSON is laid out without a change to what it says."""

import pytest

from app.viewers import as_json
from app.viewers.shape import SHOWN_CHARACTERS, CannotShow


def test_two_spaces_a_level_and_empty_ones_on_their_line() -> None:
    assert as_json.lay_out('{"a":[1,{"b":{}, "c":[ ]}],"d":"x"}') == (
        '{\n  "a": [\n    1,\n    {\n      "b": {},\n      "c": []\n    }\n  ],\n  "d": "x"\n}'
    )
    assert as_json.lay_out("[]") == "[]"
    assert as_json.lay_out('"a"') == '"a"'
    assert as_json.lay_out('[[],[[]],"}"]') == '[\n  [],\n  [\n    []\n  ],\n  "}"\n]'


@pytest.mark.parametrize(
    "number",
    [
        "12345678901234567890",
        "1.10",
        "0.10000000000000000000001",
        "1E400",
        "-0",
        "1e5",
        "9007199254740993",
        "1" * 5000,
    ],
)
def test_a_number_keeps_every_digit(number: str) -> None:
    assert as_json.lay_out(f'{{"id":{number}}}') == f'{{\n  "id": {number}\n}}'


def test_a_key_given_twice_is_shown_twice() -> None:
    assert as_json.lay_out('{"a":1,"a":2}') == '{\n  "a": 1,\n  "a": 2\n}'


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (r'"K\u00e4se \u2713"', '"Käse ✓"'),
        (r'"http:\/\/host\/a"', '"http://host/a"'),
        (r'"\ud83d\ude00"', '"😀"'),
        # What would end the text, break the line, or be seen by nobody stays written out.
        (r'"\" \\ \n \t \u0022 \u005c"', r'"\" \\ \n \t \u0022 \u005c"'),
        (r'"\u0000 \u001b \u007f"', r'"\u0000 \u001b \u007f"'),
        (r'"\u202e \u200b \u00a0 \u2028 \ufeff"', r'"\u202e \u200b \u00a0 \u2028 \ufeff"'),
        (r'"\ud800 \udc00\ud800"', r'"\ud800 \udc00\ud800"'),
        (r'"\\u00e9 \\\/ \\\\u00e9"', r'"\\u00e9 \\/ \\\\u00e9"'),
    ],
)
def test_escapes_are_read_where_that_loses_nothing(written: str, shown: str) -> None:
    assert as_json.lay_out(written) == shown


def test_what_stands_in_a_text_is_not_taken_for_structure() -> None:
    assert as_json.lay_out('["a, b", "{\\"c\\": 1}"]') == '[\n  "a, b",\n  "{\\"c\\": 1}"\n]'


@pytest.mark.parametrize("text", ['{"a":1', "{'a':1}", "[1,]", '{"a" 1}', '["\n"]', "[1] 2", ""])
def test_what_is_no_json_is_refused_with_a_reason(text: str) -> None:
    with pytest.raises(CannotShow) as refused:
        as_json.lay_out(text)
    assert refused.value.sentence.startswith("Not valid JSON (")


def test_it_stops_where_nothing_more_is_shown() -> None:
    laid_out = as_json.lay_out("[" + "1," * SHOWN_CHARACTERS + "1]")
    assert laid_out.startswith("[\n  1,\n  1,\n")
    assert SHOWN_CHARACTERS < len(laid_out) < SHOWN_CHARACTERS + 100
