"""Secrets of calls and answers: which they are, and how they are kept off every page.

What people see of a secret is MASK; of a KS, `mask_ks`. A Masker does it for whole texts (a
`secret_stream.MaskedStream` for those that come in pieces): the values that are known to be
secret in an exchange, wherever and however escaped they occur, whatever stands under a
secret's name, and whatever looks like a KS.
"""

import base64
import html
import json
import re
from collections.abc import Collection, Iterable, Iterator
from itertools import chain, islice
from urllib.parse import quote, quote_plus

from app.call import wire
from app.call.model import Answer, Array, Call, Map, Object, Value
from app.call.placeholders import PLACEHOLDER
from app.call.scalars import is_reference
from app.call.secrets.folded import Folded
from app.call.secrets.names import is_secret, is_secret_parameter, is_secret_property
from app.call.secrets.places import FIXED, MASK, Span, under_names
from app.call.secrets.text import REPEATED, Known, hide, mask_ks, merged, spans

__all__ = [
    "MASK",
    "Masker",
    "is_secret",
    "is_secret_parameter",
    "is_secret_property",
    "mask_ks",
    "masked_pairs",
]

# Shorter ones occur everywhere by chance: they are hidden by their place alone.
SHORTEST = 4
# Shorter parts and encodings of one occur by chance; each has some ten of them to be looked for.
_SHORTEST_REPEATED, _MOST_REPEATED = 8, 20
_URL_SAFE = bytes.maketrans(b"+/", b"-_")
# What an answer, or the texts of a call, may teach: longer values, and more of them, are hidden by
# their place alone.
_MOST_VALUES = 200
_LONGEST_VALUE = 8_000
_LOOKED_INTO = 2_000_000  # bytes of an answer
# Longer ones are known by their parts, so that a stream never waits for more than this.
_LONGEST_FORM = 16_000
_LONGEST_CORE = 32
_SAME_IN_ALL_FORMS = re.compile(r"[A-Za-z0-9_.~-]+")


def masked_pairs(call: Call) -> list[tuple[str, str]]:
    """`wire.pairs`, for people: every secret masked, everything else as it is sent."""
    leaves = (
        leaf
        for name, value in [*wire.request_level(call), *call.parameters]
        for leaf in wire.flatten(
            name,
            masked(value, is_secret_parameter(call.service, call.action, name), call.also_secret),
        )
    )
    return [(name, value) for name, value in leaves if isinstance(value, str)]


class Masker:
    """Hides secrets in texts; `values` are known ones, beside what is found by name and looks."""

    def __init__(self, values: Iterable[str] = ()) -> None:
        self._known = {
            value: known for value in dict.fromkeys(values) if (known := _known(value)).forms
        }
        self._repeats: tuple[Known, ...] = ()
        self._learned = 0

    @classmethod
    def for_call(cls, call: Call) -> "Masker":
        """One that knows the secrets that are sent."""
        texts = [
            text
            for name, value in [*wire.request_level(call), *call.parameters]
            for text in _texts(value, is_secret_parameter(call.service, call.action, name))
        ]
        values = dict.fromkeys(text for text, secret in texts if secret)
        values |= dict.fromkeys(call.also_secret)
        parts = (
            part for text, secret in texts if not secret for part in _KNOWS_NOTHING.within(text)
        )
        values |= dict.fromkeys(islice(parts, _MOST_VALUES))
        sent = [value for value in values if not _stands_for_another(value)]
        masker = cls(sent)
        masker._repeats = tuple(map(_repeated, sent[:_MOST_REPEATED]))
        return masker

    @classmethod
    def for_exchange(cls, call: Call, answer: Answer) -> "Masker":
        """One that knows the secrets that were sent, and those that stand in the answer."""
        return cls.for_call(call).knowing(answer.utf8)

    def knowing(self, body: bytes) -> "Masker":
        """One that knows the secrets that stand in an answer, too."""
        looked_into = body[:_LOOKED_INTO]
        return self.learning(looked_into, under_names(Folded(looked_into)))

    def learning(self, data: bytes, found: Iterable[Span]) -> "Masker":
        """One that knows what stands under secret names in the data too, as it is written there.

        Up to 200 values in all; itself where there is nothing new to it.
        """
        new: dict[str, None] = {}
        named = (span for span in found if span.named and span.end - span.start <= _LONGEST_VALUE)
        for span in sorted(named, key=lambda span: span.start):
            if self._learned + len(new) >= _MOST_VALUES:
                break
            value = data[span.start : span.end].decode("utf-8", "replace")
            if value not in self._known and len(value) >= SHORTEST:
                new[value] = None
        if not new:
            return self
        taught = Masker(new)
        taught._learned = self._learned + len(new)
        taught._known = self._known | taught._known
        taught._repeats = self._repeats
        return taught

    @property
    def longest(self) -> int:
        """How many bytes a known secret takes at most, of those that are looked for as one."""
        return max((len(form) for known in self._all() for form in known.forms), default=0)

    def spans(self, data: bytes, start: int = 0) -> list[Span]:
        """All secrets in UTF-8 data, overlapping and unsorted; known ones from `start` on."""
        return spans(data, self._all(), start)

    def _all(self) -> Iterator[Known]:
        return chain(self._known.values(), self._repeats)

    def within(self, text: str) -> Iterator[str]:
        """The secrets in a text, in their order, as they are written there."""
        data = text.encode("utf-8", "surrogatepass")
        for one in merged(self.spans(data)):
            yield data[one.start : one.end].decode("utf-8", "surrogatepass")

    def text(self, text: str) -> str:
        """The text with every secret masked; takes time in proportion to its length."""
        if len(text) < SHORTEST:
            return text
        data = text.encode("utf-8", "surrogatepass")
        hidden = merged(self.spans(data))
        return hide(data, hidden).decode("utf-8", "surrogatepass") if hidden else text

    def header(self, name: str, value: str) -> str:
        """The value of a header with every secret masked."""
        if is_secret(name):
            return MASK
        before = f"{name}: "
        return self.text(before + value).removeprefix(before)


