"""A draft and the schema -> the tree of fields that the page shows."""

from collections.abc import Iterator
from dataclasses import replace

from app.call.form.draft import Draft
from app.call.form.fields import ParameterField, scalar_field
from app.call.form.tree import CLASS, KEY, FormNode, ListNode, ObjectNode, as_parameter
from app.call.secrets.names import is_secret_parameter, is_secret_property
from app.schema.meanings.links import taken_by, taken_by_class
from app.schema.meanings.ordering import orders, orders_of
from app.schema.meanings.things import Thing
from app.schema.model import Action, Parameter, Property, Service
from app.schema.registry import Registry

MOST_ITEMS = 1000
DEEPEST = 32
UNKNOWN = "Not in this schema"


class TreeBuilder:
    """Builds nodes; `updates` hides the properties that can only be set when something is added."""

    def __init__(self, registry: Registry, draft: Draft, *, updates: bool = False) -> None:
        self._registry = registry
        self._draft = draft
        self._updates = updates
        self._inner = _inner_names(draft)
        self._takes: dict[str, Thing] = {}

    def parameter(
        self, parameter: Parameter, name: str, service: Service, action: Action
    ) -> FormNode:
        """The node of one of an action's own parameters; `name` is its name in the form."""
        secret = is_secret_parameter(service.id, action.name, parameter.name)
        self._takes |= {
            name + inner: thing
            for inner, thing in taken_by(self._registry, service, action, parameter).items()
        }
        return self.node(parameter, name, secret=secret)

    def node(
        self,
        parameter: Parameter,
        name: str,
        *,
        secret: bool = False,
        limits: Property | None = None,
        caption: str = "",
        depth: int = 0,
    ) -> FormNode:
        if parameter.type in {"array", "map"}:
            return self._list(parameter, name, depth)
        if parameter.type[:1].isupper() or not parameter.type:
            return self._object(parameter, name, depth)
        return self._scalar(parameter, name, secret, limits, caption)

    def _scalar(
        self, parameter: Parameter, name: str, secret: bool, limits: Property | None, caption: str
    ) -> ParameterField:
        enum = self._registry.enum(parameter.enum_type) if parameter.enum_type else None
        made = scalar_field(
            parameter,
            self._draft.values,
            name,
            enum=enum,
            secret=secret,
            limits=limits,
            caption=caption,
        )
        made.takes = self._takes.get(name)
        made.orders = orders(self._registry, enum) if enum else {}
        made.null = name in self._draft.null
        made.sent = made.null or self._goes(name, made.filled)
        if not parameter.optional:
            made.sent = made.sent or made.filled
        return made

    def _object(self, parameter: Parameter, name: str, depth: int) -> ObjectNode:
        made = ObjectNode(name, parameter)
        made.null = name in self._draft.null
        made.text = self._text(name)
        made.choices = tuple(
            choice.name for choice in self._registry.concrete_subclasses(parameter.type)
        )
        made.type = self._class(name, parameter.type)
        made.opened = made.text is None and name in self._inner and depth < DEEPEST
        if made.opened:
            made.groups = list(self._groups(made, depth))
        made.sent = made.null or self._goes(name, made.text is not None or made.opened)
        return made

    def _groups(self, made: ObjectNode, depth: int) -> Iterator[tuple[str, list[FormNode]]]:
        groups: dict[str, list[FormNode]] = {}
        unknown = set(self._inner.get(made.name, ())) - {CLASS, KEY}
        for held, thing in taken_by_class(self._registry, made.type).items():
            self._takes.setdefault(f"{made.name}:{held}", thing)
        for owner, prop in self._registry.properties(made.type):
            hidden = prop.read_only or (prop.insert_only and self._updates)
            if hidden and prop.name not in unknown:
                continue
            unknown.discard(prop.name)
            secret = is_secret_property(made.type, prop.name)
            name = f"{made.name}:{prop.name}"
            node = self.node(as_parameter(prop), name, secret=secret, limits=prop, depth=depth + 1)
            if prop.name == "orderBy" and isinstance(node, ParameterField) and not node.orders:
                node.orders = orders_of(self._registry, made.type)
            groups.setdefault(owner.name, []).append(node)
        yield from groups.items()
        if unknown:
            yield UNKNOWN, [self._unknown(made.name, part, depth) for part in sorted(unknown)]

    def _unknown(self, outer: str, part: str, depth: int) -> FormNode:
        """What was posted and is no property: kept, so that it is sent and complained about."""
        name = f"{outer}:{part}"
        inner = name in self._inner
        return self.node(Parameter(part, "" if inner else "string", True), name, depth=depth + 1)

    def _list(self, parameter: Parameter, name: str, depth: int) -> ListNode:
        made = ListNode(name, parameter)
        made.null = name in self._draft.null
        made.text = self._text(name)
        made.opened = made.text is None and (name in self._inner or name in self._draft.sent)
        if made.opened and depth < DEEPEST:
            item = Parameter("", parameter.array_type or "string", optional=True)
            for index in self._parts(name, made.is_map):
                one = f"{name}:{index}"
                made.items.append(self.node(replace(item, name=index), one, depth=depth + 1))
                made.keys.append(str(self._draft.values.get(f"{one}:{KEY}", index)))
        emptied = "-" in self._inner.get(name, ())
        filled = made.text is not None or bool(made.items) or emptied
        made.sent = made.null or self._goes(name, filled)
        for node in made.items:
            # An item has no tick of its own: what is in the list goes out with it.
            node.sent = True
        return made

    def _parts(self, name: str, is_map: bool) -> list[str]:
        """What the items of a list are called: numbers, and (from a script) a map's own keys."""
        parts = self._inner.get(name, set()) - {CLASS, KEY, "-"}
        numbers = {part for part in parts if part.isascii() and part.isdigit() and len(part) < 5}
        keys = sorted(parts - numbers) if is_map else []
        return [*sorted(numbers, key=int), *keys][:MOST_ITEMS]

    def _goes(self, name: str, filled: bool) -> bool:
        return name in self._draft.sent or (filled and not self._draft.ticks)

    def _text(self, name: str) -> str | None:
        text = self._draft.values.get(name)
        return text if isinstance(text, str) else None

    def _class(self, name: str, declared: str) -> str:
        """The class that is chosen; "" is left open where the declared one cannot be made."""
        chosen, usual = self._draft.values.get(f"{name}:{CLASS}"), self.usual(declared)
        return str(chosen or ("" if chosen == "" and usual != declared else usual))

    def usual(self, declared: str) -> str:
        """The class of an object that is just opened: the declared one, where it can be made."""
        names = [choice.name for choice in self._registry.concrete_subclasses(declared)]
        return declared if declared in names or not names else names[0]


def _inner_names(draft: Draft) -> dict[str, set[str]]:
    """For each name that others begin with, the parts that follow it."""
    found: dict[str, set[str]] = {}
    for whole in (*draft.values, *draft.sent, *draft.null):
        parts = whole.split(":")
        for place in range(1, len(parts)):
            found.setdefault(":".join(parts[:place]), set()).add(parts[place])
    return found
