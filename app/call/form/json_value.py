"""JSON text <-> the Value of an object, array or map parameter, against the schema.

`parse` only asks for sound JSON and shapes it: what does not fit the schema stays in the
Value, so that `problems` can name it and a person may send it all the same.
"""

import json

from app.call.form.json_text import JsonNode, JsonProblem, read
from app.call.form.value_problems import SCALARS, check_property, problems
from app.call.model import Array, File, Map, Null, Object, Value
from app.errors import BadInput
from app.schema.model import Property
from app.schema.registry import Registry

__all__ = ["JsonProblem", "parse", "problems", "to_text"]

_CLASS = "objectType"


def parse(text: str, *, type: str, array_type: str = "", registry: Registry) -> Value:
    """The value of a JSON text declared as `type` (items as `array_type`). Raises JsonProblem.

    Numbers keep their exact text, true and false become "1" and "0", null an explicit null;
    an enum's constant and a date become the value that the wire has for them. An object is of
    the class that its objectType names, else of the declared one.
    """
    return _Shaper(text, registry).value(read(text), type, array_type, "")


def to_text(value: Value) -> str:
    """The value as indented JSON; `parse` gives it back. Scalars are texts, as on the wire.

    Raises BadInput where there is a file in it.
    """
    return json.dumps(_plain(value), indent=2, ensure_ascii=False)


class _Shaper:
    def __init__(self, text: str, registry: Registry) -> None:
        self.text = text
        self.registry = registry

    def value(self, node: JsonNode, type: str, array_type: str, path: str) -> Value:
        match node.kind:
            case "null":
                return Null()
            case "list":
                inner = array_type if type == "array" else ""
                return Array(
                    tuple(
                        self.value(item, inner, "", f"{path}:{index}")
                        for index, item in enumerate(node.items)
                    )
                )
            case "object" if type == "map":
                return Map(
                    tuple(
                        (key, self.value(member, array_type, "", f"{path}:{key}"))
                        for key, member in node.members
                    )
                )
            case "object":
                return self.object(node, type, path)
            case _:
                return node.text

    def object(self, node: JsonNode, declared: str, path: str) -> Object:
        members = dict(node.members)
        named = members.pop(_CLASS, None)
        if named is not None and named.kind != "text":
            reason = "objectType takes the name of a class, in double quotes."
            raise JsonProblem(reason, text=self.text, at=named.at, path=path.lstrip(":"))
        known = self.registry.object_type(declared)
        name = named.text if named else known.name if known else ""
        properties = {item.name: item for _, item in self.registry.properties(name or declared)}
        return Object(
            name,
            tuple(
                (key, self.property(member, properties.get(key), f"{path}:{key}"))
                for key, member in members.items()
            ),
        )

    def property(self, node: JsonNode, declared: Property | None, path: str) -> Value:
        if declared is None:
            return self.value(node, "", "", path)
        value = self.value(node, declared.type, declared.array_type, path)
        if isinstance(value, str) and declared.type in SCALARS:
            # A constant's name or a date is for people; the server wants the value itself.
            return check_property(value, declared, self.registry).wire
        return value


def _plain(value: Value) -> object:
    match value:
        case str():
            return value
        case Null():
            return None
        case Object(type, fields):
            head: dict[str, object] = {_CLASS: type} if type else {}
            return head | {key: _plain(field) for key, field in fields}
        case Array(items):
            return [_plain(item) for item in items]
        case Map(items):
            return {key: _plain(item) for key, item in items}
        case File(name):
            raise BadInput(f"The file {name} cannot be written as JSON; choose it in its field.")
