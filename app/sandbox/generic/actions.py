"""Actions answered by their names and types: what an action of the schema does to its kind."""

from collections.abc import Callable
from functools import partial
from typing import Any, TypeAlias

from app.sandbox import entries
from app.sandbox.access import Access
from app.sandbox.context import Context, Handler
from app.sandbox.errors import ApiError
from app.sandbox.filters import listed, matching, ordered, parts
from app.sandbox.generic import objects, stand_ins
from app.sandbox.generic.declared import READING, Declared, found, key_values
from app.sandbox.generic.kinds import items_of, kind_of, root_of, scalars
from app.sandbox.generic.rules import rules
from app.sandbox.generic.sources import editable, rows_of, seen
from app.sandbox.incoming.arguments import Arguments
from app.sandbox.kinds import ENTRY
from app.sandbox.shapes import Shapes
from app.sandbox.values import VOID, Object, Row, Value, from_row
from app.schema.model import Action, Service

Way: TypeAlias = Callable[[Declared, Context, Arguments], Value]


def handler(shapes: Shapes, service: Service, action: Action) -> Handler:
    """What answers an action that nobody wrote by hand."""
    declared = Declared(shapes, service, action, kind_of(shapes.registry, service))
    access = rules().asked(service.id, action.name) or _usual(action)
    way = _way(declared)
    reads = action.name.startswith(READING)
    kept_whole = service.id in rules().whole
    stored_only = way in {_stand_in, _touch} or (not reads and not kept_whole)
    return Handler(partial(_run, way, declared), access, not reads, stored_only)


def _usual(action: Action) -> Access:
    if action.session_required == "none":
        return Access.OPTIONAL
    return Access.OPTIONAL if action.session_required == "optional" else Access.ADMIN


def _way(declared: Declared) -> Way:
    name, result = declared.action.name, declared.action.result.type
    if items_of(declared.shapes.registry, result):
        return _list
    if _arrays(declared):
        return _array
    if declared.kind is None:
        return _stand_in
    if name.startswith("add") and declared.own() and declared.answers_own():
        return _add
    if name == "count":
        return _count
    if not declared.named():
        return _stand_in
    if name == "delete":
        return _delete
    if name in {"clone", "copy"} and declared.answers_own():
        return _clone
    if name.startswith("update") and declared.own():
        return _update
    if name == "updateStatus" or name in rules().verbs:
        return _status
    if declared.answers_own():
        return _get if name.startswith(READING) else _touch
    return _stand_in


def _run(way: Way, declared: Declared, context: Context, arguments: Arguments) -> Value:
    # Where the class says itself what is missing, its own object is no link.
    own = declared.kind.root if declared.kind and declared.missing() else ""
    for name, value in arguments.values.items():
        link = rules().links.get(name)
        if link and link.kind != own and isinstance(value, str | int):
            objects.check_link(context, name, value, seen)
    return way(declared, context, arguments)


def _add(declared: Declared, context: Context, arguments: Arguments) -> Value:
    own = declared.own()
    if own and own.optional:
        sent = arguments.object(own.name) or Object(own.type)
    else:
        sent = arguments.sent(own.name if own else "")
    given: dict[str, Any] = {}
    properties = context.shapes.properties(sent.type)
    for item in scalars(declared.action):
        name = item.name
        given[name if name in properties else f"_{name}"] = arguments.values[name]
    kind = declared.kind
    if kind and kind.root == ENTRY:
        return from_row(entries.add(context, sent, given))
    if kind and not kind.has_id:
        keys = key_values(kind, {**sent.fields, **given})
        given["id"] = "|".join(keys)
        if context.objects.get(kind.root, given["id"]) is not None:
            code = rules().already.get(kind.root, "INVALID_OBJECT_ID")
            raise objects.refusal(context, code, *keys)
    row = objects.made(context, sent, given)
    for name in rules().hangs:
        objects.check_link(context, name, row.get(name), seen)
    return from_row(editable(context, row))


def _get(declared: Declared, context: Context, arguments: Arguments) -> Value:
    return from_row(found(declared, context, arguments))


def _list(declared: Declared, context: Context, arguments: Arguments) -> Value:
    registry = context.shapes.registry
    result = declared.action.result.type
    item = items_of(registry, result)
    root = root_of(registry, item)
    wanted = next((v for v in _objects(arguments) if v.type.endswith("Filter")), None)
    pager = next((v for v in _objects(arguments) if v.type.endswith("Pager")), None)
    rule = rules().filtered.get(root)
    if (
        declared.action.name.startswith("list")
        and rule
        and not (wanted and any(wanted.text(name) for name in rule.by))
    ):
        raise ApiError(rule.code, **rule.arguments)
    if root == ENTRY:
        chosen = entries.chosen(context, wanted, item)
    else:
        chosen = matching(rows_of(context, root, item), wanted, context)
    chosen = ordered(chosen, wanted, rules().ordered.get(root, ""))
    for name, value in arguments.values.items():
        if name in context.shapes.properties(item) and isinstance(value, str | int) and value:
            chosen = [row for row in chosen if str(row.get(name)) == str(value)]
    return listed(chosen, pager, result)


