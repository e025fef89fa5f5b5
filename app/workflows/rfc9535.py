"""The library that reads JSONPath, and what of it is let in. Importing it takes 40 ms, most of them
for its patterns: who reads no path need not (see `paths`)."""

import re
from itertools import islice

from jsonpath import JSONPath, JSONPathEnvironment, JSONPathError

from app.call.variables.values import ExpressionFault, Json

_FAULTS = (JSONPathError, RecursionError, ArithmeticError, ValueError)


class _Environment(JSONPathEnvironment):
    def setup_function_extensions(self) -> None:
        """Without match and search: a regular expression of theirs can take for ever."""
        super().setup_function_extensions()
        for name in ("match", "search"):
            self.function_extensions.pop(name, None)


_ENVIRONMENT = _Environment(strict=True)


class Path:
    """One that was read. Raises ExpressionFault where it is none."""

    def __init__(self, path: str) -> None:
        try:
            made = _ENVIRONMENT.compile(path)
        except _FAULTS as fault:
            # Its own text fails where the place of the fault is behind the end.
            said = _in_words(str(fault.args[0] if fault.args else ""))
            raise ExpressionFault(f"{path!r:.80} is no JSONPath: {said}.") from None
        if not isinstance(made, JSONPath):
            raise ExpressionFault("Paths are not joined by | and &.")
        self._path, self._made = path, made
        self.leads_to_one = made.singular_query()

    def values(self, data: list[Json] | dict[str, Json], most: int) -> list[Json]:
        """The first values that it finds. Raises ExpressionFault where that takes too much."""
        try:
            return [one.obj for one in islice(self._made.finditer(data), most)]  # type: ignore[misc]
        except _FAULTS:
            raise ExpressionFault(
                f"{self._path!r:.80} cannot be looked for in this answer: make it simpler."
            ) from None


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
