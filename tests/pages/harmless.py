"""Reads a page as a browser does, and fails where it holds what is not the console's own."""

import re
from functools import lru_cache
from html import unescape
from typing import NamedTuple

_VOID = {"meta", "link", "input", "br", "hr", "img", "wbr", "source", "track", "col", "base"}
_NEVER = {"img", "iframe", "object", "embed", "svg", "math", "style", "base", "form", "video"}
_LINKS = {"href", "src", "action", "formaction"}

# All that a page of ours is made of: whatever reads more into HTML than this has nothing to read.
_VALUE = r"\"[^\"]*\"|'[^']*'|[^\s\"'=`>]+"
_ATTRIBUTE = re.compile(rf"\s+([^\s\"'/=>]+)(?:=({_VALUE}))?")
_PIECE = re.compile(rf"(/?[a-z][a-z0-9-]*(?:{_ATTRIBUTE.pattern})*)\s*(/?)>(.*)", re.DOTALL)
_DOCTYPE = re.compile(r"!doctype html>\s*", re.IGNORECASE)


class _Tag(NamedTuple):
    """What opens an element."""

    name: str
    own: bool  # may stand within an answer
    holds_answer: bool


def _own(tag: str, given: dict[str, str]) -> bool:
    """Whether it is one of the few that the console's own template has beside an answer."""
    if tag == "svg":
        return given.get("class") == "timing-bar"
    action = re.fullmatch(r"/(?:send|history/[\w-]+/reveal)", given.get("action") or "")
    return tag == "form" and given.get("method") == "post" and action is not None


def _leaves(given: dict[str, str]) -> bool:
    """Whether it is the link that a redirect leads to, which takes nothing of ours along."""
    leads = re.match("https?://", given.get("href") or "")
    return leads is not None and given.get("rel") == "noreferrer noopener"


# Most of a page is what all pages have.
@lru_cache(10_000)
def _opened(written: str) -> _Tag:
    tag = re.split(r"\s", written, maxsplit=1)[0]
    attributes = _ATTRIBUTE.findall(written[len(tag) :])
    given = {
        name.lower(): unescape(value[1:-1] if value[:1] in {'"', "'"} else value)
        for name, value in attributes
    }
    assert len(given) == len(attributes), attributes
    for name, value in given.items():
        assert re.fullmatch("[a-z][a-z0-9-]*", name), name
        assert not name.startswith("on"), name
        assert name not in {"style", "srcdoc", "http-equiv"}, name
        if name in _LINKS and not _leaves(given):
            assert re.match(r"/(?!/)|#", value), value
    if tag == "script":
        assert str(given.get("src")).startswith("/assets/")
    own = tag != "script" and (tag not in _NEVER or _own(tag, given))
    return _Tag(tag, own, given.get("id") == "answer")


class Page:
    """`answer` is the text below the element with the id `answer`, or of all of a fragment."""

    def __init__(self, page: str) -> None:
        self._open: list[str] = []
        self._in_answer = fragment = not page.lstrip().startswith("<!doctype")
        self._answer_depth = 0 if fragment else -1  # how many elements are open around it
        before, *pieces = page.split("<")
        if not fragment:
            assert _DOCTYPE.fullmatch(pieces.pop(0))
        self._answer = [before] if fragment else []
        for piece in pieces:
            read = _PIECE.fullmatch(piece)
            assert read, f"neither text nor an element: <{piece}"
            self._read_tag(read[1], ends=read[4] != "")
            if self._in_answer:
                self._answer.append(read[5])
        assert self._open == [], "an element is left open"
        assert self._answer_depth >= 0, "there is no answer"

    @property
    def answer(self) -> str:
        return "".join(unescape(text) for text in self._answer)

    def _read_tag(self, written: str, *, ends: bool) -> None:
        if written.startswith("/"):
            assert self._open, written
            assert self._open.pop() == written[1:]
            if len(self._open) == self._answer_depth > 0:
                self._in_answer = False
            return
        tag = _opened(written)
        assert tag.own or not self._in_answer, written
        if tag.holds_answer:
            self._in_answer, self._answer_depth = True, len(self._open)
        # In HTML itself a slash at the end of a tag ends nothing.
        if tag.name not in _VOID and not (ends and "svg" in self._open):
            self._open.append(tag.name)
