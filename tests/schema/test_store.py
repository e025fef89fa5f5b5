"""Imported schemas on disk: shared by several stores, and never the end of every page."""

import gzip
import json
import logging
import re
import threading
from pathlib import Path

import pytest

from app.errors import NotFound, SchemaRejected
from app.schema import facts
from app.schema.model import Schema
from app.schema.store import SchemaStore, StoredSchema
from tests.schema.zoo import zoo


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data" / "schemas"


@pytest.fixture
def store(folder: Path) -> SchemaStore:
    return SchemaStore(folder)


def numbered(number: int) -> Schema:
    return zoo(('apiVersion="1.2.3"', f'apiVersion="1.2.{number}"'))


def file_of(folder: Path, stored: StoredSchema) -> Path:
    return folder / f"{stored.id}.json.gz"


def test_without_an_import_every_region_uses_the_bundled_one(
    store: SchemaStore, folder: Path
) -> None:
    assert store.registry_for("eu") is facts.bundled()
    assert store.list() == []
    assert not folder.exists()


def test_add_and_assign(store: SchemaStore) -> None:
    stored = store.add(zoo(), "zoo.xml")
    assert (stored.version, stored.origin, stored.regions) == ("1.2.3", "zoo.xml", ())
    assert store.registry_for("eu") is facts.bundled()
    store.assign("eu", stored.id)
    registry = store.registry_for("eu")
    assert registry.schema == zoo()
    assert registry.origin == "imported from zoo.xml"
    assert store.registry_for("us") is facts.bundled()
    assert store.registry_for("eu") is registry


