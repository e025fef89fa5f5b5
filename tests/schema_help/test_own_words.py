"""No help text repeats a sentence of the published schema (skipped where that file is absent)."""

import re

import pytest
from lxml import etree

from tests.schema_help.texts import HELP, all_texts

PUBLISHED = HELP.parents[4] / "shared" / "schema" / "KalturaClient.xml"
RUN = 6  # so many words in a row are no coincidence


def runs(text: str) -> set[tuple[str, ...]]:
    """Every run of RUN consecutive words, in small letters and without punctuation."""
    words = re.findall(r"[a-z0-9]+", text.lower())
    return {tuple(words[start : start + RUN]) for start in range(len(words) - RUN + 1)}


def test_runs_ignore_case_and_punctuation() -> None:
    assert runs("One, two: THREE four five-six. Seven") == {
        ("one", "two", "three", "four", "five", "six"),
        ("two", "three", "four", "five", "six", "seven"),
    }
    assert runs("only five words of text") == set()


@pytest.mark.skipif(not PUBLISHED.exists(), reason="the published schema is not at hand")
def test_no_run_of_words_is_shared_with_the_published_schema() -> None:
    root = etree.parse(PUBLISHED).getroot()
    attributes = ("description", "message")
    sentences = [item.get(name, "") for item in root.iter("*") for name in attributes]
    published = {run for sentence in sentences for run in runs(sentence)}
    assert len(published) > 5000
    shared = {item.key: found for item in all_texts() if (found := runs(item.text) & published)}
    assert shared == {}
