"""The pieces of an answer as they may be shown while it comes, whoever shows them."""

from collections.abc import Generator, Iterable
from itertools import chain

from app.call.charset import Transcoding, charset_of
from app.call.model import Answer
from app.call.secrets.stream import MaskedStream
from app.desk.exchange import Sending
from app.viewers import language_of
from app.waits import Wait

# A file's signature, or the first character of a text, is well within that.
RECOGNISED_BY = 4096  # bytes


class Passed:
    """An answer whose `beginning` has come (RECOGNISED_BY bytes, or all): `language` is what it
    seems to be, `masked` whether anything that was given out is."""

    def __init__(self, sending: Sending, beginning: bytes) -> None:
        receiving = sending.receiving
        self.head = Answer(receiving.status, receiving.headers)
        self._sending = sending
        self._beginning = beginning
        self._charset = charset_of(beginning, self.head.header("Content-Type") or "")
        text = Transcoding(self._charset).feed(beginning)
        self.language = language_of(text, self.head.media_type)
        self.masked = False

    def pieces(self, rest: Iterable[bytes]) -> Generator[bytes, None, None]:
        """Of a text UTF-8 with its secrets masked, of anything else what came; Waits as they are.

        What was learned of secrets goes to the sending.
        """
        if self.language == "binary":
            yield from chain([self._beginning], rest)
            return
        masked, text = MaskedStream(self._sending.masker), Transcoding(self._charset)
        for piece in chain([self._beginning], rest):
            if isinstance(piece, Wait):
                yield piece
            elif one := masked.feed(text.feed(piece)):
                yield one
        yield masked.feed(text.feed(b"", last=True)) + masked.end()
        self._sending.learned(masked.masker)
        self.masked = masked.masked
