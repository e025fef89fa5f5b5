"""An exchange as the page shows it: what the status was, what came back, secrets masked."""

from dataclasses import dataclass
from functools import cached_property

from app.call.model import Answer, Call
from app.call.multirequest import Part, parts_of
from app.call.outcome import Outcome
from app.call.secret import MASK, Masker, masked_pairs
from app.history.records import Record
from app.pages.exchange import Exchange
from app.schema.registry import Registry
from app.viewers import Shown, show

HEADLINES = {
    "ok": "OK",
    "api_error": "API error",
    "http_error": "HTTP error",
    "redirect": "Redirect",
    "failed": "Failed",
    "cancelled": "Cancelled",
    "unreadable": "Not readable",
}


@dataclass(frozen=True)
class AnswerView:
    """`id` names the recorded call; `truncated` says how much of the body history kept."""

    id: str
    call: Call
    answer: Answer
    outcome: Outcome
    registry: Registry
    sent_at: float | None = None
    whole_size: int | None = None
    revealed: bool = False
    raw: bool = False

    @classmethod
    def of_exchange(cls, exchange: Exchange, registry: Registry) -> "AnswerView":
        return cls(exchange.record_id, exchange.call, exchange.answer, exchange.outcome, registry)

    @classmethod
    def of_record(
        cls, record: Record, registry: Registry, *, revealed: bool = False, raw: bool = False
    ) -> "AnswerView":
        return cls(
            record.row.id,
            record.call,
            record.answer,
            record.outcome,
            registry,
            sent_at=record.row.sent_at,
            whole_size=record.row.size,
            revealed=revealed,
            raw=raw,
        )

    @cached_property
    def _masker(self) -> Masker:
        return Masker.for_exchange(self.call, self.answer)

    def _mask(self, text: str) -> str:
        return text if self.revealed else self._masker.text(text)

    @property
    def headline(self) -> str:
        return HEADLINES[self.outcome.kind]

    @property
    def message(self) -> str:
        return self._mask(self.outcome.message)

    @property
    def code(self) -> str:
        return self._mask(self.outcome.code)

    @property
    def arguments(self) -> list[tuple[str, str]]:
        return [(self._mask(name), self._mask(value)) for name, value in self.outcome.args]

    @property
    def headers(self) -> list[tuple[str, str]]:
        return [(self._mask(name), self._mask(value)) for name, value in self.answer.headers]

    def header(self, name: str) -> str:
        """The first header of that name, "" where there is none."""
        return self._mask(self.answer.header(name) or "")

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """What was sent; a secret is masked wherever else it was typed, too."""
        return [(name, self._masker.text(value)) for name, value in masked_pairs(self.call)]

    @property
    def size(self) -> int:
        """Decoded bytes that came, kept or not."""
        return self.whole_size if self.whole_size is not None else len(self.answer.body)

    @property
    def cut(self) -> bool:
        return self.size > len(self.answer.body)

    @cached_property
    def shown(self) -> Shown | None:
        """The body laid out; None where there is none."""
        if not self.answer.body:
            return None
        kind = self.answer.header("Content-Type") or ""
        return show(self.answer.body, kind, mask=self._mask, raw=self.raw)

    @cached_property
    def text(self) -> str:
        """The body as text, masked unless it is to be revealed."""
        decoded = self.answer.body.decode("utf-8", "replace")
        return decoded if self.revealed else self._masker.text(decoded)

    @property
    def has_masked(self) -> bool:
        """Whether there is something to reveal."""
        return not self.revealed and self.shown is not None and MASK in self.shown.lines

    @cached_property
    def parts(self) -> list[tuple[Part, Shown]]:
        """Of a multirequest: each call with its own answer, laid out."""
        kind = self.answer.header("Content-Type") or ""
        return [
            (part, show(part.answer.body, kind, mask=self._mask, raw=self.raw))
            for part in parts_of(self.call, self.answer)
        ]
