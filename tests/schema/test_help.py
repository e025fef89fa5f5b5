"""Descriptions: our own words first, then the schema's, then the library's; always plain text."""

import json
from pathlib import Path

import pytest

from app.schema.facts import bundled
from app.schema.help import client_library
from app.schema.help.client_library import LibraryWords
from app.schema.help.texts import Help, HelpText, Key, OwnWords, own_words
from app.schema.plain import plain
from tests.schema.zoo import zoo_registry

ZOO = zoo_registry()
NO_LIBRARY = LibraryWords(None)
SERVICE = ZOO.services[0]
ADD = SERVICE.actions[0]

OWN = """
[service]
Animal = "own service"
[action]
"Animal.add" = "own action"
[parameter."Animal.add"]
when = "own parameter"
[object_type]
KalturaZooBird = "own class"
[property.KalturaZooAnimal]
diet = "own property"
name = "own name of any animal"
[property.KalturaZooBird]
name = "own name of a bird"
[enum]
KalturaZooDiet = "own enum"
[request]
ks = "own field"
"""


def own(folder: Path, **files: str) -> OwnWords:
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return OwnWords.load(folder)


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LibraryWords:
    """A library that has a word for everything."""
    file = tmp_path / "words.json"
    file.write_text(
        json.dumps(
            {
                "service": {"animal": "library service", "petting_petting": "library petting"},
                "action": {"animal.add": "library action", "animal.list": "library list"},
                "class": {"KalturaZooAnimal": "library class", "KalturaZooKind": "library enum"},
                "property": {
                    "KalturaZooAnimal.id": "library id",
                    "KalturaZooAnimal.bornAt": "library birth",
                },
            }
        )
    )
    monkeypatch.setattr(client_library, "cache_file", lambda _folder: file)
    return LibraryWords(tmp_path)


@pytest.fixture
def texts(tmp_path: Path, library: LibraryWords) -> Help:
    return Help(own(tmp_path, one=OWN), library)


def test_own_words_come_first(texts: Help) -> None:
    assert texts.service(SERVICE) == HelpText("own service", "own")
    assert texts.action(SERVICE, ADD) == HelpText("own action", "own")
    assert texts.parameter(SERVICE, ADD, ADD.parameters[1]) == HelpText("own parameter", "own")
    assert texts.object_type(ZOO.schema.classes[1]) == HelpText("own class", "own")
    assert texts.enum(ZOO.schema.enums[0]) == HelpText("own enum", "own")
    assert texts.request_field("ks", ZOO) == HelpText("own field", "own")


def test_then_the_schema(library: LibraryWords) -> None:
    texts = Help(OwnWords({}), library)
    assert texts.service(SERVICE) == HelpText("Looks after animals", "schema")
    assert texts.action(SERVICE, ADD) == HelpText("Takes one in", "schema")
    assert texts.parameter(SERVICE, ADD, ADD.parameters[0]) == HelpText("Who comes", "schema")
    assert texts.object_type(ZOO.schema.classes[0]) == HelpText("Lives in a zoo", "schema")
    assert texts.request_field("ks", ZOO) == HelpText("The key to the zoo", "schema")


def test_then_the_library(texts: Help) -> None:
    assert texts.service(ZOO.services[1]) == HelpText("library petting", "library")
    assert texts.action(SERVICE, SERVICE.actions[1]) == HelpText("library list", "library")
    assert texts.enum(ZOO.schema.enums[1]) == HelpText("library enum", "library")


def test_or_nothing(texts: Help) -> None:
    assert texts.service(ZOO.services[2]) is None
    assert texts.action(ZOO.services[2], ADD) == HelpText("Takes one in", "schema")
    assert texts.parameter(SERVICE, ADD, ADD.parameters[2]) is None
    assert texts.object_type(ZOO.schema.classes[2]) is None
    assert texts.request_field("nothing", ZOO) is None
    assert texts.request_field("language") is None


def test_a_property_is_looked_for_at_its_class_and_upwards(texts: Help) -> None:
    def shown(class_name: str, name: str) -> HelpText | None:
        found = {item.name: item for _, item in ZOO.properties(class_name)}
        return texts.property(ZOO, class_name, found[name])

    assert shown("KalturaZooParrot", "name") == HelpText("own name of a bird", "own")
    assert shown("KalturaZooAnimal", "name") == HelpText("own name of any animal", "own")
    assert shown("KalturaZooParrot", "diet") == HelpText("own property", "own")
    assert shown("KalturaZooParrot", "id") == HelpText("Its own id", "schema")
    assert shown("KalturaZooParrot", "bornAt") == HelpText("library birth", "library")
    assert shown("KalturaZooParrot", "wings") is None


def test_several_files_are_one(tmp_path: Path) -> None:
    words = own(tmp_path, a='[service]\na = "x"', b='[service]\nb = "y"\n[request]\nks = "z"')
    assert words.texts == {("service", "a"): "x", ("service", "b"): "y", ("request", "ks"): "z"}


@pytest.mark.parametrize(
    "text",
    [
        'loose = "x"',
        '[colour]\nred = "x"',
        '[service.a]\nb = "x"',
        '[parameter]\n"a.b" = "x"',
        "[service]\na = 1",
        '[service]\na = "x"\nA = "y"',
        "[service",
    ],
)
def test_another_form_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(ValueError):
        own(tmp_path, one=text)


def test_a_text_in_two_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(
        ValueError, match=r"b\.toml: service\.a has another form, or is there twice"
    ):
        own(tmp_path, a='[service]\na = "x"', b='[service]\nA = "y"')


def test_every_own_word_is_for_something_that_exists() -> None:
    registry = bundled()
    fields = {"format", "clientTag", "apiVersion", "partnerId", "ks", "language"}
    known: set[Key] = {("request", name) for name in fields | {"region", "responseProfile"}}
    for service in registry.services:
        known.add(("service", service.id))
        for action in service.actions:
            name = f"{service.id}.{action.name}"
            known.add(("action", name))
            known |= {("parameter", name, parameter.name) for parameter in action.parameters}
    for item in registry.schema.classes:
        known.add(("object_type", item.name))
        known |= {("property", item.name, prop.name) for prop in item.properties}
    known |= {("enum", item.name) for item in registry.schema.enums}
    assert own_words().texts.keys() - known == set()
    assert ("request", "ks") in own_words().texts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("plain", "plain"),
        ("  two \n\t lines  ", "two\nlines"),
        ("a<br/>b<BR>c", "a\nb\nc"),
        ("<p>one</p><p>two</p>", "one\ntwo"),
        ("Add &amp; <b>manage</b>", "Add & manage"),
        ('<a href="javascript:x()">go</a>', "go"),
        ("<script>alert(1)</script>", "alert(1)"),
        ("&lt;script&gt;x", "x"),
        ("<scr<b>ipt>x", "x"),
        ("<b" * 9 + ">" * 9, "bbbbb>>>>>"),
        ("x" * 50_000, "x" * 20_000),
        ("<img/src=x onerror=y>z", "z"),
        ("a < b > c", "a < b > c"),
        ("'<', '>', ','", "'<', '>', ','"),
        (r"(?P<flavorName>\w+)", r"(?P<flavorName>\w+)"),
        ("ends here\n /", "ends here"),
    ],
)
def test_plain(text: str, expected: str) -> None:
    assert plain(text) == expected
