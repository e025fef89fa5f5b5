"""JSONPath (RFC 9535) on an answer's data, whatever its format was."""

import re
from functools import lru_cache
from itertools import islice

from jsonpath import JSONPath, JSONPathEnvironment, JSONPathError

from app.call.variables.expressions import Expression, pieces
from app.call.variables.values import ExpressionFault, Json, bounded

LONGEST = 300  # characters
MOST = 10_000  # values that one finds


class _Environment(JSONPathEnvironment):
    def setup_function_extensions(self) -> None:
        """Without match and search: a regular expression of theirs can take for ever."""
        super().setup_function_extensions()
        for name in ("match", "search"):
            self.function_extensions.pop(name, None)


_ENVIRONMENT = _Environment(strict=True)


@lru_cache(maxsize=500)
def _read(path: str) -> JSONPath:
    if len(path) > LONGEST:
        raise ExpressionFault(f"A path has at most {LONGEST} characters.")
    if path.count("..") > 1:
        raise ExpressionFault("A path goes down with .. once at most.")
    try:
        made = _ENVIRONMENT.compile(path)
    except (JSONPathError, RecursionError, ArithmeticError, ValueError) as fault:
        # Its own text fails where the place of the fault is behind the end.
        said = _in_words(str(fault.args[0] if fault.args else ""))
        raise ExpressionFault(f"{path!r:.80} is no JSONPath: {said}.") from None
    if not isinstance(made, JSONPath):
        raise ExpressionFault("Paths are not joined by | and &.")
    return made


def _in_words(said: str) -> str:
    """What the library says of a fault, as a clause for people who do not know it."""
    if "TOKEN_ROOT" in said:
        return "it begins with $, as in $.objects[0].id"
    if "unexpected end" in said:
        return "it ends too early, as a name or a bracket is missing"
    if found := re.match("function ('.*') is not defined", said):
        return f"there is no function {found[1]}"
    # Names of its tokens tell nobody anything.
    return "write it as $.objects[*].id" if "TOKEN" in said or not said else said.partition("\n")[0]


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
    try:
        return [one.obj for one in islice(_read(path.strip()).finditer(data), MOST)]  # type: ignore[misc]
    except (JSONPathError, RecursionError, ArithmeticError, ValueError):
        raise ExpressionFault(
            f"{path!r:.80} cannot be looked for in this answer: make it simpler."
        ) from None


def value(path: str, data: Json) -> Json:
    """The value that a path leads to; a list of all where it can lead to several.

    Raises ExpressionFault where it leads to nothing.
    """
    found = values(path, data)
    if not _read(path.strip()).singular_query():
        return bounded(found)
    if not found:
        raise ExpressionFault(f"There is nothing at {path}.")
    return bounded(found[0])
