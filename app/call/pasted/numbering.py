"""The calls of a pasted multirequest are numbered from 1 on, and what refers to them with them."""

import re
from collections.abc import Iterable, Mapping

from app.call.pasted.model import Pair
from app.call.wire.parameter_tree import Plain
from app.errors import BadInput

_NUMBERED = re.compile(r"([0-9]{1,9})(?=[:\[]|\Z)")
_REFERENCE = re.compile(r"\{([0-9]{1,9})(?=:result\b)")


def numbered(pairs: Iterable[Pair], notes: list[str]) -> list[Pair]:
    """The pairs with their calls numbered without a gap; as they are where they are so already.

    The server counts results, not names: in a text with the calls 1, 3 and 4, `{3:result:id}`
    would be another call's. Raises BadInput where a reference leads to a call that is not there.
    """
    pairs = list(pairs)
    calls = [
        int(found[1])
        for name, value in pairs
        if (found := _NUMBERED.match(name)) and (found.end() < len(name) or _is_table(value))
    ]
    order = {number: place for place, number in enumerate(sorted(set(calls)), 1)}
    if all(number == place for number, place in order.items()):
        return pairs
    # Clients that name their calls from 0 on refer to the first one as the server does, or as 0.
    if list(order) == list(range(len(order))) and "{0:result" not in str(pairs):
        return pairs
    notes.append(
        f"The calls {', '.join(map(str, order))[:200]} were numbered from 1 on, and what refers to "
        "their results with them."
    )

    def name_of(name: str) -> str:
        return _NUMBERED.sub(lambda found: str(order.get(int(found[1]), found[1])), name, count=1)

    def refer(found: re.Match[str]) -> str:
        number = int(found[1])
        if number not in order:
            raise BadInput(
                f"Nothing was changed: the text refers to the result of call {number}, and has "
                "no call of that number. Paste all its calls."
            )
        return f"{{{order[number]}"

    def filled(value: Plain) -> Plain:
        match value:
            case str():
                return _REFERENCE.sub(refer, value)
            case Mapping():
                return {key: filled(item) for key, item in value.items()}
            case list():
                return [filled(item) for item in value]
        return value

    return [
        (name_of(name) if _NUMBERED.match(name) else name, filled(value)) for name, value in pairs
    ]


def _is_table(value: Plain) -> bool:
    return isinstance(value, Mapping)
