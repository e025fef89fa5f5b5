"""What is better saved than read, and what is text whatever it is called."""

from app.call import binary
from app.call.kinds import kind_of
from app.viewers import show
from tests.each import each

# First bytes of files, and the media type that is found in them.
BEGINNINGS = [
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff\xe0", "image/jpeg"),
    (b"GIF89a", "image/gif"),
    (b"GIF89a=1;alert(1)//", "image/gif"),
    (b"RIFF\x04\x00\x00\x00WEBPVP8 ", "image/webp"),
    (b"RIFF\x04\x00\x00\x00WAVEfmt ", "audio/wav"),
    (b"RIFF\x04\x00\x00\x00AVI LIST", "video/x-msvideo"),
    (b"RIFF\x04\x00\x00\x00else", ""),
    (b"RIFF", ""),
    (b"\x00\x00\x00\x1cftypavif", "image/avif"),
    (b"\x00\x00\x00\x1cftypheic", "image/heic"),
    (b"\x00\x00\x00\x1cftypM4A ", "audio/mp4"),
    (b"\x00\x00\x00\x14ftypqt  ", "video/quicktime"),
    (b"\x00\x00\x00\x18ftyp3gp5", "video/3gpp"),
    (b"\x00\x00\x00\x18ftypisom", "video/mp4"),
    (b"\x00\x00\x00\x20ftyp", "video/mp4"),
    (b"text ftyp in a text", ""),
    (b"\x1a\x45\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm", "video/webm"),
    (b"\x1a\x45\xdf\xa3\x9fB\x86\x81\x01B\x82\x88matroska", "video/x-matroska"),
    (b"BM\x46\x00\x00\x00\x00\x00\x00\x00\x36", "image/bmp"),
    (b"BMW is a car", ""),
    (b"\x00\x00\x01\x00\x01\x00\x10\x10", "image/x-icon"),
    (b"II*\x00\x08\x00", "image/tiff"),
    (b"MM\x00*\x00\x00", "image/tiff"),
    (b"%PDF-1.7", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"\x1f\x8b\x08", "application/gzip"),
    (b"ID3\x04", "audio/mpeg"),
    (b"\xff\xfb\x90\x00", "audio/mpeg"),
    (b"\xff\xf1\x50\x80", "audio/aac"),
    (b"OggS\x00\x02", "audio/ogg"),
    (b"fLaC\x00", "audio/flac"),
    (b"FLV\x01\x05", "video/x-flv"),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6", "video/x-ms-asf"),
    (b"<html><script>alert(1)</script>", ""),
    (b'{"a": 1}', ""),
    ("\ufeffWEBVTT".encode(), ""),
    (b"", ""),
]


@each(
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


@each(("beginning", "expected"), BEGINNINGS)
def test_the_first_bytes_tell_the_kind(beginning: bytes, expected: str) -> None:
    kind = kind_of(beginning)
    assert (kind.media_type if kind else "") == expected
    assert binary.is_binary(beginning, "text/plain") is bool(expected)


@each(
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
