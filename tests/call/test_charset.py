"""In which charset a text is, and UTF-8 of it, whole and in pieces."""

import pytest

from app.call.charset import Transcoding, charset_of, not_utf8, utf8

TEXT = "Zoë, 5 €"


@pytest.mark.parametrize(
    ("beginning", "content_type", "charset"),
    [
        (b"{}", "", "utf-8"),
        (b"{}", "application/json", "utf-8"),
        (b"{}", "application/json; charset=ISO-8859-1", "cp1252"),
        (b"{}", 'text/plain; charset="ISO-8859-15"; a=b', "iso8859-15"),
        (b"{}", "text/plain; Charset='windows-1257'", "cp1257"),
        (b"{}", "text/plain; charset=iso-8859-12", "utf-8"),
        (b"{}", "text/plain; charset=hex", "utf-8"),
        (b"{}", "text/plain; charset=rot13", "utf-8"),
        (b"{}", "text/plain; charset=utf-16", "utf-8"),
        (b"{\0}\0", "text/plain; charset=utf-16", "utf-16-le"),
        (b"\0{\0}", "text/plain; charset=utf-16le", "utf-16-be"),
        (b"\xff\xfe{\0", "text/plain; charset=iso-8859-1", "utf-16-le"),
        (b"\xef\xbb\xbf{}", "text/plain; charset=iso-8859-1", "utf-8"),
        (b"<\0?\0x\0", "text/xml", "utf-16-le"),
        (b"\0<\0?\0x", "text/xml", "utf-16-be"),
        (b"<?xml version='1.0' encoding='ISO-8859-2'?>", "text/xml", "iso8859-2"),
        (b"<?xml version='1.0' encoding='ISO-8859-2'?>", "text/xml; charset=utf-8", "utf-8"),
        (b"<?xml version='1.0' encoding='ISO-8859-2'?>", "application/octet-stream", "utf-8"),
        (b"\x89PNG\r\n\x1a\n", "text/plain; charset=utf-16", "utf-8"),
        (b"\xff\xfe{\0", "video/mp4", "utf-8"),
        (b"", "text/plain; charset=utf-16", "utf-8"),
    ],
)
def test_which_it_is(beginning: bytes, content_type: str, charset: str) -> None:
    assert charset_of(beginning, content_type) == charset


@pytest.mark.parametrize(
    ("python", "label"),
    [
        ("cp1252", "ISO-8859-1"),
        ("utf-16-le", "utf-16"),
        ("utf-16", "utf-16"),
        ("gb18030", "gbk"),
        ("utf-8", "utf-8"),
        ("iso8859-15", "iso-8859-15"),
    ],
)
def test_in_pieces_it_is_the_same_as_at_once(python: str, label: str) -> None:
    body = TEXT.encode(python)
    content_type = f"text/plain; charset={label}"
    assert utf8(body, content_type).decode() == TEXT
    for cut in range(len(body) + 1):
        text = Transcoding(charset_of(body, content_type))
        pieces = [text.feed(body[:cut]), text.feed(body[cut:]), text.feed(b"", last=True)]
        assert b"".join(pieces).decode() == TEXT


def test_what_cannot_be_decoded_is_shown_as_such() -> None:
    assert utf8(b"\xff\xfea\0b", "") == "a\ufffd".encode()
    assert utf8(b"a\x81b", "text/plain; charset=windows-1252") == "a\ufffdb".encode()
    assert utf8(b"a\xffb", "") == b"a\xffb"
    assert not_utf8(b"a\xffb").startswith("Not valid UTF-8 from byte 1 on")
    assert not_utf8(TEXT.encode()) == ""
