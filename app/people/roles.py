"""What somebody may do, each role what those before it may and more."""

from enum import IntEnum


class Role(IntEnum):
    """`told` is what it may do beside those before it."""

    READ = 1
    CALL = 2
    CHANGE = 3
    ADMINISTER = 4

    @property
    def word(self) -> str:
        return self.name.lower()

    @property
    def told(self) -> str:
        return _TOLD[self]

    @classmethod
    def named(cls, word: str) -> "Role":
        """Raises KeyError."""
        return cls[word.upper()]


ROLES = tuple(role.word for role in Role)
_TOLD = {
    Role.READ: "see what there is, and send nothing",
    Role.CALL: "send calls that only read",
    Role.CHANGE: "send calls that may change something, but in no guarded region",
    Role.ADMINISTER: "change things in guarded regions, and refresh schemas",
}
