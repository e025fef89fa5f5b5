"""A KS out of whatever people paste: the longest run of its letters, however it was mangled.

It is looked for in the text as it stands, then as it is without escapes, decoded, and joined over
lines and blanks. What can be read as a KS counts; where nothing can, what begins as one.
"""

import base64
import html
import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote

from app.sessions.ks import KsUnreadable, read

LONGEST = 20_000  # characters that are looked at; a KS has a few hundred

_LETTER = "A-Za-z0-9+/_-"
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u200b-\u200f\u2028-\u202f\u2060\u2066-\u2069\ufeff]"
)
_RUN = re.compile(rf"[{_LETTER}]{{8,}}+={{0,3}}+(?![•…*]|%[0-9A-Fa-f]{{2}})")
# As Markdown marks what is bold or leaning; asterisks on one side alone are a mask.
_BOLD = re.compile(
    rf"(?<![*{_LETTER}])\*{{1,3}}([^*\n]{{0,80}}?[{_LETTER}]{{20,}}+={{0,3}}+)\*{{1,3}}(?![*{_LETTER}])"
)
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|\\([nrt/\"'\\])")
_SOFT_BREAK = re.compile(r"=\r?\n|=3D")
# A field of one line loses the line's end, and keeps the sign that a mail quotes with.
_LINES = re.compile(
    rf"(?:(?<=[{_LETTER}])[ \t]*\r?\n[ \t>|]*|(?<=[{_LETTER}]{{20}})[ \t]*>+[ \t]*)"
    rf"(?=[{_LETTER}]+={{0,2}}[ \t]*(?:\r?\n|>|\Z))"
)
_BLANKS = re.compile(rf"(?<=[{_LETTER}]{{20}})\s+(?=[{_LETTER}]{{4}})")
_PRINTED = re.compile(r"\\[nrt]")
_MOST = 20  # places in one run, and times that a text is decoded

_SURROUNDINGS = (
    (r"<(?:ks|result)>\s*\Z", "It was taken out of an XML answer."),
    (r"<[A-Za-z][^<>]*>\s*\Z", "It was taken out of the source of a page."),
    (r"\bs:\d+:\"\Z", "It was taken out of a text that PHP serialized."),
    (r"(?<!\w)[bB]['\"]\Z", "It was taken out of a text of bytes, as Python prints it."),
    (r"[\w.$]+\(\s*[\"']\Z", "It was taken out of a JSONP answer, or the argument of a function."),
    (r"\"(?:ks|result|sessionId)\"\s*:\s*\"\Z", "It was taken out of a JSON text."),
    (
        r"(?:(?:\A|[?&;{\s\"':])(?:ks|sessionId)\]?[\"']?\s*[=:]\s*[\"']?|/ks/)\Z",
        "It was taken out of an address or a list of parameters.",
    ),
    (r"(?:\A|\s|\$)(?:\w+:)?\w+\s*=\s*[\"']?\Z", "It was taken out of an assignment."),
    (r"\A(?:authorization\s*:\s*)?(?:bearer|ks|token)\s+\Z", "The word before it was taken away."),
)
_ZSH = "The % behind it was taken away: zsh prints one where a text lacks its line end."


class Found(NamedTuple):
    """A text that may be a KS, and what was done to find it, as sentences.

    `others` are further KS in the text, in its order.
    """

    ks: str
    done: tuple[str, ...]
    others: tuple[str, ...] = ()


class _Form(NamedTuple):
    text: str
    done: tuple[str, ...]


def find_ks(text: str) -> Found:
    """The KS inside a text; where there is none, the text as it stands."""
    given = text[:LONGEST].strip()
    if _readable(given):
        return Found(given, ())
    forms = list(_forms(given))
    for mended in (False, True):
        for form in forms:
            if found := list(_readable_in(form.text, mended=mended)):
                return _found(form, found)
    similar = [(form, found) for form in forms if (found := list(_similar_in(form.text)))]
    if similar:
        form, found = max(similar, key=lambda one: max(map(len, one[1])))
        return _found(form, found)
    return Found(forms[0].text.strip(), forms[0].done)


def _forms(given: str) -> Iterator[_Form]:
    """The text as it is, and as it was before somebody's program wrote it down."""
    visible = _INVISIBLE.sub("", given)
    seen = ("Invisible characters were taken out.",) if visible != given else ()
    bare = _BOLD.sub(r"\1", visible)
    form = _Form(bare, (*seen, "Signs around it were taken away.") if bare != visible else seen)
    plain = [form]
    unescaped = html.unescape(_ESCAPE.sub(_unescaped, form.text))
    if unescaped != form.text:
        plain.append(_Form(unescaped, (*form.done, "Escapes in it were undone.")))
    text, done = plain[-1]
    for times in range(1, _MOST):
        decoded = unquote(text)
        if decoded == text:
            break
        text = decoded
        said = {1: "once", 2: "twice"}.get(times, f"{times} times")
        sentence = f"It was url-encoded {said}; the decoded one is used here."
        plain.append(_Form(text, (*done, sentence)))
    yield from plain
    for text, done in plain:
        for change, sentence in _JOINS:
            joined = change(text)
            if joined != text:
                yield _Form(joined, (*done, sentence))


def _unescaped(escape: re.Match[str]) -> str:
    if escape[1]:
        return chr(int(escape[1], 16))
    return {"n": "\n", "r": "\r", "t": "\t"}.get(escape[2], escape[2])


_JOINS = (
    (lambda text: _LINES.sub("", text), "Line breaks inside it were taken out."),
    (
        lambda text: _LINES.sub("", _SOFT_BREAK.sub(lambda one: one[0][3:] and "=", text)),
        "The line breaks of a mail (quoted-printable) were taken out.",
    ),
    (
        lambda text: text.replace(" ", "+"),
        "Spaces inside it were turned back into +: it was url-decoded once too often.",
    ),
    (lambda text: _BLANKS.sub("", text), "Spaces inside it were taken out."),
)


def _readable_in(text: str, *, mended: bool) -> Iterator[str]:
    for run in dict.fromkeys(_RUN.findall(text)):
        for part in _parts(run):
            whole = _padded(part) if mended else part
            if _readable(whole):
                yield whole
                break


def _parts(run: str) -> Iterator[str]:
    """The run, and what is in it between the / of a path or from the beginning of a v2 KS on."""
    yield run
    cuts = [found.start() for found in re.finditer("/", run)][:_MOST]
    starts = [*(cut + 1 for cut in cuts), *(one.start() for one in re.finditer("djJ8", run))][
        :_MOST
    ]
    for start in starts:
        yield run[start:]
        yield from (run[start:end] for end in cuts if end - start >= 8)


def _similar_in(text: str) -> Iterator[str]:
    for run in dict.fromkeys(_RUN.findall(text)):
        start = run.find("djJ8")
        if start >= 0:
            yield run[start:]
        elif _begins_v1(run):
            yield run


def _begins_v1(run: str) -> bool:
    try:
        return re.match(rb"[0-9a-f]{39}", base64.b64decode(run[:52], "-_")) is not None
    except ValueError:
        return False


def _found(form: _Form, found: list[str]) -> Found:
    first, *others = found
    before, _, behind = form.text.partition(first.rstrip("="))
    after = behind.lstrip("=")
    done = (*_around(before, after), *form.done)
    if len(behind) - len(after) != len(first) - len(first.rstrip("=")):
        done += ("The = signs at its end were put right.",)
    return Found(first, tuple(dict.fromkeys(done)), tuple(others))


def _around(before: str, after: str) -> Iterator[str]:
    """What the KS stood in."""
    if not before.strip() and after.strip() == "%":
        yield _ZSH
        return
    for pattern, sentence in _SURROUNDINGS:
        if re.search(pattern, before[-200:], re.IGNORECASE):
            yield sentence
            return
    around = _PRINTED.sub("", before + after)
    if around != before + after:
        yield "Escapes such as \\n around it were taken away."
    if re.search(r"\w", around):
        yield "It was taken out of a longer text."
    elif around.strip():
        yield "Signs around it were taken away."


def _readable(text: str) -> bool:
    try:
        read(text)
    except KsUnreadable:
        return False
    return True


def _padded(text: str) -> str:
    letters = text.rstrip("=")
    return letters + "=" * (-len(letters) % 4)
