"""How much the large tests look at: a bounded part in `make test`, all of it in `make soak`.

A test that takes a size from here is marked with `pytest.mark.soak`, and is what `make soak` runs.
Both run the same lines; only how many examples go through them differs.
"""

import os
import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

WHOLE = os.environ.get("SOAK") == "1"


def examples(small: int, whole: int) -> int:
    """How many examples a test takes: `small` of them, and `whole` in `make soak`."""
    return whole if WHOLE else small


def part(items: Sequence[T], every: int) -> list[T]:
    """One in `every` of the items, in their order, and all of them in `make soak`.

    By chance, as regular steps would pass over whole kinds, and the same ones in each run.
    """
    chosen = random.Random(7).sample(range(len(items)), -(-len(items) // every))
    return list(items) if WHOLE else [items[at] for at in sorted(chosen)]
