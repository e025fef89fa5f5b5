"""Names of local variables, each given once."""

from app.codegen.program import identifier


class Names:
    """`taken` are a language's keywords and what the template uses itself."""

    def __init__(self, taken: frozenset[str]) -> None:
        self._taken = taken
        self._given: set[str] = set()

    def new(self, wire: str) -> str:
        """A name for what is called so on the wire. Raises CannotWrite."""
        found = identifier(wire)
        # Most languages begin their local variables small.
        found = found[:1].lower() + found[1:]
        found = f"{found}Value" if found in self._taken else found
        made, count = found, 1
        while made in self._given:
            count += 1
            made = f"{found}{count}"
        self._given.add(made)
        return made


def one_of(name: str) -> str:
    """What one item of a list of this name is called: `entry` of `entries`."""
    if name.endswith("ies") and len(name) > 4:
        return f"{name[:-3]}y"
    return name[:-1] if name.endswith("s") and len(name) > 2 else f"{name}Item"
