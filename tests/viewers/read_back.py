"""From the markup that a viewer gives back to the text that a reader of the page sees."""

from html.parser import HTMLParser

from app.viewers import Shown


class _Lines(HTMLParser):
    """Collects the text of each <span class="line">; anything but spans with a class is refused."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self._open = 0
        self.feed(markup)
        self.close()
        assert self._open == 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag == "span"
        assert [name for name, _ in attrs] == ["class"]
        if self._open == 0:
            assert attrs == [("class", "line")]
            self.lines.append("")
        self._open += 1

    def handle_endtag(self, tag: str) -> None:
        assert tag == "span"
        self._open -= 1

    def handle_data(self, data: str) -> None:
        assert self._open > 0
        self.lines[-1] += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(decl)

    def handle_pi(self, data: str) -> None:
        raise AssertionError(data)


def lines_of(markup: str) -> list[str]:
    """The text of each line; fails where there is any markup but coloured spans."""
    return _Lines(markup).lines


def text_of(shown: Shown) -> str:
    return "\n".join(lines_of(str(shown.lines)))
