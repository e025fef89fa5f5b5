"""What differs between two schemas."""

import pytest

from app.schema.diff import Change, diff
from app.schema.facts import bundled, strip
from tests.schema.zoo import zoo


def changes(*changed: tuple[str, str]) -> list[str]:
    return [str(change) for change in diff(zoo(), zoo(*changed))]


def test_the_same_schema() -> None:
    assert diff(zoo(), zoo()) == []


def test_sentences_do_not_count() -> None:
    assert diff(zoo(), strip(zoo())) == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (('apiVersion="1.2.3"', 'apiVersion="2"'), "changed version: version was 1.2.3 and is 2"),
        (('service id="old" name="old" ', 'service id="old" name="young" '),
         "changed service old: name was old and is young"),
        (('name="list" sess', 'name="fly" sess'), "removed action animal.list"),
        (('name="list" sess', 'name="fly" sess'), "added action animal.fly"),
        (('sessionRequired="none"', 'sessionRequired="always"'),
         "changed action animal.list: session required was none and is always"),
        (('<result type="array" arrayType="KalturaZooAnimal"/>', "<result/>"),
         "changed action animal.list: result was array of KalturaZooAnimal and is void"),
        (('<throws name="NOT_IN_THE_LIST"/>', ""),
         "changed action animal.add: throws was ZOO_FULL, NOT_IN_THE_LIST, ZOO_FULL "
         "and is ZOO_FULL, ZOO_FULL"),
        (('name="when" type="int"', 'name="when" type="bigint"'),
         "changed parameter animal.add.when: type was int and is bigint"),
        (('default=""', 'default="x"'),
         "changed parameter animal.add.note: default was nothing and is x"),
        (('<property name="wings" type="int"/>', ""), "removed property KalturaZooBird.wings"),
        (('abstract="1"', 'abstract="0"'),
         "changed class KalturaZooAnimal: abstract was yes and is no"),
        (('maxLength="40"', 'maxLength="50"'),
         "changed property KalturaZooAnimal.name: max length was 40 and is 50"),
        (('name="MEAT"', 'name="FISH"'), "added constant KalturaZooDiet.FISH"),
        (('value="2"', 'value="3"'),
         "changed constant KalturaZooDiet.MEAT: value was 2 and is 3"),
        (('<class name="KalturaZooLabel"/>', ""), "removed class KalturaZooLabel"),
        (('<error name="SPACED " code="SPACED "/>', ""), "removed error SPACED "),
        (('<parameter name="NAME"/>', ""),
         "changed error ZOO_FULL: parameters was NAME and is nothing"),
        (('<plugin name="Aviary"/>', ""), "removed plugin Aviary"),
        (('alias="sessionId"', 'alias="sid"'),
         "changed request parameter ks: alias was sessionId and is sid"),
        (('<clientTag type="string"/>', ""), "removed client parameter clientTag"),
    ],
)  # fmt: skip
def test_each_kind_of_change(change: tuple[str, str], sentence: str) -> None:
    assert sentence in changes(change)


def test_several_at_once_in_order() -> None:
    assert changes(
        ('name="wings" type="int"', 'name="wings" type="float" readOnly="1"'),
        ('name="MEAT"', 'name="FISH"'),
    ) == [
        "changed property KalturaZooBird.wings: "
        "type was int and is float; read only was no and is yes",
        "removed constant KalturaZooDiet.MEAT",
        "added constant KalturaZooDiet.FISH",
    ]


def test_the_parts_of_a_new_thing_are_not_named() -> None:
    new = diff(zoo(), bundled().schema)
    assert Change("added", "service media") in new
    assert [change.what for change in new if change.what.startswith("action media.")] == []


def test_the_order_of_things_does_not_count() -> None:
    a, b = '<class name="KalturaZooLabel"/>', '<class name="KalturaZooFilter"/>'
    assert changes((f"{a}\n    {b}", b + a)) == []
