"""The tree of fields -> a Value: what is ticked, as the wire has it."""

from app.call.form import json_value
from app.call.form.fields import ParameterField, file_of
from app.call.form.tree import FormNode, ListNode, ObjectNode
from app.call.model import Array, Map, Null, Object, Value
from app.call.scalars import ScalarCheck, check
from app.schema.registry import Registry


def read(node: FormNode, registry: Registry) -> Value | None:
    """The value of a node, None where it is not sent; masks stay masks.

    Raises JsonProblem, its `field` the name of the node whose text is not JSON.
    """
    if not node.sent:
        return None
    if node.null:
        return Null()
    if isinstance(node, ParameterField):
        if node.kind == "file":
            return file_of(node.upload) if node.upload else None
        return check_field(node).wire
    if node.text is not None:
        return _parsed(node, node.text, registry)
    if isinstance(node, ObjectNode):
        members = ((part.parameter.name, read(part, registry)) for part in node.fields)
        return Object(node.type, tuple((k, v) for k, v in members if v is not None))
    return _list(node, registry)


def check_field(field: ParameterField) -> ScalarCheck:
    """What a scalar is on the wire, and what the schema has against it."""
    limits = field.limits
    return check(
        field.typed,
        type=field.parameter.type,
        enum=field.enum,
        is_time=field.kind == "time",
        min_value=limits.min_value if limits else None,
        max_value=limits.max_value if limits else None,
        min_length=limits.min_length if limits else None,
        max_length=limits.max_length if limits else None,
    )


def _list(node: ListNode, registry: Registry) -> Value:
    items = [(key, read(item, registry)) for key, item in zip(node.keys, node.items, strict=True)]
    present = tuple((key, value) for key, value in items if value is not None)
    return Map(present) if node.is_map else Array(tuple(value for _, value in present))


def _parsed(node: ObjectNode | ListNode, text: str, registry: Registry) -> Value:
    declared = node.parameter
    try:
        return json_value.parse(
            text, type=declared.type, array_type=declared.array_type, registry=registry
        )
    except json_value.JsonProblem as problem:
        problem.field = node.name
        raise
