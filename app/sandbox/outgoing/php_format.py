"""Format 3: PHP's serialize(); objects as O:, lists and errors as a:, lengths in bytes."""

from collections.abc import Mapping, Sequence

from app.sandbox.errors import ApiError
from app.sandbox.outgoing.members import RELATED, members
from app.sandbox.shapes import Shapes
from app.sandbox.values import VOID, Answer, Object, Outcome, Results, Value


def write(answer: Answer, shapes: Shapes) -> bytes:
    """The whole document."""
    if isinstance(answer, Results):
        items = [_outcome(item, shapes) for item in answer.items]
        return _array([(_whole(index), item) for index, item in enumerate(items)]).encode()
    return _outcome(answer, shapes).encode()


def _outcome(outcome: Outcome, shapes: Shapes) -> str:
    if isinstance(outcome, ApiError):
        arguments = [(_text(name), _text(value)) for name, value in outcome.arguments.items()]
        return _array(
            [
                (_text("code"), _text(outcome.code)),
                (_text("message"), _text(outcome.sentence)),
                (_text("objectType"), _text("KalturaAPIException")),
                (_text("args"), _array(arguments)),
            ]
        )
    return _value(outcome, shapes)


def _value(value: Value, shapes: Shapes) -> str:
    if value is None or value is VOID:
        return "N;"
    if isinstance(value, bool):
        return f"b:{int(value)};"
    if isinstance(value, int):
        return _whole(value)
    if isinstance(value, float):
        return f"d:{value!r};"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Object):
        return _object(value, shapes)
    if isinstance(value, Mapping):
        return _array([(_text(name), _value(item, shapes)) for name, item in value.items()])
    return _array([(_whole(i), _value(item, shapes)) for i, item in enumerate(_items(value))])


def _items(value: Value) -> Sequence[Value]:
    return value if isinstance(value, Sequence) else ()


def _object(value: Object, shapes: Shapes) -> str:
    related = value.get(RELATED)
    pairs = [(_text(RELATED), _value(related, shapes))] if related else []
    pairs += [(_text(name), _value(item, shapes)) for name, item in members(value, shapes)]
    inner = "".join(key + item for key, item in pairs)
    return f'O:{len(value.type)}:"{value.type}":{len(pairs)}:{{{inner}}}'


def _array(pairs: list[tuple[str, str]]) -> str:
    return f"a:{len(pairs)}:{{{''.join(key + item for key, item in pairs)}}}"


def _whole(value: int) -> str:
    return f"i:{value};"


def _text(value: str) -> str:
    return f's:{len(value.encode())}:"{value}";'
