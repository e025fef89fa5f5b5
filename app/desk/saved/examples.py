"""Answers that are kept with a saved request as examples: masked for good, and cut where long."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.desk.answer_view import HEADLINES, AnswerView
from app.desk.desk import Desk
from app.desk.saved.items import Item
from app.errors import BadInput

LONGEST = 256_000  # bytes of an example's body


@dataclass(frozen=True, slots=True)
class Example:
    """`body` is what the answer was, masked; `size` (bytes) the whole answer's; `sent_at` unix
    seconds. `language`, `service`, `action`, `format` and `class_name` are what viewers go by."""

    item: Item
    body: str = field(repr=False)
    size: int = 0
    status: int | None = None
    sent_at: float | None = None
    language: str = "text"
    service: str = ""
    action: str = ""
    format: str = ""
    region: str = ""
    class_name: str = ""

    @property
    def cut(self) -> bool:
        return self.size > len(self.body.encode())


def keep(desk: Desk, request_id: str, call_id: str, name: str = "") -> Item:
    """Keep the answer of a recorded call with a saved request; "" names it by its outcome.

    Raises NotFound, and BadInput for what is no text.
    """
    view = AnswerView.of_record(desk.record(call_id))
    if view.language == "binary":
        raise BadInput("This answer is a file: what can be kept as an example is text.")
    told = view.code if view.outcome.kind == "api_error" else HEADLINES[view.outcome.kind]
    # Masked as a whole first: a secret that is cut in two would be known no more.
    body = view.text.encode("utf-8", "replace")[:LONGEST].decode("utf-8", "ignore")
    content = {
        "body": body,
        "size": max(view.size, len(body.encode())),
        "status": view.answer.status,
        "sent_at": view.sent_at,
        "language": view.language,
        "service": view.call.service,
        "action": view.call.action,
        "format": view.call.format,
        "region": view.call.region,
        "class_name": view.result_class,
    }
    return desk.parts.saved.add(
        desk.workspace, "example", name.strip() or told, content, parent=request_id, title=told
    )


def of_request(desk: Desk, request_id: str) -> Sequence[Item]:
    """In the order in which they were kept."""
    return desk.parts.saved.examples(desk.workspace, request_id)


def opened(desk: Desk, example_id: str) -> Example:
    """Raises NotFound."""
    saved = desk.parts.saved.get(desk.workspace, example_id, "example")
    return Example(saved.item, **saved.content)
