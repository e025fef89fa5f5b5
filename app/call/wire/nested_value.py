"""A branch of a parameter tree -> the Value that its declared type makes of it."""

from collections.abc import Callable
from functools import cached_property

from app.call.form.value_problems import SCALARS
from app.call.model import Array, File, Map, Null, Object, Value
from app.call.wire.parameter_tree import Node, ParameterTree, Tree, Unplaced, is_index, place
from app.schema.model import Property
from app.schema.registry import Registry

_CLASS = "objectType"
_NAMED = 4  # classes in a sentence


class Shaper:
    """Shapes nodes against one schema; what has no place there goes to the tree's `unplaced`.

    Wrong values stay as they are: `value_problems` names them, and the server is lenient.
    """

    def __init__(self, tree: ParameterTree, registry: Registry) -> None:
        self._tree = tree
        self._registry = registry
        self._properties: dict[str, dict[str, Property]] = {}

    def value(self, node: Node, type: str, array_type: str, name: str) -> Value:
        """The value of a node declared as `type` (items as `array_type`); `name` on the wire.

        Of an unknown type, keys that count make an array, all others an object.
        """
        match node:
            case str() | Null():
                return node
            case File():
                self._tree.refuse(name, node, "is a file: choose it again.")
                return node
        if type == "array":
            return self._array(node, array_type, name)
        if type == "map":
            return Map(
                tuple(
                    (key, self.value(item, array_type, "", place(name, key)))
                    for key, item in node.items()
                )
            )
        unknown = not type or type in SCALARS or type == "file"
        if unknown and all(is_index(key) for key in node):
            return self._array(node, "", name)
        return self._object(node, "" if unknown else type, name)

    def _array(self, branch: Tree, item_type: str, name: str) -> Array:
        for key, item in branch.items():
            if not is_index(key):
                self._tree.refuse(
                    place(name, key),
                    item,
                    "has no number: it became the last item of the list.",
                    kept=True,
                )
        # Stable: what has no number follows in the order given.
        keys = sorted(branch, key=lambda key: int(key) if is_index(key) else 10**9)
        return Array(
            tuple(self.value(branch[key], item_type, "", place(name, key)) for key in keys)
        )

    def _object(self, branch: Tree, declared: str, name: str) -> Object:
        members = self._respelled(branch, _spelling((_CLASS,)), name)
        named = members.pop(_CLASS, "")
        if not isinstance(named, str):
            self._tree.refuse(place(name, _CLASS), named, "takes the name of a class.")
            named = ""
        type, known = self._class(named, declared, members, name)
        properties = self._of_class(known)
        members = self._respelled(members, _spelling(properties), name)
        return Object(
            type,
            tuple(
                (key, self._field(item, properties.get(key), known, place(name, key)))
                for key, item in members.items()
            ),
        )

    def _field(self, node: Node, declared: Property | None, owner: str, name: str) -> Value:
        if declared is None:
            if self._registry.object_type(owner):
                why = f"is no property of {owner} in this schema."
                self._tree.refuse(name, node, why, kept=True)
            return self.value(node, "", "", name)
        return self.value(node, declared.type, declared.array_type, name)

    def _respelled(self, branch: Tree, spell: Callable[[str], str], name: str) -> Tree:
        respelled: Tree = {}
        for key, item in branch.items():
            self._tree.merge(respelled, spell(key), item, name)
        return respelled

    def _class(self, named: str, declared: str, members: Tree, name: str) -> tuple[str, str]:
        """The class to write, and the one to measure the properties by.

        Where none is named it is inferred from the properties if they fit one class, or one and
        what derives from it; else it is left open, and a person is asked.
        """
        if named:
            type = self._class_name(named)
            # The server too falls back to the declared class where it does not know the named one.
            return type, type if self._registry.object_type(type) else declared
        found = self._registry.object_type(declared)
        if (
            found is None
            or not members
            or not (found.abstract or not self._fits(declared, members))
        ):
            return "", declared
        fitting = [
            one.name
            for one in self._registry.concrete_subclasses(declared)
            if self._fits(one.name, members)
        ]
        heads = [
            one
            for one in fitting
            if all(self._registry.is_subclass(other, one) for other in fitting)
        ]
        if heads:
            return heads[0], heads[0]
        if fitting:
            choices = ", ".join(fitting[:_NAMED]) + (" …" if len(fitting) > _NAMED else "")
            why = f"names no class, and its properties fit several: choose {choices}."
            self._tree.unplaced.append(Unplaced(name, "", why, kept=True))
        return "", fitting[0] if fitting else declared

    def _fits(self, type: str, members: Tree) -> bool:
        known = {name.lower() for name in self._of_class(type)}
        return all(key.lower() in known for key in members)

    def _class_name(self, named: str) -> str:
        if not named or self._registry.object_type(named):
            return named
        return self._class_names.get(named.lower(), named)

    @cached_property
    def _class_names(self) -> dict[str, str]:
        return {item.name.lower(): item.name for item in self._registry.schema.classes}

    def _of_class(self, name: str) -> dict[str, Property]:
        if name not in self._properties:
            found = self._registry.properties(name)
            self._properties[name] = {item.name: item for _, item in found}
        return self._properties[name]


def _spelling(names: "tuple[str, ...] | dict[str, Property]") -> Callable[[str], str]:
    """How names in any case are written; one that is written so already stays."""
    lower = {name.lower(): name for name in names}
    return lambda key: key if key in names else lower.get(key.lower(), key)
