"""Whether the open form knows anything of a pasted text that names no call."""

from dataclasses import replace

from app.call.model import Call
from app.call.pasted.model import Pasted
from app.call.wire.unflatten import XML, Placed
from app.errors import BadInput


def check_anything_fits(pasted: Pasted, placed: Placed) -> None:
    """Raise BadInput for names none of which the open form knows: the text is something else."""
    call = placed.call
    bare = Call(call.region, call.service, call.action)
    has_nothing = replace(call, parameters=(), format=XML) == bare and not call.parameters
    if pasted.url is None and not pasted.title and has_nothing and placed.unplaced:
        raise BadInput(
            f"Nothing was changed: none of these names is a parameter of {call.service}."
            f"{call.action}, which is open, and the text names no call.",
            field="text",
        )
