"""Commands over several lines that lack the sign which continues a line.

Documents and chats lose it. A shell would end the command there and lose its options, which turns
a filtered list into one of everything; no command of its own begins as these lines do.
"""

import re
from collections.abc import Sequence

from app.call.pasted.curl_options import SHORT, WITH_VALUE

NOTE = (
    "Lines that lack the sign which continues a line were taken as parts of the command in front "
    "of them; a shell would end it there."
)
_PROGRAM = re.compile(
    r"(?:\S*[/\\])?(curl|wget|https?|xh|iwr|irm|Invoke-(?:WebRequest|RestMethod))(?:\.exe)?",
    re.IGNORECASE,
)
_BETWEEN = r"\r?\n(?:[ \t]*(?:#[^\n]*|rem\b[^\n]*|[\\^`])?\r?\n)*+"
_DASH = "[-\u2010-\u2015\u2212]"
_OPTION = re.compile(
    rf"{_BETWEEN}[ \t]*(?=['\"]?{_DASH}{{1,2}}[A-Za-z#](?!url[ \t]|get[ \t]))", re.IGNORECASE
)
_ADDRESS = re.compile(rf"{_BETWEEN}[ \t]*(?=['\"]?https?://)", re.IGNORECASE)
_ITEM = re.compile(rf"{_BETWEEN}[ \t]+(?=['\"]?[\w:.\[\]-]+(?::=|==|=|@)\S)")
_VALUE = re.compile(r"\r?\n[ \t]*(?=[^\s#])")
_FIRST = 50  # words
_URL = re.compile(r"\S*(?:://|/service/|/api_v3)\S*", re.IGNORECASE)


def goes_on(text: str, at: int, words: Sequence[str], last: str) -> int:
    """Where the command goes on whose line ends at a place; 0 where it ends there.

    `words` are those of it that were read, `last` is the last one.
    """
    # The address stands near the program; all words at each line would take quadratic time.
    first = words[:_FIRST]
    found = next((found[1] for word in first if (found := _PROGRAM.fullmatch(word))), "")
    program = found.lower()
    if not program:
        return 0
    patterns = [_OPTION]
    if len(words) < _FIRST and not any(map(_URL.fullmatch, (*first, last))):
        patterns.append(_ADDRESS)
    if program in {"http", "https", "xh"}:
        patterns.append(_ITEM)
    if program == "curl" and _waits(last):
        patterns.append(_VALUE)
    return next((found.end() for one in patterns if (found := one.match(text, at))), 0)


def _waits(word: str) -> bool:
    """Whether the word is an option of curl whose value is still to come."""
    name = SHORT.get(word[1:]) if len(word) == 2 else word.removeprefix("--")
    return word.startswith("-") and name in WITH_VALUE
