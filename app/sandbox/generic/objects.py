"""Rows of any class: made, found, changed, removed, by the schema and `rules.toml`."""

import secrets
from collections.abc import Callable, Mapping
from typing import Any

from app.sandbox.context import Context
from app.sandbox.errors import ApiError
from app.sandbox.filters import parts, word
from app.sandbox.generic.kinds import root_of
from app.sandbox.generic.rules import rules
from app.sandbox.ids import object_id
from app.sandbox.shapes import Shapes
from app.sandbox.values import Object, Row
from app.schema.model import Property

# The names that a fresh status has, the likeliest first.
_FRESH_STATUS = ("ACTIVE", "ENABLED", "READY", "VALID", "PENDING", "STATUS_ENABLED")
_OWNERS = ("userId", "creatorId", "ownerId", "puserId")


def made(context: Context, sent: Object, given: Mapping[str, Any] | None = None) -> Row:
    """Keep a new object of the class that was sent; `given` goes before all that was sent.

    Raises ApiError where the schema or a rule forbids what was sent.
    """
    return kept(context, sent.type, context.shapes.insertable(sent), given)


def kept(context: Context, cls: str, sent: Row, given: Mapping[str, Any] | None = None) -> Row:
    """As `made`, for properties that need no check against the schema."""
    shapes = context.shapes
    root = root_of(shapes.registry, cls)
    row = {"objectType": cls, **fresh(context, cls), **sent, **(given or {})}
    row = _filled(context, row | _derived(context, root, row))
    _check(context, cls, root, row)
    random = rules().random.get(root)
    if random and random not in row:
        row[random] = f"{'0_' if random == 'id' else ''}{secrets.token_hex(16)}"
    if "id" not in row:
        own = shapes.properties(cls).get("id")
        numbered = own is None or own.type in {"int", "bigint"}
        row["id"] = context.objects.next_number(root) if numbered else object_id()
    row |= {name: text.format(**row) for name, text in rules().made_of.get(root, {}).items()}
    return _alone(context, root, context.objects.add(root, row))


def fresh(context: Context, cls: str) -> Row:
    """What a new object of a class has by itself."""
    properties = context.shapes.properties(cls)
    row: Row = {"partnerId": context.account} if "partnerId" in properties else {}
    for name in ("createdAt", "updatedAt"):
        if name in properties:
            row[name] = _moment(context, properties[name])
    row |= {name: context.user_id for name in _OWNERS if name in properties and context.user_id}
    status = status_named(context.shapes, cls, _FRESH_STATUS)
    if status is not None:
        row["status"] = status
    for name in _line(context, cls):
        values = rules().fresh.get(name, {})
        row |= {key: value for key, value in values.items() if key in properties}
    return row


def _line(context: Context, cls: str) -> list[str]:
    """The class behind all that it descends from, the furthest first."""
    return [*(item.name for item in reversed(context.shapes.registry.ancestors(cls))), cls]


def _filled(context: Context, row: Row) -> Row:
    """The row; the objects in it have the values that they have by themselves."""
    return {
        name: _filled_value(context, value) if isinstance(value, dict | list) else value
        for name, value in row.items()
    }


def _filled_value(context: Context, value: Any) -> Any:
    if isinstance(value, list):
        return [_filled_value(context, item) for item in value]
    if not isinstance(value, dict) or "objectType" not in value:
        return value
    own: Row = {}
    for name in _line(context, value["objectType"]):
        own |= rules().inside.get(name, {})
    if own.pop("unjudged", False):
        context.unjudged()
    return {**own, **_filled(context, value)}


def _moment(context: Context, declared: Property) -> int | str:
    """Now, as the property writes times: two classes of the schema have them as texts."""
    return str(context.now) if declared.type == "string" else context.now


def found(context: Context, root: str, key: object, code: str) -> Row:
    """The object that a key names. Raises ApiError `code`, which takes the key."""
    row = context.objects.get(root, str(key))
    if row is None:
        raise refusal(context, code, key)
    return row


def changed(context: Context, row: Row, sent: Mapping[str, Any]) -> Row:
    """The row with other values, kept; what is sent may not be checked against the schema."""
    properties = context.shapes.properties(row["objectType"])
    root = root_of(context.shapes.registry, row["objectType"])
    new = _filled(context, {**row, **sent})
    new |= _derived(context, root, new)
    if "updatedAt" in properties:
        new["updatedAt"] = _moment(context, properties["updatedAt"])
    return _alone(context, root, context.objects.change(root, new))


