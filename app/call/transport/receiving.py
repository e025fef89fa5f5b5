"""An answer on its way in: its pieces as they come, and the Answer that they make in the end."""

import io
import time
from collections.abc import Callable, Generator, Iterator

import requests

from app.call.model import Answer, Failure
from app.call.transport.body import NotSendable
from app.call.transport.cancel import Stopped, Watch
from app.call.transport.connections import watched_by
from app.call.transport.failures import FORESEEN, failure_of
from app.regions import Region

_PIECE = 65536  # bytes

# Hears of the bytes that have come, and of the whole number, None where it is not known.
Progress = Callable[[int, int | None], None]


class Receiving:
    """One call: sent when its first piece is asked for.

    Iterate over `pieces()` to the end, or close that iterator to leave early; then `answer` is
    there. `status` and `headers` are known with the first piece, which is an empty one. What
    goes wrong is no exception but the Answer's failure.
    """

    def __init__(
        self,
        region: Region,
        respond: Callable[[Watch], requests.Response],
        watch: Watch,
        *,
        limit: int,
        keep: int | None = None,
        progress: Progress | None = None,
    ) -> None:
        """`respond` sends the call; `limit` bytes are taken at most, and `keep` of them kept."""
        self._region = region
        self._send = respond
        self._watch = watch
        self._limit = limit
        self._keep = limit if keep is None else keep
        self._progress = progress
        self._body = io.BytesIO()
        self._came = 0
        self._failure: Failure | None = None
        self._first_byte: float | None = None
        self._response: requests.Response | None = None
        self.answer = Answer(None)

    @property
    def status(self) -> int | None:
        return None if self._response is None else self._response.status_code

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        return () if self._response is None else tuple(self._response.raw.headers.items())

    def whole(self) -> Answer:
        """Take all of it."""
        for _ in self.pieces():
            pass
        return self.answer

    def pieces(self) -> Generator[bytes, None, None]:
        """An empty piece when the head is there, then the body's, decoded."""
        started = time.monotonic()
        with self._watch:
            try:
                self._response = response = self._begin()
                self._first_byte = time.monotonic() - started
                yield b""
                yield from self._rest(response)
            except NotSendable as fault:
                self._failure = Failure("not_sent", str(fault))
            except GeneratorExit:
                self._failure = Failure(
                    "cancelled",
                    "The page was left while the answer came: this is what had arrived. The "
                    "action was most likely carried out.",
                )
                raise
            except (Stopped, *FORESEEN) as error:
                self._failure = self._failure_of(error)
            finally:
                if self._response is not None:
                    self._response.raw.close()
                self.answer = self._answer(started)

    def _begin(self) -> requests.Response:
        if self._watch.reason:
            raise Stopped
        # Only while it is sent: a generator shares its context with whoever takes its pieces.
        with watched_by(self._watch):
            return self._send(self._watch)

    def _rest(self, response: requests.Response) -> Iterator[bytes]:
        raw = response.raw
        length = raw.headers.get("Content-Length", "")
        encoded = "Content-Encoding" in raw.headers
        total = int(length) if length.isascii() and length.isdigit() and not encoded else None
        # read1, not read: what has arrived is kept although the rest may never come.
        while piece := raw.read1(_PIECE, decode_content=True):
            taken = piece[: self._limit - self._came]
            self._came += len(taken)
            self._body.write(taken[: max(0, self._keep - self._body.tell())])
            if taken:
                yield taken
            if len(taken) < len(piece):
                self._failure = _too_large(self._limit)
                return
            if self._progress:
                self._progress(self._came, total)
            if self._watch.reason:
                raise Stopped
        # A socket that was shut down reads like an answer that has come to its end.
        if self._watch.reason:
            raise Stopped

    def _answer(self, started: float) -> Answer:
        connected = self._watch.connected
        body = self._body.getvalue()
        return Answer(
            self.status,
            self.headers,
            body,
            self._failure,
            self._first_byte,
            time.monotonic() - started,
            None if connected is None else connected - started,
            None if self._came == len(body) else self._came,
        )

    def _failure_of(self, error: BaseException) -> Failure:
        if self._watch.reason == "cancelled":
            return Failure(
                "cancelled",
                "The call was cancelled. The action may have been carried out all the same: "
                "look before you send it again.",
            )
        if self._watch.reason == "too_long":
            return Failure(
                "read_timeout",
                f"The whole answer had not come from {self._region.url} after "
                f"{self._watch.seconds:g} seconds. The action may have been carried out all the "
                "same: look before you send it again.",
            )
        return failure_of(error, self._region, arrived=self._came, sent=self._watch.sent)


def _too_large(limit: int) -> Failure:
    return Failure(
        "too_large",
        f"The answer is longer than {limit / 1_000_000:g} MB and was cut there: ask for less, "
        "or raise TESTME_MAX_ANSWER_MB.",
    )
