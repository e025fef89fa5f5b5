"""What typed words find, and in which order."""

import pytest

from app.schema.facts import bundled
from app.schema.find.search import Found
from tests.schema.zoo import zoo_registry


def found(text: str, limit: int = 20) -> list[str]:
    return [item.name for item in bundled().search(text, limit)]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("media", "media"),
        ("session.start", "session.start"),
        ("session start", "session.start"),
        ("SESSION.START", "session.start"),
        ("media list", "media.list"),
        ("MediaEntry", "KalturaMediaEntry"),
        ("KalturaMediaEntry", "KalturaMediaEntry"),
        ("kalturasessiontype", "KalturaSessionType"),
        ("startSession", "appToken.startSession"),
        ("startwidget", "session.startWidgetSession"),
    ],
)
def test_the_best_comes_first(text: str, first: str) -> None:
    assert found(text, 5)[0] == first


def test_words_in_any_order() -> None:
    assert "session.start" in found("start session", 50)


def test_every_word_must_be_in_the_name() -> None:
    assert found("media nonsense") == []


@pytest.mark.parametrize("text", ["", "   ", ".", "\n"])
def test_nothing_typed_finds_nothing(text: str) -> None:
    assert found(text) == []


def test_limit() -> None:
    assert len(found("e", 7)) == 7
    assert found("e", 0) == []


def test_a_huge_text_is_no_trouble() -> None:
    assert found("a " * 100_000) != []
    assert found("a" * 100_000) == []


def test_what_is_found_can_be_opened() -> None:
    assert zoo_registry().search("stroke", 1) == (
        Found("action", "petting.stroke", "petting_petting", "stroke"),
    )
    assert zoo_registry().search("parrot", 1) == (Found("class", "KalturaZooParrot"),)
    assert zoo_registry().search("diet", 9) == (
        Found("action", "animal.diets", "animal", "diets"),
        Found("enum", "KalturaZooDiet"),
    )


def test_deprecated_ones_come_last() -> None:
    kinds = [item.deprecated for item in bundled().search("document", 100)]
    assert kinds == sorted(kinds)
    assert True in kinds
    old = zoo_registry().search("old.go", 1)
    assert old == (Found("action", "old.go", "old", "go", deprecated=True),)
