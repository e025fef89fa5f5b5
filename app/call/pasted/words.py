"""What a shell makes of a command line: its words."""

from dataclasses import dataclass, field

# A pasted URL often lacks its quotes; the shell would end the command at its first `&`.
BARE_AND = "An & without quotes would end the command; it was taken as part of the word."
MORE = "What stands behind the first command was left out."


@dataclass(frozen=True, slots=True)
class Word:
    """One argument; `variables` are the parts of it that only the shell could replace."""

    text: str
    variables: frozenset[str] = frozenset()


@dataclass(slots=True)
class Command:
    """The words of the first command of a text; `carets`: it looks quoted for cmd."""

    words: list[Word] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    carets: bool = False

    def note(self, sentence: str) -> None:
        if sentence not in self.notes:
            self.notes.append(sentence)
