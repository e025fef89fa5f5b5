"""Reading an XML Schema: what it says, and that a hostile one does no harm."""

import socket
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from app.errors import SchemaRejected
from app.regions import Region
from app.sandbox.services import schema as sandbox_schema
from app.schema.xsd import reader, store
from app.schema.xsd.model import Allowed, Link, Part, XmlSchema

OPEN = '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">'
TAGS = (
    *("element", "complexType", "simpleType", "sequence", "choice", "attribute", "extension"),
    *("restriction", "enumeration", "group", "annotation", "documentation", "appinfo", "list"),
    *("union", "any"),
)
ATTRIBUTES = ("name", "type", "ref", "base", "minOccurs", "maxOccurs", "value", "use")


def schema(inner: str) -> XmlSchema:
    return reader.read(f"{OPEN}{inner}</xs:schema>".encode())


def declared(found: XmlSchema, name: str) -> Part:
    return next(part for part in found.declared if part.name == name)


@pytest.fixture(scope="module")
def sandbox() -> XmlSchema:
    return reader.read(_sandbox_file().read_bytes())


def _sandbox_file() -> Path:
    return Path(sandbox_schema.__file__).with_name("bulk_upload.xsd")


def test_the_sandboxs_own_is_valid_and_takes_its_own_example(sandbox: XmlSchema) -> None:
    compiled = etree.XMLSchema(etree.parse(_sandbox_file()))
    item = declared(sandbox, "T_item").example
    document = f'<mrss version="1.0"><channel>{item}</channel></mrss>'
    compiled.assertValid(etree.fromstring(document))
    assert not compiled.validate(etree.fromstring(document.replace("add<", "steal<")))


def test_elements_types_occurrence_and_links(sandbox: XmlSchema) -> None:
    assert [part.name for part in sandbox.roots] == ["mrss"]
    item = declared(sandbox, "T_item")
    assert item.words == "One entry to add, change or delete."
    assert item.example.startswith("<item>\n")
    by_name = {part.name: part for part in item.parts}
    assert by_name["action"].type == Link("T_action", "type-T_action")
    assert by_name["action"].occurs == "optional"
    assert by_name["action"].facts == ("default add",)
    assert by_name["type"].occurs == "once"
    assert by_name["userId"].type == Link("string")
    assert by_name["item-extension"].type == Link("item-extension", "element-item-extension")
    choice = item.parts[1]
    assert (choice.kind, choice.occurs) == ("choice", "optional")
    assert [part.name for part in choice.parts] == ["entryId", "referenceId"]


def test_attributes_values_and_limits(sandbox: XmlSchema) -> None:
    version = declared(sandbox, "T_mrss").parts[1]
    assert (version.kind, version.occurs, version.facts) == (
        "attribute",
        "required",
        ("fixed 1.0",),
    )
    assert declared(sandbox, "KalturaMediaType").values[0] == Allowed("1", "VIDEO")
    short = declared(sandbox, "T_short")
    assert short.base == Link("string")
    assert short.facts == ("length at least 1", "length at most 250")


def test_who_uses_and_who_replaces(sandbox: XmlSchema) -> None:
    assert sandbox.used_by["type-T_channel"] == (Link("T_mrss", "type-T_mrss"),)
    custom = Link("customData", "element-customData")
    assert sandbox.replaced_by["element-item-extension"] == (custom,)
    assert declared(sandbox, "customData").stands_for == Link(
        "item-extension", "element-item-extension"
    )


@pytest.mark.parametrize(
    ("bounds", "words"),
    [
        ("", "once"),
        ('minOccurs="0"', "optional"),
        ('maxOccurs="unbounded"', "at least once"),
        ('minOccurs="0" maxOccurs="unbounded"', "any number"),
        ('minOccurs="2" maxOccurs="5"', "2 to 5"),
        ('minOccurs="2" maxOccurs="unbounded"', "2 to any number"),
    ],
)
def test_how_often(bounds: str, words: str) -> None:
    found = schema(
        f'<xs:complexType name="t"><xs:sequence><xs:element name="e" {bounds}/>'
        "</xs:sequence></xs:complexType>"
    )
    assert found.declared[0].parts[0].occurs == words


def test_types_within_extensions_groups_lists_and_unions() -> None:
    found = schema(
        """
        <xs:element name="e"><xs:complexType mixed="true"><xs:complexContent><xs:extension base="t">
          <xs:all><xs:element name="inner"><xs:simpleType><xs:restriction base="xs:int">
            <xs:maxInclusive value="7"/></xs:restriction></xs:simpleType></xs:element></xs:all>
          <xs:anyAttribute/></xs:extension></xs:complexContent></xs:complexType></xs:element>
        <xs:complexType name="t" abstract="true"><xs:group ref="g" minOccurs="0"/></xs:complexType>
        <xs:group name="g"><xs:sequence><xs:element name="x" type="l"/></xs:sequence></xs:group>
        <xs:simpleType name="l"><xs:list itemType="u"/></xs:simpleType>
        <xs:simpleType name="u"><xs:union memberTypes="xs:int xs:date"/></xs:simpleType>
        <xs:simpleType name="g"><xs:restriction base="xs:string"/></xs:simpleType>
        """
    )
    outer = declared(found, "e")
    assert (outer.base, outer.facts) == (Link("t", "type-t"), ("text between elements",))
    assert [part.kind for part in outer.parts] == ["all", "anyAttribute"]
    inner = outer.parts[0].parts[0]
    assert (inner.base, inner.facts) == (Link("int"), ("at most 7",))
    assert declared(found, "t").facts == ("abstract",)
    assert declared(found, "t").parts[0].type == Link("g", "group-g")
    assert declared(found, "l").type == Link("u", "type-u")
    assert declared(found, "u").facts == ("one of xs:int xs:date",)
    assert [part.anchor for part in found.declared if part.name == "g"] == ["group-g", "type-g"]


