"""Answers as they came over the wire, broken or odd: the verdict, and what each view shows, agree.

Each file of tests/answers/ is one answer: its head and its body. The table says in which format it
was asked for, what the verdict is and says, and of the page without scripts and of the comparison
the format that they take it for and what they note.
"""

from collections.abc import Iterator
from html import unescape
from pathlib import Path
from re import sub
from typing import NamedTuple

import pytest

from app.call.model import Answer, Call
from app.call.outcome import judge
from app.call.secrets.masking import Masker
from app.call.transport.door import Transport
from app.compare.tree import read
from app.history.search_text import request_text, search_text
from app.regions import Region
from app.viewers import show
from tests.upstream import Upstream

FOLDER = Path(__file__).parents[1] / "answers"

ZOE, CUT, PHP = "Zoë", "breaks off before the end of its ", "begins with a message of PHP "
EARLY = "look before you send it again"


class Case(NamedTuple):
    asked: str
    kind: str  # of the outcome; with its code, if it has one
    says: str  # in the verdict's sentence; "" where there is none
    shown: str
    compared: str
    notes: str = ""  # in those of both views; beside a "|" what each has of its own
    text: str = ""  # in what is shown


def ok(asked: str, text: str, says: str = "") -> Case:
    language = {"1": "json", "2": "xml"}[asked]
    return Case(asked, "ok", says, language, language, f"{says}|", text)


def unreadable(
    asked: str, says: str, shown: str, compared: str, notes: str = "", text: str = ""
) -> Case:
    code = {"1": "NOT_JSON", "2": "NOT_XML", "3": "NOT_SERIALIZED_PHP", "9": "NOT_JSONP"}[asked]
    return Case(asked, f"unreadable {code}", says, shown, compared, notes, text)


def early(says: str, shown: str, compared: str, notes: str = "", text: str = "") -> Case:
    return Case("1", "failed ended_early", says, shown, compared, notes, text)


