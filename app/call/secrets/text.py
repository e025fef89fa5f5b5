"""Finding and hiding secrets in any text: known ones, by how they look, by their name.

Every find is a span of bytes that depends on what stands near it alone, and what is hidden is
the union of all spans: so a text can be looked at in pieces (`secret_stream`). All patterns are
linear, as `secret_places` says.
"""

import base64
import binascii
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.call.secrets.folded import Folded
from app.call.secrets.looks import by_looks
from app.call.secrets.places import FIXED, MASK, PlaceKind, Span, under_names

_KS_TEXT = rb"(?:[A-Za-z0-9+/_-]++|\\/|%2[BbFf])*+(?:=|%3[Dd]){0,2}+"
_KS = PlaceKind(re.compile(_KS_TEXT), re.compile(rb"(?:=|%3[Dd]){1,2}\Z"))
# Base64 of "v2|", as raw text, url-encoded or with the slashes of JSON escaped; not masked yet.
_KS_V2 = re.compile(
    rb"djJ8(?![A-Za-z0-9_-]{0,20}+" + "•".encode() + rb")"
    rb"(?=(?:[A-Za-z0-9+/_-]|\\/|%2[BbFf]){8})" + _KS_TEXT
)
# Base64 of 40 hex digits, "|" and a digit: each character of a group can only be one of these.
_KS_V1 = re.compile(rb"(?:[MNOYZ][DGTWjmz2][A-Za-z0-9][h-mw-z0-5]){13}[MNOYZ][HXn3]w[w-z0-5]")
_KS_V1_HEAD = 56
_LETTERS = bytes(ord("a" if chr(n).isascii() and chr(n).isalnum() else " ") for n in range(256))

_KS_HEAD = re.compile(r"(?:[A-Za-z0-9_-]{4}){1,6}")
_V2_HEAD = re.compile(rb"v2\|[0-9]{1,12}(?:\||\Z)")


REPEATED = PlaceKind(FIXED.value)  # a part of a KS, beside which its head may be shown


@dataclass(frozen=True, slots=True)
class Known:
    """A known secret: the ways it may be written, and a part that all of them have."""

    core: bytes
    forms: tuple[bytes, ...]
    kind: PlaceKind = FIXED


@dataclass(frozen=True, slots=True)
class Hidden:
    """Bytes behind one mask, and the spans that say so."""

    start: int
    end: int
    mask: bytes
    spans: tuple[Span, ...]


def mask_ks(ks: str) -> str:
    """A KS without what signs it: version and partner of a v2 one stay, nothing of another."""
    head = _KS_HEAD.match(ks)
    if not ks.startswith("djJ8") or head is None:
        return MASK
    try:
        known = _V2_HEAD.match(base64.b64decode(head.group(), altchars=b"-_", validate=True))
    except binascii.Error:
        known = None
    # Whole groups of three bytes only: a character of the next group holds bits of what follows.
    return ks[: len(known.group()) // 3 * 4 if known else 4] + MASK


def spans(data: bytes, known: Iterable[Known] = (), start: int = 0) -> list[Span]:
    """Everything in the data that is a secret, overlapping and unsorted.

    Known ones are looked for from `start` on, where an earlier look ended.
    """
    text = Folded(data)
    return [
        *_ks_spans(data),
        *_known_spans(data, known, start),
        *under_names(text),
        *by_looks(text),
    ]


def merged(found: Iterable[Span]) -> list[Hidden]:
    """The spans in their order, those that overlap as one."""
    return [_hidden(group) for group in _overlapping(found)]


def hide(data: bytes, hidden: Iterable[Hidden]) -> bytes:
    """The data with the hidden bytes masked."""
    pieces: list[bytes] = []
    done = 0
    for one in hidden:
        pieces += (data[done : one.start], one.mask)
        done = one.end
    return b"".join((*pieces, data[done:])) if pieces else data


def _overlapping(found: Iterable[Span]) -> Iterator[list[Span]]:
    group: list[Span] = []
    end = 0
    for span in sorted(found, key=lambda span: (span.start, span.end)):
        if group and span.start >= end:
            yield group
            group = []
        group.append(span)
        end = max(end, span.end)
    if group:
        yield group


def _hidden(group: list[Span]) -> Hidden:
    if len(group) == 1:
        return Hidden(group[0].start, group[0].end, group[0].mask, (group[0],))
    start, end = group[0].start, max(span.end for span in group)
    whole = [span for span in group if (span.start, span.end) == (start, end)]
    # The head of a KS is shown, unless a known secret may stand in it.
    heads = [span.mask for span in whole if span.kind is _KS]
    parts = any(span.kind is FIXED and span not in whole for span in group)
    return Hidden(start, end, heads[0] if heads and not parts else MASK.encode(), tuple(group))


def _ks_spans(data: bytes) -> Iterator[Span]:
    if b"J" in data and b"djJ8" in data:  # a byte is looked for in a tenth of the time
        for found in _KS_V2.finditer(data):
            mask = mask_ks(found.group()[:64].decode("ascii")).encode()
            yield Span(found.start(), found.end(), _KS, mask)
    letters = data.translate(_LETTERS)
    run, end = b"a" * _KS_V1_HEAD, 0
    while (start := letters.find(run, end)) >= 0:
        end = letters.find(b" ", start)
        end = end if end >= 0 else len(data)
        head = _KS_V1.search(data, start, end)
        if head is not None and (rest := _KS.value.match(data, head.end())) is not None:
            end = rest.end()
            yield Span(head.start(), end, _KS)


def _known_spans(data: bytes, known: Iterable[Known], start: int) -> Iterator[Span]:
    for one in known:
        if data.find(one.core, start) >= 0:
            for form in one.forms:
                at = data.find(form, start)
                while at >= 0:
                    yield Span(at, at + len(form), one.kind)
                    at = data.find(form, at + len(form))
