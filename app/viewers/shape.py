"""What viewers share."""


class CannotShow(Exception):
    """A viewer cannot lay this text out; `sentence` says what is wrong with it."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
