"""Text as lines of escaped HTML."""

import pytest

from app.viewers.lines import COLOURED_CHARACTERS, highlight
from tests.viewers.read_back import lines_of

LINE = '<span class="line">{}</span>'


def test_text_is_escaped_line_by_line() -> None:
    assert highlight("a < b\n\n\"&'", "text") == (
        LINE.format("a &lt; b") + LINE.format("") + LINE.format("&#34;&amp;&#39;")
    )


def test_names_and_values_have_their_colours() -> None:
    assert highlight('{"a": 1}', "json") == LINE.format(
        '<span class="p">{</span><span class="nt">"a"</span><span class="p">:</span>'
        '<span class="w"> </span><span class="mi">1</span><span class="p">}</span>'
    )
    assert highlight("<a/>", "xml") == LINE.format('<span class="nt">&lt;a/&gt;</span>')


@pytest.mark.parametrize("language", ["text", "json", "xml"])
@pytest.mark.parametrize("text", ["", "\n", "a", "a\n", "\na", "\n\na\n\n", " \n ", "a\r\nb\rc"])
def test_no_line_is_lost_or_added(language: str, text: str) -> None:
    expected = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert lines_of(str(highlight(text, language))) == expected


def test_a_token_of_several_lines_is_closed_on_each() -> None:
    assert highlight("<!-- a\nb -->", "xml") == (
        LINE.format('<span class="cm">&lt;!-- a</span>')
        + LINE.format('<span class="cm">b --&gt;</span>')
    )


def test_what_is_very_long_goes_without_colours() -> None:
    assert "mi" in str(highlight("[" + "1" * (COLOURED_CHARACTERS - 2) + "]", "json"))[:100]
    assert highlight("<" * (COLOURED_CHARACTERS + 1), "xml") == LINE.format(
        "&lt;" * (COLOURED_CHARACTERS + 1)
    )


def test_nul_is_made_visible() -> None:
    assert highlight("a\x00b", "text") == LINE.format("a\u2400b")
