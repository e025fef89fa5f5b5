"""The official library's comments, mapped to the right things; its sentences stay out of here."""

import ast
import importlib.metadata
import importlib.util
import json
import logging
import sys
import threading
from pathlib import Path

import pytest

from app.schema.facts import bundled
from app.schema.help import client_library
from app.schema.help.client_library import LibraryWords, Words
from app.schema.plain import plain

SPEC = importlib.util.find_spec("KalturaClient")
PLUGINS = Path(next(iter(SPEC.submodule_search_locations or ()))) / "Plugins" if SPEC else Path()
needs_library = pytest.mark.skipif(SPEC is None, reason="KalturaApiClient is not installed")

MODULE = '''
# @package Kaltura
class KalturaZooColour(object):
    """A colour"""
    RED = "red"

class KalturaZooBird(KalturaObjectBase):
    """Sings.
     In the <b>morning</b>
     /"""
    def __init__(self,
            name = NotImplemented,
            not_ = NotImplemented):
        KalturaObjectBase.__init__(self)

        # What it is called
        # \t by others
        # @var str
        # @readonly
        self.name = name

        # Whether it is none
        # @var bool
        self.not_ = not_

        # @var int
        self.wings = wings

        # About something else

        self.tail = tail

    def setName(self, newName):
        self.name = newName

# @package Kaltura
class KalturaSilent(KalturaObjectBase):
    def __init__(self):
        KalturaObjectBase.__init__(self)

class KalturaZooBirdService(KalturaServiceBase):
    """Looks after birds"""

    def __init__(self, client = None):
        KalturaServiceBase.__init__(self, client)

    def list(self, filter = NotImplemented):
        """Lists &amp; counts
        \t them"""

        kparams = KalturaParams()
        self.client.queueServiceActionCall("zoo_Bird", "list", "KalturaZooList", kparams)

    def fly(self):
        kparams = KalturaParams()
        self.client.queueServiceActionCall("zoo_Bird", "fly", "None", kparams)

class KalturaDumbService(KalturaServiceBase):
    def go(self):
        self.client.queueServiceActionCall("dumb", "go", "None", kparams)
'''