CASES = {
    # Charsets.
    "json-iso-8859-1": ok("1", ZOE),
    "json-windows-1252": ok("1", "5 €"),
    "json-windows-1251": ok("1", "Привет"),
    "json-shift-jis": ok("1", "日本"),
    "json-utf-16-le-marked": ok("1", ZOE),
    "json-utf-16-be-marked": ok("1", ZOE),
    "json-utf-16-declared": ok("1", ZOE),
    "json-utf-16-cut": unreadable("1", CUT + "JSON", "text", "text", "Not valid JSON", "fullName"),
    "json-utf-8-marked": ok("1", ZOE),
    "json-unknown-charset": ok("1", ZOE),
    "json-declared-utf-16-is-utf-8": ok("1", ZOE),
    "json-invalid-utf-8": ok("1", "Zo\ufffd", "Not valid UTF-8 from byte 42 on"),
    "xml-iso-8859-1-declared": ok("2", ZOE),
    "xml-iso-8859-1-head": ok("2", ZOE),
    "xml-windows-1250-declared": ok("2", "Łódź"),
    "xml-utf-16-marked": ok("2", ZOE),
    "xml-utf-16-unmarked": ok("2", ZOE),
    "xml-head-utf-8-declared-latin": ok("2", ZOE),
    "xml-declared-utf-16-is-utf-8": ok("2", ZOE),
    "xml-invalid-utf-8": ok("2", "Zo\ufffd", "Not valid UTF-8 from byte 61 on"),
    "xml-error-utf-16": Case(
        "2", "api_error NOT_FOUND", "Kein Eintrag für 0_ä", "xml", "xml", text="für 0_ä"
    ),
    "json-error-iso-8859-1": Case(
        "1", "api_error NOT_FOUND", "Kein Eintrag für 0_ä", "json", "json", text="für 0_ä"
    ),
    # Another format.
    "json-asked-xml-came": unreadable("1", "the answer is XML. The", "xml", "xml", text=ZOE),
    "xml-asked-json-came": unreadable("2", "the answer is JSON. The", "json", "json", text=ZOE),
    "json-asked-php-came": unreadable("1", "is serialized PHP. The", "text", "php", text="0_a"),
    "json-asked-jsonp-came": unreadable("1", "inside a call", "text", "json", text="callback("),
    "json-asked-page-came": unreadable(
        "1", "is a page of HTML", "text", "text", "A document with a DOCTYPE is not", "Sign in"
    ),
    "xml-asked-page-came": unreadable(
        "2", "is a page of HTML", "text", "text", "A document with a DOCTYPE is not", "Sign in"
    ),
    "json-asked-text-came": unreadable("1", "is not JSON", "text", "text", text="unavailable"),
    "json-asked-picture-came": unreadable("1", "is not JSON", "binary", "binary", "a PNG picture"),
    "json-asked-feed-came": unreadable("1", "starts with <rss>", "xml", "xml", text="News"),
    # PHP speaks first.
    "php-notice-text": unreadable("1", PHP + "(notice)", "text", "text", "of PHP (notice)|", ZOE),
    "php-warning-marked-up": unreadable(
        "1", PHP + "(warning)", "text", "text", "of PHP (warning)|Not well-formed", ZOE
    ),
    "php-deprecated-xml": unreadable(
        "2", PHP + "(deprecated)", "text", "text", "of PHP (deprecated)|", ZOE
    ),
    "php-fatal": unreadable("1", PHP + "(fatal error)", "text", "text", "(fatal error)|", "memory"),
    # Broken off.
    "json-cut-object": unreadable("1", CUT + "JSON", "text", "text", "column 41", "tags"),
    "json-cut-text": unreadable("1", CUT + "JSON", "text", "text", "Unterminated string", "Zo"),
    "json-cut-number": unreadable("1", CUT + "JSON", "text", "text", "column 29", '"id":2'),
    "json-cut-word": unreadable("1", CUT + "JSON", "text", "text", "column 22", "fal"),
    "json-cut-escape": unreadable("1", CUT + "JSON", "text", "text", "escape", "\\u00"),
    "json-cut-list": unreadable("1", CUT + "JSON", "text", "text", "column 11", '{"id":1},'),
    "jsonp-cut": unreadable("9", "is not JSON inside a call", "text", "text", "|has no end", "1}"),
    "xml-cut-element": unreadable("2", CUT + "XML", "text", "text", "Premature end", "<result>"),
    "xml-cut-tag": unreadable("2", CUT + "XML", "text", "text", "expected '>'", "</obj"),
    "xml-cut-text": unreadable("2", CUT + "XML", "text", "text", "Premature end", "Kalt"),
    "php-cut": unreadable("3", "is not serialized PHP", "text", "text", "|at byte 23", '"0_'),
    # Not what its standard says.
    "json-comma-too-many": unreadable("1", "column 9 ", "text", "text", "column 9 ", ",}"),
    "json-single-quotes": unreadable("1", "double quotes", "text", "text", "double quotes", "'id'"),
    "json-two-values": unreadable("1", "Extra data", "text", "text", "Extra data", '"id":1}'),
    "json-nan": unreadable("1", "has NaN in it", "text", "json", "has NaN in it|", "NaN"),
    "json-infinity": unreadable("1", "has -Infinity", "text", "json", "has -Infinity|", "-Inf"),
    "json-control-character": unreadable("1", "Invalid control", "text", "text", "Invalid control"),
    "json-comment": unreadable("1", "column 9 ", "text", "text", "column 9 ", "/* one */"),
    "json-deep": unreadable("1", "deeper than 100 levels", "text", "text", "Nested", "[["),
    "json-name-twice": ok("1", '"id": 2'),
    "xml-crossed": unreadable("2", "tag mismatch: b", "text", "text", "tag mismatch: b", "</a>"),
    "xml-unknown-entity": unreadable("2", "'nbsp' not defined", "text", "text", "'nbsp'", "&nbsp;"),
    "xml-two-roots": unreadable("2", "Extra content", "text", "text", "Extra content", "<xml/>"),
    "xml-control-character": unreadable("2", "Char value 1", "text", "text", "Char value 1"),
    "xml-namespace": unreadable("2", "namespace urn:example:api", "xml", "xml", text="urn:example"),
    "xml-prefixed": unreadable("2", "namespace urn:example:api", "xml", "xml", text="k:result"),
    "xml-doctype": Case("2", "ok", "", "text", "text", "with a DOCTYPE", "&a;"),
    "xml-deep": unreadable("2", "deeper than 256 levels", "text", "text", "Nested", "<a><a>"),
    "xml-blank-first": ok("2", ZOE),
    # Nothing.
    "json-empty": Case("1", "unreadable EMPTY_ANSWER", EARLY, "text", "json"),
    "json-blank": Case("1", "unreadable EMPTY_ANSWER", EARLY, "text", "json"),
    "xml-empty": Case("2", "unreadable EMPTY_ANSWER", EARLY, "text", "json"),
    # On the way.
    "gzip-cut": early("its gzip is not complete", "json", "json", text=ZOE),
    "deflate-cut": early("its deflate is not complete", "json", "json", text=ZOE),
    "br-cut": early("its br is not complete", "text", "text", "column 40", "fullName"),
    "zstd-cut": early("its zstd is not complete", "text", "json"),
    "gzip-that-is-none": Case("1", "ok", "says gzip", "json", "json", text=ZOE),
    "length-not-reached": early("its head says 47 bytes", "text", "text", "Unterminated", ZOE),
    "chunks-cut": early("its last chunk never came", "text", "text", "column 7", '"a":1'),
    "headers-150": ok("1", ZOE),
    "header-70-kb": ok("1", ZOE),
}


