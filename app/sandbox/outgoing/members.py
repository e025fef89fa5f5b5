"""The members of an object in the order in which every format writes them."""

from app.sandbox.shapes import Shapes
from app.sandbox.values import Object, Value

RELATED = "relatedObjects"


def members(value: Object, shapes: Shapes) -> list[tuple[str, Value]]:
    """Every property of the class with its value, base first; null where it has none."""
    get = value.fields.get
    return [(name, get(name)) for name in shapes.written(value.type)]


def number(value: float) -> int | float:
    """A float without a fraction is written as a whole number."""
    return int(value) if value.is_integer() else value