@pytest.fixture
def fake_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library of another release, found in place of the real one."""
    (tmp_path / "site" / "KalturaZoo" / "Plugins").mkdir(parents=True)
    (tmp_path / "site" / "KalturaZoo" / "__init__.py").write_text("raise SystemExit('imported')")
    (tmp_path / "site" / "KalturaZoo" / "Plugins" / "Zoo.py").write_text(MODULE)
    (tmp_path / "site" / "KalturaZoo" / "Plugins" / "Zoo.pyi").write_text("class Stub(object):")
    monkeypatch.syspath_prepend(tmp_path / "site")
    monkeypatch.setattr(client_library, "_PACKAGE", "KalturaZoo")
    monkeypatch.setattr(importlib.metadata, "version", lambda _name: "99.1")
    return tmp_path / "data"


def wait_for_reader() -> None:
    for thread in threading.enumerate():
        if thread.name == "client-help":
            thread.join()


EXPECTED: Words = {
    "service": {"zoo_bird": "Looks after birds"},
    "action": {"zoo_bird.list": "Lists & counts\nthem"},
    "class": {"KalturaZooColour": "A colour", "KalturaZooBird": "Sings.\nIn the morning"},
    "property": {
        "KalturaZooBird.name": "What it is called\nby others",
        "KalturaZooBird.not": "Whether it is none",
    },
}


def test_each_comment_finds_its_thing(fake_library: Path) -> None:
    assert client_library.read_library() == EXPECTED
    assert "KalturaZoo" not in sys.modules


def test_it_is_read_once_in_the_background(fake_library: Path) -> None:
    words = LibraryWords(fake_library)
    assert words.find("service", "zoo_bird") == ""
    client_library.start_in_background(fake_library)
    wait_for_reader()
    file = client_library.cache_file(fake_library)
    assert file is not None
    assert "99.1" in file.name
    assert json.loads(file.read_bytes()) == EXPECTED
    assert words.find("service", "zoo_bird") == "Looks after birds"
    assert words.find("service", "nothing") == ""
    assert words.find("nothing", "zoo_bird") == ""
    before = file.stat().st_mtime_ns
    client_library.start_in_background(fake_library)
    wait_for_reader()
    assert file.stat().st_mtime_ns == before
    assert list(fake_library.iterdir()) == [file]


@pytest.mark.parametrize("content", [b"", b'{"service": {', b"\xff", b"[]"])
def test_a_damaged_file_is_made_anew(
    fake_library: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    file = client_library.cache_file(fake_library)
    assert file is not None
    fake_library.mkdir()
    file.write_bytes(content)
    assert LibraryWords(fake_library).find("service", "zoo_bird") == ""
    assert "made anew" in caplog.text
    client_library.start_in_background(fake_library)
    wait_for_reader()
    assert LibraryWords(fake_library).find("service", "zoo_bird") == "Looks after birds"


def test_a_folder_that_cannot_be_written(
    fake_library: Path, caplog: pytest.LogCaptureFixture
) -> None:
    fake_library.write_text("a file where the folder should be")
    with caplog.at_level(logging.WARNING):
        client_library.start_in_background(fake_library)
        wait_for_reader()
    assert "could not be kept" in caplog.text


def test_without_the_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "version", missing)
    monkeypatch.setattr(client_library, "_PACKAGE", "KalturaNowhere")
    client_library.start_in_background(tmp_path)
    wait_for_reader()
    assert list(tmp_path.iterdir()) == []
    assert LibraryWords(tmp_path).find("service", "session") == ""
    assert client_library.read_library() == {
        "service": {},
        "action": {},
        "class": {},
        "property": {},
    }


@pytest.fixture(scope="module")
def words() -> Words:
    return client_library.read_library()


@needs_library
@pytest.mark.parametrize(
    ("kind", "key", "start"),
    [
        ("service", "session", "Session service"),
        ("service", "metadata_metadata", "Metadata service"),
        ("service", "annotation_annotation", "Annotation service"),
        ("action", "session.start", "Start a session"),
        ("action", "session.end", "End a session"),
        ("action", "session.get", "Parse session key"),
        ("action", "media.list", "List media entries"),
        ("action", "metadata_metadata.add", "Allows you"),
        ("class", "KalturaFilterPager", "The KalturaFilterPager object"),
        ("class", "KalturaMultiLingualString", "A Multi Lingual"),
        ("property", "KalturaAppToken.id", "The id of"),
        ("property", "KalturaAppToken.token", "The application token"),
        ("property", "KalturaAppToken.expiry", "Expiry time"),
        ("property", "KalturaAppToken.hashType", ""),
        ("property", "KalturaBaseEntry.name", "Entry name"),
        ("property", "KalturaCategory.name", "The name of the Category"),
    ],
)
def test_known_texts_begin_right(words: Words, kind: str, key: str, start: str) -> None:
    text = words[kind].get(key, "")
    assert text.startswith(start)
    assert bool(text) == bool(start)


@needs_library
@pytest.mark.parametrize("module", ["Metadata", "Caption", "Schedule", "CuePoint", "Drm"])
def test_docstrings_are_those_that_python_sees(words: Words, module: str) -> None:
    tree = ast.parse((PLUGINS / f"{module}.py").read_text(encoding="utf-8"))
    seen = 0
    for node in tree.body:
        if not isinstance(node, ast.ClassDef):
            continue
        if not node.name.endswith("Service"):
            assert words["class"].get(node.name, "") == plain(ast.get_docstring(node) or "")
            continue
        for function in node.body:
            calls = [
                call.args
                for call in ast.walk(function)
                if isinstance(call, ast.Call)
                and getattr(call.func, "attr", "") == "queueServiceActionCall"
            ]
            for call in calls:
                service, action = (ast.literal_eval(argument) for argument in call[:2])
                assert isinstance(function, ast.FunctionDef)
                text = plain(ast.get_docstring(function) or "")
                assert words["action"].get(f"{service}.{action}", "") == text
                about = plain(ast.get_docstring(node) or "")
                assert words["service"].get(service, "") == about
                seen += 1
    assert seen > 3


@needs_library
def test_nearly_everything_is_about_something_in_the_schema(words: Words) -> None:
    registry = bundled()
    properties = {
        f"{item.name}.{own.name}" for item in registry.schema.classes for own in item.properties
    }
    assert len(words["service"].keys() & {item.id for item in registry.services}) > 80
    assert len(words["property"].keys() & properties) > 1400
    assert sum(registry.action(*key.split(".")) is not None for key in words["action"]) > 600


@needs_library
def test_no_text_is_left_with_marks_of_the_source(words: Words) -> None:
    texts = [text for found in words.values() for text in found.values()]
    assert [text for text in texts if "@var" in text or '"""' in text or text != plain(text)] == []