def test_a_type_that_contains_itself_is_a_link() -> None:
    found = schema(
        '<xs:complexType name="t"><xs:sequence><xs:element name="t" type="t"/></xs:sequence>'
        "</xs:complexType>"
    )
    assert found.declared[0].parts[0].type == Link("t", "type-t")
    assert found.declared[0].parts[0].parts == ()


def test_a_name_that_is_declared_twice_has_one_anchor() -> None:
    found = schema('<xs:element name="e"/><xs:element name="e"/>')
    assert [part.anchor for part in found.declared] == ["element-e", ""]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "not XML"),
        (OPEN.encode() + b"<xs:ele", "not XML"),
        (b"<html/>", "it starts with html"),
        (b"<schema/>", "it starts with schema"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]>' + OPEN.encode() + b"&a;</xs:schema>", "DOCTYPE"),
        (
            b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>',
            "DOCTYPE",
        ),
        (OPEN.encode() + b"<xs:element/>" * 40_000 + b"</xs:schema>", "far more elements"),
        (OPEN.encode() + b"<a>" * 300 + b"</a>" * 300 + b"</xs:schema>", "not XML"),
        (b" " * (reader.LIMIT + 1), "larger than 2 MB"),
    ],
)
def test_what_is_refused(data: bytes, sentence: str) -> None:
    with pytest.raises(SchemaRejected, match=sentence):
        reader.read(data)


def test_a_billion_laughs_are_not_laughed() -> None:
    laughs = "".join(f'<!ENTITY l{number} "{f"&l{number - 1};" * 10}">' for number in range(1, 10))
    with pytest.raises(SchemaRejected, match="DOCTYPE"):
        reader.read(f'<!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]>{OPEN}&l9;</xs:schema>'.encode())


def test_nothing_is_fetched() -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        url = f"http://127.0.0.1:{nobody.getsockname()[1]}/x.xsd"
        found = schema(
            f'<xs:include schemaLocation="{url}"/>'
            f'<xs:import namespace="urn:x" schemaLocation="{url}"/><xs:redefine/>'
        )
        nobody.setblocking(False)
        with pytest.raises(BlockingIOError):
            nobody.accept()
    assert found.elsewhere == (url, url, "")


def test_what_is_too_long_or_too_deep_is_cut() -> None:
    many = schema('<xs:element name="e"/>' * (reader.MOST_PARTS + 1))
    assert (len(many.declared), many.cut) == (reader.MOST_PARTS, True)
    steps = "<xs:element name='e'><xs:complexType><xs:sequence>"
    back = "</xs:sequence></xs:complexType></xs:element>"
    deep = schema(steps * 60 + back * 60)
    assert deep.cut
    assert len(schema(f'<xs:element name="{"n" * 5000}"/>').declared[0].name) < 200


@given(
    st.recursive(
        st.text("ab<&\"'\x00 ]", max_size=6),
        lambda inner: st.tuples(
            st.sampled_from(TAGS),
            st.dictionaries(
                st.sampled_from(ATTRIBUTES),
                st.sampled_from(["", "a", "xs:int", "x:", ":", "0", "unbounded", "<b>", "a b"]),
                max_size=3,
            ),
            st.lists(inner, max_size=3),
        ),
        max_leaves=12,
    )
)
@settings(max_examples=150, deadline=None)
def test_whatever_an_xml_schema_says_is_read(tree: object) -> None:
    root = etree.fromstring(f"{OPEN}</xs:schema>")
    _grow(root, tree)
    found = reader.read(etree.tostring(root))
    anchors = [part.anchor for part in found.declared if part.anchor]
    assert len(anchors) == len(set(anchors))
    assert set(found.used_by) <= set(anchors)


def _grow(parent: etree._Element, tree: object) -> None:
    if isinstance(tree, tuple):
        tag, attributes, inner = tree
        child = etree.SubElement(parent, f"{{http://www.w3.org/2001/XMLSchema}}{tag}", attributes)
        for one in inner:
            _grow(child, one)
    else:
        parent.text = str(tree).replace("\x00", "")


def test_what_is_kept_is_found_again_by_region_address_and_type(tmp_path: Path) -> None:
    region = Region("own", "Own", "https://one.example")
    store.keep(tmp_path, region, "syndication", b"a\nb")
    kept = store.find(tmp_path, region, "syndication")
    assert kept is not None
    assert kept.data == b"a\nb"
    assert store.find(tmp_path, region, "../syndication") is None
    moved = Region("own", "Own", "https://two.example")
    assert store.find(tmp_path, moved, "syndication") is None


def test_a_damaged_file_counts_as_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    region = Region("own", "Own", "https://one.example")
    store.keep(tmp_path, region, "syndication", b"a")
    (file,) = tmp_path.iterdir()
    file.write_bytes(b"\xff{")
    assert store.find(tmp_path, region, "syndication") is None
    assert "cannot be read" in caplog.text
