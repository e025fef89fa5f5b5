"""Whatever is handed to the reader, it answers with one clear sentence."""

import contextlib
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import SchemaRejected
from app.schema import facts, reader
from app.schema.hardened import LIMIT
from app.schema.registry import Registry
from tests.each import each
from tests.schema.zoo import ZOO_XML, zoo_xml

START = '<xml apiVersion="1"><services><service id="a" name="a"/></services>'


def refusal(data: bytes) -> str:
    with pytest.raises(SchemaRejected) as caught:
        reader.read(data)
    assert "\n" not in caught.value.sentence
    assert len(caught.value.sentence) < 400
    return caught.value.sentence


def with_doctype(doctype: str) -> bytes:
    return ZOO_XML.replace('<?xml version="1.0"?>', f'<?xml version="1.0"?>{doctype}').encode()


@each(
    "doctype",
    [
        "<!DOCTYPE xml>",
        '<!DOCTYPE xml SYSTEM "http://127.0.0.1:9/x.dtd">',
        '<!DOCTYPE xml [<!ENTITY secret SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE xml [<!ENTITY % more SYSTEM "file:///etc/passwd"> %more;]>',
        "<!DOCTYPE xml [<!ENTITY a 'aaaaaaaaaa'>"
        + "".join(
            f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
        )
        + "]>",
    ],
)
def test_a_doctype_is_refused(doctype: str) -> None:
    assert "DOCTYPE" in refusal(with_doctype(doctype))
    assert "DOCTYPE" in refusal(with_doctype(doctype).decode()[21:].encode("utf-16"))


def test_an_external_entity_is_never_fetched() -> None:
    entity = '<!DOCTYPE xml [<!ENTITY secret SYSTEM "file:///etc/hostname">]>'
    data = with_doctype(entity).replace(b"Looks after animals", b"&secret;")
    assert "DOCTYPE" in refusal(data)


def test_an_undeclared_entity() -> None:
    assert "not XML" in refusal(zoo_xml(("Looks after animals", "&secret;")))


@each("size", [LIMIT + 1, 64 * 1024 * 1024])
def test_too_large(size: int) -> None:
    data = (START + "</xml>").encode().ljust(size)
    assert "larger than 32 MB" in refusal(data)
    stream = io.BytesIO(data)
    with pytest.raises(SchemaRejected, match="larger than 32 MB"):
        reader.read(stream)
    assert stream.tell() == LIMIT + 1


def test_exactly_the_limit_is_read() -> None:
    comment = f"<!--{' ' * (1024 * 1024 - 7)}-->"
    data = START + comment * 31 + "</xml>" + comment
    data = data[: LIMIT - 3] + "-->"
    assert len(data) == LIMIT
    assert reader.read(data.encode()).version == "1"


@each("bomb", ["<a/>", '<a b="" c="" d="" e="" f=""/>'])
def test_masses_of_elements(bomb: str) -> None:
    assert "far more elements" in refusal((START + bomb * 1_000_001).encode()[:LIMIT])


def test_deep_nesting() -> None:
    assert "not XML" in refusal((START + "<a>" * 100_000).encode())


@each(
    "data",
    [
        b"hello",
        b"\x00" * 100,
        b"PK\x03\x04 a zip file",
        b"\x1f\x8b\x08\x00 gzip",
        b'{"format": 1}',
        b"<xml",
        b"<xml>\xff\xfe</xml>",
        b'<?xml version="1.0" encoding="nonsense"?><xml/>',
    ],
)
def test_not_xml(data: bytes) -> None:
    assert "not XML" in refusal(data)


@each("data", [b"", b"  \n "])
def test_empty(data: bytes) -> None:
    assert refusal(data) == "The file is empty, and a KalturaClient.xml has about 2 MB."


@each("root", ["html", "rss", "{urn:x}xml", "x" * 500])
def test_another_root(root: str) -> None:
    tag = "x:xml" if root.startswith("{") else root
    namespace = ' xmlns:x="urn:x"' if root.startswith("{") else ""
    assert f"root is <{root[:20]}" in refusal(f"<{tag}{namespace}></{tag}>".encode())


def test_an_answer_of_the_api_is_no_schema() -> None:
    data = b"<xml><result>1</result><executionTime>0.1</executionTime></xml>"
    assert refusal(data) == "Line 1: <xml> has no apiVersion."
    assert "no <services>" in refusal(b'<xml apiVersion="1"/>')


