"""Look-ups: on the zoo by value, over the whole bundled schema by their laws."""

import pytest

from app.schema.facts import bundled
from app.schema.model import Action, ErrorCode, ObjectType, Parameter, Result, Schema, Service
from app.schema.registry import Registry, Use
from tests.schema.zoo import zoo_registry

ZOO = zoo_registry()


def names(classes: tuple[ObjectType, ...]) -> list[str]:
    return [item.name for item in classes]


def test_version_origin_and_order() -> None:
    assert (ZOO.version, ZOO.origin) == ("1.2.3", "imported from the zoo")
    assert [item.id for item in ZOO.services] == [
        "animal",
        "petting_petting",
        "old",
        "petting_keeper",
        "other_keeper",
    ]


@pytest.mark.parametrize(
    ("name", "service_id"),
    [
        ("animal", "animal"),
        ("ANIMAL", "animal"),
        ("petting_petting", "petting_petting"),
        ("petting", "petting_petting"),
        ("Petting", "petting_petting"),
        ("petting_Keeper", "petting_keeper"),
    ],
)
def test_service_by_id_or_name(name: str, service_id: str) -> None:
    found = ZOO.service(name)
    assert found is not None
    assert found.id == service_id


@pytest.mark.parametrize("name", ["keeper", "nothing", "", "animal "])
def test_no_such_service_or_more_than_one(name: str) -> None:
    assert ZOO.service(name) is None
    assert ZOO.action(name, "list") is None


def test_an_id_wins_over_a_name() -> None:
    services = (Service("a", "b", ()), Service("b", "a", ()))
    found = Registry(Schema("1", services, (), ())).service("A")
    assert found == services[0]


def test_action_in_any_case() -> None:
    found = ZOO.action("Animal", "LIST")
    assert found is not None
    assert found.name == "list"
    assert ZOO.action("animal", "fly") is None
    assert ZOO.action("petting", "Stroke") == ZOO.services[1].actions[0]


def test_object_type_and_enum_and_error() -> None:
    assert ZOO.object_type("KalturaZooBird") == ZOO.schema.classes[1]
    assert ZOO.object_type("kalturazoobird") is None
    assert ZOO.enum("KalturaZooDiet") == ZOO.schema.enums[0]
    assert ZOO.enum("KalturaZooBird") is None
    assert ZOO.error("ZOO_FULL") == ZOO.schema.errors[0]
    assert ZOO.error("SPACED") == ZOO.error("SPACED ") == ZOO.schema.errors[1]
    assert ZOO.error("SUNNY") is None


def test_throws_names_each_error_once_and_unlisted_ones_too() -> None:
    add = ZOO.services[0].actions[0]
    unlisted = ErrorCode("NOT_IN_THE_LIST", "NOT_IN_THE_LIST")
    assert ZOO.throws(add) == (ZOO.schema.errors[0], unlisted)
    assert [(ref.service.id, ref.action.name) for ref in ZOO.thrown_by("ZOO_FULL")] == [
        ("animal", "add")
    ]


def test_ancestors_nearest_first() -> None:
    assert names(ZOO.ancestors("KalturaZooParrot")) == ["KalturaZooBird", "KalturaZooAnimal"]
    assert ZOO.ancestors("KalturaZooAnimal") == ()
    assert ZOO.ancestors("KalturaZooStray") == ()
    assert ZOO.ancestors("nothing") == ()


def test_subclasses() -> None:
    assert names(ZOO.subclasses("KalturaZooAnimal")) == ["KalturaZooBird", "KalturaZooParrot"]
    assert ZOO.subclasses("KalturaZooParrot") == ()
    assert ZOO.subclasses("nothing") == ()
    assert names(ZOO.subclasses("KalturaZooMissing")) == ["KalturaZooStray"]
    assert ZOO.subclasses("") == ()


def test_concrete_subclasses() -> None:
    birds = ["KalturaZooBird", "KalturaZooParrot"]
    assert names(ZOO.concrete_subclasses("KalturaZooAnimal")) == birds
    assert names(ZOO.concrete_subclasses("KalturaZooBird")) == birds
    assert ZOO.concrete_subclasses("nothing") == ()


def test_is_subclass() -> None:
    assert ZOO.is_subclass("KalturaZooParrot", "KalturaZooAnimal") is True
    assert ZOO.is_subclass("KalturaZooBird", "KalturaZooBird") is True
    assert ZOO.is_subclass("KalturaZooAnimal", "KalturaZooBird") is False
    assert ZOO.is_subclass("nothing", "KalturaZooBird") is False


def test_properties_with_the_class_that_declares_them() -> None:
    found = [(owner.name, item.name) for owner, item in ZOO.properties("KalturaZooParrot")]
    animal, bird = "KalturaZooAnimal", "KalturaZooBird"
    assert found == [
        (animal, "id"),
        (bird, "name"),
        (animal, "diet"),
        (animal, "kindIn"),
        (animal, "bornAt"),
        (animal, "friends"),
        (animal, "labels"),
        (animal, "unknown"),
        (bird, "wings"),
    ]
    redeclared = ZOO.properties("KalturaZooParrot")[1][1]
    assert (redeclared.max_length, redeclared.min_length) == (10, None)
    assert ZOO.properties("nothing") == ()


