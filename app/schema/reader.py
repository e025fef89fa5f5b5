"""KalturaClient.xml -> Schema. The file is untrusted: it comes from a server or a person.

What the model has no field for is counted in `Schema.extras` as `element@attribute`,
`parent/element` or `element/text()`, so that a change of the format shows; comments
are left out.
"""

import sys
from collections import Counter
from collections.abc import Iterable
from typing import Any, BinaryIO, NoReturn

from lxml import etree

from app.errors import SchemaRejected
from app.schema import hardened
from app.schema.attributes import TABLES, AttributeTable, name, number, shown, some_text, version
from app.schema.model import (
    Action,
    Constant,
    Enum,
    ErrorCode,
    ObjectType,
    Parameter,
    Plugin,
    Property,
    Result,
    Schema,
    Service,
)

LIMIT = hardened.LIMIT  # bytes
_EXTRAS_LIMIT = 100  # kinds of things without a field; the most frequent ones are named

_HEADER = AttributeTable(
    {"apiVersion": ("version", version), "generatedDate": ("generated_at", number)},
    required=frozenset({"apiVersion"}),
)
_CONFIGURATION = AttributeTable({"type": ("type", str)})
_REQUEST_PARAMETER = AttributeTable(
    {key: value for key, value in TABLES[Parameter].fields.items() if key != "name"},
    required=frozenset({"type"}),
)
_NAME = AttributeTable({"name": ("name", some_text)}, frozenset({"name"}))
_PLUGIN_NAME = AttributeTable({"pluginName": ("name", some_text)}, frozenset({"pluginName"}))
_GROUP = AttributeTable({})
_SECTIONS = ("enums", "classes", "services", "plugins", "errors", "configurations")

_Element = etree._Element
_Taken = tuple[dict[str, Any], tuple[list[_Element], ...]]


def read(source: bytes | BinaryIO) -> Schema:
    """The schema in a KalturaClient.xml of at most 32 MB.

    Raises SchemaRejected, with the line where it is known.
    """
    return _Reading().schema(hardened.root(source))


def _refuse(element: _Element, reason: str) -> NoReturn:
    raise SchemaRejected(f"Line {element.sourceline}: {reason}.")


