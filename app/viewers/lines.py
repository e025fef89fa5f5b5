"""Text as numbered, coloured lines of escaped HTML."""

from markupsafe import Markup, escape
from pygments import highlight as colour
from pygments.formatters import HtmlFormatter
from pygments.lexers.data import JsonLexer
from pygments.lexers.html import XmlLexer

# Pygments reads about 1 MB a second; beyond this the colours are not worth the wait.
COLOURED_CHARACTERS = 150_000
_LEXERS = {"xml": XmlLexer(), "json": JsonLexer()}
_FORMATTER: HtmlFormatter[str] = HtmlFormatter(nowrap=True)


def highlight(text: str, language: str) -> Markup:
    """One <span class="line"> a line; everything of `text` is escaped."""
    text = text.replace("\r\n", "\n").replace("\x00", "\u2400")
    lexer = _LEXERS.get(language)
    if lexer is None or len(text) > COLOURED_CHARACTERS:
        lines = [escape(line) for line in text.split("\n")]
    else:
        coloured = colour(text, lexer, _FORMATTER).rstrip("\n").split("\n")
        lines = [Markup(line) for line in coloured]  # noqa: S704  # Pygments has escaped it
    return Markup("").join(Markup('<span class="line">{}</span>').format(line) for line in lines)
