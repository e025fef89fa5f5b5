"""Words, groups and lists of the documentation."""

import pytest

from app.schema.diff import Change, diff
from app.schema.facts import bundled
from app.schema.help.documentation import (
    ChangeGroup,
    Letter,
    UseGroup,
    by_letter,
    default_of,
    error_named,
    flags_of,
    grouped_changes,
    grouped_uses,
    index_of,
    name_of,
    needs_permission,
)
from app.schema.model import ErrorCode, Parameter, Property
from app.schema.registry import Registry
from tests.schema.zoo import zoo, zoo_registry


def test_the_index_is_what_the_registry_says() -> None:
    registry = bundled()
    index = index_of(registry)
    for name in ("KalturaMediaEntry", "KalturaBatchJobResponse", "KalturaEntryStatus"):
        assert index.returned_by.get(name, ()) == registry.returned_by(name)
    for code in ("ENTRY_ID_NOT_FOUND", "INVALID_KS"):
        assert index.thrown_by.get(code, ()) == registry.thrown_by(code)
    assert index_of(registry) is index
    assert index_of(Registry(registry.schema)) is not index


def test_an_action_that_names_an_error_twice_throws_it_once() -> None:
    [ref] = index_of(zoo_registry()).thrown_by["ZOO_FULL"]
    assert (ref.service.id, ref.action.name) == ("animal", "add")


def test_errors_by_name_by_code_and_unlisted() -> None:
    registry = Registry(zoo(('name="ZOO_FULL" code="ZOO_FULL"', 'name="FULL" code="ZOO_F"')))
    by_name, by_code = error_named(registry, "FULL"), error_named(registry, "ZOO_F")
    assert by_name == by_code
    assert by_name
    assert by_name.code == "ZOO_F"
    assert error_named(registry, "NOT_IN_THE_LIST") == ErrorCode(
        "NOT_IN_THE_LIST", "NOT_IN_THE_LIST"
    )
    assert error_named(registry, "INVALID_KS") == ErrorCode("INVALID_KS", "INVALID_KS")
    assert error_named(registry, "NOBODY_KNOWS") is None
    spaced = error_named(registry, "SPACED")
    assert spaced
    assert spaced.name == "SPACED "


@pytest.mark.parametrize(
    ("member", "flags"),
    [
        (Parameter("a", "int", is_time=True), ("time",)),
        (Parameter("a", "int"), ()),
        (Property("a", "int", read_only=True, deprecated=True), ("read-only", "deprecated")),
        (Property("a", "int", min_value=0), ("at least 0",)),
        (Property("a", "int", min_value=-3, max_value=9), ("-3 to 9",)),
        (Property("a", "string", max_length=40), ("at most 40 characters",)),
        (Property("a", "string", min_length=1, max_length=2), ("1 to 2 characters",)),
        (Property("a", "string", utf8_truncate=30), ("cut after 30 bytes",)),
        (Property("a", "string", multi_lingual=True, write_only=True, insert_only=True),
         ("insert-only", "write-only", "multilingual")),
        (Property("a", "string", requires_permissions="update"),
         ("needs permission to update",)),
    ],
)  # fmt: skip
def test_flags(member: Parameter | Property, flags: tuple[str, ...]) -> None:
    assert flags_of(member) == flags


def test_a_permission_that_is_named_twice_is_told_once() -> None:
    assert needs_permission("insert,update,insert,update") == "needs permission to insert, update"


def test_defaults() -> None:
    def default(**options: str) -> str:
        return default_of(zoo_registry(), Parameter("a", "int", optional=True, **options))  # type: ignore[arg-type]  # only texts are given

    assert default(default="2", enum_type="KalturaZooDiet") == "MEAT (2)"
    assert default(default="7", enum_type="KalturaZooDiet") == "7"
    assert default(default="86400") == "86400"
    assert [default(), default(default=""), default(default="null")] == ["", "", ""]


def test_letters() -> None:
    assert by_letter(["KalturaBee", "KalturaApe", "ant", "_x"]) == (
        Letter("#", ("_x",)),
        Letter("A", ("ant", "KalturaApe")),
        Letter("B", ("KalturaBee",)),
    )


def test_uses_by_owner() -> None:
    uses = zoo_registry().used_by("KalturaZooAnimal")
    assert grouped_uses(uses) == (
        UseGroup("parameter", "animal.add", ("animal",)),
        UseGroup("request", "request", ("animal",)),
        UseGroup("property", "KalturaZooAnimal", ("friends",)),
        UseGroup("property", "KalturaZooListResponse", ("objects",)),
    )


def test_changes_by_kind() -> None:
    changes = diff(zoo(), zoo(('name="MEAT"', 'name="FISH"'), ('alias="sessionId"', 'alias="s"')))
    added, removed = Change("added", "constant A.X"), Change("removed", "constant A.Y")
    groups = grouped_changes([*changes, added, removed], 1)
    assert [(group.word, group.kind, group.count, group.left_out) for group in groups] == [
        ("constant", "removed", 2, 1),
        ("constant", "added", 2, 1),
        ("request parameter", "changed", 1, 0),
    ]
    assert [name_of(group.changes[0]) for group in groups] == [
        "KalturaZooDiet.MEAT",
        "KalturaZooDiet.FISH",
        "ks",
    ]
    version = Change("changed", "version", "version was 1 and is 2")
    assert grouped_changes([version], 5) == (ChangeGroup("version", "changed", (version,), 1),)
    assert name_of(version) == ""
