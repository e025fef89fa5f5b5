"""Wire parameters -> a typed Call: the inverse of `wire`, for requests from elsewhere.

The schema decides what a nested name is: an item of an array, a key of a map, a property.
Nothing is dropped silently: what has no place is listed, each with its reason.
"""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.call.form.request_level import ATTRIBUTES
from app.call.form.value_problems import SCALARS
from app.call.model import Call, File, Null, Value
from app.call.multirequest import NAME as MULTIREQUEST
from app.call.multirequest import together
from app.call.wire.nested_value import Shaper
from app.call.wire.parameter_tree import Node, ParameterTree, Plain, Tree, Unplaced, is_index, place
from app.errors import BadInput
from app.schema.model import Action, Parameter, Service
from app.schema.registry import Registry

__all__ = ["Placed", "Plain", "Unplaced", "build_call"]

XML = "2"  # the format of an answer where none is named

_NAMES = ("service", "action")
_PROFILE = "KalturaBaseResponseProfile"
_ALIASES = {"sessionid": "ks"}
_IGNORED = {
    "kalsig": "signs the request it came with; a new request needs none.",
    "callback": "names the function of a JSONP answer; the console gives its own.",
}
_CHOOSE_AGAIN = "is a file: choose it again."


@dataclass(frozen=True, slots=True)
class Placed:
    """The calls of one request, and what of it has no place in them.

    `shared` are the request-level values of a multirequest, by wire name: they are for all its
    calls, which have only their own (and the shared format).
    """

    calls: tuple[Call, ...]
    unplaced: tuple[Unplaced, ...] = ()
    multirequest: bool = False
    shared: tuple[tuple[str, Value], ...] = ()

    @property
    def call(self) -> Call:
        """The call, of a multirequest the first."""
        return self.calls[0]

    @property
    def whole(self) -> Call:
        """The one Call that is sent."""
        return together(self.calls, self.shared) if self.multirequest else self.call


def build_call(
    given: Mapping[str, Plain] | Iterable[tuple[str, Plain]],
    *,
    registry: Registry,
    region: str,
    service: str | None = None,
    action: str | None = None,
) -> Placed:
    """A request's parameters (form pairs, or a JSON body) as Calls of a region.

    `service` and `action` count where the parameters name neither: half a name is not filled up
    with what happens to be open. Names are taken in any case.
    Raises BadInput where no service and action of the schema is named, or there is too much.
    """
    tree = ParameterTree()
    for name, value in given.items() if isinstance(given, Mapping) else given:
        tree.add(name, value)
    return _Placer(tree, registry, region).request(service, action)


