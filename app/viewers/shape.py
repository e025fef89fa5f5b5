"""What viewers share."""

# Beyond this a page gets slow; the whole body can still be saved.
SHOWN_CHARACTERS = 1_000_000
SHOWN_LINES = 50_000


class CannotShow(Exception):
    """A viewer cannot lay this text out; `sentence` says what is wrong with it."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
