"""Text as numbered, coloured lines of escaped HTML."""

from functools import cache

from markupsafe import Markup, escape
from pygments import highlight as colour
from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name

# Pygments reads about 1 MB a second; beyond this the colours are not worth the wait.
COLOURED_CHARACTERS = 150_000
_FORMATTER: HtmlFormatter[str] = HtmlFormatter(nowrap=True)


@cache
def _lexer(language: str) -> Lexer:
    return get_lexer_by_name(language, stripnl=False, ensurenl=False)


def highlight(text: str, language: str) -> Markup:
    """One <span class="line"> a line; everything of `text` is escaped.

    `language` is a name that Pygments knows, or "text".
    """
    # Pygments takes each of these for the end of a line, as browsers do.
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\u2400")
    lines: list[str]
    if language == "text" or len(text) > COLOURED_CHARACTERS:
        lines = str(escape(text)).split("\n")
    else:
        # It ends the last line as well, whether the text did or not.
        lines = colour(text, _lexer(language), _FORMATTER).split("\n")[: text.count("\n") + 1]
    # By now each line is escaped, by `escape` or by Pygments.
    marked = "".join(f'<span class="line">{line}</span>' for line in lines)
    return Markup(marked)  # noqa: S704 # nosec B704
