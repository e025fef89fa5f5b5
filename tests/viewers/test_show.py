"""A body is shown as what it is, whatever the server says or sends, and never as a page."""

import codecs
import json
import re

from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.call.model import Answer, Call
from app.call.secrets.masking import MASK, Masker
from app.viewers import LAID_OUT_CHARACTERS, Shown, language_of, show
from app.viewers.shape import SHOWN_CHARACTERS, SHOWN_LINES
from tests.call.answers import spellings
from tests.call.spellings import Spelling
from tests.each import each
from tests.viewers.read_back import lines_of, text_of

CONTENT_TYPES = [
    "",
    "text/xml",
    "text/html; charset=utf-8",
    "application/json",
    "image/svg+xml",
    "image/png",
    "application/octet-stream",
    ";;;",
    "\x00",
]


@each(
    ("body", "content_type", "language"),
    [
        (b"<xml><result>1</result></xml>", "text/xml; charset=utf-8", "xml"),
        (b'{"a": 1}', "application/json", "json"),
        (b"[]", "application/json", "json"),
        (b'"djJ8"', "application/json", "json"),
        (b" \n\t{} ", "text/plain", "json"),
        # The body decides, whatever it is called.
        (b'{"a": 1}', "text/xml", "json"),
        (b"<a/>", "application/json", "xml"),
        (b"<a/>", "image/png", "xml"),
        (b"true", "application/json", "text"),
        (b'a:1:{s:1:"a";i:1;}', "text/plain", "text"),
        (b"callback({});", "application/javascript", "text"),
        (b"", "", "text"),
    ],
)
def test_the_body_decides_how_it_is_shown(body: bytes, content_type: str, language: str) -> None:
    shown = show(body, content_type)
    assert (shown.language, shown.notes) == (language, ())


@spellings
def test_the_language_is_that_of_the_format(spelling: Spelling) -> None:
    languages = {"1": "json", "2": "xml", "3": "text", "9": "json"}
    for result in ({"id": "0_a"}, ["djJ8"], "djJ8"):
        assert language_of(spelling.write(result), "text/html") == languages[spelling.format]


def test_the_media_type_is_without_its_parameters() -> None:
    assert show(b"1", "Text/XML ; charset=utf-8").media_type == "text/xml"


@each(
    "body",
    [
        b"<!DOCTYPE html><html><body onload=alert(1)><script>alert(1)</script></body></html>",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload=alert(1)><script/></svg>",
        b"</span></code></pre><script>alert(1)</script>",
        b'{"a": "</span><img src=x onerror=alert(1)>"}',
        b"<a b='&quot;><script>alert(1)</script>'/>",
        b"<xml><![CDATA[</span><script>alert(1)</script>]]></xml>",
        b"<xml><!-- </span><script>alert(1)</script> --></xml>",
        b"&lt;script&gt;alert(1)&lt;/script&gt;",
    ],
)
@each("raw", [False, True])
def test_markup_is_text_and_never_rendered(body: bytes, raw: bool) -> None:
    shown = show(body, "text/html", raw=raw)
    text = text_of(shown)
    assert "alert(1)" in text
    if raw or shown.language == "text":
        assert text == body.decode()
    assert re.findall("<(?!/?span)", str(shown.lines)) == []


def test_what_is_not_sound_is_shown_as_it_came_with_a_reason() -> None:
    broken = show(b'{"a": }', "application/json")
    assert (broken.language, text_of(broken)) == ("text", '{"a": }')
    assert len(broken.notes) == 1
    assert broken.notes[0].startswith("Not valid JSON (Expecting value: line 1 column 7")
    assert broken.notes[0].endswith("shown as it came.")
    unclosed = show(b"<a>\n<b>\n</a>", "text/xml")
    assert (unclosed.language, text_of(unclosed)) == ("text", "<a>\n<b>\n</a>")
    assert unclosed.notes[0].startswith("Not well-formed XML (Opening and ending tag mismatch")
    assert "<string>" not in unclosed.notes[0]


def test_raw_keeps_every_character_and_says_nothing_of_what_it_is_not() -> None:
    body = '\n\n{"a":   [1 ,2]}\n\n'
    shown = show(body.encode(), "application/json", raw=True)
    assert (shown.language, shown.notes, text_of(shown)) == ("json", (), body)
    broken = show(b"<a><b>", "text/xml", raw=True)
    assert (broken.language, broken.notes, text_of(broken)) == ("text", (), "<a><b>")


def test_bytes_that_are_not_utf_8_are_named_and_replaced() -> None:
    shown = show(b'{"a": "caf\xe9"}', "application/json")
    assert text_of(shown) == '{\n  "a": "caf\ufffd"\n}'
    assert shown.notes == ("Not valid UTF-8 from byte 10 on: such bytes are shown as \ufffd.",)


def test_a_byte_order_mark_is_not_part_of_the_text() -> None:
    assert text_of(show(codecs.BOM_UTF8 + b"<a/>", "text/xml")) == "<a/>"
    assert text_of(show(codecs.BOM_UTF8 + b'{"a":1}', "")) == '{\n  "a": 1\n}'


