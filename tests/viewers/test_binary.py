"""What is better saved than read, and what is text whatever it is called."""

import pytest

from app.call import binary
from app.call.kinds import kind_of
from app.viewers import show
from tests.viewers.beginnings import BEGINNINGS


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
        (b"\xff\xd8\xff\xe0", "a JPEG picture"),
        (b"GIF89a", "a GIF picture"),
        (b"%PDF-1.7", "a PDF document"),
        (b"PK\x03\x04rest", "a ZIP archive"),
        (b"\x1f\x8b\x08", "a gzip archive"),
        (b"ID3\x04", "an MP3 recording"),
        (b"OggS", "an Ogg recording"),
        (b"\x00\x00\x00\x18ftypmp42", "an MP4 video"),
        (b"FLV\x01", "a Flash video"),
    ],
)
def test_it_is_known_by_its_first_bytes_whatever_it_is_called(body: bytes, kind: str) -> None:
    shown = show(body + b"<script>" * 200, "text/xml")
    assert (shown.language, shown.lines) == ("binary", "")
    assert shown.notes == (f"This looks like {kind}; {len(body) + 1600:,} bytes.",)


@pytest.mark.parametrize(("beginning", "expected"), BEGINNINGS)
def test_the_first_bytes_tell_the_kind(beginning: bytes, expected: str) -> None:
    kind = kind_of(beginning)
    assert (kind.media_type if kind else "") == expected
    assert binary.is_binary(beginning, "text/plain") is bool(expected)


@pytest.mark.parametrize(
    ("body", "media_type", "expected"),
    [
        (b"a\x00b", "application/octet-stream", True),
        (b"a\x00b", "video/mp4", True),
        (b"a\x00b", "", True),
        (b"a\x00b", "text/plain", False),
        (b"a\x00b", "application/json", False),
        (b"a\x00b", "application/problem+json", False),
        (b"<svg/>", "image/svg+xml", False),
        (b"<html>", "text/html", False),
        (b"plain", "application/octet-stream", False),
        (b"plain", "image/png", False),
        (b"a" * 4096 + b"\x00", "video/mp4", False),
        (b"", "image/png", False),
    ],
)
def test_a_nul_byte_makes_it_binary_unless_it_is_called_text(
    body: bytes, media_type: str, expected: bool
) -> None:
    assert binary.is_binary(body, media_type) is expected


def test_an_unknown_kind_goes_by_its_name() -> None:
    assert binary.describe(b"\x00", "video/x-own") == "This looks like video/x-own; 1 bytes."
    assert binary.describe(b"\x00", "") == "This looks like binary data; 1 bytes."
    assert len(binary.describe(b"\x00", "x" * 9000)) < 150
