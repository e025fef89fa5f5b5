"""What people paste, one case a file, and what the console makes of it.

A case is a TOML file:

    why = "…"                    what it shows
    blind = true                 written from what is asked and the API's facts, the reader unseen
    text = "…"                   what is pasted
    reader = "call"              or "ks" (the inspector), "region" (a region's url)
    open = "baseEntry.delete"    the call of the form that is open
    chosen = 0                   which of several requests is taken
    bash = true                  real bash and curl run it too, see test_in_real_bash.py
    [programs]                   what the programs of a text print there, [files] what files hold
    [values]                     what placeholders stand for there
    [expect]                     refused, or call, region, choices, placeholders, kept_ks, account,
                                 open_class, unplaced, says, [expect.request], [expect.parameters]

No PowerShell and no cmd run where the tests do: of those, what Microsoft's documentation says
is tested, and no more.
"""

import tomllib
from pathlib import Path
from typing import Any

from app.call import wire
from app.call.model import Call
from app.call.pasted import Pasted
from app.call.wire.unflatten import Placed

HERE = Path(__file__).parent
NAMES = sorted(path.stem for path in HERE.glob("*.toml"))


def case(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))


def flat(placed: Placed, pasted: Pasted) -> dict[str, str]:
    """The own parameters as the wire has them; a secret that is the account's is left away."""
    found: dict[str, str] = {}
    for number, call in enumerate(placed.calls, 1):
        prefix = f"{number}:" if placed.multirequest else ""
        if prefix:
            found |= {f"{prefix}service": call.service, f"{prefix}action": call.action}
            found |= {prefix + name: value for name, value in level(call).items()}
        for name, value in call.parameters:
            for leaf, text in wire.flatten(prefix + name, value):
                if isinstance(text, str) and not (pasted.account and leaf.endswith("secret")):
                    found[leaf] = text
    return found


def level(call: Call) -> dict[str, str]:
    """The request-level values but the format, as the wire has them."""
    return {
        leaf: text
        for name, value in wire.request_level(call)
        if name not in {"format", "callback"}
        for leaf, text in wire.flatten(name, value)
        if isinstance(text, str)
    }
