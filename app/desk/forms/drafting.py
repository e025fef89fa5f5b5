"""From a posted form to a stored draft, and back to a form whose secrets are masked."""

from collections.abc import Callable
from dataclasses import replace

from app.call.form.call_form import PREFIX
from app.call.form.draft import Draft
from app.call.form.of_call import draft_of
from app.call.form.request_level import ATTRIBUTES
from app.call.form.tree import CALL_ID, CLASS, KEY
from app.call.secrets.masking import MASK, Masker, mask_ks
from app.desk.desk import Desk
from app.desk.drafts import StoredDraft
from app.desk.forms import forming
from app.desk.forms.forming import FilledForm
from app.desk.forms.posted import Posted
from app.desk.place import Place

# What the form has beside its fields that another page of it makes anew.
_OF_THE_PAGE = frozenset({"csrf_token", "draft", "recorded", "ticket", "op", "confirmed", "anyway"})


def store(
    desk: Desk,
    place: Place,
    what: Posted,
    pairs: tuple[tuple[str, str], ...],
    *,
    draft_id: str,
    version: int,
    answer: str,
) -> None:
    """Keep a form as it was posted; see `StoredDraft`. Raises BadInput and NotFound."""
    # All that is typed, ticked or not: what is not sent now is not lost either.
    typed = replace(what.draft, ticks=False, sent=set(), null=set())
    filled = forming.changed(desk, place, replace(what, draft=typed))
    call, _ = filled.form.read(place.region.id, as_typed=True)
    call = filled.form.by_id(call)
    if place.find(call.ks):
        # It is the jar's to keep, and to forget.
        call = replace(call, ks=None)
    kept = tuple((name, value) for name, value in pairs if name not in _OF_THE_PAGE)
    draft = StoredDraft(draft_id, version, kept, call, answer)
    desk.parts.drafts.save(desk.workspace, draft)


def reopened(
    desk: Desk, stored: StoredDraft, posted_as: Callable[[list[tuple[str, str]]], Posted]
) -> FilledForm:
    """The form of a draft; `posted_as` makes the value of its pairs. Raises NotFound."""
    what = posted_as(_masked(stored))
    place = desk.place(what.region).using(what.kept)
    return replace(
        forming.changed(desk, place, replace(what, stored=stored.id)),
        stored=stored,
    )


def _masked(stored: StoredDraft) -> list[tuple[str, str]]:
    hidden, clear = draft_of(stored.call), draft_of(stored.call, hide=False)
    masker = Masker.for_call(stored.call)
    ids = {name.removesuffix(CALL_ID): value for name, value in stored.pairs if _is_id(name)}

    def shown(name: str, value: str) -> str:
        # The draft's call has its calls by their ids.
        place = ":".join(name.split(":", 2)[:2]) + ":"
        by_id = f"{PREFIX}{ids[place]}:{name.removeprefix(place)}" if place in ids else name
        return _shown(by_id, value, hidden, clear, masker)

    return [(name, shown(name, value)) for name, value in stored.pairs]


def _is_id(name: str) -> bool:
    return name.startswith(PREFIX) and name.endswith(f":{CALL_ID}") and name.count(":") == 2


def _shown(name: str, value: str, hidden: Draft, clear: Draft, masker: Masker) -> str:
    of_a_field = name.startswith(PREFIX) or name.partition(":")[0] in ATTRIBUTES
    if MASK in value or not of_a_field or name.endswith((f":{CLASS}", f":{KEY}")):
        return value
    if name not in clear.values:
        # An object as JSON: the masks in it stand for what is masked one by one.
        return masker.text(value)
    if hidden.values[name] != clear.values[name]:
        return str(hidden.values[name]) if value == clear.values[name] else mask_ks(value)
    return mask_ks(value) if masker.text(value) != value else value