def test_the_list_has_the_latest_first_and_who_uses_what(
    store: SchemaStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.time", lambda: 1000.0)
    first = store.add(numbered(1), "a")
    monkeypatch.setattr("time.time", lambda: 2000.0)
    second = store.add(numbered(2), "b")
    for region in ("us", "eu"):
        store.assign(region, first.id)
    assert store.list() == [
        StoredSchema(second.id, "1.2.2", "b", 2000.0),
        StoredSchema(first.id, "1.2.1", "a", 1000.0, ("eu", "us")),
    ]


def test_the_same_schema_is_kept_once(store: SchemaStore, folder: Path) -> None:
    first = store.add(zoo(), "a")
    store.assign("eu", first.id)
    again = store.add(zoo(), "b")
    assert again.id == first.id
    assert (again.origin, again.regions) == ("b", ("eu",))
    assert [item.id for item in store.list()] == [first.id]
    assert len(list(folder.glob("*.gz"))) == 1


def test_back_to_the_bundled_one(store: SchemaStore) -> None:
    store.assign("eu", store.add(zoo(), "a").id)
    store.assign("eu", "bundled")
    assert store.registry_for("eu") is facts.bundled()
    store.assign("never assigned", "bundled")


@pytest.mark.parametrize("schema_id", ["0" * 16, "", "../../etc/passwd", "none", "1.2.3"])
def test_only_a_schema_that_is_there_can_be_assigned_or_removed(
    store: SchemaStore, schema_id: str
) -> None:
    with pytest.raises(NotFound):
        store.assign("eu", schema_id)
    with pytest.raises(NotFound):
        store.remove(schema_id)
    assert store.registry_for("eu") is facts.bundled()


def test_get_by_id_and_version(store: SchemaStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.time", lambda: 1000.0)
    first = store.add(zoo(), "first")
    monkeypatch.setattr("time.time", lambda: 2000.0)
    store.add(zoo(("Looks after animals", "Feeds animals")), "second")
    assert store.get(first.id).origin == "imported from first"
    assert store.get("1.2.3").origin == "imported from second"
    assert store.get("bundled") is facts.bundled()
    assert store.get("22.19.0") is facts.bundled()
    for name in ("1.2.4", "", "../zoo", "x" * 5000):
        with pytest.raises(NotFound) as caught:
            store.get(name)
        assert len(caught.value.sentence) < 250


def test_an_import_of_the_bundled_version_is_found_before_it(store: SchemaStore) -> None:
    store.add(zoo(('apiVersion="1.2.3"', 'apiVersion="22.19.0"')), "a")
    assert store.get("22.19.0").origin == "imported from a"
    assert store.get("bundled") is facts.bundled()


def test_remove_gives_its_regions_the_bundled_one(store: SchemaStore, folder: Path) -> None:
    stored = store.add(zoo(), "a")
    other = store.add(numbered(9), "b")
    store.assign("eu", stored.id)
    store.assign("us", other.id)
    store.remove(stored.id)
    assert store.list() == [StoredSchema(other.id, "1.2.9", "b", store.list()[0].added_at, ("us",))]
    assert store.registry_for("eu") is facts.bundled()
    assert not file_of(folder, stored).exists()


def test_two_stores_agree(store: SchemaStore, folder: Path) -> None:
    other = SchemaStore(folder)
    assert other.registry_for("eu") is facts.bundled()
    for number in range(3):
        stored = store.add(numbered(number), "a")
        store.assign("eu", stored.id)
        assert other.registry_for("eu").version == f"1.2.{number}"
    other.assign("eu", "bundled")
    assert store.registry_for("eu") is facts.bundled()


def test_assignments_made_at_once_are_all_kept(folder: Path) -> None:
    stored = SchemaStore(folder).add(zoo(), "a")
    regions = [f"region{number}" for number in range(24)]

    def work(mine: list[str]) -> None:
        own = SchemaStore(folder)
        for region in mine:
            own.assign(region, stored.id)
            own.registry_for(region)

    workers = [threading.Thread(target=work, args=(regions[start::6],)) for start in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert SchemaStore(folder).list()[0].regions == tuple(sorted(regions))
    assert {file.name for file in folder.iterdir()} == {
        f"{stored.id}.json.gz",
        "regions.json",
        ".lock",
    }


def test_at_most_four_registries_are_kept(
    store: SchemaStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    loads = []
    load = facts.load

    def counted(data: bytes) -> Schema:
        loads.append(len(data))
        return load(data)

    monkeypatch.setattr(facts, "load", counted)
    for number in range(6):
        store.assign(f"region{number}", store.add(numbered(number), "a").id)
    for number in range(6):
        store.registry_for(f"region{number}")
    assert len(loads) == 6
    for number in (5, 4, 3, 2):
        assert store.registry_for(f"region{number}").version == f"1.2.{number}"
    assert len(loads) == 6
    assert store.registry_for("region0").version == "1.2.0"
    assert len(loads) == 7


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not gzip",
        gzip.compress(facts.dump(zoo()))[:-40],
        gzip.compress(b"no line"),
        gzip.compress(b'{"version": "1"}\n{}'),
        gzip.compress(b"[]\n{}"),
    ],
    # Compressed bytes hold the time, and processes that share the tests have to agree on names.
    ids=range(6),
)
def test_a_damaged_schema_is_replaced_by_the_bundled_one(
    store: SchemaStore, folder: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    stored = store.add(zoo(), "a")
    other = store.add(numbered(9), "b")
    store.assign("eu", stored.id)
    file_of(folder, stored).write_bytes(content)
    with caplog.at_level(logging.WARNING):
        assert store.registry_for("eu") is facts.bundled()
        assert store.registry_for("eu") is facts.bundled()
    assert len(caplog.records) == 1
    assert stored.id in caplog.text
    assert [item.id for item in store.list()] == [other.id]
    with pytest.raises(SchemaRejected, match=stored.id):
        store.get(stored.id)
    # Importing it again mends it, in every process.
    SchemaStore(folder).add(zoo(), "a")
    assert store.registry_for("eu").version == "1.2.3"


def test_damage_behind_the_first_line(store: SchemaStore, folder: Path) -> None:
    stored = store.add(zoo(), "a")
    store.assign("eu", stored.id)
    line = gzip.decompress(file_of(folder, stored).read_bytes()).split(b"\n")[0]
    file_of(folder, stored).write_bytes(gzip.compress(line + b"\n{}"))
    assert store.registry_for("eu") is facts.bundled()
    with pytest.raises(SchemaRejected):
        store.get(stored.id)


def test_a_schema_that_is_gone(
    store: SchemaStore, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    stored = store.add(zoo(), "a")
    store.assign("eu", stored.id)
    file_of(folder, stored).unlink()
    assert store.registry_for("eu") is facts.bundled()
    assert "is gone" in caplog.text


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"[]", b'{"eu": 1}', b'"eu"'])
def test_a_damaged_regions_file(store: SchemaStore, folder: Path, content: bytes) -> None:
    stored = store.add(zoo(), "a")
    store.assign("eu", stored.id)
    (folder / "regions.json").write_bytes(content)
    assert store.registry_for("eu") is facts.bundled()
    assert store.list()[0].regions == ()
    store.assign("us", stored.id)
    assert json.loads((folder / "regions.json").read_bytes()) == {"us": stored.id}


def test_an_import_that_fails_leaves_everything_as_it_was(
    store: SchemaStore, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = store.add(zoo(), "a")
    store.assign("eu", stored.id)
    before = {file.name: file.read_bytes() for file in folder.iterdir()}

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        store.add(numbered(9), "b")
    with pytest.raises(OSError, match="No space left"):
        store.assign("eu", "bundled")
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before
    assert store.registry_for("eu").version == "1.2.3"


def test_ids_are_made_from_the_content(store: SchemaStore) -> None:
    assert re.fullmatch("[0-9a-f]{16}", store.add(zoo(), "a").id)
    assert store.add(numbered(1), "a").id != store.add(numbered(2), "a").id
