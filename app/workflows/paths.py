"""JSONPath (RFC 9535) on an answer's data, whatever its format was."""

from functools import lru_cache
from typing import TYPE_CHECKING

from app.call.variables.expressions import Expression, pieces
from app.call.variables.values import ExpressionFault, Json, bounded

if TYPE_CHECKING:
    from app.workflows.rfc9535 import Path

LONGEST = 300  # characters
MOST = 10_000  # values that one finds


@lru_cache(maxsize=500)
def _read(path: str) -> "Path":
    if len(path) > LONGEST:
        raise ExpressionFault(f"A path has at most {LONGEST} characters.")
    if path.count("..") > 1:
        raise ExpressionFault("A path goes down with .. once at most.")
    # Here, as most commands read no path, and would wait for it.
    from app.workflows.rfc9535 import Path  # noqa: PLC0415

    return Path(path)


def check(path: str) -> None:
    """Raises ExpressionFault for what is no path."""
    _read(path.strip())


def check_taking(source: str) -> None:
    """As `check`; what is taken may be a text with templates instead."""
    if "{{" not in source:
        return check(source)
    for one in pieces(source):
        if not isinstance(one, str):
            Expression.read(one[1])
    return None


def values(path: str, data: Json) -> list[Json]:
    """What a path finds, at most MOST. Raises ExpressionFault."""
    if not isinstance(data, list | dict):
        # The library would read a text as JSON.
        _read(path.strip())
        return [data] if path.strip() == "$" else []
    return _read(path.strip()).values(data, MOST)


def value(path: str, data: Json) -> Json:
    """The value that a path leads to; a list of all where it can lead to several.

    Raises ExpressionFault where it leads to nothing.
    """
    found = values(path, data)
    if not _read(path.strip()).leads_to_one:
        return bounded(found)
    if not found:
        raise ExpressionFault(f"There is nothing at {path}.")
    return bounded(found[0])