class _Reading:
    """One reading of one file; every element goes through `take`, which counts the extras."""

    def __init__(self) -> None:
        self.extras: Counter[str] = Counter()

    def take(self, element: _Element, table: AttributeTable, *tags: str) -> _Taken:
        """The model's fields in its attributes, and its children by tag, in the order of `tags`."""
        fields = {}
        # The stubs call every text "str or bytes", which was so in Python 2.
        attributes: Iterable[tuple[Any, Any]] = element.items()
        for attribute, text in attributes:
            if attribute not in table.fields:
                self.extras[f"{element.tag}@{attribute}"] += 1
                continue
            field, parse = table.fields[attribute]
            try:
                fields[field] = parse(sys.intern(text))
            except ValueError as fault:
                given = f'{attribute}="{shown(text)}" of <{shown(element.tag)}>'
                _refuse(element, f"{given} cannot be used, as {attribute} {fault}")
        for attribute in sorted(table.required.difference(element.keys())):
            _refuse(element, f"<{element.tag}> has no {attribute}")
        children: dict[str, list[_Element]] = {tag: [] for tag in tags}
        for child in element:
            if child.tag in children:
                children[child.tag].append(child)
            else:
                self.extras[f"{element.tag}/{child.tag}"] += 1
        if any(text and not text.isspace() for text in (element.text, *(c.tail for c in element))):
            self.extras[f"{element.tag}/text()"] += 1
        return fields, tuple(children.values())

    def inside(self, parents: list[_Element], *tags: str) -> tuple[list[_Element], ...]:
        """The children of elements that only group: by tag, in the order of `tags`."""
        taken = [self.take(parent, _GROUP, *tags)[1] for parent in parents]
        return tuple([child for lists in taken for child in lists[i]] for i in range(len(tags)))

    def names(self, elements: list[_Element], table: AttributeTable = _NAME) -> tuple[str, ...]:
        return tuple(self.take(element, table)[0]["name"] for element in elements)

    def schema(self, root: _Element) -> Schema:
        header, sections = self.take(root, _HEADER, *_SECTIONS)
        enums, classes, services, plugins, errors, configurations = sections
        if not services:
            _refuse(root, "<xml> holds no <services>, so this is not an API schema")
        client, request = self.inside(configurations, "client", "request")
        fields = {
            **header,
            **self.configuration("client", client),
            **self.configuration("request", request),
            "enums": tuple(map(self.enum, _once(*self.inside(enums, "enum")))),
            "classes": self.classes(_once(*self.inside(classes, "class"))),
            "services": tuple(
                map(self.service, _once(*self.inside(services, "service"), key="id"))
            ),
            "plugins": tuple(map(self.plugin, _once(*self.inside(plugins, "plugin")))),
            "errors": tuple(map(self.error, _once(*self.inside(errors, "error")))),
        }
        # Only now has everything been counted.
        extras = sorted(self.extras.most_common(_EXTRAS_LIMIT))
        return Schema(**fields, extras={shown(key): f"{count} times" for key, count in extras})

    def configuration(self, kind: str, groups: list[_Element]) -> dict[str, Any]:
        if not groups:
            return {}
        if len(groups) > 1:
            _refuse(groups[1], f"<{kind}> is there twice")
        # Here each tag is a parameter's name, so any child is known.
        fields, children = self.take(groups[0], _CONFIGURATION, *(item.tag for item in groups[0]))
        for items in children:
            if len(items) > 1:
                _refuse(items[1], f"the parameter {shown(items[1].tag)} is there twice")
        return {
            f"{kind}_configuration": tuple(self.request_parameter(items[0]) for items in children),
            f"{kind}_configuration_type": fields.get("type", ""),
        }

    def request_parameter(self, element: _Element) -> Parameter:
        fields, _ = self.take(element, _REQUEST_PARAMETER)
        try:
            return Parameter(name=name(element.tag), **fields)
        except ValueError as fault:
            _refuse(element, f"<{shown(element.tag)}> cannot be used, as a name {fault}")

    def enum(self, element: _Element) -> Enum:
        fields, (constants,) = self.take(element, TABLES[Enum], "const")
        return Enum(**fields, constants=tuple(map(self.constant, _once(constants))))

    def constant(self, element: _Element) -> Constant:
        return Constant(**self.take(element, TABLES[Constant])[0])

    def classes(self, elements: list[_Element]) -> tuple[ObjectType, ...]:
        found = {item.name: item for item in map(self.object_type, elements)}
        _refuse_cycles(found, elements)
        return tuple(found.values())

    def object_type(self, element: _Element) -> ObjectType:
        fields, (properties,) = self.take(element, TABLES[ObjectType], "property")
        return ObjectType(**fields, properties=tuple(map(self.property, _once(properties))))

    def property(self, element: _Element) -> Property:
        return Property(**self.take(element, TABLES[Property])[0])

    def service(self, element: _Element) -> Service:
        fields, (actions,) = self.take(element, TABLES[Service], "action")
        return Service(**fields, actions=tuple(map(self.action, _once(actions))))

    def action(self, element: _Element) -> Action:
        fields, children = self.take(element, TABLES[Action], "param", "result", "throws")
        parameters, results, throws = children
        if len(results) > 1:
            _refuse(results[1], "<result> is there twice")
        return Action(
            **fields,
            parameters=tuple(map(self.parameter, _once(parameters))),
            result=self.result(results[0]) if results else Result(),
            throws=self.names(throws),
        )

    def parameter(self, element: _Element) -> Parameter:
        return Parameter(**self.take(element, TABLES[Parameter])[0])

    def result(self, element: _Element) -> Result:
        return Result(**self.take(element, TABLES[Result])[0])

    def plugin(self, element: _Element) -> Plugin:
        fields, children = self.take(element, TABLES[Plugin], "pluginService", "dependency")
        services, dependencies = children
        return Plugin(
            **fields,
            services=self.names(services),
            depends_on=self.names(dependencies, _PLUGIN_NAME),
        )

    def error(self, element: _Element) -> ErrorCode:
        fields, (parameters,) = self.take(element, TABLES[ErrorCode], "parameter")
        return ErrorCode(**fields, parameters=self.names(parameters))


def _once(elements: list[_Element], *, key: str = "name") -> list[_Element]:
    # The server does not tell upper from lower case in the names of services and actions.
    fold = str.lower if elements and elements[0].tag in {"service", "action"} else str
    seen: set[str] = set()
    for element in elements:
        value = fold(element.get(key, ""))
        if value in seen:
            _refuse(element, f"the {element.tag} {shown(value)} is there twice")
        if value:
            seen.add(value)
    return elements


def _refuse_cycles(classes: dict[str, ObjectType], elements: list[_Element]) -> None:
    sound: set[str] = set()
    for element, start in zip(elements, classes.values(), strict=True):
        line: set[str] = set()
        current: ObjectType | None = start
        while current is not None and current.name not in sound:
            if current.name in line:
                _refuse(element, f"the class {current.name} inherits from itself")
            line.add(current.name)
            current = classes.get(current.base)
        sound.update(line)
