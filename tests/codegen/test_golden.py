"""Programs change only on purpose: `python -m tests.codegen.regenerate`."""

from tests.codegen.calls import CASES, GOLDEN
from tests.codegen.golden import FOLDER, made


def test_the_programs_are_those_that_are_kept() -> None:
    now = made()
    kept = {file: file.read_text("utf-8") for file in FOLDER.rglob("*.txt")}
    assert kept.keys() == now.keys()
    for file, text in now.items():
        assert text == kept[file], file.relative_to(FOLDER)


def test_a_dozen_calls_are_kept() -> None:
    assert len(set(GOLDEN) & set(CASES)) >= 12
