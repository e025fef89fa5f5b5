"""Each of our readers of XML, given XML that wants entities expanded or something fetched."""

import ast
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from app.call.body import Body, Unreadable, read
from app.call.model import Answer, Call, Object
from app.call.multirequest import parts_of
from app.call.outcome import Outcome
from app.compare import tree
from app.errors import SchemaRejected
from app.schema import hardened
from app.schema.xsd import reader
from app.sessions import found
from app.viewers import as_xml
from app.viewers.list_pictures import pictures_in
from app.viewers.shape import CannotShow

SECRET = "what-stands-in-the-file"
FILL = "aaaaaaaaaa"
# Those that look for a DOCTYPE look at the beginning alone.
LONG_BEFORE = f"<!-- {'x' * 20_000} -->"
EXPANSIONS = "".join(
    f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)
BOMB = f'<!ENTITY a "{FILL}">{EXPANSIONS}'
API_ERROR = (
    "<xml><result><error><objectType>KalturaAPIException</objectType><code>C&{0};</code>"
    "<message>&{0};</message><args><item><name>n</name><value>&{0};</value></item></args></error>"
    "</result></xml>"
)
LIST = (
    "<xml><result><objects><item><id>1</id><name>&{0};</name>"
    "<thumbnailUrl>https://example.com/&{0};</thumbnailUrl></item></objects></result></xml>"
)


def answered(body: bytes) -> Answer:
    return Answer(200, (("Content-Type", "text/xml"),), body)


def asked(text: str, what: Callable[[Body], object]) -> str:
    try:
        return repr(what(read(text.encode())))
    except Unreadable as fault:
        return f"{fault}{fault.detail}"


def in_api_error(text: str) -> str:
    return asked(text, lambda body: body.error)


def in_result(text: str) -> str:
    return asked(text, lambda body: (body.fields, body.result))


def in_items(text: str) -> str:
    return asked(text, lambda body: body.items)


def in_rows(text: str) -> str:
    return asked(text, lambda body: list(body.rows()))


def in_parts(text: str) -> str:
    ping = Object("", (("service", "system"), ("action", "ping")))
    call = Call("own", "multirequest", "", (("1", ping),), format="2")
    return "".join(repr(part) for part in parts_of(call, answered(text.encode())))


def in_found(text: str) -> str:
    call = Call("own", "session", "start", format="2")
    kept = found.find(call, answered(text.encode()), Outcome("ok"), now=0.0)
    return kept.ks if kept else ""


def in_as_xml(text: str) -> str:
    try:
        return as_xml.lay_out(text)
    except CannotShow as fault:
        return fault.sentence


def in_compare(text: str) -> str:
    compared = tree.read(text.encode(), "text/xml")
    # What is not taken apart is compared as it came; a DOCTYPE that declares nothing is no harm.
    assert compared.format == ("xml" if "&amp;" in text else "text")
    return "".join(compared.notes)


def in_pictures(text: str) -> str:
    return repr(pictures_in(text.encode(), mask=lambda one: one))


def in_schema(text: str) -> str:
    try:
        return repr(hardened.root(text.encode()))
    except SchemaRejected as fault:
        return str(fault)


def in_xsd(text: str) -> str:
    try:
        return repr(reader.read(text.encode()))
    except SchemaRejected as fault:
        return str(fault)


# What each reads, {0} standing for the entity.
READERS: dict[str, tuple[Callable[[str], str], str]] = {
    "error": (in_api_error, API_ERROR),
    "result": (in_result, "<xml><result><a>&{0};</a></result></xml>"),
    "items": (in_items, "<xml><result><item>&{0};</item></result></xml>"),
    "rows": (in_rows, LIST),
    "multirequest": (in_parts, "<xml><result><item>&{0};</item></result></xml>"),
    "found": (in_found, "<xml><result>ks&{0};</result></xml>"),
    "as_xml": (in_as_xml, "<xml>&{0};</xml>"),
    "compare_xml": (in_compare, "<xml><result>&{0};</result></xml>"),
    "list_pictures": (in_pictures, LIST),
    "schema": (in_schema, "<xml><enums>&{0};</enums></xml>"),
    "xsd": (
        in_xsd,
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="a">'
        "<xs:annotation><xs:documentation>&{0};</xs:documentation></xs:annotation></xs:element>"
        "</xs:schema>",
    ),
}


@pytest.mark.parametrize("before", ["", LONG_BEFORE], ids=["at once", "far down"])
@pytest.mark.parametrize("name", READERS)
def test_nothing_is_expanded_or_fetched(name: str, before: str, tmp_path: Path) -> None:
    read, template = READERS[name]
    file = tmp_path / "file"
    file.write_text(SECRET)
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        url = f"http://127.0.0.1:{nobody.getsockname()[1]}/x"
        for declared, entity in (
            (f"[{BOMB}]", "i"),
            (f"[{BOMB}]", "a"),
            (f'[<!ENTITY e SYSTEM "{file.as_uri()}">]', "e"),
            (f'[<!ENTITY e SYSTEM "{url}">]', "e"),
            (f'[<!ENTITY % p SYSTEM "{file.as_uri()}"> %p;]', "e"),
            (f'[<!ENTITY % p SYSTEM "{url}"> %p;]', "e"),
            (f'SYSTEM "{url}"', "amp"),
        ):
            text = f"{before}<!DOCTYPE xml {declared}>{template.format(entity)}"
            told = read(text)
            assert SECRET not in told
            assert FILL not in told.replace(BOMB, "")
            assert len(told) < 5_000
        nobody.setblocking(False)
        with pytest.raises(BlockingIOError):
            nobody.accept()


def test_each_parser_has_the_options() -> None:
    missing = []
    for file in sorted(Path(hardened.__file__).parent.parent.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            called = getattr(node, "func", None)
            if isinstance(node, ast.Call) and getattr(called, "attr", "") == "XMLParser":
                spread = {ast.unparse(one.value) for one in node.keywords if one.arg is None}
                if not spread & {"UNTRUSTED", "HARDENED"}:
                    missing.append(f"{file.name}:{node.lineno}")
    assert missing == []
    unsafe = {name for name in ("resolve_entities", "load_dtd") if hardened.UNTRUSTED[name]}
    assert not unsafe
    assert hardened.UNTRUSTED["no_network"] is True
