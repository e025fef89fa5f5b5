"""What the libraries share whose objects are filled line by line: PHP's and Ruby's.

Their client keeps the request-level fields, and each call of a multirequest takes all of them.
"""

from collections.abc import Iterator

from app.codegen.nodes import Node
from app.codegen.program import Program, ServiceCall

# The request-level fields of a call by attribute and wire name.
REQUEST = (
    ("partner_id", "partnerId"),
    ("ks", "ks"),
    ("language", "language"),
    ("response_profile", "responseProfile"),
)


class Locals:
    """Names of local variables, each given once; `taken` may not be given."""

    def __init__(self, taken: frozenset[str]) -> None:
        self._given = set(taken)

    def new(self, name: str) -> str:
        """The name, with a number behind it where it is taken."""
        made, count = name, 1
        while made in self._given:
            count += 1
            made = f"{name}{count}"
        self._given.add(made)
        return made


def changed_settings(program: Program, call: ServiceCall) -> Iterator[tuple[str, Node | None]]:
    """What to set before a call of a multirequest, by attribute; None for what is no more sent."""
    before, now = _effective(program, call.number - 1), _effective(program, call.number)
    for field, _ in REQUEST:
        if now[field] != before[field]:
            yield field, now[field]


def _effective(program: Program, number: int) -> dict[str, Node | None]:
    shared = {field: getattr(program.settings, field) for field, _ in REQUEST}
    if number == 0:
        return shared
    call = program.calls[number - 1]
    arguments = {argument.name: argument.value for argument in call.arguments}
    return {
        # An action's own parameter of the same name would be lost to the shared one.
        field: getattr(call.settings, field)
        or (shared[field] and arguments.get(wire))
        or shared[field]
        for field, wire in REQUEST
    }
