"""What servers say with texts in it: a schema, and an XML Schema, with them everywhere."""

import json
from html import escape


def toml(text: str) -> str:
    plain = text.encode("utf-8", "replace").decode()
    return json.dumps(plain, ensure_ascii=False).replace("\x7f", "\\u007f")


def xml(text: str) -> str:
    """The text within XML, without what that cannot hold."""
    kept = "".join(one for one in text if one >= " " or one in "\t\n")
    return escape(kept).replace("\n", "&#10;").replace("\ufffe", "").replace("\uffff", "")


_XSD_TYPES = (
    '<enum name="KalturaSchemaType" enumType="string">'
    '<const name="BULK_UPLOAD_XML" value="bulkUploadXml.bulkUploadXML"/></enum>'
)
_SESSION = (
    '<service id="session" name="session"><action name="start" sessionRequired="none">'
    '<param name="secret" type="string"/><result type="string"/></action></service>'
)


def schema(texts: list[str]) -> bytes:
    """A schema with every text wherever it may be one."""
    written = [(number, xml(text)) for number, text in enumerate(texts)]
    properties = "".join(
        f'<property name="p{n}" type="string" description="{t}"/>' for n, t in written
    )
    constants = "".join(f'<const name="{n} {t}" value="{n} {t}"/>' for n, t in written)
    parameters = "".join(
        f'<param name="p{n}" type="string" optional="1" default="{t}" description="{t}"/>'
        for n, t in written
    )
    actions = "".join(
        f'<action name="a{n}" description="{t}"><throws name="{t}"/></action>' for n, t in written
    )
    services = "".join(
        f'<service id="s{n}" name="s{n}" description="{t}"><action name="a"/></service>'
        for n, t in written
    )
    errors = "".join(
        f'<error name="E{n} {t}" code="C{n} {t}" message="{t}" description="{t}"/>'
        for n, t in written
    )
    first = written[0][1]
    return (
        f'<xml apiVersion="1.2.3"><enums>{_XSD_TYPES}'
        f'<enum name="KalturaHostile" enumType="string">{constants}'
        f'</enum></enums><classes><class name="KalturaHostileThing" description="{first}">'
        f'{properties}<property name="kind" type="string" enumType="KalturaHostile"/></class>'
        f'</classes><services><service id="hostile" name="hostile" description="{first}">'
        f'<action name="take" description="{first}">{parameters}'
        '<result type="KalturaHostileThing"/></action>'
        '<action name="keep"><param name="file" type="file"/></action>'
        f"{actions}</service>{_SESSION}{services}</services><errors>{errors}</errors></xml>"
    ).encode("utf-8", "replace")


def xsd(texts: tuple[str, ...]) -> bytes:
    values = "".join(
        f'<xs:enumeration value="{xml(text)}"><xs:annotation><xs:documentation>{xml(text)}'
        "</xs:documentation></xs:annotation></xs:enumeration>"
        for text in texts
    )
    return (
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="a" type="T"/>'
        f'<xs:simpleType name="T"><xs:restriction base="xs:string">{values}'
        "</xs:restriction></xs:simpleType></xs:schema>"
    ).encode("utf-8", "replace")
