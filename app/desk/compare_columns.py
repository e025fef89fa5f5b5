"""Recorded calls side by side: what each was answered and sent, for a comparison."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from app.call import wire
from app.call.secrets.masking import Masker
from app.compare.nodes import secrets_in
from app.compare.rows import Line, line_of_texts
from app.compare.tree import Body, read
from app.desk.answer_view import AnswerView
from app.desk.desk import Desk
from app.history.records import Record

_MOST_SECRETS = 200  # each text is searched for all of them


@dataclass(frozen=True)
class Column:
    """One of the calls compared, numbered from 1; the first is the base."""

    number: int
    record: Record
    view: AnswerView
    limit: int  # bytes of a body that is taken apart

    @cached_property
    def body(self) -> Body | None:
        """None where there is nothing to compare, as the call failed."""
        answer, outcome = self.record.answer, self.record.outcome
        if answer.failure or (not answer.body and outcome.kind != "ok"):
            return None
        return read(answer.utf8, answer.media_type, self.limit)

    @cached_property
    def _decoded_secrets(self) -> Masker:
        """Those that stand in the body, as they read once its escapes are undone."""
        return Masker(islice(secrets_in(self.body.tree), _MOST_SECRETS) if self.body else ())

    def mask(self, text: str) -> str:
        return self.view.mask(self._decoded_secrets.text(text))

    @property
    def sent(self) -> list[tuple[str, str, str]]:
        """What was sent: name, value, and the value masked; of files, their facts."""
        shown = self.view.pairs
        sent = [
            (name, value, masked)
            for (name, value), (_, masked) in zip(wire.pairs(self.record.call), shown, strict=True)
        ]
        for name, file in wire.files(self.record.call):
            facts = f"{file.name}, {file.size:,} bytes"
            sent.append((name, facts, self.mask(facts)))
        return sent


def columns_of(desk: Desk, call_ids: Sequence[str], limit: int) -> list[Column]:
    """The calls of these ids, `limit` bytes of each body taken apart.

    Raises NotFound, and SealBroken.
    """
    opened = [desk.record(call_id) for call_id in call_ids]
    return [
        Column(number, one.record, AnswerView.of_record(one), limit)
        for number, one in enumerate(opened, 1)
    ]


def differently_sent(columns: Sequence[Column]) -> list[Line]:
    """What was not sent in the same way by all of the calls."""
    sent = [{name: (raw, shown) for name, raw, shown in column.sent} for column in columns]
    lines = []
    for name in dict.fromkeys(name for one in sent for name in one):
        raw, shown = zip(*(one.get(name, (None, None)) for one in sent), strict=True)
        if len(set(raw)) > 1:
            lines.append(line_of_texts(name, raw, shown))
    return lines