def _arrays(declared: Declared) -> bool:
    """Whether it answers with an array of objects that are kept."""
    result = declared.action.result
    properties = declared.shapes.properties(result.array_type)
    return result.type == "array" and "id" in properties and declared.action.name.startswith("get")


def _array(declared: Declared, context: Context, arguments: Arguments) -> Value:
    """The objects whose properties have what the arguments of their names say."""
    item = declared.action.result.array_type
    properties = context.shapes.properties(item)
    chosen = rows_of(context, root_of(context.shapes.registry, item), item)
    for name, value in arguments.values.items():
        if name in properties and isinstance(value, str | int):
            chosen = [row for row in chosen if str(row.get(name)) == str(value)]
        elif name.endswith("Ids") and isinstance(value, str):
            by_id = {str(row["id"]): row for row in chosen}
            chosen = [by_id[key] for key in dict.fromkeys(parts(value)) if key in by_id]
    return [from_row(row) for row in chosen]


def _objects(arguments: Arguments) -> list[Object]:
    return [value for value in arguments.values.values() if isinstance(value, Object)]


def _count(declared: Declared, context: Context, arguments: Arguments) -> Value:
    if declared.kind is None:
        return 0
    wanted = next(iter(_objects(arguments)), None)
    if declared.kind.root == ENTRY:
        return len(entries.chosen(context, wanted, declared.kind.cls))
    return len(matching(rows_of(context, declared.kind.root, declared.kind.cls), wanted, context))


def _update(declared: Declared, context: Context, arguments: Arguments) -> Value:
    row, own = found(declared, context, arguments), declared.own()
    sent = arguments.object(own.name) if own else None
    if sent and declared.kind and declared.kind.root == ENTRY:
        return from_row(entries.update(context, row["id"], sent))
    new = context.shapes.updatable(sent) if sent else {}
    new.pop("id", None)
    new |= _scalars_sent(declared, arguments, row)
    return _shown(declared, objects.changed(context, row, new))


def _scalars_sent(declared: Declared, arguments: Arguments, row: Row) -> Row:
    """The other arguments that are properties of the object, as its new values."""
    named, properties = set(declared.named()), declared.shapes.properties(row["objectType"])
    return {
        name: value
        for name, value in arguments.values.items()
        if name in properties and name not in named and isinstance(value, str | int | float)
    }


def _touch(declared: Declared, context: Context, arguments: Arguments) -> Value:
    row = found(declared, context, arguments)
    new = _scalars_sent(declared, arguments, row)
    return _shown(declared, objects.changed(context, row, new))


def _status(declared: Declared, context: Context, arguments: Arguments) -> Value:
    row = found(declared, context, arguments)
    new = _scalars_sent(declared, arguments, row)
    names = rules().verbs.get(declared.action.name, [])
    status = objects.status_named(context.shapes, row["objectType"], names)
    if status is not None:
        new["status"] = status
    return _shown(declared, objects.changed(context, row, new))


def _delete(declared: Declared, context: Context, arguments: Arguments) -> Value:
    row = found(declared, context, arguments)
    objects.deletable(context, row)
    return _shown(declared, objects.removed(context, row))


def _clone(declared: Declared, context: Context, arguments: Arguments) -> Value:
    row = found(declared, context, arguments)
    hidden = {"id", "createdAt", "updatedAt", "objectType"}
    sent = {name: value for name, value in row.items() if name not in hidden}
    sent |= _scalars_sent(declared, arguments, row)
    for name in rules().unique.get(declared.kind.root if declared.kind else "", {}):
        if sent.get(name):
            sent[name] = f"{sent[name]} copy"
    own = declared.own()
    other = arguments.object(own.name) if own else None
    sent |= context.shapes.insertable(other) if other else {}
    return from_row(objects.kept(context, row["objectType"], sent))


def _shown(declared: Declared, row: Row) -> Value:
    """The object where the action answers with it, else what stands for its result."""
    if declared.answers_own():
        return from_row(row)
    result = declared.action.result.type
    return VOID if not result else (True if result == "bool" else stand_ins.plain(declared.action))


def _stand_in(declared: Declared, context: Context, arguments: Arguments) -> Value:
    return stand_ins.answer(declared.action, context, arguments)
