"""Reads a page as a browser does, and fails where it holds what is not the console's own."""

import re
from html.parser import HTMLParser

_VOID = {"meta", "link", "input", "br", "hr", "img", "wbr", "source", "track", "col", "base"}
_NEVER = {"img", "iframe", "object", "embed", "svg", "math", "style", "base", "form", "video"}
_LINKS = {"href", "src", "action", "formaction"}


def _own(tag: str, given: dict[str, str | None]) -> bool:
    """Whether it is one of the few that the console's own template has beside an answer."""
    if tag == "svg":
        return given.get("class") == "timing-bar"
    action = re.fullmatch(r"/(?:send|history/[\w-]+/reveal)", given.get("action") or "")
    return tag == "form" and given.get("method") == "post" and action is not None


def _leaves(given: dict[str, str | None]) -> bool:
    """Whether it is the link that a redirect leads to, which takes nothing of ours along."""
    leads = re.match("https?://", given.get("href") or "")
    return leads is not None and given.get("rel") == "noreferrer noopener"


class Page(HTMLParser):
    """`answer` is the text below the element with the id `answer`, or of all of a fragment."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self._pieces: list[str] = []
        self._open: list[str] = []
        self._in_answer = fragment = not page.lstrip().startswith("<!doctype")
        self._answer_depth = 0 if fragment else -1  # how many elements are open around it
        self.feed(page)
        self.close()
        assert self._open == [], "an element is left open"
        assert self._answer_depth >= 0, "there is no answer"

    @property
    def answer(self) -> str:
        return "".join(self._pieces)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        assert len(given) == len(attrs), attrs
        for name, value in attrs:
            assert re.fullmatch("[a-z][a-z0-9-]*", name), name
            assert not name.startswith("on"), name
            assert name not in {"style", "srcdoc", "http-equiv"}, name
            if name in _LINKS and not _leaves(given):
                assert re.match(r"/(?!/)|#", value or ""), value
        if tag == "script":
            assert str(given.get("src")).startswith("/assets/")
            assert not self._in_answer
        if self._in_answer and not _own(tag, given):
            assert tag not in _NEVER, tag
        if given.get("id") == "answer":
            self._in_answer, self._answer_depth = True, len(self._open)
        if tag not in _VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open, tag
        assert self._open.pop() == tag
        if len(self._open) == self._answer_depth > 0:
            self._in_answer = False

    def handle_data(self, data: str) -> None:
        if self._in_answer:
            self._pieces.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def handle_pi(self, data: str) -> None:
        raise AssertionError(f"an instruction: {data}")

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(f"a declaration: {data}")
