"""What is wrong with one value of a call, before it is sent."""

from dataclasses import dataclass
from typing import Literal

Level = Literal["error", "warning", "open"]


@dataclass(frozen=True, slots=True)
class Problem:
    """`field` is the wire name (`entry:tags`); `sentence` says what is expected there.

    An "error" stops the call unless it is sent anyway; a "warning" does so where a person is
    there to read it. What is "open" has a placeholder: it stops the call in any case.
    """

    field: str
    sentence: str
    level: Level = "error"
