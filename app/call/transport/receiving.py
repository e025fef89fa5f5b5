"""An answer on its way in: its pieces as they come, and the Answer that they make in the end."""

import io
import time
from collections.abc import Callable, Generator

from app.call.model import Answer, Failure
from app.call.transport.adapter import Arriving
from app.call.transport.body import NotSendable
from app.call.transport.cancel import Watch
from app.call.transport.failures import FORESEEN, failure_of
from app.regions import Region
from app.waits import Steps, Turn, Wait, without_waits

# Hears of the bytes that have come, and of the whole number, None where it is not known.
Progress = Callable[[int, int | None], None]


class Receiving:
    """One call: sent when its first piece is asked for.

    Iterate over `pieces()` to the end, or close that iterator to leave early; then `answer` is
    there. `status` and `headers` are known with the first piece, which is an empty one. What
    goes wrong is no exception but the Answer's failure. `steps()` are the same pieces for whoever
    need not hold a thread while they are waited for.
    """

    def __init__(
        self,
        region: Region,
        respond: Callable[[Watch], Steps[Arriving]],
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
        self._response: Arriving | None = None
        self.answer = Answer(None)

    @property
    def status(self) -> int | None:
        return None if self._response is None else self._response.status

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        return () if self._response is None else self._response.headers

    def whole(self) -> Answer:
        """Take all of it."""
        for _ in self.pieces():
            pass
        return self.answer

    def pieces(self) -> Generator[bytes, None, None]:
        """An empty piece when the head is there, then the body's, decoded; blocks meanwhile."""
        return without_waits(self.steps())

    def steps(self) -> Generator[bytes, None, None]:
        """What `pieces` gives, and a Wait wherever it would block."""
        started = time.monotonic()
        with self._watch:
            try:
                self._response = response = yield from self._begin()
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
            except FORESEEN as error:
                self._failure = self._failure_of(error)
            finally:
                if self._response is not None:
                    self._response.close()
                self.answer = self._answer(started)

    def _begin(self) -> Steps[Arriving]:
        self._watch.check()
        return (yield from self._send(self._watch))

    def _rest(self, response: Arriving) -> Generator[bytes, None, None]:
        told = {name.lower(): value for name, value in self.headers}
        length = told.get("content-length", "")
        encoded = "content-encoding" in told
        total = int(length) if length.isascii() and length.isdigit() and not encoded else None
        turn = Turn()
        for piece in response.steps():
            if isinstance(piece, Wait):
                yield piece
                continue
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
            yield from turn.over()
            self._watch.check()

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
            () if self._response is None else self._response.notes,
        )

    def _failure_of(self, error: BaseException) -> Failure:
        if self._watch.reason in {"cancelled", "stopping"} and not self._watch.sent:
            what = (
                "call was cancelled" if self._watch.reason == "cancelled" else "console was ended"
            )
            return Failure("cancelled", f"The {what} before the whole call had been sent.")
        if self._watch.reason == "stopping":
            return Failure(
                "cancelled",
                "The console was ended while the call was under way. The action may have been "
                "carried out all the same: look before you send it again.",
            )
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
                f"{self._watch.limits.total:g} seconds. The action may have been carried out all "
                "the same: look before you send it again, or raise TESTME_TOTAL_TIMEOUT.",
            )
        return failure_of(
            error,
            self._region,
            arrived=self._came,
            sent=self._watch.sent,
            answered=self._response is not None,
        )


def _too_large(limit: int) -> Failure:
    return Failure(
        "too_large",
        f"The answer is longer than {limit / 1_000_000:g} MB and was cut there: ask for less, "
        "or raise TESTME_MAX_ANSWER_MB.",
    )