def test_used_by() -> None:
    assert ZOO.used_by("KalturaZooAnimal") == (
        Use("parameter", "animal.add", "animal"),
        Use("request", "request", "animal"),
        Use("property", "KalturaZooAnimal", "friends"),
        Use("property", "KalturaZooListResponse", "objects"),
    )
    assert ZOO.used_by("KalturaZooKind") == (
        Use("parameter", "animal.add", "kind"),
        Use("property", "KalturaZooAnimal", "kindIn"),
    )
    assert ZOO.used_by("nothing") == ()
    assert ZOO.used_by("") == ()


def test_returned_by() -> None:
    def returned(name: str) -> list[str]:
        return [ref.action.name for ref in ZOO.returned_by(name)]

    assert returned("KalturaZooAnimal") == ["add", "list"]
    assert returned("KalturaZooDiet") == ["diets"]
    assert returned("nothing") == []


def test_services_by_plugin() -> None:
    groups = ZOO.services_by_plugin()
    assert [(g.label, g.plugin, g.deprecated, [s.id for s in g.services]) for g in groups] == [
        ("Core", "", False, ["animal"]),
        ("Aviary", "Aviary", False, ["other_keeper"]),
        ("petting", "petting", False, ["petting_keeper", "petting_petting"]),
        ("Deprecated", "", True, ["old"]),
    ]


def test_circles_and_doubles_do_no_harm() -> None:
    circle = (
        ObjectType("A", (), base="B"),
        ObjectType("B", (), base="A"),
        ObjectType("C", (), base="C"),
        ObjectType("D", (), base="A"),
        ObjectType("D", (), base="B"),
    )
    action = Action("go", (Parameter("a", "A"), Parameter("a", "A")), Result("A"))
    services = (Service("s", "s", (action, action)), Service("s", "s", ()))
    registry = Registry(Schema("1", services, circle, ()))
    assert names(registry.ancestors("A")) == ["B"]
    assert names(registry.ancestors("C")) == []
    assert names(registry.ancestors("D")) == ["B", "A"]
    assert names(registry.subclasses("A")) == ["B", "D"]
    assert names(registry.subclasses("C")) == []
    assert registry.properties("A") == ()
    assert registry.is_subclass("A", "B") is True
    assert len(registry.used_by("A")) == 4
    assert registry.services_by_plugin()[0].services == services


class TestBundled:
    REGISTRY = bundled()
    CLASSES = REGISTRY.schema.classes

    def test_ancestors_follow_the_bases(self) -> None:
        for item in self.CLASSES:
            line = (item, *self.REGISTRY.ancestors(item.name))
            assert [below.base for below in line] == [*names(line[1:]), ""]

    def test_subclasses_are_the_inverse_of_ancestors(self) -> None:
        downwards = {
            (item.name, below.name)
            for item in self.CLASSES
            for below in self.REGISTRY.subclasses(item.name)
        }
        upwards = {
            (above.name, item.name)
            for item in self.CLASSES
            for above in self.REGISTRY.ancestors(item.name)
        }
        assert downwards == upwards
        assert len(downwards) > 1330

    def test_properties_begin_with_those_of_the_base(self) -> None:
        for item in self.CLASSES:
            found = [prop.name for _, prop in self.REGISTRY.properties(item.name)]
            inherited = [prop.name for _, prop in self.REGISTRY.properties(item.base)]
            own = [prop.name for prop in item.properties]
            assert found == [*inherited, *(name for name in own if name not in inherited)]

    def test_concrete_subclasses_are_never_abstract(self) -> None:
        assert [
            below.name
            for item in self.CLASSES
            for below in self.REGISTRY.concrete_subclasses(item.name)
            if below.abstract or not self.REGISTRY.is_subclass(below.name, item.name)
        ] == []

    def test_every_action_is_found_by_service_id_and_name(self) -> None:
        for service in self.REGISTRY.services:
            assert self.REGISTRY.service(service.id.upper()) is service
            for action in service.actions:
                assert self.REGISTRY.action(service.id, action.name.upper()) is action

    def test_groups_hold_every_service_once(self) -> None:
        groups = self.REGISTRY.services_by_plugin()
        listed = [service.id for group in groups for service in group.services]
        assert sorted(listed) == sorted(service.id for service in self.REGISTRY.services)
        assert (groups[0].label, groups[-1].label) == ("Core", "Deprecated")
        assert len(groups[-1].services) == 8

    def test_uses_of_an_enum_and_a_class(self) -> None:
        assert Use("parameter", "session.start", "type") in self.REGISTRY.used_by(
            "KalturaSessionType"
        )
        assert {
            (ref.service.id, ref.action.name)
            for ref in self.REGISTRY.returned_by("KalturaSessionInfo")
        } >= {("session", "get"), ("apptoken", "startSession")}
