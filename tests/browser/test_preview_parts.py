"""The preview's modules by themselves: names, captions, what is offered."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.previews import IMPORT, SRT, kind_told, watched
from tests.pages.hostile_names import HOSTILE_NAMES

pytestmark = pytest.mark.browser


@pytest.fixture
def width() -> int:
    """One is enough: nothing of this depends on it."""
    return 1400


@pytest.fixture
def console(page: Page) -> Iterator[Page]:
    yield from watched(page)


def test_browser_and_server_agree_on_names(console: Page) -> None:
    names = console.evaluate(
        f"async names => {{ const {{ cleaned }} = await ({IMPORT})('file-names');"
        "return names.map(cleaned); }",
        [name for name, _ in HOSTILE_NAMES],
    )
    assert names == [expected for _, expected in HOSTILE_NAMES]


READ = f"""async ([text, format]) => {{
    const {{ readCaptions, captionFormat }} = await ({IMPORT})("captions");
    const {{ cues, faults }} = readCaptions(text, format);
    return JSON.stringify([captionFormat(text), cues.map((cue) => Object.values(cue)),
        faults.map((fault) => Object.values(fault))]);
}}"""


CAPTIONS = [
    (
        "WEBVTT - title\nmore\n\nNOTE a --> b\nis no caption\n\nSTYLE\n::cue {}\n\nid\n"
        "00:01.000 --> 00:02.000 align:start\n<v Ann>Hello\n\n00:03.000 --> x\n\n",
        "vtt",
        [[1, 2, "<v Ann>Hello", 11], [3, None, "", 14]],
        [[14, "The time cannot be read."]],
    ),
    (
        "1\n00:00:01,000 --> 00:00:02,000\na\n2\n00:00:03,000 --> 00:00:04,000\nb",
        "srt",
        [[1, 2, "a", 2], [3, 4, "b", 5]],
        [[5, "No empty line before this caption."]],
    ),
    (
        '<?xml version="1.0"?>\n<tt xmlns="http://www.w3.org/ns/ttml" ttp:frameRate="25">'
        '<!-- <p begin="9s"> --><body>\n<p begin="1.5s" dur="500ms">a<br/>b &lt;i&gt; '
        '<span>c</span></p>\n<p begin="00:00:03:05" end="00:00:04.000">never closed\n'
        '<p begin="5s" end="4s">d</p></body></tt>',
        "ttml",
        [
            [1.5, 2, "a\nb <i> c", 3],
            [3.2, 4, "never closed", 4],
            [5, 4, "d", 5],
        ],
        [[4, "A caption that is not closed."], [5, "It ends before it begins."]],
    ),
    ("", "srt", [], []),
    ("words", "vtt", [], [[1, "The first line is not WEBVTT."], [1, "Text without a time."]]),
]


def test_captions_are_read_as_far_as_they_can_be(console: Page) -> None:
    for text, kind, cues, faults in CAPTIONS:
        found = json.loads(console.evaluate(READ, [text, kind]))
        assert found == [kind if len(text) > 5 else "", cues, faults]


PARSE = f"""async ([text, kind]) => {{
    const {{ readCaptions }} = await ({IMPORT})("captions");
    const {{ readDelimited, guessDelimiter }} = await ({IMPORT})("delimited");
    if (kind) readCaptions(text, kind);
    else readDelimited(text, guessDelimiter(text), 1000);
}}"""


def test_no_text_holds_the_page_up(console: Page) -> None:
    marks = ["<p", "<p>", "<p begin='1s'>\n", "<!--", "-->\n", "1\n-->\n", "&#x", "\n", '"', ","]
    for mark in marks:
        text = mark * (500_000 // len(mark))
        for kind in ("srt", "vtt", "ttml", ""):
            console.evaluate(PARSE, [text, kind])


def test_it_is_offered_where_there_may_be_something_to_see(console: Page) -> None:
    offered = {
        "binary": {"language": "binary"},
        "svg": {"language": "xml", "mediaType": "image/svg+xml"},
        "csv": {"language": "text", "mediaType": "text/csv"},
        "named": {"language": "text", "fileName": "Report.CSV"},
        "dfxp": {"language": "xml", "service": "caption_captionasset", "action": "serve"},
        "srt": {"language": "text", "mediaType": "text/plain", "beginning": SRT.decode()},
    }
    not_offered = {
        "list": {"language": "xml", "mediaType": "text/xml", "beginning": "<xml><result/>"},
        "json": {"language": "json", "mediaType": "text/csv"},
        "page": {"language": "xml", "mediaType": "text/html"},
        "called a picture": {"language": "xml", "mediaType": "image/png"},
        "words": {"language": "text", "mediaType": "text/plain", "beginning": "words"},
    }
    found = console.evaluate(
        f"async all => {{ const {{ default: View }} = await ({IMPORT})('preview-view');"
        "return Object.keys(all).filter((name) => View.offers(all[name])); }",
        offered | not_offered,
    )
    assert sorted(found) == sorted(offered)


NAME = f"""async ([bytes, facts]) => {{
    const {{ nameFor }} = await ({IMPORT})("preview-choice");
    return nameFor(new Blob([Uint8Array.from(bytes)]), facts);
}}"""


def test_anything_is_saved_under_a_name_that_says_what_it_is(console: Page) -> None:
    named = {"service": "thumbAsset", "action": "serve"}
    cases: list[tuple[bytes, dict[str, str], str]] = [
        (b"\x89PNG\r\n", {"language": "binary", "mediaType": "text/html"}, "png"),
        (b"\x00", {"language": "binary"}, "bin"),
        (b"{}", {"language": "json", "mediaType": "text/csv"}, "json"),
        (b"<xml/>", {"language": "xml"}, "xml"),
        (b"<svg/>", {"language": "xml"}, "svg"),
        (b"<html>", {"language": "xml", "mediaType": "image/png"}, "xml"),
        (SRT, {"language": "text"}, "srt"),
        (b"a,b", {"language": "text", "mediaType": "text/csv"}, "csv"),
        (b"a", {"language": "text", "mediaType": "text/tab-separated-values"}, "tsv"),
        (b"words", {"language": "text"}, "txt"),
        (b"", {"language": "text"}, "txt"),
    ]
    for body, facts, ending in cases:
        told = {**named, **facts, "kind": kind_told(body)}
        found = console.evaluate(NAME, [list(body), told])
        assert found == f"thumbAsset.serve.{ending}"
    given = {"language": "binary", "fileName": "../my report.pdf"}
    assert console.evaluate(NAME, [[0], given]) == "my report.pdf"
    hostile = {"language": "text", "service": "../..", "action": "a/b"}
    assert console.evaluate(NAME, [[], hostile]) == "b.txt"