def test_the_mask_is_applied_however_the_body_is_shown() -> None:
    def mask(text: str) -> str:
        return text.replace("marked", MASK)

    bodies = (
        b'{"a": "marked"}',
        b"<a>marked</a>",
        b"marked",
        b"<marked>",
        b"{marked",
        b'"' + b"\\u00e9 " * 10 + b'marked"',
    )
    for body in bodies:
        for raw in (False, True):
            shown = show(body, "", mask=mask, raw=raw)
            assert "marked" not in str(shown.lines), body
            assert "marked" not in " ".join(shown.notes), body
            assert MASK in text_of(shown), body


def test_a_masked_number_leaves_its_json_laid_out() -> None:
    mask = Masker.for_exchange(Call("eu", "user", "login"), Answer(200)).text
    shown = show(b'{"otp": 123456, "id": 12}', "application/json", mask=mask)
    assert (shown.language, shown.notes) == ("json", ())
    assert text_of(shown) == f'{{\n  "otp": {MASK},\n  "id": 12\n}}'


def test_a_long_answer_is_cut_and_says_so() -> None:
    note = "Only the beginning is shown; save the answer to have it whole."
    one_line = show(b'"' + b"a" * SHOWN_CHARACTERS + b'"', "application/json")
    assert one_line.notes == (note,)
    assert len(text_of(one_line)) == SHOWN_CHARACTERS
    many = show(b"\n" * (SHOWN_LINES + 5), "text/plain")
    assert many.notes == (note,)
    assert len(lines_of(str(many.lines))) == SHOWN_LINES
    just = show(b"\n" * (SHOWN_LINES - 1), "text/plain")
    assert just.notes == ()
    assert len(lines_of(str(just.lines))) == SHOWN_LINES


def test_what_is_too_long_to_be_laid_out_is_cut_before_it_is_masked() -> None:
    seen: list[int] = []

    def mask(text: str) -> str:
        seen.append(len(text))
        return text.replace("marked-secret", MASK)

    # A secret lies across each place where the text could be cut.
    secret = b"marked-secret"
    body = b'"' + secret * (LAID_OUT_CHARACTERS // len(secret) + 1) + b'"'
    shown = show(body, "application/json", mask=mask)
    assert shown.language == "text"
    assert shown.notes[0] == "Too long to be laid out: shown as it came."
    assert re.fullmatch(f'"{MASK[0]}+', text_of(shown))
    assert seen[0] < LAID_OUT_CHARACTERS


@each("bracket", ["[", '{"a":', "<a>"])
def test_a_hundred_thousand_levels_are_shown_as_they_came(bracket: str) -> None:
    body = bracket * 100_000
    shown = show(body.encode(), "")
    assert shown.language == "text"
    assert len(shown.notes) == 1
    assert text_of(shown) == body


def _never_fails(body: bytes, content_type: str, raw: bool) -> Shown:
    shown = show(body, content_type, raw=raw)
    if shown.language == "binary":
        assert shown.lines == ""
        assert len(shown.notes) == 1
    else:
        assert len(lines_of(str(shown.lines))) >= 1
    return shown


@settings(deadline=None)
@given(body=st.binary(), content_type=st.sampled_from(CONTENT_TYPES), raw=st.booleans())
@example(body=b"\x00<", content_type="", raw=False)
@example(body=b"<\x00a/>", content_type="text/xml", raw=False)
@example(body=b'<?xml version="1.0" encoding="nonsense"?><a/>', content_type="", raw=False)
@example(body=b"\xff\xfe<\x00a\x00>\x00", content_type="text/xml", raw=False)
def test_no_bytes_make_it_fail(body: bytes, content_type: str, raw: bool) -> None:
    _never_fails(body, content_type, raw)


_MARKS = (
    "< > / a \" ' = &amp; & { } [ ] : , 1 \\u00e9 \\ <!-- --> <![CDATA[ ]]> <?xml ?> <a> </a> "
    '<!DOCTYPE é 😀 {"a":'
)
_pieces = st.sampled_from([*_MARKS.split(), *"\n\r\t \u202e\u2028\ufeff\x00\x0c\x85"])


@settings(deadline=None)
@given(st.one_of(st.text(), st.lists(_pieces, max_size=40).map("".join)), st.booleans())
@example("<a>\n\n</a>\n\n", True)
@example('{"a":\r\n1}\r', True)
@example("\x00", False)
def test_the_lines_give_the_text_back(text: str, raw: bool) -> None:
    body = text.encode("utf-8", "surrogatepass")
    shown = _never_fails(body, "text/plain", raw)
    if shown.language == "binary" or not (raw or shown.language == "text"):
        return
    came = body.decode("utf-8-sig", "replace")
    assert text_of(shown) == re.sub("\r\n?", "\n", came).replace("\x00", "\u2400")


_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda children: st.lists(children) | st.dictionaries(st.text(), children),
    max_leaves=20,
).filter(lambda value: isinstance(value, str | list | dict))


@settings(deadline=None)
@given(value=_values, ascii_only=st.booleans(), indent=st.sampled_from([None, 1]))
def test_json_that_is_laid_out_means_the_same(
    value: object, ascii_only: bool, indent: int | None
) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    shown = show(text.encode("utf-8", "replace"), "application/json")
    assert (shown.language, shown.notes) == ("json", ())
    meant = json.loads(text.encode("utf-8", "replace"))
    assert json.loads(text_of(shown)) == meant
