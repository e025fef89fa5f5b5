"""An action with what is known of its service, and the object that a call of it names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.sandbox.context import Context
from app.sandbox.errors import ApiError
from app.sandbox.generic import objects
from app.sandbox.generic.kinds import Kind, scalars
from app.sandbox.generic.rules import rules
from app.sandbox.generic.sources import editable, rows_of, seen
from app.sandbox.incoming.arguments import Arguments
from app.sandbox.kinds import ENTRY
from app.sandbox.shapes import Shapes
from app.sandbox.values import Row
from app.schema.model import Action, Parameter, Service

READING = ("get", "list", "count", "search", "serve", "is", "check", "validate", "execute")
"""How names of actions begin that change nothing."""


@dataclass(frozen=True, slots=True)
class Declared:
    """An action with what is known of its service."""

    shapes: Shapes
    service: Service
    action: Action
    kind: Kind | None

    def own(self) -> Parameter | None:
        """The parameter that takes an object of the service's kind."""
        if self.kind is None:
            return None
        registry = self.shapes.registry
        for item in self.action.parameters:
            related = registry.is_subclass(item.type, self.kind.root)
            if registry.object_type(item.type) and related:
                return item
        return None

    def answers_own(self) -> bool:
        """Whether it answers with an object of the service's kind."""
        result = self.action.result.type
        return bool(self.kind) and self.shapes.registry.is_subclass(
            result, self.kind.root if self.kind else ""
        )

    def missing(self) -> str:
        """What a rule of its class says where there is no such object; "" where none does."""
        of_class = self.kind is not None and self.kind.cls != self.kind.root
        return rules().missing.get(self.kind.cls, "") if self.kind and of_class else ""

    def named(self) -> tuple[str, ...]:
        """The parameters that name the object that it is about."""
        wanted = scalars(self.action)
        if self.kind is None or not wanted:
            return ()
        names = tuple(item.name for item in wanted)
        if len(self.kind.keys) > 1:
            return self.kind.keys if set(self.kind.keys) <= set(names) else ()
        first = names[0]
        own = {"id", *self.kind.keys, f"{self.service.name.lower()}id"}
        stem = first.lower().removesuffix("id")
        named = first.lower() in own or (stem and self.service.name.lower().startswith(stem))
        return (first,) if first in own or named else ()


def key_values(kind: Kind, values: Mapping[str, Any]) -> list[str]:
    """What `kind.keys` have for values in a row or among arguments, by the same name, by a
    name that ends the parameter's (`eventId` of `scheduleEventId`), or hidden."""
    found = []
    for key in kind.keys:
        ends = [name for name in values if name != "id" and key.lower().endswith(name.lower())]
        name = key if key in values else (ends or [f"_{key}"])[0]
        found.append(str(values.get(name, "")))
    return found


def found(declared: Declared, context: Context, arguments: Arguments) -> Row:
    """The object that the call names. Raises ApiError."""
    kind = declared.kind
    names = declared.named()
    if kind is None or not names:
        raise ApiError("INVALID_OBJECT_ID", ID="")
    values = [str(arguments.values[name]) for name in names]
    row = _looked_up(kind, context, names, values)
    if row is None or not context.shapes.fits(row["objectType"], kind.cls):
        raise objects.refusal(context, _missing(declared), *values)
    return row if declared.action.name.startswith(READING) else editable(context, row)


def _looked_up(
    kind: Kind, context: Context, names: Sequence[str], values: Sequence[str]
) -> Row | None:
    if len(names) == 1 and names[0] in rules().named:
        wanted = rules().named[names[0]]
        rows = rows_of(context, kind.root)
        return next((row for row in rows if str(row.get(wanted)) == values[0]), None)
    if len(names) == 1 or not kind.has_id:
        return seen(context, kind.root, "|".join(values))
    rows = rows_of(context, kind.root)
    return next((row for row in rows if key_values(kind, row) == list(values)), None)


def _missing(declared: Declared) -> str:
    kind = declared.kind
    if declared.missing():
        return declared.missing()
    if kind and kind.root == ENTRY:
        return rules().missing[ENTRY]
    own = [*declared.action.throws]
    own += [code for item in declared.service.actions if item.name == "get" for code in item.throws]
    for code in own:
        if "NOT_FOUND" in code or (code.startswith("INVALID_") and code.endswith("_ID")):
            return code.strip()
    return rules().missing.get(kind.root if kind else "", "INVALID_OBJECT_ID")
