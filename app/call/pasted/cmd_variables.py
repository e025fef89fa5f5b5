"""Variables of the Windows prompt that stay open: those of `for`, `%1` of a script, `!delayed!`."""

import re

from app.call.pasted.distinct import Distinct
from app.call.pasted.stand_ins import percent
from app.call.placeholders import placeholder

_FOR = re.compile(r"\bfor\s+(?:/\w\s+)?(?:\"[^\"\n]*\"\s+)?%{1,2}([A-Za-z])\s+in\b", re.IGNORECASE)
# In a file, not at the prompt, a % is written twice.
_BATCH = re.compile(r"(?mi)^[ \t]*@?(?:echo off|setlocal|rem )|\bfor\s[^%\n]*%%[a-z]\s")
_DELAYED = re.compile(r"\benabledelayedexpansion\b|/v:on\b", re.IGNORECASE)
_DELAYED_VARIABLE = re.compile(r"!([A-Za-z_]\w*)(?::[^!\n]{1,80})?!", re.ASCII)
# Two hexadecimal digits are an encoded byte.
_ARGUMENT = re.compile(r"%(?:~([a-z]{0,6}))?([0-9*])(?![0-9A-Fa-f])")


class Variables:
    """What of a text's variables is open, however often they are assigned in it."""

    def __init__(self, text: str) -> None:
        named = {found[1].lower() for found in _FOR.finditer(text)}
        # `for /f "tokens=1,2" %%a` gives %%b as well.
        letters = "".join(sorted({chr(ord(one) + step) for one in named for step in range(4)}))
        letters = "".join(one for one in letters if one.isalpha())
        self._loop = (
            re.compile(
                rf"%%?(?:~([a-z]{{0,6}}))?([{letters}{letters.upper()}])(?![0-9A-Fa-f]|[A-Za-z]\w*%)"
            )
            if letters
            else None
        )
        self._distinct = Distinct()
        self._batch = _BATCH.search(text) is not None
        self._delayed = _DELAYED.search(text) is not None

    def read(self, text: str) -> str:
        """The text with a placeholder for each `%NAME%`, and for what a loop or a script gives."""
        if "%" not in text:
            return text
        if self._loop:
            text = self._loop.sub(lambda found: placeholder(_with_part(found[2], found[1])), text)
        text = percent(text, self._distinct.placeholder)
        text = _ARGUMENT.sub(
            lambda found: placeholder(_with_part(f"ARG_{found[2]}", found[1])), text
        )
        return text.replace("%%", "%") if self._batch else text

    def late(self, text: str) -> str:
        """A line with what it has of `!NAME!`, whose value is that of when it runs."""
        if not self._delayed:
            return text
        return _DELAYED_VARIABLE.sub(lambda found: placeholder(found[1]), text)


def _with_part(name: str, part: str | None) -> str:
    """`%~n1` and `%~x1` are the name and the ending of the file that `%1` is."""
    return f"{name}_{part}" if part else name
