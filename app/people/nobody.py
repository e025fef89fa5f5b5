"""What stands in the audit in the place of a name: nobody may be called that, or what looks so."""

from app.people.lookalikes import skeleton

COMMAND = "(command line)"
UNKNOWN = "an unknown name"
UNNAMED = "-"

_SEEN = frozenset(map(skeleton, (COMMAND, UNKNOWN, UNNAMED)))


def is_nobodys(name: str) -> bool:
    return skeleton(name) in _SEEN


def as_told(name: str) -> str:
    """A name that is given elsewhere, as the audit may say it."""
    return f"{name} (so named)" if name and is_nobodys(name) else name
