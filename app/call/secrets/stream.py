"""Masking an answer that comes in pieces, while it is given on, in memory that does not grow.

What was given out is kept for a little as context, so that a value is known by the name before
it; what comes last is held back for a little, as it may be the beginning of a secret. As each
find of `secret_text` depends on what stands near it alone, the pieces together are what
`Masker.text` makes of the whole.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.call.secrets.masking import Masker
from app.call.secrets.places import CDATA, FIXED, LONGEST_PLACE, XML, PlaceKind, Span
from app.call.secrets.text import Hidden, hide, merged

# An end so near to where the data ends may move when more comes.
_UNSURE = 16


@dataclass(frozen=True, slots=True)
class Window:
    """How much of a text is looked at together, in bytes.

    `held_back` has to be more than what tells a KS, a reference or a masked value from others.
    """

    before_anything: int = 256_000
    step: int = 64_000
    held_back: int = 4_000
    long_value: int = 64_000
    """A value that is longer is masked before its end has come."""


@dataclass(frozen=True, slots=True)
class _Open:
    """A value whose mask is given out; its rest begins `offset` bytes into what is held."""

    kind: PlaceKind
    offset: int


class MaskedStream:
    """Masks UTF-8 text, or what nearly is, in pieces; all other bytes come out as they went in.

    Values under secret names are learned on the way and masked wherever they come again, up
    to as many as a Masker learns. Give it `Masker.for_call(call)`; `masker` is the one
    that has learned.
    """

    def __init__(self, masker: Masker, window: Window = Window()) -> None:
        self.masker = masker
        self._window = window
        self._context = b""  # given out already, unmasked
        self._held = b""
        self._wanted = window.before_anything
        self._open: list[_Open] = []
        self.masked = False
        """Whether anything that was given out is masked."""

    def feed(self, piece: bytes) -> bytes:
        """What may be given out now that this piece has come; often b""."""
        given: list[bytes] = []
        for start in range(0, len(piece), self._window.step):
            self._held += piece[start : start + self._window.step]
            if len(self._held) >= self._wanted:
                given.append(self._advance())
                self._wanted = len(self._held) + self._window.step // 2
        return b"".join(given)

    def end(self) -> bytes:
        """What was held back; nothing comes after it."""
        data = self._context + self._held
        return self._give(data, merged(self._spans(data, sure=len(data))), len(data))

    def _advance(self) -> bytes:
        data = self._context + self._held
        sure = len(data) - _UNSURE
        hidden = merged(self._spans(data, sure))
        cut = len(data) - max(self._window.held_back, self.masker.longest)
        within = next((one for one in hidden if one.start < cut < one.end), None)
        if within is None:
            return self._give(data, hidden, cut)
        if cut - within.start <= self._window.long_value:
            return self._give(data, hidden, within.start)
        begun = (span for span in within.spans if span.start < cut < span.end)
        rest = [_rest(data, span, cut, sure) for span in begun]
        return self._give(data, hidden, cut, rest)

    def _spans(self, data: bytes, sure: int) -> list[Span]:
        begun = len(self._context)
        spans = self.masker.spans(data, begun)
        masker = self.masker.learning(data, (span for span in spans if span.end <= sure))
        if masker is not self.masker:
            self.masker = masker
            spans = masker.spans(data, begun)
        # What begins in the context is masked, or the rest of what is open.
        spans = [span for span in spans if span.start >= begun]
        for one in self._open:
            rest = one.kind.value.match(data, begun + one.offset)
            spans.append(Span(begun, rest.end() if rest else begun + one.offset, one.kind))
        return spans

    def _continues(self, hidden: Hidden) -> bool:
        return bool(self._open) and hidden.start == len(self._context)

    def _give(
        self, data: bytes, hidden: list[Hidden], cut: int, rest: Iterable[_Open] = ()
    ) -> bytes:
        begun = len(self._context)
        if cut <= begun:
            return b""
        masks = [
            replace(one, mask=b"") if self._continues(one) else one
            for one in hidden
            if one.start < cut
        ]
        self.masked = self.masked or bool(masks)
        self._context = data[max(0, cut - LONGEST_PLACE) : cut]
        self._held = data[cut:]
        self._open = list(rest)
        return hide(data[:cut], masks)[begun:]


def _rest(data: bytes, span: Span, cut: int, sure: int) -> _Open:
    if span.end <= sure:
        return _Open(FIXED, span.end - cut)
    kind = span.kind
    if kind in (XML, CDATA):
        closed = data.rfind(b"]]>", span.start, span.end)
        opened = data.find(b"<![CDATA[", max(closed, span.start), span.end) >= 0
        kind = CDATA if opened or (kind is CDATA and closed < 0) else XML
    unsure = kind.unsure.search(data, max(span.start, span.end - _UNSURE), span.end)
    return _Open(kind, (unsure.start() if unsure else span.end) - cut)
