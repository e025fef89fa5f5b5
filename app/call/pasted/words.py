"""What a shell makes of a command line: its words."""

from collections.abc import Iterator
from dataclasses import dataclass, field

# A pasted URL often lacks its quotes; the shell would end the command at its first `&`.
BARE_AND = "An & without quotes would end the command; it was taken as part of the word."
STRAIGHTENED = "Typographic quotation marks around words were taken as straight ones."
BLANKS = "No-break blanks or invisible signs between words were taken as blanks."
CONTINUED = "A blank behind the sign that continues a line was left out."

EACH = "A list or range in brackets makes a call for each of its values: give one of them."

_PRINTED = {"%s", "%s\\n", "%b"}


@dataclass(slots=True)
class Command:
    """One command: its words, the first of which is the program, and what it reads.

    `stdin` is the text of a heredoc, None where that is not known. `carets`: it looks quoted
    for cmd.
    """

    words: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    stdin: list[str] | None = None
    carets: bool = False

    def note(self, sentence: str) -> None:
        if sentence not in self.notes:
            self.notes.append(sentence)


def value_of(option: str, waiting: Iterator[str], notes: list[str]) -> str:
    """The word behind an option; "" with a note where the command ends there, as if cut off."""
    value = next(waiting, None)
    if value is None:
        notes.append(f"The text ends behind {option[:40]}, whose value is missing: is it whole?")
    return value or ""


def printed(command: Command) -> list[str] | None:
    """What a command prints, where that is plain; None where it is not known."""
    program, *words = command.words
    if program == "cat" and not words:
        return command.stdin
    if program == "printf" and len(words) == 2 and words[0] in _PRINTED:
        return [words[1]]
    if program == "echo":
        return [" ".join(word for word in words if word not in {"-n", "-e", "-ne", "-E"})]
    return None


def given(command: Command) -> str:
    """What a `cat` of a heredoc prints, which is in the text itself; "" for other commands."""
    return "".join(command.stdin or ()) if command.words == ["cat"] else ""
