"""The reader keeps everything that a schema file says."""

import io

import pytest

from app.schema import reader
from app.schema.model import Action, Constant, Enum, ErrorCode, Parameter, Plugin, Property, Result
from tests.schema.told import PUBLISHED, told_by_schema, told_by_xml
from tests.schema.zoo import ZOO_XML, zoo, zoo_registry, zoo_xml


def test_nothing_of_the_file_is_dropped() -> None:
    assert told_by_schema(zoo()) == told_by_xml(ZOO_XML.encode())
    assert zoo().extras == {}


@pytest.mark.skipif(not PUBLISHED.exists(), reason="the published schema is not at hand")
def test_nothing_of_the_published_file_is_dropped() -> None:
    data = PUBLISHED.read_bytes()
    schema = reader.read(data)
    assert told_by_schema(schema) == told_by_xml(data)
    assert schema.extras == {}


def test_header() -> None:
    schema = zoo()
    assert (schema.version, schema.generated_at) == ("1.2.3", 1700000000)


def test_enum() -> None:
    assert zoo_registry().enum("KalturaZooKind") == Enum(
        "KalturaZooKind",
        "string",
        (Constant("BIRD", "petting.BIRD"), Constant("NOTHING", "")),
        plugin="petting",
        deprecated=True,
    )


def test_property_with_its_limits() -> None:
    animal = zoo_registry().object_type("KalturaZooAnimal")
    assert animal is not None
    assert animal.properties[1] == Property(
        "name",
        "string",
        insert_only=True,
        multi_lingual=True,
        min_length=1,
        max_length=40,
        utf8_truncate=30,
        requires_permissions="insert,update",
    )
    assert animal.properties[2] == Property(
        "diet",
        "int",
        write_only=True,
        enum_type="KalturaZooDiet",
        min_value=-3,
        max_value=9,
    )


def test_action() -> None:
    assert zoo_registry().action("animal", "serve") == Action(
        "serve",
        (),
        Result(),
        in_multirequest=False,
        deprecated=True,
        beta=True,
        alias="petting.serve",
        plugin="petting",
    )


def test_a_missing_default_is_not_an_empty_one() -> None:
    add = zoo_registry().action("animal", "add")
    assert add is not None
    assert [item.default for item in add.parameters] == [None, "null", "", "BIRD", None]
    assert add.throws == ("ZOO_FULL", "NOT_IN_THE_LIST", "ZOO_FULL")


def test_plugins_errors_and_configuration() -> None:
    schema = zoo()
    assert schema.plugins == (Plugin("petting", ("petting",), ("Aviary",)), Plugin("Aviary"))
    assert schema.errors[0] == ErrorCode("ZOO_FULL", "ZOO_FULL", ("NAME",), "No room for @NAME@")
    assert schema.request_configuration == (
        Parameter("ks", "string", alias="sessionId", description="The key to the zoo"),
        Parameter("animal", "KalturaZooAnimal", volatile=True),
    )


def test_a_service_id_is_lower_case() -> None:
    assert zoo(('id="petting_petting"', 'id="Petting_Petting"')).services[1].id == "petting_petting"


def test_what_the_model_does_not_know_is_counted() -> None:
    schema = zoo(
        ('name="KalturaZooLabel"/>', 'name="KalturaZooLabel" colour="red"/>'),
        ('name="KalturaZooFilter"/>', 'name="KalturaZooFilter" colour="blue"><hint/></class>'),
        ('<plugin name="Aviary"/>', '<news>rain</news>sun<plugin name="Aviary"/>'),
        ("<errors>", '<errors sorted="1">'),
        ("<configurations>", "<maps/><configurations>"),
        ('value="2"/>', 'value="2">two</const>'),
    )
    assert schema.extras == {
        "class@colour": "2 times",
        "class/hint": "1 times",
        "plugins/news": "1 times",
        "plugins/text()": "1 times",
        "errors@sorted": "1 times",
        "xml/maps": "1 times",
        "const/text()": "1 times",
    }
    assert schema.classes == zoo().classes


def test_reads_a_file_object() -> None:
    assert reader.read(io.BytesIO(ZOO_XML.encode())) == zoo()


def test_reads_other_encodings() -> None:
    text = ZOO_XML.replace('<?xml version="1.0"?>\n', "").replace("Takes one in", "Nimmt Bären auf")
    expected = zoo(("Takes one in", "Nimmt Bären auf"))
    assert reader.read(text.encode("utf-16")) == expected
    latin = '<?xml version="1.0" encoding="iso-8859-1"?>' + text
    assert reader.read(latin.encode("iso-8859-1")) == expected


def test_sections_may_be_missing_or_repeated() -> None:
    data = b'<xml apiVersion="1"><services><service id="a" name="a"/></services><services/></xml>'
    schema = reader.read(data)
    assert [item.id for item in schema.services] == ["a"]
    assert (schema.classes, schema.enums, schema.request_configuration) == ((), (), ())


def test_equal_words_are_kept_once() -> None:
    first, second = (item.type for item in zoo().classes[0].properties[:2])
    assert first is second


def test_zoo_xml_refuses_a_change_that_fits_twice() -> None:
    with pytest.raises(AssertionError):
        zoo_xml(("<class ", "<class "))