@pytest.fixture(scope="module")
def server() -> Iterator[Upstream]:
    with Upstream() as server:
        yield server


@pytest.fixture(scope="module")
def transport(server: Upstream) -> Iterator[Transport]:
    made = Transport({"here": Region("here", "Here", server.url)})
    yield made
    made.close()


def received(transport: Transport, server: Upstream, name: str) -> Answer:
    data = (FOLDER / f"{name}.http").read_bytes()
    server.respond(lambda received, connection: connection.sendall(data))
    return transport.send(Call("here", "user", "get"))


def test_every_file_is_in_the_table() -> None:
    assert {file.stem for file in FOLDER.iterdir()} == set(CASES)
    assert len(CASES) >= 60


@pytest.mark.parametrize("name", CASES)
def test_verdict_and_views_agree(transport: Transport, server: Upstream, name: str) -> None:
    case = CASES[name]
    answer = received(transport, server, name)
    outcome = judge(answer, case.asked, expects_result=True)
    assert f"{outcome.kind} {outcome.code}".strip() == case.kind, outcome.message
    assert case.says in outcome.message
    assert bool(outcome.message) == bool(case.says)

    of_page, _, of_comparison = case.notes.partition("|")
    if "|" not in case.notes:
        of_comparison = of_page
    shown = show(answer.utf8, answer.header("Content-Type") or "")
    assert shown.language == case.shown
    assert len(shown.notes) == bool(of_page)
    assert of_page in " ".join(shown.notes)
    lines = unescape(sub(r"<[^>]+>", "", shown.lines))
    assert case.text in lines
    compared = read(answer.utf8, answer.media_type)
    assert compared.format == case.compared
    assert len(compared.notes) == bool(of_comparison)
    assert of_comparison in " ".join(compared.notes)


@pytest.mark.parametrize("name", [name for name in CASES if CASES[name].text == ZOE])
def test_history_finds_what_the_declared_charset_says(
    transport: Transport, server: Upstream, name: str
) -> None:
    answer = received(transport, server, name)
    call = Call("here", "user", "get")
    outcome = judge(answer, CASES[name].asked)
    masker = Masker.for_exchange(call, answer)
    assert "zoë" in search_text(request_text(call, masker), answer, outcome, masker)
