"""Names of local variables, each given once."""

from app.codegen.program import identifier


class Names:
    """`taken` are a language's keywords and what the template uses itself.

    `small` says whether local variables begin with a small letter whatever is on the wire.
    """

    def __init__(self, taken: frozenset[str], *, small: bool = True) -> None:
        self._taken = taken
        self._small = small
        self._given: set[str] = set()

    def new(self, wire: str) -> str:
        """A name for what is called so on the wire. Raises CannotWrite."""
        found = identifier(wire)
        found = lower(found) if self._small else found
        return unused(f"{found}Value" if found in self._taken else found, self._given)


def unused(name: str, given: set[str], joint: str = "") -> str:
    """The name, with `joint` and a number behind it where it is given; it is `given` then."""
    made, count = name, 1
    while made in given:
        count += 1
        made = f"{name.rstrip(joint)}{joint}{count}"
    given.add(made)
    return made


def capital(name: str) -> str:
    """The name with its first letter large."""
    return name[:1].upper() + name[1:]


def lower(name: str) -> str:
    """The name with its first letter small."""
    return name[:1].lower() + name[1:]


def one_of(name: str) -> str:
    """What one item of a list of this name is called: `entry` of `entries`."""
    if name.endswith("ies") and len(name) > 4:
        return f"{name[:-3]}y"
    return name[:-1] if name.endswith("s") and len(name) > 2 else f"{name}Item"
