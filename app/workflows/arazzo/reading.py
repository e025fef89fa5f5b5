"""The text of a document -> plain values, bounded; YAML by its events, so that nothing of it is
built before it was looked at: no anchors, no tags, no name twice."""

import json
import re
from collections.abc import Callable
from typing import Any

import yaml

from app.errors import BadInput

LARGEST = 1_000_000  # characters
DEEPEST = 40
MOST = 50_000  # values

Plain = Any  # dicts, lists, texts, numbers, booleans and None
# The one in C takes an eighth of the time.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# The core schema of YAML 1.2: `no` and `2026-01-01` are texts.
_WORDS = {"": None, "~": None, "null": None, "Null": None, "NULL": None} | {
    word: word.lower() == "true" for word in ("true", "True", "TRUE", "false", "False", "FALSE")
}
_WHOLE = re.compile(r"[+-]?[0-9]{1,30}")
_DECIMAL = re.compile(
    r"[+-]?(?:\.[0-9]{1,30}|[0-9]{1,30}(?:\.[0-9]{0,30})?)(?:[eE][+-]?[0-9]{1,3})?"
)
_OF_NUMBERS = frozenset("+-.0123456789")  # what one begins with


def read(text: str) -> Plain:
    """The value that a YAML or JSON text is of. Raises BadInput, with the line where it can."""
    if len(text) > LARGEST:
        raise BadInput(f"This file has more than {LARGEST:,} characters.")
    if text.lstrip("\ufeff \t\r\n").startswith("{"):
        return _json(text.lstrip("\ufeff"))
    try:
        return _Builder().value(yaml.parse(text, Loader=LOADER))
    except yaml.MarkedYAMLError as fault:
        raise _at(fault.problem_mark, f"it is no YAML: {fault.problem or fault.context}.") from None
    except (yaml.YAMLError, RecursionError, UnicodeEncodeError) as fault:
        said = str(fault).partition("\n")[0]
        raise BadInput(f"This file is no YAML: {said:.200}.") from None


def _at(mark: Any, sentence: str) -> BadInput:
    if mark is None:
        return BadInput(sentence[0].upper() + sentence[1:])
    return BadInput(f"Line {mark.line + 1}: {sentence}")


class _Builder:
    """What has been begun and not ended stands in `_open`: how to put a value in, and whether its
    next scalar is a name."""

    def __init__(self) -> None:
        self._open: list[tuple[Callable[[Any, Any], None], list[Any]]] = []
        self._count = 0
        self._whole: list[Plain] = []

    def value(self, events: Any) -> Plain:
        for event in events:
            if isinstance(event, yaml.NodeEvent):
                if event.anchor:
                    raise _at(event.start_mark, "anchors and aliases (&, *) are not read.")
                self._begun(event)
            elif isinstance(event, yaml.CollectionEndEvent):
                self._open.pop()
            elif isinstance(event, yaml.DocumentStartEvent) and self._whole:
                raise _at(event.start_mark, "a second document begins; one is read.")
        if not self._whole:
            raise BadInput("This file is empty.")
        return self._whole[0]

    def _begun(self, event: Any) -> None:
        self._count += 1
        if self._count > MOST:
            raise _at(event.start_mark, f"there are more than {MOST:,} values.")
        if event.tag and event.tag != "!":
            raise _at(event.start_mark, f"the tag {event.tag:.60} is not read.")
        if isinstance(event, yaml.ScalarEvent):
            self._put(event.value if not event.implicit[0] else _scalar(event.value), event)
            return
        if len(self._open) >= DEEPEST:
            raise _at(event.start_mark, f"it is nested more than {DEEPEST} deep.")
        made: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
        self._put(made, event)
        self._open.append((_into(made), []))

    def _put(self, value: Plain, event: Any) -> None:
        if self._open:
            put, name = self._open[-1]
            put((value, event), name)
        else:
            self._whole.append(value)


def _into(made: Any) -> Callable[[Any, Any], None]:
    """How something is put into a list or a mapping, whose names and values come by turns."""

    def put(one: Any, waiting: list[Any]) -> None:
        value, event = one
        if isinstance(made, list):
            made.append(value)
        elif waiting:
            made[waiting.pop()] = value
        else:
            name = event.value if isinstance(event, yaml.ScalarEvent) else None
            if name is None:
                raise _at(event.start_mark, "a name is a text.")
            if name in made:
                raise _at(event.start_mark, f"{name!r:.80} stands there twice.")
            waiting.append(name)

    return put


def _scalar(text: str) -> Plain:
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _OF_NUMBERS:
        return text
    if _WHOLE.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else text


def _json(text: str) -> Plain:
    count = 0

    def made(pairs: list[tuple[str, Plain]]) -> Plain:
        nonlocal count
        count += len(pairs)
        names = [name for name, _ in pairs]
        if len(set(names)) < len(names):
            twice = next(name for name in names if names.count(name) > 1)
            raise BadInput(f"{twice!r:.80} stands there twice.")
        return dict(pairs)

    try:
        found = json.loads(text, object_pairs_hook=made, parse_constant=_no_number)
    except json.JSONDecodeError as fault:
        raise BadInput(f"Line {fault.lineno}: it is no JSON: {fault.msg}.") from None
    except (ValueError, RecursionError):
        raise BadInput("This file is no JSON that can be read.") from None
    _bound(found)
    return found


def _no_number(text: str) -> Plain:
    raise ValueError(text)


def _bound(whole: Plain) -> None:
    count, level = 0, [whole]
    for _ in range(DEEPEST + 1):
        count += len(level)
        if not level or count > MOST:
            break
        inner = [list(one.values()) if isinstance(one, dict) else one for one in level]
        level = [one for each in inner if isinstance(each, list) for one in each]
    if level:
        raise BadInput(f"This file has more than {MOST:,} values, or is nested too deep.")
