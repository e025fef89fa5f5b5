"""Descriptions out of the official client library's source, where it is installed.

PyPI's KalturaApiClient documents services, actions, classes and properties in the
comments of its generated modules. They are read as text, line by line (importing the
library, or parsing it with `ast`, would cost a worker more memory than all of the
console), once for each release of it, into a JSON file in the data folder. The words
stay there: they are not ours to pass on.

The generator's layout, which the reading relies on:

    class KalturaThing(KalturaObjectBase):
        \"\"\"What a thing is\"\"\"
        def __init__(self, ...):
            # What the colour means
            # @var str
            self.colour = colour

    class KalturaThingService(KalturaServiceBase):
        \"\"\"What the service is for\"\"\"
        def list(self, filter = NotImplemented):
            \"\"\"What the action does\"\"\"
            self.client.queueServiceActionCall("thing", "list", ...)
"""

import importlib.metadata
import importlib.util
import json
import keyword
import logging
import re
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path

from app.schema.plain import plain
from app.schema.write import write_whole

LIBRARY = "KalturaApiClient"

_PACKAGE = "KalturaClient"
_FORMAT = 1  # to be raised when the same source would give another file
_CLASS = re.compile(r"class (\w+)\((\w+)\)")
_CALL = re.compile(r"""\.queueServiceActionCall\(["'](\w+)["'], ["'](\w+)["']""")
_ASSIGNMENT = re.compile(r"        self\.(\w+) = \1$")
_COMMENT = "        # "

log = logging.getLogger(__name__)

# By kind, then by key: "service": id, "action": id.name, "class": name, "property": class.name.
Words = dict[str, dict[str, str]]


def cache_file(data_dir: Path) -> Path | None:
    """Where the words of the installed release are kept; None where there is no library."""
    try:
        version = importlib.metadata.version(LIBRARY)
    except importlib.metadata.PackageNotFoundError:
        return None
    return data_dir / f"client-help-{version}-{_FORMAT}.json"


def start_in_background(data_dir: Path) -> None:
    """Sees to it that the cache file exists; returns at once, the reading takes part of a second.

    Does nothing where the file is there or the library is not. Two processes that start
    together write the same file, each as a whole.
    """
    file = cache_file(data_dir)
    if file and not file.exists():
        threading.Thread(target=_write, args=(file,), name="client-help", daemon=True).start()


def _write(file: Path) -> None:
    try:
        write_whole(file, json.dumps(read_library(), ensure_ascii=False).encode())
    except (OSError, UnicodeDecodeError) as fault:
        # The console works without these descriptions.
        log.warning("The descriptions of %s could not be kept: %s", LIBRARY, fault)


def read_library() -> Words:
    """The words of the installed library; no words where there is none. Raises OSError."""
    spec = importlib.util.find_spec(_PACKAGE)
    folders = spec.submodule_search_locations if spec else None
    words: Words = {"service": {}, "action": {}, "class": {}, "property": {}}
    for folder in folders or ():
        for file in sorted(Path(folder, "Plugins").glob("*.py")):
            with file.open(encoding="utf-8") as lines:
                _read_module(lines, words)
    return {
        kind: {key: text for key, text in found.items() if text} for kind, found in words.items()
    }


def _read_module(lines: Iterable[str], words: Words) -> None:
    rest = iter(lines)
    owner = base = owner_text = text = ""
    comment: list[str] = []
    for line in rest:
        if line.startswith(_COMMENT):
            if not line.startswith("@", len(_COMMENT)):
                comment.append(line[len(_COMMENT) :])
            continue
        if comment and (assigned := _ASSIGNMENT.match(line)):
            words["property"][f"{owner}.{_wire_name(assigned[1])}"] = plain("".join(comment))
        comment = []
        if opened := _CLASS.match(line):
            owner, base = opened.groups()
            owner_text = text = ""
        elif line.startswith("    def "):
            text = ""
        elif line.startswith('    """'):
            owner_text = _docstring(line, rest)
            if base != "KalturaServiceBase":
                words["class"][owner] = owner_text
        elif line.startswith('        """'):
            text = _docstring(line, rest)
        elif call := _CALL.search(line):
            words["service"].setdefault(call[1].lower(), owner_text)
            words["action"][f"{call[1].lower()}.{call[2]}"] = text


def _docstring(first: str, rest: Iterator[str]) -> str:
    text = first.strip().removeprefix('"""')
    while '"""' not in text:
        text += "\n" + next(rest, '"""')
    return plain(text[: text.index('"""')])


def _wire_name(attribute: str) -> str:
    bare = attribute.removesuffix("_")
    return bare if keyword.iskeyword(bare) else attribute


class LibraryWords:
    """The kept words of the library; none until `start_in_background` has written them."""

    def __init__(self, data_dir: Path | None) -> None:
        self._file = cache_file(data_dir) if data_dir else None
        self._words: Words | None = None

    def find(self, kind: str, key: str) -> str:
        """The text for a kind and key of `Words`; "" where there is none."""
        return self._load().get(kind, {}).get(key, "")

    def _load(self) -> Words:
        if self._words is None and self._file and self._file.exists():
            try:
                words = json.loads(self._file.read_bytes())
                if not isinstance(words, dict):
                    raise ValueError("it holds something else")
                self._words = words
            except (OSError, ValueError) as fault:
                log.warning(
                    "%s cannot be read and is made anew at the next start: %s", self._file, fault
                )
                self._file.unlink(missing_ok=True)
        return self._words or {}
