"""What typed words find on a page without scripts, and in which order."""

import gc
import weakref

from app.schema.facts import bundled
from app.schema.find.search import KINDS, Found, search_index
from app.schema.registry import Registry
from tests.each import each
from tests.schema.find_queries import QUERIES
from tests.schema.zoo import zoo, zoo_registry

# Beginnings of words put together; a typo in one word of two.
LEFT_TO_THE_DIALOG = {"mel", "bel", "beget", "utadd", "sest", "ulbl", "swses", "mef", "einf"} | {
    "notifcation template"
}
QUERIES_HERE = [
    query for query in QUERIES if query[1] in KINDS and query[0] not in LEFT_TO_THE_DIALOG
]


def found(text: str, limit: int | None = 20) -> list[str]:
    return [item.name for item in search_index(bundled()).find(text, limit)]


def near(text: str, limit: int = 5) -> list[str]:
    return [item.name for item in search_index(bundled()).near(text, limit)]


@each(("typed", "kind", "name"), QUERIES_HERE)
def test_what_is_meant_is_among_the_first_three(typed: str, kind: str, name: str) -> None:
    index = search_index(bundled())
    shown = index.find(typed) or index.near(typed, 5)
    assert (kind, name) in [(one.kind, one.name) for one in shown[:3]]


def test_most_of_what_the_dialog_finds_is_found_here() -> None:
    assert len(QUERIES_HERE) >= 59


@each(
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
        ("INVALID_KS", "INVALID_KS"),
        ("entry id not found", "ENTRY_ID_NOT_FOUND"),
        ("metadata_metadata", "metadata"),
    ],
)
def test_the_best_comes_first(text: str, first: str) -> None:
    assert found(text, 5)[0] == first


def test_words_in_any_order() -> None:
    assert "session.start" in found("start session", 50)


def test_every_word_must_fit() -> None:
    assert found("media nonsense") == []


def test_our_words_are_behind_the_names() -> None:
    shown = found("application token", None)
    assert shown[0] == "appToken"
    assert len(shown) > 5
    both = found("upload", None)
    named = [name for name in both if "upload" in name.lower()]
    old = {item.name for item in search_index(bundled()).find("upload") if item.deprecated}
    recent = [name for name in both if name not in old]
    assert recent[: len(named) - len(old)] == [name for name in named if name not in old]
    assert len(both) > len(named)


def test_a_word_of_ours_is_found_by_its_beginning_alone() -> None:
    assert "appToken.delete" in found("withdraws token", None)
    assert "appToken.delete" in found("withdr token", None)
    assert "appToken.delete" not in found("ithdraws token", None)


@each(
    ("typed", "name"),
    [
        ("meida.list", "media.list"),
        ("kalturamediaentri", "KalturaMediaEntry"),
        ("ENTRY_ID_NOT_FUOND", "ENTRY_ID_NOT_FOUND"),
    ],
)
def test_names_near_to_what_nothing_fits(typed: str, name: str) -> None:
    assert found(typed) == []
    assert near(typed)[0] == name
    assert len(near(typed, 2)) <= 2


@each("typed", ["", "日本", "...", "q" * 100_000])
def test_nothing_is_near_to_what_is_no_name(typed: str) -> None:
    assert near(typed) == []


def test_an_index_goes_with_its_registry() -> None:
    registry = Registry(zoo())
    assert search_index(registry) is search_index(registry)
    gone = weakref.ref(registry)
    del registry
    gc.collect()
    assert gone() is None


@each("text", ["", "   ", ".", "\n"])
def test_nothing_typed_finds_nothing(text: str) -> None:
    assert found(text) == []


def test_limit() -> None:
    assert len(found("e", 7)) == 7
    assert found("e", 0) == []


def test_a_huge_text_is_no_trouble() -> None:
    assert found("a " * 100_000) != []
    assert found("a" * 100_000) == []


def zoo_found(text: str, limit: int) -> tuple[Found, ...]:
    return search_index(zoo_registry()).find(text, limit)


def test_what_is_found_can_be_opened() -> None:
    assert zoo_found("stroke", 1) == (
        Found("action", "petting.stroke", "petting_petting", "stroke"),
    )
    assert zoo_found("parrot", 1) == (Found("class", "KalturaZooParrot"),)
    assert zoo_found("diet", 9) == (
        Found("action", "animal.diets", "animal", "diets"),
        Found("enum", "KalturaZooDiet"),
    )


def test_deprecated_ones_come_last() -> None:
    kinds = [item.deprecated for item in search_index(bundled()).find("document", 100)]
    assert kinds == sorted(kinds)
    assert True in kinds
    old = zoo_found("old.go", 1)
    assert old == (Found("action", "old.go", "old", "go", deprecated=True),)
