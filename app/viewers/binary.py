"""Bodies that are not text: named and measured, to be saved."""

_TEXT_TYPES = ("text/", "application/json", "application/xml", "application/javascript")
_SIGNATURES = (
    (b"\x89PNG\r\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"ID3", "an MP3 recording"),
    (b"OggS", "an Ogg recording"),
    (b"\x00\x00\x00\x18ftyp", "an MP4 video"),
    (b"\x00\x00\x00\x20ftyp", "an MP4 video"),
    (b"FLV\x01", "a Flash video"),
)


def is_binary(body: bytes, media_type: str) -> bool:
    """Whether the body is better saved than read."""
    if any(body.startswith(signature) for signature, _ in _SIGNATURES):
        return True
    if media_type.startswith(_TEXT_TYPES) or media_type.endswith(("+xml", "+json")):
        return False
    return b"\x00" in body[:4096]


def describe(body: bytes, media_type: str) -> str:
    """A sentence on what it seems to be."""
    kind = next((name for signature, name in _SIGNATURES if body.startswith(signature)), "")
    return f"This looks like {kind or media_type[:100] or 'binary data'}; {len(body):,} bytes."