_KNOWS_NOTHING = Masker()


def masked(value: Value, secret: bool, also: Collection[str] = ()) -> Value:
    """The value with the secrets in it masked; `secret` says that it is one itself, `also` are
    texts that are secret wherever they stand, short ones where they are all of it."""
    match value:
        case str() if secret and value and not _stands_for_another(value):
            return mask_ks(value)
        case str() if also and any(one and _is_within(one, value) for one in also):
            return MASK
        case str():
            return _KNOWS_NOTHING.text(value)
        case Object(type):
            return Object(type, tuple((n, masked(v, s, also)) for n, v, s in _fields(value)))
        case Array(items):
            return Array(tuple(masked(item, secret, also) for item in items))
        case Map(items):
            pairs = ((key, masked(item, secret or is_secret(key), also)) for key, item in items)
            return Map(tuple(pairs))
        case _:
            return value


def _is_within(secret: str, text: str) -> bool:
    return secret in text if len(secret) >= SHORTEST else secret == text


def _stands_for_another(value: str) -> bool:
    """Whether a secret's field holds a reference or a variable in its place."""
    return is_reference(value) or PLACEHOLDER.fullmatch(value.strip()) is not None


def _texts(value: Value, secret: bool) -> Iterator[tuple[str, bool]]:
    """Each text within the value, and whether it is a secret as a whole."""
    match value:
        case str():
            yield value, secret
        case Object():
            for _, field, is_one in _fields(value):
                yield from _texts(field, is_one)
        case Array(items):
            for item in items:
                yield from _texts(item, secret)
        case Map(items):
            for key, item in items:
                yield from _texts(item, secret or is_secret(key))


def _fields(value: Object) -> Iterator[tuple[str, Value, bool]]:
    # KalturaKeyValue and its like name in `key` what their `value` is.
    key = dict(value.fields).get("key")
    named_secret = isinstance(key, str) and is_secret(key)
    for name, field in value.fields:
        secret = is_secret_property(value.type, name) or (named_secret and name == "value")
        yield name, field, secret


def _known(value: str) -> Known:
    written = (value,) if _SAME_IN_ALL_FORMS.fullmatch(value) else _forms(value)
    forms = {form for form in written if len(form) >= SHORTEST}
    encoded = [form.encode("utf-8", "surrogatepass") for form in sorted(forms)]
    parts = tuple(part for form in encoded for part in _parts(form))
    core = max(_SAME_IN_ALL_FORMS.findall(value), key=len, default="")[:_LONGEST_CORE]
    return Known(core.encode() if len(parts) == len(encoded) else b"", parts)


def _repeated(value: str) -> Known:
    """What servers make of a secret that they were sent when they say it again."""
    if len(value) < _SHORTEST_REPEATED:
        return Known(b"", ())
    encoded = value.encode("utf-8", "surrogatepass")
    # The head of a KS is shown.
    unshown = encoded.removeprefix(mask_ks(value).removesuffix(MASK).encode())
    half = max(_SHORTEST_REPEATED, -(-len(unshown) // 2))
    forms = {value.upper().encode(), value.lower().encode()} - {encoded}
    if half < len(unshown) and len(encoded) <= _LONGEST_FORM:
        forms |= {unshown[:half], unshown[-half:]}
    for before in range(3):
        # What stands before it decides which three bytes become four letters.
        letters = base64.b64encode(b"-" * before + encoded)[(0, 2, 3)[before] :]
        whole = letters.rstrip(b"=")
        whole = whole[:-1] if len(whole) < len(letters) else whole
        forms |= {whole, whole.translate(_URL_SAFE)}
    parts = tuple(part for form in sorted(forms) for part in _parts(form))
    return Known(b"", parts, FIXED if unshown == encoded else REPEATED)


def _parts(form: bytes) -> Iterator[bytes]:
    size = -(-len(form) // -(-len(form) // _LONGEST_FORM))
    for start in range(0, len(form), size):
        yield form[start : start + size]


def _forms(value: str) -> Iterator[str]:
    yield value
    encoded = value.encode("utf-8", "surrogatepass")
    for form in (quote(encoded), quote(encoded, safe=""), quote_plus(encoded)):
        yield form
        yield re.sub("%[0-9A-F]{2}", lambda escape: escape.group().lower(), form)
    for form in (json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1]):
        yield form
        yield form.replace("/", r"\/")
    yield html.escape(value, quote=False)
    yield html.escape(value)
    yield html.escape(value).replace("&quot;", "&#34;").replace("&#x27;", "&#39;")
    yield html.escape(value).replace("&#x27;", "&apos;")
