"""What a release of a client library does not have of the bundled schema, as a list of names.

Libraries are older or newer than the schema, and leave out what only a server's own parts use.
A name that a library does not have must not be written: in JavaScript a missing constant is
silently nothing. The lists are compared with the installed libraries by tests.
"""

import json
from functools import cache
from pathlib import Path

from app.codegen.language import Library
from app.codegen.layout import note_of
from app.codegen.nodes import ArrayNode, EnumConstant, MapNode, NewObject, Node
from app.codegen.program import CLIENT_FIELDS, CannotWrite, ServiceCall

_FOLDER = Path(__file__).with_name("lacks")


class Lacking:
    """`names`: "batch", "media.someAction", "media.list.someParameter", "KalturaSomeEnum",
    "KalturaSomeEnum.CONSTANT", "KalturaSomeClass", "KalturaSomeClass.property".
    """

    def __init__(self, library: Library, names: frozenset[str]) -> None:
        self._library = f"{library.name} {library.version}"
        self._names = names

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def constant(self, enum: str, name: str) -> bool:
        """Whether the library lacks an enum's constant."""
        return enum in self._names or f"{enum}.{name}" in self._names

    def note(self, node: Node | None) -> str:
        """What a comment behind a value says: of a constant that the library lacks, its name."""
        if isinstance(node, EnumConstant) and self.constant(node.enum, node.name):
            return node.note
        return note_of(node)

    def action(self, call: ServiceCall) -> bool:
        """Whether the library lacks an action."""
        name = f"{call.service_id}.{call.action}"
        return not call.known or call.service_id in self._names or name in self._names

    def check(self, call: ServiceCall) -> None:
        """Raises CannotWrite, naming what of this call the library does not have."""
        name = f"{call.service_id}.{call.action}"
        if self.action(call):
            raise self._fault(name)
        for argument in call.arguments:
            if argument.value is not None:
                if f"{name}.{argument.name}" in self._names:
                    raise self._fault(f"{argument.name} of {name}")
                self.check_value(argument.value)
        for unknown, _ in call.unknown:
            raise self._fault(f"{unknown[:40]!r} of {name}")

    def check_said_once(self, call: ServiceCall) -> None:
        """For a library that says the client's tag and version once, for the whole request.

        Raises CannotWrite where a call of a multirequest has its own.
        """
        for name in CLIENT_FIELDS:
            if name in call.settings.sent:
                raise CannotWrite(
                    f"{self._library} has one {name} for all calls of a multirequest: "
                    "choose plain HTTP."
                )

    def check_value(self, node: Node) -> None:
        """Raises CannotWrite, naming a class or a property that the library does not have."""
        match node:
            case NewObject(type, _, fields, known):
                if not known or type in self._names:
                    raise self._fault(type or "an object without a class")
                for field in fields:
                    if not field.known or f"{type}.{field.name}" in self._names:
                        raise self._fault(f"{type}.{field.name[:40]}")
                    self.check_value(field.value)
            case ArrayNode(items):
                for item in items:
                    self.check_value(item)
            case MapNode(items):
                for _, item in items:
                    self.check_value(item)

    def _fault(self, name: str) -> CannotWrite:
        return CannotWrite(f"{self._library} does not have {name[:120]}: choose plain HTTP.")


def is_compared(language: str) -> bool:
    """Whether it is known what the library of a language lacks: `lacks/<language>.json`."""
    return (_FOLDER / f"{language}.json").is_file()


@cache
def lacking(language: str, library: Library) -> Lacking:
    """What the library of a language lacks, nothing where it is not known."""
    file = _FOLDER / f"{language}.json"
    names = json.loads(file.read_text("utf-8")) if is_compared(language) else []
    return Lacking(library, frozenset(names))