def removed(context: Context, row: Row) -> Row:
    """The row as it is after its end: no longer kept, nor what hangs on it."""
    root = root_of(context.shapes.registry, row["objectType"])
    context.objects.remove(root, str(row["id"]))
    context.uploads.remove(str(row["id"]))
    for kind, names in rules().cascade.get(root, {}).items():
        for other in context.objects.all(kind):
            if any(other.get(name) == row["id"] for name in names):
                removed(context, other)
    for kind, name in rules().heirs.get(root, {}).items():
        heirs = [other["id"] for other in context.objects.all(root) if other.get("isDefault")]
        for other in context.objects.all(kind):
            if other.get(name) == row["id"]:
                context.objects.change(kind, {**other, name: heirs[0] if heirs else None})
    deleted = status_named(context.shapes, row["objectType"], ("DELETED",))
    return dict(row) if deleted is None else {**row, "status": deleted}


def check_links(context: Context, row: Row) -> None:
    """Raises ApiError where a property names an object that is not there."""
    for name, value in row.items():
        for named in (name, f"{row.get('objectType')}.{name}"):
            check_link(context, named, value, lambda _, kind, key: context.objects.get(kind, key))


def deletable(context: Context, row: Row) -> None:
    """Raises ApiError where a rule keeps a call from deleting the object."""
    root = root_of(context.shapes.registry, row["objectType"])
    for kind in {root, row["objectType"]} & rules().lasting.keys():
        name, value, code = rules().lasting[kind]
        if value in parts(word(row.get(name))):
            raise refusal(context, code, row["id"])
    if root in rules().used:
        kind, name, code = rules().used[root]
        if any(str(row["id"]) in parts(word(item.get(name))) for item in context.objects.all(kind)):
            raise refusal(context, code, row["id"])


def _derived(context: Context, root: str, row: Row) -> Row:
    """What the rules make of an object's other properties: how long it lasts, a value's code."""
    found: Row = {}
    start, end, lasts, code = rules().spans.get(root, ["", "", "", ""])
    if row.get(start) is not None and row.get(end) is not None:
        if row[end] < row[start]:
            raise refusal(context, code, row[start], row[end])
        if lasts in context.shapes.properties(row["objectType"]):
            found[lasts] = row[end] - row[start]
    name, coded = rules().coded.get(row["objectType"], ["", ""])
    declared = context.shapes.properties(row["objectType"]).get(name)
    enum = context.shapes.registry.enum(declared.enum_type) if declared else None
    if enum:
        names = {item.value: item.name.lower() for item in enum.constants}
        found[coded] = names.get(row.get(name) or "")
    return found


def _alone(context: Context, root: str, row: Row) -> Row:
    """The row; what is true of one object alone is no longer true of the others."""
    name = rules().only_one.get(root, "")
    for other in context.objects.all(root) if row.get(name) else ():
        if other.get(name) and other["id"] != row["id"]:
            context.objects.change(root, {**other, name: False})
    return row


def status_named(shapes: Shapes, cls: str, names: tuple[str, ...] | list[str]) -> int | str | None:
    """The value of a class's status by the first of some constants that its enum has."""
    status = shapes.properties(cls).get("status")
    enum = shapes.registry.enum(status.enum_type) if status else None
    if enum is None:
        return None
    by_name = {item.name: item.value for item in enum.constants}
    for name in names:
        if name in by_name:
            value = by_name[name]
            return int(value) if value.lstrip("-").isdecimal() and enum.kind == "int" else value
    return None


def check_link(
    context: Context,
    name: str,
    value: object,
    find: Callable[[Context, str, str], Row | None],
) -> None:
    """Raises ApiError where a property of this name names an object that `find` does not."""
    link = rules().links.get(name)
    if (
        link
        and value not in {None, "", 0, "0", -1}
        and find(context, link.kind, str(value)) is None
    ):
        raise ApiError(link.code, **({link.argument: value} if link.argument else {}))


def _check(context: Context, cls: str, root: str, row: Row) -> None:
    for owner in (cls, *(item.name for item in context.shapes.registry.ancestors(cls))):
        for name in rules().required.get(owner, ()):
            if row.get(name) is None or row[name] == "":
                raise ApiError("PROPERTY_VALIDATION_CANNOT_BE_NULL", PROP_NAME=f"{cls}::{name}")
    check_links(context, row)
    for name, code in rules().unique.get(root, {}).items():
        value = row.get(name)
        if value and any(other.get(name) == value for other in context.objects.all(root)):
            raise refusal(context, code, value, context.account)


def refusal(context: Context, code: str, *values: object) -> ApiError:
    """An error with the arguments that the schema declares for it, which take the values in
    their order; the last value stands for all that are left."""
    declared = context.shapes.registry.error(code)
    names = declared.parameters if declared else ()
    given = [*values, *values[-1:] * len(names)]
    return ApiError(code, **dict(zip(names, given, strict=False)))
