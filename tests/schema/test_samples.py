"""Examples made from a schema: what a minimal call sends, and what may come back."""

import json
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest

from app.schema.facts import bundled
from app.schema.model import PRIMITIVES, Action, Property
from app.schema.registry import Registry
from app.schema.samples.making import Tree, concrete, sample_answer, sample_object, sample_request
from app.schema.samples.text import as_json, as_xml
from app.schema.samples.values import MOMENT, sample_constant, sample_scalar
from tests.schema.zoo import zoo, zoo_registry

NUMBERS = {"int", "bigint", "float"}


def sent(name: str, registry: Registry | None = None) -> dict[str, str]:
    registry = registry or bundled()
    service = registry.service(name.partition(".")[0])
    assert service
    return dict(sample_request(registry, service, action_of(name, registry)))


def action_of(name: str, registry: Registry | None = None) -> Action:
    found = (registry or bundled()).action(*name.split("."))
    assert found
    return found


def test_a_call_has_what_it_cannot_do_without() -> None:
    assert sent("session.start") == {"secret": "your-secret", "type": "0", "partnerId": "1000001"}
    assert sent("media.get") == {"entryId": "0_abc12345"}
    assert sent("system.ping") == {}
    assert sent("uploadtoken.upload") == {"uploadTokenId": "0_abc12345", "fileData": "@sea.mp4"}


def test_an_object_has_its_class_and_what_tells_most() -> None:
    assert sent("media.add") == {
        "entry:objectType": "KalturaMediaEntry",
        "entry:name": "A day at the sea",
        "entry:tags": "sea, summer",
        "entry:mediaType": "1",
    }
    assert sent("user.add")["user:id"] == "alice"


def test_a_list_is_narrowed_and_paged() -> None:
    assert sent("media.list") == {
        "filter:objectType": "KalturaMediaEntryFilter",
        "filter:statusEqual": "2",
        "filter:createdAtGreaterThanOrEqual": str(MOMENT),
        "pager:objectType": "KalturaFilterPager",
        "pager:pageSize": "30",
    }


def test_an_abstract_class_gives_way_to_one_that_is_current() -> None:
    assert sent("media.addContent")["resource:objectType"] == "KalturaUploadedFileTokenResource"
    assert concrete(zoo_registry(), "KalturaZooAnimal") == zoo_registry().object_type(
        "KalturaZooParrot"
    )
    assert concrete(zoo_registry(), "KalturaObjectBase") is None


def test_arrays_and_unknown_classes_of_the_zoo() -> None:
    registry = zoo_registry()
    assert sent("animal.add", registry) == {
        "animal:objectType": "KalturaZooParrot",
        "animal:name": "A day at t",  # at most 10 characters
        "labels:0:objectType": "KalturaZooLabel",
    }
    odd = Registry(zoo(('type="KalturaZooAnimal" optional="0"', 'type="KalturaGone" optional="0"')))
    assert sent("animal.add", odd)["animal:objectType"] == "KalturaGone"


def test_what_is_read_only_is_never_sent() -> None:
    registry = bundled()
    for service in registry.services:
        for action in service.actions:
            types = {one.name: one for one in action.parameters}
            for name, value in sample_request(registry, service, action):
                place, _, held = name.rpartition(":")
                if not held or held == "objectType" or not place:
                    continue
                made = sent(f"{service.id}.{action.name}").get(f"{place}:objectType")
                if made is None:
                    assert types[place.partition(":")[0]].type in {"array", "map"}
                    continue
                found = {one.name: one for _, one in registry.properties(made)}[held]
                assert not found.read_only, (service.id, action.name, name)
                assert value != "", name


def test_an_answer_is_of_the_results_class() -> None:
    answer = sample_answer(bundled(), action_of("user.get"))
    assert isinstance(answer.tree, dict)
    assert answer.kind == "value"
    assert answer.tree["objectType"] == "KalturaUser"
    assert answer.tree["id"] == "alice"
    assert answer.tree["partnerId"] == 1000001
    assert answer.tree["createdAt"] == MOMENT
    assert answer.tree["status"] == 1
    [(name, left)] = answer.cut
    assert name == "KalturaUser"
    properties = bundled().properties("KalturaUser")
    rare = [one for _, one in properties if one.write_only or one.deprecated]
    assert left + len(answer.tree) - 1 <= len(properties) - len(rare)


def test_a_list_has_an_object_in_it() -> None:
    tree = sample_answer(bundled(), action_of("media.list")).tree
    assert isinstance(tree, dict)
    assert tree["totalCount"] == 1
    objects = tree["objects"]
    assert isinstance(objects, list)
    [entry] = objects
    assert isinstance(entry, dict)
    assert entry["objectType"] == "KalturaMediaEntry"


