"""What is said about a pasted text: it names what stands there, and shows no secret of it.

A secret may stand where a name belongs, `secret:deadbeef…` or a KS behind a lone `-d`: so whatever
looks like one is masked as well, in every sentence, whoever wrote it.
"""

import re

from app.call.secrets.masking import MASK, Masker
from app.call.secrets.names import is_secret

# Secrets of accounts are 32 hexadecimal digits; notes may cut them short.
_HEXADECIMAL = re.compile(r"(?<![0-9A-Za-z])[0-9a-fA-F]{16,}(?![0-9A-Za-z])")
# Base64 of that length has all three kinds of signs, names of the API do not.
_LONG = re.compile(r"[\w+/-]{32,}={0,2}", re.ASCII)
_KINDS = (re.compile("[A-Z]"), re.compile("[a-z]"), re.compile(r"(?:\d\D*+){3}", re.ASCII))
_NAMED = re.compile(r"(?<![\w.-])([A-Za-z]\w{0,60})\]?([:=@\[]|%3[AaDd])([^\s,;]{2,})", re.ASCII)
_PARTS = re.compile(r"([\s:=@\[\]]+)")
_PLACE = re.compile(r"[0-9]{0,3}|objectType|key|value|-")


def said(sentence: str) -> str:
    """The sentence with all that may be a secret masked."""
    text = Masker().text(sentence)
    text = _NAMED.sub(lambda found: _hidden(found) if is_secret(found[1]) else found[0], text)
    text = _HEXADECIMAL.sub(MASK, text)
    return _LONG.sub(lambda found: MASK if _random(found.group()) else found[0], text)


def said_name(name: str) -> str:
    """A name that was given, without what stands in it behind the name of a secret."""
    parts = _PARTS.split(name)
    for at, part in enumerate(parts[:-2]):
        if is_secret(part) and not _PLACE.fullmatch("".join(parts[at + 2 : at + 3])):
            return said("".join(parts[: at + 2])) + MASK
    return said(name)


def _hidden(found: re.Match[str]) -> str:
    return found[0] if found[3].startswith(MASK) else found[0][: -len(found[3])] + MASK


def _random(text: str) -> bool:
    return all(kind.search(text) for kind in _KINDS)
