"""How fast the server writes examples, in the slowest of all languages and variants."""

import contextlib
import statistics
import time

from app.call.model import Array, Call, Object, Value
from app.codegen import CannotWrite, build, languages
from app.schema.facts import bundled
from bench.figure import Figure

RUNS = 15
SCALARS = {"int": "7", "bigint": "7", "float": "1.5", "bool": "1", "string": "some text"}


def measure() -> list[Figure]:
    start, live = calls()
    return [
        Figure("session.start as a program, slowest language", _slowest(start), 5, "ms"),
        Figure("livestream.add, every field of it", _slowest(live), 20, "ms"),
    ]


def calls() -> tuple[Call, Call]:
    """session.start as people send it, and livestream.add with all that it takes."""
    start = (("secret", "0123456789abcdef"), ("type", "2"), ("partnerId", "101"))
    live = (("liveStreamEntry", _whole("KalturaLiveStreamEntry", 1)),)
    return Call("us", "session", "start", start), Call("us", "livestream", "add", live)


def _whole(name: str, depth: int) -> Object:
    """An object with every property that may be sent, and those of the objects within it."""
    registry = bundled()
    fields: list[tuple[str, Value]] = []
    for _, one in registry.properties(name):
        inner = one.array_type if one.type == "array" else one.type
        made = [item.name for item in registry.concrete_subclasses(inner)]
        if one.read_only:
            continue
        enum = registry.enum(one.enum_type)
        if enum and enum.constants:
            fields.append((one.name, enum.constants[0].value))
        elif one.type in SCALARS:
            fields.append((one.name, SCALARS[one.type]))
        elif depth and made:
            value = _whole(made[0], depth - 1)
            fields.append((one.name, Array((value,)) if one.type == "array" else value))
    return Object(name, tuple(fields))


def _slowest(call: Call) -> float:
    """Milliseconds, the median of the slowest variant."""
    medians = []
    for language in languages():
        for variant in language.variants:
            times = []
            for _ in range(RUNS + 1):
                begun = time.perf_counter()
                program = build(call, bundled(), "https://www.kaltura.com")
                # An old library may not have all of the fields.
                with contextlib.suppress(CannotWrite):
                    variant.render(program)
                times.append(time.perf_counter() - begun)
            # The first compiles the template.
            medians.append(statistics.median(times[1:]) * 1000)
    return max(medians)
