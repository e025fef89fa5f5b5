"""A form opened again: of a draft, of a saved request, or of a recorded call with its answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from app.call.form.draft import Draft
from app.desk.advising.verdict import Verdict, verdicts_of
from app.desk.answer_view import AnswerView
from app.desk.desk import Desk
from app.desk.forms import drafting, forming
from app.desk.forms.forming import FilledForm
from app.desk.forms.posted import Posted
from app.desk.place import Place
from app.desk.records import Opened
from app.desk.saved import requests
from app.errors import NotFound


@dataclass(frozen=True, slots=True)
class OpenedForm:
    """`verdicts` are by the number of the call, of the `answer` beside the form; `notes` are what
    the schema lacks of it."""

    filled: FilledForm
    answer: AnswerView | None = None
    verdicts: Mapping[int, Verdict] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def of_draft(
    desk: Desk, draft_id: str, posted_as: Callable[[list[tuple[str, str]]], Posted]
) -> OpenedForm | None:
    """With the answer that it had; None where there is no such draft, or its region is gone.

    `posted_as` makes the value of what was posted, as pairs.
    """
    stored = desk.parts.drafts.find(desk.workspace, draft_id)
    if stored is None or stored.call.region not in desk.parts.regions:
        return None
    filled = drafting.reopened(desk, stored, posted_as)
    opened = desk.still(stored.answer) if stored.answer else None
    return _answered(desk, filled, opened) if opened else OpenedForm(filled)


def of_saved(desk: Desk, saved_id: str, wanted: str, usual: str, kept: str) -> OpenedForm:
    """In the region `wanted`, else in its own as long as there is one, else in the `usual` one.

    `kept` is the id of the KS to use. Raises NotFound.
    """
    saved = requests.opened(desk, saved_id)
    own = saved.call.region if saved.call.region in desk.parts.regions else usual
    place = desk.place(wanted or own).using(kept)
    gone = tuple(requests.missing(place.registry, saved.call))
    try:
        filled = forming.of_saved(desk, place, saved)
    except NotFound:
        filled = forming.opened(desk, place, Draft(), "", "")
    return OpenedForm(filled, notes=gone)


def of_call(desk: Desk, call_id: str, wanted: str, kept: str) -> OpenedForm:
    """In the region `wanted`, else in its own. Raises NotFound."""
    opened = desk.record(call_id)
    place = desk.place(wanted or opened.call.region).using(kept)
    return _answered(desk, forming.of_record(desk, place, opened.record), opened)


def _answered(desk: Desk, filled: FilledForm, opened: Opened) -> OpenedForm:
    """With the answer of a recorded call, which may have been sent elsewhere than to the form's."""
    view = AnswerView.of_record(opened, stored=filled.place.kept)
    sent_at: Place | None = filled.place if opened.region == filled.region else None
    if opened.region and sent_at is None:
        sent_at = desk.place(opened.region.id)
    return OpenedForm(filled, view, verdicts_of(desk, sent_at, view))
