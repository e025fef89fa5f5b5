"""What tells a call from the others of its action in a list: a few of its own values."""

import re

from app.call.secrets.places import MASK

LENGTH = 60  # characters
_MOST = 3
# What nearly every call has.
_USUAL = re.compile(r"(format|ks|clientTag|apiVersion|language|callback|responseProfile.*)$")
_ID = re.compile(r"(ids?|.*Ids?)$")
_PLACES = re.compile(r"(:\d+)+$")
_CALL = re.compile(r"\d+:(service|action)$")


def telling(request: str) -> str:
    """At most LENGTH characters, "" where there is nothing to tell; ids come first, without names.

    `request` is masked, a line "name=value" each (see `search_text.request_text`).
    """
    found, called = [], []
    for line in request.splitlines():
        name, sign, value = line.partition("=")
        last = _PLACES.sub("", name).rpartition(":")[2]
        if _CALL.match(name):
            called.append(value)
        elif sign and value and last != "objectType" and not _USUAL.match(name):
            found.append((last, value))
    if called:
        return _cut(", ".join(map(".".join, zip(called[::2], called[1::2], strict=False))))
    shown = [pair for pair in found if MASK not in pair[1]]
    shown.sort(key=lambda pair: not _ID.match(pair[0]))
    return _cut(
        ", ".join(value if _ID.match(name) else f"{name} {value}" for name, value in shown[:_MOST])
    )


def _cut(text: str) -> str:
    return text if len(text) <= LENGTH else f"{text[: LENGTH - 1]}\u2026"
