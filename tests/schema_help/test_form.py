"""The help texts' own form: short plain sentences, each under a key that exists once."""

import re
from collections import Counter

import pytest

from tests.schema_help.texts import HELP, Text, all_texts

# Table -> (names below it, most characters of one text).
TABLES = {
    "request": (1, 300),
    "service": (1, 400),
    "action": (1, 400),
    "parameter": (2, 300),
    "object_type": (1, 400),
    "property": (2, 300),
    "enum": (1, 400),
}
MARKUP = re.compile(r"<|`|\*\*|\]\(|&\w+;|\n|  |\{@")
SENTENCE_END = re.compile(r"[.!?](?=\s|$)")
FILLER = re.compile(
    r"\b(this (parameter|property|field|action) (is|specifies)|e\.g|i\.e|etc)\b", re.I
)


def test_files_are_found() -> None:
    assert {"request.toml", "session.toml", "media.toml"} <= {file.name for file in HELP.iterdir()}
    assert len(all_texts()) > 600


def test_no_key_stands_in_two_files() -> None:
    counted = Counter(item.key for item in all_texts())
    assert [key for key, times in counted.items() if times > 1] == []


def test_files_stay_readable() -> None:
    lines = {
        file.name: len(file.read_text(encoding="utf-8").splitlines()) for file in HELP.iterdir()
    }
    assert {name: count for name, count in lines.items() if count > 200} == {}


@pytest.mark.parametrize("table", TABLES)
def test_length_and_depth(table: str) -> None:
    depth, limit = TABLES[table]
    texts = [item for item in all_texts() if item.table == table]
    assert texts != []
    assert [item for item in texts if len(item.key) != depth + 1] == []
    assert [item for item in texts if len(item.text) > limit] == []
    assert [item for item in texts if not 1 <= len(SENTENCE_END.findall(item.text)) <= 3] == []


def test_no_other_tables() -> None:
    assert {item.table for item in all_texts()} == set(TABLES)


def test_plain_sentences() -> None:
    assert list(filter(_is_untidy, all_texts())) == []


def _is_untidy(item: Text) -> bool:
    return (
        bool(MARKUP.search(item.text) or FILLER.search(item.text))
        or not item.text.endswith((".", "?"))
        or item.text != item.text.strip()
        or not item.text.isascii()
    )