class _Placer:
    def __init__(self, tree: ParameterTree, registry: Registry, region: str) -> None:
        self.tree = tree
        self.registry = registry
        self.region = region
        self.shaper = Shaper(tree, registry)
        aliases = ((item.alias, item.name) for item in registry.schema.request_configuration)
        self.request_names = {
            **{name.lower(): name for name in ATTRIBUTES},
            **_ALIASES,
            **{alias.lower(): name for alias, name in aliases if alias and name in ATTRIBUTES},
        }

    def request(self, service: str | None, action: str | None) -> Placed:
        root = self._spelled(self.tree.root, "")
        named = self._name(root, "service", "")
        numbered = any(is_index(key) and isinstance(node, dict) for key, node in root.items())
        if named.lower() == MULTIREQUEST if named else numbered:
            return self._multirequest(root)
        wanted = self._name(root, "action", "")
        if not named and not wanted:
            named, wanted = service or "", action or ""
        call = self._call(root, *self._find(named, wanted, ""), "")
        return Placed((call,), tuple(self.tree.unplaced))

    def _multirequest(self, root: Tree) -> Placed:
        bodies: dict[int, Tree] = {}
        level: Tree = {}
        for key, node in root.items():
            if is_index(key) and isinstance(node, dict):
                bodies[int(key)] = node
            elif key.lower() in self.request_names:
                self.tree.merge(level, self.request_names[key.lower()], node, "")
            elif key not in _NAMES:
                why = _IGNORED.get(key.lower(), "belongs to no call of the multirequest.")
                self.tree.refuse(key, node, why)
        if not bodies:
            raise BadInput("This multirequest has no calls: they are named 1:service, 1:action …")
        shared = self._request_level(level, "")
        format = str(shared.get("format", XML))
        calls = tuple(self._numbered(number, bodies[number], format) for number in sorted(bodies))
        return Placed(calls, tuple(self.tree.unplaced), True, tuple(shared.items()))

    def _numbered(self, number: int, given: Tree, format: str) -> Call:
        prefix = str(number)
        body = self._spelled(given, prefix)
        service, action = (self._name(body, name, prefix) for name in _NAMES)
        found = self._find(service, action, f"Call {number}: ")
        return self._call(body, *found, prefix, format)

    def _spelled(self, body: Tree, prefix: str) -> Tree:
        spelled: Tree = {}
        for key, node in body.items():
            lower = key.lower()
            name = str(int(key)) if is_index(key) else lower if lower in _NAMES else key
            self.tree.merge(spelled, name, node, prefix)
        return spelled

    def _name(self, body: Tree, wanted: str, prefix: str) -> str:
        node = body.get(wanted, "")
        if isinstance(node, str):
            return node
        self.tree.refuse(place(prefix, wanted), node, f"names no {wanted}.")
        return ""

    def _find(self, service: str, action: str, whose: str) -> tuple[Service, Action]:
        if not service or not action:
            missing = "action" if service else "service"
            sentence = f"{whose}No {missing} is named: paste the whole URL, or choose it first."
            raise BadInput(sentence, field=missing)
        found = self.registry.service(service)
        if found is None:
            names = [item.id for item in self.registry.services]
            raise BadInput(_unknown(whose, f"service {service[:80]}", service, names))
        known = self.registry.action(service, action)
        if known is None:
            names = [item.name for item in found.actions]
            what = f"action {action[:80]} in the service {found.id}"
            raise BadInput(_unknown(whose, what, action, names))
        return found, known

    def _call(
        self, body: Tree, service: Service, action: Action, prefix: str, format: str = XML
    ) -> Call:
        declared = {item.name.lower(): item.name for item in action.parameters}
        nodes: Tree = {}
        level: Tree = {}
        for key, node in body.items():
            lower = key.lower()
            if lower in declared:
                self.tree.merge(nodes, declared[lower], node, prefix)
            elif lower in self.request_names:
                self.tree.merge(level, self.request_names[lower], node, prefix)
            elif key not in _NAMES:
                missing = f"is no parameter of {service.id}.{action.name} in this schema."
                why = _IGNORED.get(lower, missing)
                self.tree.refuse(place(prefix, key), node, why)
        placed = [
            (item.name, self._own(item, nodes[item.name], place(prefix, item.name)))
            for item in action.parameters
            if item.name in nodes
        ]
        own = tuple((name, value) for name, value in placed if value is not None)
        attributes: dict[str, Any] = {"format": format} | {
            ATTRIBUTES[name]: value for name, value in self._request_level(level, prefix).items()
        }
        return Call(self.region, service.id, action.name, own, **attributes)

    def _own(self, declared: Parameter, node: Node, name: str) -> Value | None:
        if isinstance(node, File) and declared.type == "file":
            self.tree.refuse(name, node, _CHOOSE_AGAIN)
            return node
        if isinstance(node, File):
            self.tree.refuse(name, node, f"is a file, where {declared.type} is meant.")
            return None
        if isinstance(node, str) and declared.type == "file":
            self.tree.refuse(name, node, "takes a file: choose it.")
            return None
        if isinstance(node, dict) and declared.type in SCALARS | {"file"}:
            self.tree.refuse(name, node, f"is nested, where a single {declared.type} is meant.")
            return None
        return self.shaper.value(node, declared.type, declared.array_type, name)

    def _request_level(self, level: Tree, prefix: str) -> dict[str, Value]:
        placed: dict[str, Value] = {}
        for key, node in level.items():
            name = place(prefix, key)
            if key == "responseProfile" and not isinstance(node, File):
                placed[key] = self.shaper.value(node, _PROFILE, "", name)
            elif isinstance(node, str) and key != "responseProfile":
                placed[key] = node
            elif isinstance(node, Null):
                self.tree.refuse(name, node, "is null, which is the same as not sent.")
            else:
                self.tree.refuse(name, node, "takes no file and no nested value.")
        return placed


def _unknown(whose: str, what: str, wanted: str, names: list[str]) -> str:
    close = difflib.get_close_matches(wanted[:80].lower(), names, n=1)
    hint = f" Did you mean {close[0]}?" if close else " Is it of another schema version?"
    return f"{whose}There is no {what}.{hint}"
