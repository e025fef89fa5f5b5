"""The tree of what is saved, and variables by the places where they are known."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.call.model import Call, Object
from app.desk.desk import Desk
from app.desk.saved import requests
from app.desk.saved.scope import scope_at
from app.errors import BadInput, NotFound
from tests.prepared import assembled_from

OWN, OTHER = "w", "v"
CALL = Call("sandbox", "media", "get", (("entryId", "{{id}}"),))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    parts = assembled_from({"TESTME_DATA_DIR": str(tmp_path / "data")})
    yield Desk(parts, OWN)
    parts.close()


def names(desk: Desk, parent: str = "", workspace: str = OWN) -> list[str]:
    return [one.name for one in desk.parts.saved.tree(workspace) if one.parent == parent]


def test_a_request_is_kept_as_it_was_typed_without_the_kept_ks(desk: Desk) -> None:
    place = desk.place("sandbox")
    item = requests.keep(desk, CALL, place, name="", description=" about ")
    found = requests.opened(desk, item.id)
    assert (found.item.name, found.item.title) == ("media.get", "media.get")
    assert (found.call, found.description) == (CALL, "about")
    assert found.schema_version == place.registry.version


def test_the_tree_is_moved_duplicated_deleted_and_brought_back(desk: Desk) -> None:
    saved, place = desk.parts.saved, desk.place("sandbox")
    outer = saved.add(OWN, "collection", "Outer", {})
    inner = saved.add(OWN, "collection", "Inner", {}, parent=outer.id)
    for name in ("a", "b", "c"):
        requests.keep(desk, CALL, place, name=name, parent=inner.id)
    a, b, c = (one for one in saved.tree(OWN) if one.kind == "request")
    saved.move(OWN, c.id, inner.id, before=a.id)
    assert names(desk, inner.id) == ["c", "a", "b"]
    saved.move(OWN, b.id, "")
    assert names(desk) == ["Outer", "b"]
    with pytest.raises(BadInput, match="into itself"):
        saved.move(OWN, outer.id, inner.id)
    kept = desk.parts.variables
    kept.put(OWN, f"collection:{outer.id}", "host", "kaltura.example")
    kept.put(OWN, f"collection:{inner.id}", "token", "geheim1", secret=True)
    copy = saved.duplicate(OWN, outer.id)
    (copied,) = (one for one in saved.tree(OWN) if one.parent == copy.id)
    assert copy.name == "Outer (copy)"
    # Its variables are its own: what is changed of them is not that of the first one.
    kept.put(OWN, f"collection:{outer.id}", "host", "changed.example")
    found = {(one.place, one.name): (one.value, one.secret) for one in kept.all(OWN)}
    assert found == {
        (f"collection:{outer.id}", "host"): ("changed.example", False),
        (f"collection:{inner.id}", "token"): ("geheim1", True),
        (f"collection:{copy.id}", "host"): ("kaltura.example", False),
        (f"collection:{copied.id}", "token"): ("geheim1", True),
    }
    assert names(desk, copied.id) == ["c", "a"]
    token, count = saved.remove(OWN, outer.id)
    assert count == 4
    assert names(desk) == ["b", "Outer (copy)"]
    desk.parts.undo.restore(OWN, token)
    assert names(desk) == ["Outer", "b", "Outer (copy)"]
    assert names(desk, inner.id) == ["c", "a"]


def test_nobody_sees_or_changes_what_is_anothers(desk: Desk) -> None:
    saved = desk.parts.saved
    item = requests.keep(desk, CALL, desk.place("sandbox"), name="mine")
    assert names(desk, workspace=OTHER) == []
    for act in (saved.get, saved.duplicate, saved.remove):
        with pytest.raises(NotFound):
            act(OTHER, item.id)
    with pytest.raises(NotFound):
        saved.move(OTHER, item.id, "")
    with pytest.raises(NotFound):
        saved.change(OTHER, item.id, name="theirs")
    with pytest.raises(NotFound):
        saved.add(OTHER, "request", "in mine", {}, parent=item.id)


def test_what_a_schema_no_longer_has_is_said(desk: Desk) -> None:
    registry = desk.place("sandbox").registry
    entry = Object("KalturaMediaEntry", (("name", "x"), ("gone", "y")))
    call = Call("sandbox", "media", "add", (("entry", entry), ("lost", "z")))
    assert [one.partition(" in release")[0] for one in requests.missing(registry, call)] == [
        "KalturaMediaEntry has no property gone",
        "media.add has no parameter lost",
    ]
    (sentence,) = requests.missing(registry, Call("sandbox", "media", "nothing"))
    assert sentence.endswith("has no action media.nothing.")


def test_a_variable_is_looked_up_in_its_places_in_order(desk: Desk) -> None:
    parts, place = desk.parts, desk.place("sandbox")
    outer = parts.saved.add(OWN, "collection", "Outer", {})
    inner = parts.saved.add(OWN, "collection", "Inner", {}, parent=outer.id)
    for where, value in (
        ("everywhere", "1"),
        ("region:sandbox", "2"),
        (f"collection:{outer.id}", "3"),
        (f"collection:{inner.id}", "4"),
    ):
        parts.variables.put(OWN, where, "n", value)
        found = scope_at(desk, place, inner.id).find("n")
        assert found
        assert found.value == value
    inmost = scope_at(desk, place, inner.id).find("n")
    assert inmost
    assert inmost.whence == "the collection Inner"
    apart = scope_at(desk, place).find("n")
    assert apart
    assert (apart.value, apart.whence) == ("2", "the region Sandbox (built in)")
    elsewhere = scope_at(desk, desk.place("eu")).find("n")
    assert elsewhere
    assert (elsewhere.value, elsewhere.whence) == ("1", "everywhere")


def test_a_secret_variable_stands_nowhere_in_clear(desk: Desk, tmp_path: Path) -> None:
    desk.parts.variables.put(OWN, "everywhere", "key", "geheimnis42", secret=True)
    desk.parts.saved.add(OWN, "collection", "with secret=geheimnis42 in it", {})
    desk.parts.engine.dispose()
    for file in (tmp_path / "data").glob("*.sqlite*"):
        assert b"geheimnis42" not in file.read_bytes(), file
    assert "geheimnis42" not in repr(desk.parts.variables.all(OWN))


@pytest.mark.parametrize("name", ["", "1a", "a-b", "a b", "row", "{{a}}", "$now", "or", "a" * 101])
def test_what_no_variable_is_called(desk: Desk, name: str) -> None:
    with pytest.raises(BadInput) as fault:
        desk.parts.variables.put(OWN, "everywhere", name, "x")
    assert fault.value.field == "name"


def test_the_tree_of_500_is_there_in_a_moment(desk: Desk) -> None:
    place = desk.place("sandbox")
    for number in range(500):
        requests.keep(desk, CALL, place, name=f"request {number}")
    began = time.process_time()
    assert len(desk.parts.saved.tree(OWN)) == 500
    assert time.process_time() - began < 0.5


def test_a_chain_of_collections_stays_as_deep_as_it_may_be(desk: Desk) -> None:
    saved, tops = desk.parts.saved, []
    for number in range(3):
        parent = ""
        for level in range(5):
            parent = saved.add(OWN, "collection", f"{number}.{level}", {}, parent=parent).id
            tops += [parent] if level == 0 else []
    deepest = next(one.id for one in saved.tree(OWN) if one.name == "0.4")
    with pytest.raises(BadInput, match="8 deep"):
        saved.move(OWN, tops[1], deepest)
    third = next(one.id for one in saved.tree(OWN) if one.name == "0.2")
    saved.move(OWN, tops[1], third)


def test_many_are_duplicated_in_a_moment(desk: Desk) -> None:
    saved, place = desk.parts.saved, desk.place("sandbox")
    top = saved.add(OWN, "collection", "Many", {})
    inner = saved.add(OWN, "collection", "Inner", {}, parent=top.id)
    for number in range(600):
        requests.keep(desk, CALL, place, name=f"r{number}", parent=inner.id)
    began = time.process_time()
    for _ in range(3):
        copy = saved.duplicate(OWN, top.id)
    assert time.process_time() - began < 3
    (copied,) = (one for one in saved.tree(OWN) if one.parent == copy.id)
    assert names(desk, copied.id) == [f"r{number}" for number in range(600)]
    last = next(one for one in saved.tree(OWN) if one.parent == copied.id)
    assert requests.opened(desk, last.id).call == CALL
    for _ in range(4):
        saved.duplicate(OWN, top.id)
    with pytest.raises(BadInput, match="at most"):
        saved.duplicate(OWN, top.id)


def test_what_comes_back_without_its_collection_is_at_the_top(desk: Desk) -> None:
    saved = desk.parts.saved
    top = saved.add(OWN, "collection", "Gone", {})
    item = requests.keep(desk, CALL, desk.place("sandbox"), name="in it", parent=top.id)
    token, _ = saved.remove(OWN, item.id)
    saved.remove(OWN, top.id)
    desk.parts.undo.restore(OWN, token)
    assert names(desk) == ["in it"]
