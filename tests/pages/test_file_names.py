"""Under which name an answer is saved."""

import unicodedata
from urllib.parse import unquote

from hypothesis import given
from hypothesis import strategies as st
from werkzeug.http import parse_options_header

from app.call.model import Answer, Call, Object
from app.viewers.file_name import (
    LONGEST,
    cleaned,
    content_disposition,
    extension,
    file_name,
    subject,
    suggested,
)
from tests.each import each
from tests.pages.hostile_names import HOSTILE_NAMES

PNG = b"\x89PNG\r\n\x1a\n"


@each(("name", "expected"), HOSTILE_NAMES)
def test_a_name_is_made_harmless(name: str, expected: str) -> None:
    assert cleaned(name) == expected
    assert cleaned(expected) == expected


@given(st.text(max_size=400))
def test_no_name_leads_out_of_its_folder_or_is_too_long(name: str) -> None:
    result = cleaned(name)
    assert len(result.encode()) <= LONGEST
    assert set(result) & set('/\\<>:"|?*') == set()
    assert not any(unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for c in result)
    assert result == result.strip(" .")


@each(
    ("header", "expected"),
    [
        ("", ""),
        ("attachment", ""),
        ("attachment; filename=plain.txt", "plain.txt"),
        ("attachment; filename=two words.txt", "two words.txt"),
        ('inline; FileName = "quoted; and more.txt"', "quoted; and more.txt"),
        ('attachment; filename="say \\"hi\\".txt"', "say _hi_.txt"),
        ('attachment; filename="C:\\folder\\x.txt"', "x.txt"),
        ('attachment; filename="..\\..\\x.txt"', "x.txt"),
        # The extended name counts, wherever it stands, if it can be read.
        ("attachment; filename=\"e.txt\"; filename*=UTF-8''%c3%a9.txt", "é.txt"),
        ("attachment; filename*=utf-8'en'%c3%a9.txt; filename=\"e.txt\"", "é.txt"),
        ("attachment; filename*=ISO-8859-1''%e9.txt", "é.txt"),
        ("attachment; filename*=UTF-16''%00a.txt; filename=e.txt", "e.txt"),
        ("attachment; filename*=UTF-8''%2e%2e%2fx%0d%0a.txt", "x.txt"),
        ("attachment; filename*=UTF-8''..; filename=e.txt", "e.txt"),
        ("attachment; filename*=broken; filename=e.txt", "e.txt"),
        # As it comes from a socket: UTF-8 read as ISO 8859-1; and ISO 8859-1 itself.
        ('attachment; filename="Ã©.txt"', "é.txt"),
        ('attachment; filename="é.txt"', "é.txt"),
        ('attachment; x="; filename=a.txt"; filename=b.txt', "b.txt"),
        ('attachment; filename="never closed', "_never closed"),
    ],
)
def test_the_server_may_suggest_a_name(header: str, expected: str) -> None:
    assert suggested(header) == expected


def test_a_header_of_any_length_takes_no_time_to_speak_of() -> None:
    assert len(suggested('attachment; filename="' * 100_000).encode()) <= LONGEST
    assert suggested(";" * 1_000_000) == ""


@each(
    ("call", "answer", "language", "expected"),
    [
        (Call("eu", "media", "list"), Answer(200, body=b"{}"), "json", "media.list.json"),
        (Call("eu", "media", "list"), Answer(200, body=b"<a/>"), "xml", "media.list.xml"),
        (Call("eu", "multirequest", ""), Answer(200, body=b"[]"), "json", "multirequest.json"),
        (
            Call("eu", "thumbAsset", "serve", (("thumbAssetId", "0_ab12"),)),
            Answer(200, (("Content-Type", "image/jpeg"),), PNG),
            "binary",
            "thumbAsset.serve.0_ab12.png",
        ),
        (
            Call("eu", "report", "serve"),
            Answer(200, (("Content-Type", "text/csv; charset=utf-8"),), b"a,b"),
            "text",
            "report.serve.csv",
        ),
        (
            Call("eu", "report", "serve"),
            Answer(200, (("Content-Disposition", "attachment; filename=../my.csv"),), b"a,b"),
            "text",
            "my.csv",
        ),
        (
            Call("eu", "../..", "a/b", (("id", "x/../../y"),)),
            Answer(200, (("Content-Disposition", "attachment; filename=.."),), b""),
            "text",
            "b.txt",
        ),
    ],
)
def test_it_has_a_name_whatever_it_is(
    call: Call, answer: Answer, language: str, expected: str
) -> None:
    assert file_name(call, answer, language) == expected


@each(
    ("media_type", "language", "expected"),
    [
        ("text/csv", "text", "csv"),
        ("text/vtt", "text", "vtt"),
        ("application/x-subrip", "text", "srt"),
        ("image/svg+xml", "xml", "svg"),
        ("application/ttml+xml", "xml", "dfxp"),
        ("text/html", "xml", "html"),
        # An error in place of the file that was asked for.
        ("text/csv", "json", "json"),
        ("text/csv", "xml", "xml"),
        ("image/svg+xml", "text", "txt"),
        ("image/png", "text", "txt"),
        ("image/png", "binary", "bin"),
        ("", "text", "txt"),
    ],
)
def test_the_ending_goes_by_what_it_is(media_type: str, language: str, expected: str) -> None:
    assert extension(b"\x00", media_type, language) == expected


def test_the_subject_is_the_first_id_that_is_one() -> None:
    call = Call(
        "eu",
        "media",
        "get",
        (
            ("filter", Object("KalturaMediaEntryFilter")),
            ("name", "0_no"),
            ("entryId", "{1:result:id}"),
            ("flavorId", "0_yes"),
            ("id", "0_late"),
        ),
    )
    assert subject(call) == "0_yes"
    assert subject(Call("eu", "system", "ping")) == ""
    assert subject(Call("eu", "media", "get", (("id", "x" * 65),))) == ""


@each("name", [expected for _, expected in HOSTILE_NAMES if expected])
def test_the_header_carries_the_name_whole(name: str) -> None:
    header = content_disposition(name)
    assert header.isascii()
    assert "\n" not in header
    kind, options = parse_options_header(header)
    assert (kind, options["filename"]) == ("attachment", name)
    if "filename*" in header:
        assert unquote(header.partition("filename*=UTF-8''")[2]) == name
