"""Find: what is in the index that the browser searches."""

import json

from app.schema.facts import bundled
from app.schema.find.index import find_index
from app.schema.registry import Registry
from tests.schema.zoo import zoo


def test_everything_of_the_schema_is_in_it() -> None:
    schema = bundled().schema
    index = find_index(bundled())
    services = {one[0]: [action[0] for action in one[4]] for one in index["services"]}
    assert len(services) == 146
    assert services == {one.id: [action.name for action in one.actions] for one in schema.services}
    assert sum(map(len, services.values())) == 1004
    parameters = [held for one in index["services"] for action in one[4] for held in action[3]]
    assert parameters == [
        held.name for one in schema.services for action in one.actions for held in action.parameters
    ]
    assert index["request"] == [one.name for one in schema.request_configuration]
    classes = {one[0]: one[3] for one in index["classes"]}
    assert len(classes) == 1636
    assert classes == {one.name: [held.name for held in one.properties] for one in schema.classes}
    enums = {one[0]: [name for name, _ in one[3]] for one in index["enums"]}
    assert len(enums) == 683
    assert enums == {one.name: [held.name for held in one.constants] for one in schema.enums}
    assert {code for code, _ in index["errors"]} >= {one.code.strip() for one in schema.errors}


def test_the_index_of_a_schema() -> None:
    index = find_index(Registry(zoo()))
    assert index["version"] == "1.2.3"
    animal = next(one for one in index["services"] if one[0] == "animal")
    assert animal[1:4] == ["animal", "", 0]
    assert animal[4][0] == ["add", "", 0, ["animal", "when", "note", "kind", "labels"]]
    assert ["KalturaZooBird", "", 1, ["name", "wings"], "KalturaZooAnimal"] in index["classes"]
    assert ["KalturaZooDiet", "", 0, [["LEAVES", "-1"], ["MEAT", "2"]]] in index["enums"]
    codes = [code for code, _ in index["errors"]]
    assert "NOT_IN_THE_LIST" in codes, "an error that an action throws and no list has"


def test_no_sentence_of_a_schema_is_in_it() -> None:
    text = json.dumps(find_index(Registry(zoo())))
    assert "Lives in a zoo" not in text
    assert "Looks after animals" not in text
