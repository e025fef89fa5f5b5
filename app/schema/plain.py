"""Foreign descriptions as plain text."""

import html
import re

# Only real tags: a description may well speak of `(?P<flavorName>\w+)`.
_TAG = re.compile(
    r"</?(?P<name>a|abbr|b|blockquote|body|br|button|center|code|dd|div|dl|dt|em|embed|font|form|"
    r"h[1-6]|head|hr|html|i|iframe|img|input|kbd|li|link|meta|object|ol|p|pre|s|script|small|span|"
    r"strike|strong|style|sub|sup|svg|table|tbody|td|th|thead|tr|tt|u|ul|var|video)"
    r"(?:[\s/][^<>]*)?>",
    re.IGNORECASE,
)
_BREAKING = frozenset(
    {"br", "p", "div", "li", "tr", "ul", "ol", "table", "hr", "pre", "blockquote"}
)


_LIMIT = 20_000  # characters; the longest description of a whole server has about 2,000
_NESTED = 4  # a tag may come to light when another one inside it goes: `<scr<b>ipt>`


def plain(text: str) -> str:
    """The text without HTML tags, entities, and the blanks of the source that it stood in.

    Line breaks stay where the text, or a tag such as `<br>`, has one. The result may
    still hold `<` or `&`: it is text, to be escaped like any other.
    """
    text = html.unescape(text[:_LIMIT])
    for _ in range(_NESTED):
        text = _TAG.sub(_replacement, text)
    if _TAG.search(text):
        text = text.replace("<", "")
    lines = (" ".join(line.split()) for line in text.splitlines())
    # A lone slash is what Kaltura's generator leaves of a comment's closing mark.
    return "\n".join(line for line in lines if line not in {"", "/"})


def _replacement(tag: re.Match[str]) -> str:
    return "\n" if tag["name"].lower() in _BREAKING else ""
