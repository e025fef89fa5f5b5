"""Programs change only on purpose: `python -m tests.codegen.regenerate`."""

import pytest

from app.codegen import languages
from tests.codegen.calls import CASES, GOLDEN
from tests.codegen.golden import FOLDER, folders, made


@pytest.mark.parametrize("id", [one.id for one in languages()])
def test_the_programs_are_those_that_are_kept(id: str) -> None:
    now = made([id])
    kept = {file: file.read_text("utf-8") for folder in folders([id]) for file in folder.rglob("*")}
    assert kept.keys() == now.keys()
    for file, text in now.items():
        assert text == kept[file], file.relative_to(FOLDER)


def test_what_is_kept_is_of_languages_that_there_are() -> None:
    variants = {f"{one.id}.{variant.id}" for one in languages() for variant in one.variants}
    assert {folder.name for folder in folders([])} == variants


def test_a_dozen_calls_are_kept() -> None:
    assert len(set(GOLDEN) & set(CASES)) >= 12