@each(
    ("change", "sentence"),
    [
        (('minValue="-3"', 'minValue="x"'), 'Line 22: minValue="x" of <property> cannot be used'),
        (('maxLength="40"', 'maxLength="4.5"'), "takes a whole number"),
        (('maxLength="40"', f'maxLength="{"9" * 5000}"'), "takes a whole number"),
        (('optional="0"', 'optional="yes"'), "takes 0 or 1"),
        (('abstract="1"', 'abstract=""'), "takes 0 or 1"),
        (('enumType="string" plugin', 'enumType="float" plugin'), "takes one of int, string"),
        (('sessionRequired="none"', 'sessionRequired="maybe"'), "always, optional, none"),
        (('generatedDate="1700000000"', 'generatedDate="today"'), "takes a whole number"),
        (('apiVersion="1.2.3"', 'apiVersion=""'), "apiVersion takes letters"),
        (('name="wings"', 'name="../wings"'), "takes letters, digits and _"),
        (('name="wings"', f'name="{"w" * 500}"'), "200 at most"),
        (('name="wings" type="int"', 'name="wings"'), "<property> has no type"),
        (('name="wings" type="int"', 'name="wings" type=" "'), "type is empty"),
        (('name="wings" ', ""), "<property> has no name"),
        (('<const name="MEAT" value="2"/>', '<const name="MEAT"/>'), "<const> has no value"),
        (('<pluginService name="petting"/>', "<pluginService/>"), "<pluginService> has no name"),
        (('<dependency pluginName="Aviary"/>', "<dependency/>"), "<dependency> has no pluginName"),
        (('<clientTag type="string"/>', "<clientTag/>"), "<clientTag> has no type"),
        (('<clientTag type="string"/>', '<a.b type="string"/>'), "<a.b> cannot be used"),
    ],
)
def test_wrong_values(change: tuple[str, str], sentence: str) -> None:
    found = refusal(zoo_xml(change))
    assert sentence in found
    assert found.startswith("Line ")


@each(
    ("change", "sentence"),
    [
        (('name="KalturaZooLabel"/>', 'name="KalturaZooFilter"/>'), "class KalturaZooFilter"),
        (('enum name="KalturaZooKind"', 'enum name="KalturaZooDiet"'), "enum KalturaZooDiet"),
        (('const name="MEAT"', 'const name="LEAVES"'), "const LEAVES"),
        (('name="wings"', 'name="name"'), "property name"),
        (('id="petting_petting"', 'id="ANIMAL"'), "service animal"),
        (('action name="diets"', 'action name="LIST"'), "action list"),
        (('param name="when"', 'param name="animal"'), "param animal"),
        (('error name="SPACED "', 'error name="ZOO_FULL"'), "error ZOO_FULL"),
        (('plugin name="Aviary"', 'plugin name="petting"'), "plugin petting"),
        (("<errors>", "<configurations><client/></configurations><errors>"), "<client>"),
        (('<animal type="KalturaZooAnimal"', '<ks type="KalturaZooAnimal"'), "parameter ks"),
        (("<result/>\n      </action>", "<result/><result/></action>"), "<result>"),
    ],
)
def test_twice(change: tuple[str, str], sentence: str) -> None:
    found = refusal(zoo_xml(change))
    assert sentence in found
    assert found.endswith("is there twice.")


def test_inheritance_in_a_circle() -> None:
    found = refusal(
        zoo_xml(
            ('name="KalturaZooAnimal" abs', 'name="KalturaZooAnimal" base="KalturaZooParrot" abs')
        )
    )
    assert found == "Line 15: the class KalturaZooAnimal inherits from itself."
    assert "inherits from itself" in refusal(
        zoo_xml(('name="KalturaZooLabel"/>', 'name="KalturaZooLabel" base="KalturaZooLabel"/>'))
    )


def test_a_class_may_lead_into_a_circle_and_it_is_still_refused() -> None:
    circle = '<class name="A" base="B"/><class name="B" base="C"/><class name="C" base="B"/>'
    assert "class B inherits from itself" in refusal(
        f"{START}<classes>{circle}</classes></xml>".encode()
    )


def test_a_very_long_line_of_ancestors() -> None:
    line = "".join(f'<class name="C{n}" base="C{n + 1}"/>' for n in range(20_000))
    schema = reader.read(f"{START}<classes>{line}</classes></xml>".encode())
    assert len(Registry(schema).ancestors("C0")) == 19_999


def test_masses_of_unknown_things_are_cut() -> None:
    news = "".join(f"<n{'o' * 500}{number}/>" for number in range(3000))
    extras = reader.read(f"{START}{news}</xml>".encode()).extras
    assert len(extras) <= 100
    assert max(map(len, extras)) < 100


@settings(max_examples=150, deadline=None)
@given(st.integers(min_value=0, max_value=len(ZOO_XML.rstrip()) - 1))
def test_cut_off_anywhere(length: int) -> None:
    refusal(ZOO_XML.encode()[:length])


@settings(max_examples=150, deadline=None)
@given(st.integers(min_value=0, max_value=len(ZOO_XML) - 1), st.binary(min_size=1, max_size=4))
def test_damaged_anywhere(place: int, damage: bytes) -> None:
    data = ZOO_XML.encode()
    with contextlib.suppress(SchemaRejected):
        schema = reader.read(data[:place] + damage + data[place + len(damage) :])
        assert facts.load(facts.dump(schema)) == schema