@pytest.mark.parametrize(
    ("name", "kind", "tree"),
    [
        ("media.delete", "void", None),
        ("thumbasset.serve", "file", None),
        ("session.start", "value", "djJ8MTAwMDAwMXw…"),
        ("system.ping", "value", True),
        ("media.count", "value", 1),
    ],
)
def test_bare_results(name: str, kind: str, tree: Tree) -> None:
    answer = sample_answer(bundled(), action_of(name))
    assert (answer.kind, answer.tree) == (kind, tree)


def test_a_thing_among_things_of_its_kind_ends() -> None:
    tree = sample_answer(zoo_registry(), action_of("animal.list", zoo_registry())).tree
    assert tree == [
        {
            "objectType": "KalturaZooParrot",
            "id": "0_abc12345",
            "name": "A day at t",
            "bornAt": MOMENT,
            "friends": [],
            "labels": {},
            "wings": 1,
        }
    ]


def test_a_class_that_is_not_there() -> None:
    assert sample_object(zoo_registry(), "KalturaGone").tree == {"objectType": "KalturaGone"}


def scalars(tree: Tree) -> Iterator[tuple[str, str, Tree]]:
    """(class, property, value) of every scalar."""
    if isinstance(tree, list):
        for item in tree:
            yield from scalars(item)
    elif isinstance(tree, dict):
        for name, value in tree.items():
            if isinstance(value, dict | list):
                yield from scalars(value)
            elif name != "objectType":
                yield str(tree["objectType"]), name, value


def depth(tree: Tree) -> int:
    inner = tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ()
    return isinstance(tree, dict) + max(map(depth, inner), default=0)


def test_every_class_has_an_example_of_its_types_and_limits() -> None:
    registry = bundled()
    seen = 0
    for item in registry.schema.classes:
        tree = sample_object(registry, item.name).tree
        assert depth(tree) <= 3, item.name
        for owner, name, value in scalars(tree):
            found = {one.name: one for _, one in registry.properties(owner)}[name]
            assert_fits(registry, found, value)
            seen += 1
    assert seen > 20_000


def assert_fits(registry: Registry, one: Property, value: Tree) -> None:
    assert one.type in PRIMITIVES
    enum = registry.enum(one.enum_type)
    if enum and enum.constants:
        assert str(value) in {constant.value for constant in enum.constants}, one
    elif one.type == "bool":
        assert value is True
    elif one.type in NUMBERS:
        assert isinstance(value, int | float)
        assert one.min_value is None or value >= one.min_value
        assert one.max_value is None or value <= one.max_value
    else:
        assert isinstance(value, str)
        assert one.max_length is None or len(value) <= one.max_length
        assert one.min_length is None or len(value) >= one.min_length


def test_the_usual_constant() -> None:
    status, kind = bundled().enum("KalturaEntryStatus"), bundled().enum("KalturaMediaType")
    assert status
    assert kind
    assert sample_constant(status) == "2"
    assert sample_constant(kind) == 1


def test_values_by_name_meaning_and_limit() -> None:
    def value(one: Property) -> object:
        return sample_scalar(bundled(), one, ("KalturaThing",))

    assert value(Property("endDate", "int", is_time=True)) == MOMENT + 3600
    assert value(Property("durationMs", "int")) == 60000
    assert value(Property("thumbnailUrl", "string")) == "https://media.example.test/sea.jpg"
    assert value(Property("entryIdIn", "string")) == "0_abc12345"
    assert value(Property("width", "int", max_value=400)) == 400
    assert value(Property("name", "string", min_length=20)) == "A day at the seaxxxx"


def test_json_has_the_class_last_and_xml_first() -> None:
    tree: Tree = {"objectType": "A", "ok": True, "b": {"objectType": "B", "n": 1}, "none": []}
    assert json.loads(as_json(tree)) == tree
    assert as_json(tree).rstrip("\n}").endswith('"objectType": "A"')
    result = ElementTree.fromstring(as_xml(tree)).find("result")
    assert result is not None
    assert [child.tag for child in result] == ["objectType", "relatedObjects", "ok", "b", "none"]
    assert result.findtext("ok") == "1"
    assert result.findtext("b/n") == "1"


def test_xml_of_lists_text_and_nothing() -> None:
    items = ElementTree.fromstring(as_xml(["<a>", "b & c"])).findall("result/item")
    assert [item.text for item in items] == ["<a>", "b & c"]
    assert as_xml(None).splitlines()[1] == "  <result></result>"
