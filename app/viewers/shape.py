"""What a viewer is, and what viewers share."""

from collections.abc import Callable
from dataclasses import dataclass

# Beyond this a page gets slow; the whole body can still be saved.
SHOWN_CHARACTERS = 1_000_000
SHOWN_LINES = 50_000


class CannotShow(Exception):
    """A viewer cannot lay this text out; `sentence` says what is wrong with it."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Viewer:
    """One format of text, laid out.

    `language` is its name, which Pygments knows too. A text is of the format if it begins, behind
    its white space, with one of `begins`. `lay_out` gives the text laid out; it raises CannotShow.
    """

    language: str
    begins: tuple[str, ...]
    lay_out: Callable[[str], str]
