"""A KS out of whatever people paste: quotes, whole addresses, answers, encoded once too often."""

import re
from typing import NamedTuple
from urllib.parse import unquote

from app.sessions.ks import KsUnreadable, read

LONGEST = 20_000  # characters that are looked at; a KS has a few hundred

_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u200b-\u200f\u2028-\u202f\u2060\ufeff]"
)
_QUOTES = "\"'`“”‘’«»„,;.()[]{}"
_XML = re.compile(r"<(ks|result)>\s*([^<\s][^<]*?)\s*</\1>")
_JSON = re.compile(r'"(?:ks|result|sessionId)"\s*:\s*"([^"]+)"')
_PARAMETER = re.compile(r"(?:^|[?&;{\s\"'])(?:ks|sessionId)[\"']?\s*[=:]\s*[\"']?([^&#\"'<>{}]+)")
_PATH = re.compile(r"/ks/([^/?&#\s]+)")
_SCHEME = re.compile(r"(?:authorization\s*:\s*)?(?:bearer|ks|token)\s+(?=\S)", re.IGNORECASE)
_BREAK = re.compile(r"[ \t]*[\r\n]+[ \t]*")


class Found(NamedTuple):
    """A text that may be a KS, and what was done to find it, as sentences."""

    ks: str
    done: tuple[str, ...]


def find_ks(text: str) -> Found:
    """The KS inside a text; where none can be read, the text as far as it was put right."""
    ks, done = text[:LONGEST].strip(), []
    encoded = 0
    for _ in range(6):
        if _readable(ks):
            break
        before = ks
        for step, sentence in _STEPS:
            changed = step(ks)
            if changed != ks:
                ks = changed.strip()
                done.append(sentence)
                break
        else:
            decoded = unquote(ks)
            if decoded != ks:
                ks, encoded = decoded.strip(), encoded + 1
        if ks == before:
            break
    if encoded:
        times = {1: "once", 2: "twice"}.get(encoded, f"{encoded} times")
        done.append(f"It was url-encoded {times}; the decoded one is used here.")
    return Found(ks, tuple(dict.fromkeys(done)))


def _readable(text: str) -> bool:
    try:
        read(text)
    except KsUnreadable:
        return False
    return True


def _visible(text: str) -> str:
    return _INVISIBLE.sub("", text)


def _in_xml(text: str) -> str:
    # An object has its KS in <ks>, inside the <result> that a bare one stands in.
    found = sorted(_XML.findall(text), key=lambda pair: pair[0] != "ks")
    return found[0][1] if found else text


def _in_json(text: str) -> str:
    found = _JSON.search(text)
    return found[1].replace("\\/", "/").replace("\\u003d", "=") if found else text


def _in_address(text: str) -> str:
    found = _PARAMETER.search(text) or _PATH.search(text)
    return found[1] if found else text


def _without_scheme(text: str) -> str:
    return _SCHEME.sub("", text, count=1) if _SCHEME.match(text) else text


def _unquoted(text: str) -> str:
    return text.strip(_QUOTES)


def _joined(text: str) -> str:
    joined = _BREAK.sub("", text)
    return joined if "\n" in text and _readable(joined) else text


def _with_plus(text: str) -> str:
    plus = text.replace(" ", "+")
    return plus if _readable(plus) else text


def _closed(text: str) -> str:
    closed = "".join(text.split())
    return closed if _readable(closed) else text


def _word(text: str) -> str:
    return next((word for word in map(_unquoted, text.split()) if _readable(word)), text)


def _padded(text: str) -> str:
    letters = text.rstrip("=")
    padded = letters + "=" * (-len(letters) % 4)
    return padded if _readable(padded) else text


_STEPS = (
    (_visible, "Invisible characters were taken out."),
    (_in_xml, "It was taken out of an XML answer."),
    (_in_json, "It was taken out of a JSON text."),
    (_in_address, "It was taken out of an address or a list of parameters."),
    (_without_scheme, "The word before it was taken away."),
    (_unquoted, "Signs around it were taken away."),
    (_joined, "Line breaks inside it were taken out."),
    (_with_plus, "Spaces inside it were turned back into +: it was url-decoded once too often."),
    (_closed, "Spaces inside it were taken out."),
    (_word, "It was taken out of a longer text."),
    (_padded, "The = signs at its end were put right."),
)
