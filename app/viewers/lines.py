"""Text as numbered, coloured lines of escaped HTML."""

from markupsafe import Markup, escape
from pygments import highlight as colour
from pygments.formatters import HtmlFormatter
from pygments.lexers.data import JsonLexer
from pygments.lexers.html import XmlLexer

# Pygments reads about 1 MB a second; beyond this the colours are not worth the wait.
COLOURED_CHARACTERS = 150_000
_OPTIONS = {"stripnl": False, "ensurenl": False}
_LEXERS = {"xml": XmlLexer(**_OPTIONS), "json": JsonLexer(**_OPTIONS)}
_FORMATTER: HtmlFormatter[str] = HtmlFormatter(nowrap=True)


def highlight(text: str, language: str) -> Markup:
    """One <span class="line"> a line; everything of `text` is escaped."""
    # Pygments takes each of these for the end of a line, as browsers do.
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\u2400")
    lexer = _LEXERS.get(language)
    lines: list[str]
    if lexer is None or len(text) > COLOURED_CHARACTERS:
        lines = str(escape(text)).split("\n")
    else:
        # It ends the last line as well, whether the text did or not.
        lines = colour(text, lexer, _FORMATTER).split("\n")[: text.count("\n") + 1]
    # By now each line is escaped, by `escape` or by Pygments.
    return Markup("".join(f'<span class="line">{line}</span>' for line in lines))  # noqa: S704
