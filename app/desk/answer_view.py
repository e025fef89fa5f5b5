"""An exchange as the page shows it: what the status was, what came back, secrets masked."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from app.call import wire
from app.call.kinds import FileKind, kind_of
from app.call.model import Answer, Call
from app.call.multirequest import Part, parts_of
from app.call.outcome import Outcome
from app.call.secrets.masking import MASK, Masker, masked_pairs
from app.desk.exchange import Exchange
from app.desk.records import Opened
from app.regions import Region
from app.schema.registry import Registry
from app.sessions.kept import KeptSession
from app.viewers import Shown, language_of, show
from app.viewers.file_name import file_name

HEADLINES = {
    "ok": "OK",
    "api_error": "API error",
    "http_error": "HTTP error",
    "redirect": "Redirect",
    "failed": "Failed",
    "cancelled": "Cancelled",
    "unreadable": "Not readable",
    "interrupted": "Interrupted",
    "under_way": "Under way",
}


@dataclass(frozen=True)
class AnswerView:
    """`id` names the recorded call, whose answer may hold the beginning of the body alone.

    `region` is None where the operator's list has it no more. `masked` is whether anything of the
    whole body is masked, None where that is not known yet. `unkept` is a sentence where
    history does not have the call yet, `kept` the id of the KS that the call gave and the jar has,
    "" where there is none.
    """

    id: str
    call: Call
    answer: Answer
    outcome: Outcome
    registry: Registry
    region: Region | None = None
    masker: Masker = field(kw_only=True, repr=False)
    sent_at: float | None = None
    revealed: bool = False
    raw: bool = False
    parts: tuple[Part, ...] = ()
    masked: bool | None = None
    unkept: str = ""
    kept: str = ""

    @classmethod
    def of_exchange(cls, exchange: Exchange, *, masked: bool | None = None) -> "AnswerView":
        gave = exchange.kept
        return cls(
            exchange.record_id,
            exchange.call,
            exchange.answer,
            exchange.outcome,
            exchange.place.registry,
            exchange.place.region,
            masker=exchange.masker,
            sent_at=exchange.sent_at,
            parts=exchange.parts,
            masked=masked,
            unkept=exchange.unkept,
            kept=gave.id if gave and gave.made_by == exchange.record_id else "",
        )

    @classmethod
    def of_record(
        cls,
        opened: Opened,
        *,
        revealed: bool = False,
        raw: bool = False,
        stored: Iterable[KeptSession] = (),
    ) -> "AnswerView":
        """The KS that it gave is looked for among those `stored`."""
        record = opened.record
        gave = (one.id for one in stored if one.made_by == record.row.id)
        return cls(
            record.row.id,
            record.call,
            record.answer,
            record.outcome,
            opened.registry,
            opened.region,
            masker=Masker.for_exchange(record.call, record.answer),
            sent_at=record.row.sent_at,
            revealed=revealed,
            raw=raw,
            parts=tuple(parts_of(record.call, record.answer)),
            kept=next(gave, ""),
        )

    def mask(self, text: str) -> str:
        """A text of this exchange without its secrets, unless they are to be revealed."""
        return text if self.revealed else self.masker.text(text)

    @property
    def headline(self) -> str:
        return HEADLINES[self.outcome.kind]

    @property
    def message(self) -> str:
        return self.mask(self.outcome.message)

    @property
    def code(self) -> str:
        return self.mask(self.outcome.code)

    @property
    def arguments(self) -> list[tuple[str, str]]:
        return [(self.mask(name), self.mask(value)) for name, value in self.outcome.args]

    @cached_property
    def headers(self) -> list[tuple[str, str]]:
        hide = (lambda _, value: value) if self.revealed else self.masker.header
        return [(self.mask(name), hide(name, value)) for name, value in self.answer.headers]

    def header(self, name: str) -> str:
        """The first header of that name, "" where there is none."""
        return next((v for k, v in self.headers if k.lower() == name.lower()), "")

    @cached_property
    def pairs(self) -> list[tuple[str, str]]:
        """What was sent; a secret is masked wherever else it was typed, too."""
        return [(name, self.masker.text(value)) for name, value in masked_pairs(self.call)]

    @property
    def url(self) -> str:
        """Where it was sent; the path alone where the region is not on the list any more."""
        return (self.region.url if self.region else "") + wire.address(self.call)

    @property
    def size(self) -> int:
        """Decoded bytes that came, kept or not."""
        return self.answer.size

    @property
    def cut(self) -> bool:
        return self.size > len(self.answer.body)

    @cached_property
    def language(self) -> str:
        """`json`, `xml`, `text` or `binary`, by what the body is."""
        return language_of(self.answer.utf8, self.answer.media_type)

    @cached_property
    def kind(self) -> FileKind | None:
        """What file the body is by its first bytes; None where they do not say."""
        return kind_of(self.answer.body)

    @property
    def file_name(self) -> str:
        """What the body is saved as."""
        return file_name(self.call, self.answer, self.language)

    @property
    def result_class(self) -> str:
        """The class that the action answers with; "" where it is none, or not known."""
        action = self.registry.action(self.call.service, self.call.action)
        return action.result.type if action else ""

    @cached_property
    def shown(self) -> Shown | None:
        """The body laid out, for a page without scripts; None where there is none."""
        if not self.answer.body:
            return None
        return show(self.answer.utf8, self.answer.media_type, mask=self.mask, raw=self.raw)

    @cached_property
    def text(self) -> str:
        """The body as text, masked unless it is to be revealed."""
        return self.mask(self.answer.utf8.decode("utf-8", "replace"))

    @property
    def has_masked(self) -> bool:
        """Whether there is something to reveal in what is kept of the body."""
        if self.revealed or self.language == "binary" or self.masked is False:
            return False
        return (self.masked is True and not self.cut) or MASK in self.text
