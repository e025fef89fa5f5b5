"""What of the schema some programs use: all that a stub of a client library has to have."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields

from app.codegen.nodes import EnumConstant, NewObject, Node, walk
from app.codegen.program import Program, ServiceCall, Settings
from app.schema.model import Action, Property, Service
from tests.codegen.calls import REGISTRY


@dataclass
class Used:
    """`properties`: by the class that declares them; `bases`: of every class, "" for none."""

    actions: dict[str, tuple[Service, Action]] = field(default_factory=dict)
    bases: dict[str, str] = field(default_factory=dict)
    properties: dict[str, dict[str, Property]] = field(default_factory=dict)
    enums: set[str] = field(default_factory=set)

    def add_type(self, name: str) -> None:
        """A class with its bases; anything else is left out."""
        found = REGISTRY.object_type(name)
        if found is not None and name not in self.bases:
            self.bases[name] = found.base
            self.add_type(found.base)

    def add_declared(self, type: str, array_type: str, enum_type: str) -> None:
        self.add_type(type)
        self.add_type(array_type)
        if REGISTRY.enum(enum_type):
            self.enums.add(enum_type)


def used(programs: Iterable[Program]) -> Used:
    """The classes, properties, enums and actions that these programs name."""
    found = Used()
    found.add_type("KalturaBaseResponseProfile")
    for program in programs:
        for node in _settings(program.settings):
            _add(found, node)
        for call in program.calls:
            _add_action(found, call)
            for node in _settings(call.settings):
                _add(found, node)
            for argument in call.arguments:
                if argument.value is not None:
                    _add(found, argument.value)
    return found


def _settings(settings: Settings) -> Iterator[Node]:
    for one in fields(Settings):
        node = getattr(settings, one.name)
        if node is not None:
            yield node


def _add_action(found: Used, call: ServiceCall) -> None:
    service = REGISTRY.service(call.service_id)
    action = REGISTRY.action(call.service_id, call.action)
    assert service is not None
    assert action is not None
    found.actions[f"{service.id}.{action.name}"] = service, action
    for parameter in action.parameters:
        found.add_declared(parameter.type, parameter.array_type, parameter.enum_type)


def _add(found: Used, root: Node) -> None:
    for node in walk(root):
        if isinstance(node, EnumConstant):
            found.enums.add(node.enum)
        if isinstance(node, NewObject):
            found.add_type(node.type)
            owners = {one.name: owner for owner, one in REGISTRY.properties(node.type)}
            for inner in node.fields:
                declared = inner.declared
                owner = owners[inner.name].name
                found.properties.setdefault(owner, {})[inner.name] = declared
                found.add_declared(declared.type, declared.array_type, declared.enum_type)
