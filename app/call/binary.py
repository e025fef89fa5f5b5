"""Bodies that are not text: named and measured, to be looked at or saved."""

from app.call.kinds import kind_of

_TEXT_TYPES = ("text/", "application/json", "application/xml", "application/javascript")


def is_binary(body: bytes, media_type: str) -> bool:
    """Whether the body, or its beginning, is better looked at or saved than read."""
    if kind_of(body):
        return True
    if media_type.startswith(_TEXT_TYPES) or media_type.endswith(("+xml", "+json")):
        return False
    return b"\x00" in body[:4096]


def describe(body: bytes, media_type: str) -> str:
    """A sentence on what it seems to be."""
    kind = kind_of(body)
    name = kind.name if kind else media_type[:100] or "binary data"
    return f"This looks like {name}; {len(body):,} bytes."
