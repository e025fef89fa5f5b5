"""What the libraries share whose client keeps the request-level fields: PHP's, Python's, Ruby's.

Each call of a multirequest takes all that the client has at that moment, but for its tag and
version: those of the client are said once, for the whole request.
"""

from collections.abc import Iterator

from app.codegen.nodes import Node
from app.codegen.program import CLIENT_FIELDS, Program, ServiceCall

_SHARED = ("partnerId", "ks", "language", "responseProfile")


def changed_settings(program: Program, call: ServiceCall) -> Iterator[tuple[str, Node | None]]:
    """What to set before a call of a multirequest, by wire name; None for what is no more sent."""
    before, now = _effective(program, call.number - 1), _effective(program, call.number)
    for name in now:
        if now[name] != before[name]:
            yield name, now[name]


def _effective(program: Program, number: int) -> dict[str, Node | None]:
    sent = program.settings.sent
    shared = {name: sent.get(name) for name in _SHARED} | dict.fromkeys(CLIENT_FIELDS)
    if number == 0:
        return shared
    call = program.calls[number - 1]
    own = call.settings.sent
    arguments = {argument.name: argument.value for argument in call.arguments}
    return {
        # An action's own parameter of the same name would be lost to the shared one.
        name: own.get(name) or (common and arguments.get(name)) or common
        for name, common in shared.items()
    }
