"""Secrets of calls and answers: which they are, and how they are kept off every page.

What people see of a secret is MASK; of a KS, `mask_ks`. A Masker does it for whole texts:
the values that are known to be secret in an exchange, wherever and however escaped they
occur, then whatever stands under a secret's name, then whatever looks like a KS.
"""

import html
import json
import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote, quote_plus

from app.call import wire
from app.call.model import Answer, Array, Call, Map, Object, Value
from app.call.scalars import is_reference
from app.call.secret_names import is_secret, is_secret_parameter, is_secret_property
from app.call.secret_text import MASK, hide_ks, hide_named, mask_ks, named_values

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
_SHORTEST = 4
_MOST_VALUES = 200
_LOOKED_INTO = 2_000_000  # bytes of an answer


def masked_pairs(call: Call) -> list[tuple[str, str]]:
    """`wire.pairs`, for people: every secret masked, everything else as it is sent."""
    leaves = (
        leaf
        for name, value in [*wire.request_level(call), *call.parameters]
        for leaf in wire.flatten(
            name, masked(value, is_secret_parameter(call.service, call.action, name))
        )
    )
    return [(name, hide_ks(value)) for name, value in leaves if isinstance(value, str)]


class Masker:
    """Hides secrets in texts; `values` are known ones, beside what is found by name and looks."""

    def __init__(self, values: Iterable[str] = ()) -> None:
        forms = {form for value in values for form in _forms(value)}
        # The longest first, so that none leaves the tail of another that contains it.
        self._forms = sorted(
            (form for form in forms if len(form) >= _SHORTEST), key=lambda form: (-len(form), form)
        )

    @classmethod
    def for_exchange(cls, call: Call, answer: Answer | None = None) -> "Masker":
        """One that knows the secrets that were sent, and those that stand in the answer."""
        values: dict[str, None] = {}
        for name, value in [*wire.request_level(call), *call.parameters]:
            secret = is_secret_parameter(call.service, call.action, name)
            values |= dict.fromkeys(_secrets(value, secret))
        if answer is not None:
            text = answer.body[:_LOOKED_INTO].decode("utf-8", "replace")
            values |= dict.fromkeys(named_values(text, _MOST_VALUES))
        return cls(value for value in values if not is_reference(value))

    def text(self, text: str) -> str:
        """The text with every secret masked; takes time in proportion to its length."""
        text = hide_ks(text)
        for form in self._forms:
            text = text.replace(form, MASK)
        return hide_named(text)


def masked(value: Value, secret: bool) -> Value:
    """The value with the secrets in it masked; `secret` says that it is one itself."""
    match value:
        case str() if secret and value and not is_reference(value):
            return mask_ks(value)
        case Object(type):
            return Object(type, tuple((n, masked(v, s)) for n, v, s in _fields(value)))
        case Array(items):
            return Array(tuple(masked(item, secret) for item in items))
        case Map(items):
            return Map(tuple((key, masked(item, secret or is_secret(key))) for key, item in items))
        case _:
            return value


def _secrets(value: Value, secret: bool) -> Iterator[str]:
    match value:
        case str() if secret:
            yield value
        case Object():
            for _, field, is_one in _fields(value):
                yield from _secrets(field, is_one)
        case Array(items):
            for item in items:
                yield from _secrets(item, secret)
        case Map(items):
            for key, item in items:
                yield from _secrets(item, secret or is_secret(key))


def _fields(value: Object) -> Iterator[tuple[str, Value, bool]]:
    # KalturaKeyValue and its like name in `key` what their `value` is.
    key = dict(value.fields).get("key")
    named_secret = isinstance(key, str) and is_secret(key)
    for name, field in value.fields:
        secret = is_secret_property(value.type, name) or (named_secret and name == "value")
        yield name, field, secret


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
