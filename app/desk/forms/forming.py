"""From what was posted, linked, pasted or recorded to the form it fills in, at a place."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from app.call.form import edits
from app.call.form.call_form import PREFIX
from app.call.form.draft import Draft
from app.call.form.json_value import JsonProblem
from app.call.form.named_calls import (
    FIRST_SERVICE,
    action_named,
    calls_in,
    first_action,
    first_service,
    service_named,
)
from app.call.form.of_call import draft_of
from app.call.form.request_form import RequestForm
from app.call.form.typed import Typed
from app.call.multirequest import NAME as MULTIREQUEST
from app.call.variables.scope import Variable
from app.desk.desk import Desk
from app.desk.drafts import StoredDraft
from app.desk.forms import filling
from app.desk.forms.posted import Posted
from app.desk.place import Place
from app.desk.running.known import known_at
from app.desk.saved.requests import SavedRequest, still_saved
from app.history.records import Record
from app.regions import Region
from app.schema.model import Action, Service
from app.schema.registry import Registry
from app.sessions.kept import KeptSession
from app.sessions.kept_words import what_became


@dataclass(frozen=True, slots=True)
class FilledForm:
    """A form at a place. `record` is the call that filled it in, `stored` the draft that did,
    `saved` the saved request that it is, and `account` the id of the account whose secret a mask
    stands for, "" if none."""

    place: Place
    form: RequestForm
    record: Record | None = None
    account: str = ""
    stored: StoredDraft | None = None
    saved: SavedRequest | None = None

    @property
    def region(self) -> Region:
        return self.place.region

    @property
    def registry(self) -> Registry:
        return self.place.registry

    @property
    def kept(self) -> KeptSession | None:
        return self.place.chosen

    @property
    def takes_demo(self) -> bool:
        """Whether the demo has something to fill in: one call can become another for it."""
        calls = [(one.service, one.action) for one in self.form.calls]
        return not self.form.multirequest or filling.named_in(calls, filling.DEMO_VALUES)

    @property
    def title(self) -> str:
        """By what people know it: its name, or what it calls."""
        return self.saved.title if self.saved else self.called

    @property
    def called(self) -> str:
        calls = self.form.calls
        return f"{MULTIREQUEST} ({len(calls)})" if self.form.multirequest else calls[0].title

    def with_kept(self, place: Place) -> "FilledForm":
        """The same form with a KS that has just been kept, filled in."""
        if place.chosen:
            self.form.fill_ks(place.chosen.masked)
        return replace(self, place=place)


def opened(
    desk: Desk, place: Place, draft: Draft, service_name: str, action_name: str
) -> FilledForm:
    """The form that a link opens, filled in by it. Raises NotFound for what the schema lacks."""
    _fill_kept(draft, place)
    registry = place.registry
    if service_name == MULTIREQUEST:
        draft.values["service"] = MULTIREQUEST
        draft.values.setdefault(f"{PREFIX}1:service", FIRST_SERVICE)
        calls = calls_in(registry, draft, strict=False)
        return _filled(desk, place, calls, draft, fresh=True, opens=True)
    service = service_named(registry, service_name) if service_name else first_service(registry)
    action = (
        action_named(registry, service, action_name)
        if action_name
        else first_action(registry, service)
    )
    return _filled(desk, place, [(service, action)], draft, fresh=True, opens=True)


def of_record(desk: Desk, place: Place, record: Record) -> FilledForm:
    """The form that a recorded call fills in, in its own region or another one."""
    draft = draft_of(record.call)
    return _filled(desk, place, calls_in(place.registry, draft, strict=True), draft, record=record)


def of_saved(desk: Desk, place: Place, saved: SavedRequest) -> FilledForm:
    """The form that a saved request fills in, with the region's kept KS where it has none of its
    own. Raises NotFound where the schema has its action no more."""
    draft = draft_of(saved.call)
    _fill_kept(draft, place)
    if saved.call.ks is None and place.chosen:
        draft.sent.add("ks")
    calls = calls_in(place.registry, draft, strict=True)
    return _filled(desk, place, calls, draft, saved=saved)


def of_draft(desk: Desk, place: Place, draft: Draft, account: str = "") -> FilledForm:
    """The form that a draft fills in, with the region's kept KS where it has none.

    `account` is the id of the account whose secret a mask stands for.
    """
    if place.chosen and "ks" not in draft.values:
        draft.put("ks", place.chosen.masked)
    calls = calls_in(place.registry, draft, strict=True)
    return _filled(desk, place, calls, draft, account=account)


def posted(desk: Desk, place: Place, what: Posted) -> FilledForm:
    """The form as it was posted, to be sent. Raises NotFound as `opened` does."""
    calls = calls_in(place.registry, what.draft, strict=True)
    record, stored, saved = _behind(desk, what)
    return _filled(
        *(desk, place, calls, what.draft),
        record=record,
        stored=stored,
        saved=saved,
        account=what.account,
        variables=what.variables,
    )


def changed(desk: Desk, place: Place, what: Posted) -> FilledForm:
    """The form after something but a value was changed: what still fits is kept.

    That is another region, service or action, the demo, an account, or the form's structure.
    """
    draft, account = what.draft, what.account
    if what.own_page and what.shown_region != place.region.id:
        _change_region(draft, place)
    if what.demo:
        filling.fill_in(place.registry, draft, filling.DEMO_VALUES)
        account = ""
    if what.fill_from:
        chosen = desk.parts.accounts.get(desk.workspace, what.fill_from)
        filling.fill_in(place.registry, draft, filling.values_of(chosen, draft))
        account = chosen.id
    if what.operation == "example":
        filling.fill_in_example(place.registry, draft)
    record, stored, saved = _behind(desk, what)

    def formed() -> FilledForm:
        calls = calls_in(place.registry, draft, strict=False)
        return _filled(
            *(desk, place, calls, draft),
            opens=True,
            record=record,
            stored=stored,
            saved=saved,
            account=account,
        )

    page = formed()
    if not what.operation:
        return page
    try:
        edits.any_edit(page.form, draft, what.operation, what.place)
    except JsonProblem:
        page.form.read(place.region.id, as_typed=True)  # puts the sentence beside the text
        return page
    return formed()


def _filled(
    desk: Desk,
    place: Place,
    calls: Sequence[tuple[Service, Action]],
    draft: Draft,
    *,
    fresh: bool = False,
    opens: bool = False,
    record: Record | None = None,
    stored: StoredDraft | None = None,
    saved: SavedRequest | None = None,
    account: str = "",
    variables: Iterable[Variable] = (),
) -> FilledForm:
    """`fresh` is a form nobody has posted; `opens` opens its mandatory objects."""
    kept = place.chosen
    dead = bool(kept and kept.expired(time.time()))
    # Without ticks nobody can say that it is to be sent all the same.
    unasked = dead and (opens or not draft.ticks)
    known = next((one.call for one in (stored, record, saved) if one), None)
    # Only a form that names one asks for their values: others cost no transaction.
    named = any("{{" in one for one in draft.values.values() if isinstance(one, str))
    scope = known_at(desk, place, saved.address if saved else "").scope if named else None
    typed = Typed(
        draft,
        fresh=fresh,
        opens=opens,
        recorded=filling.behind_masks(desk, place, known, draft, account),
        kept_ks=kept.ks if kept else "",
        kept_mask=kept.masked if kept else "",
        ks_over=what_became(kept) if kept and dead else "",
        leaves_out_dead_ks=unasked,
        scope=scope.with_layer(variables) if scope else None,
    )
    multirequest = draft.values.get("service") == MULTIREQUEST
    form = RequestForm(place.registry, calls, typed, multirequest=multirequest)
    return FilledForm(place, form, record, account, stored, saved)


def _behind(
    desk: Desk, what: Posted
) -> tuple[Record | None, StoredDraft | None, SavedRequest | None]:
    """What the masks stand for: a draft has taken over whatever a recorded call or a saved request
    had."""
    stored = desk.parts.drafts.find(desk.workspace, what.stored) if what.stored else None
    saved = still_saved(desk, what.saved, what.saved_at) if what.saved else None
    if stored or not what.recorded:
        return None, stored, saved
    return desk.parts.history.get(desk.workspace, what.recorded), None, saved


def _fill_kept(draft: Draft, place: Place) -> None:
    if place.chosen and "ks" not in draft.values:
        draft.values["ks"] = place.chosen.masked


def _change_region(draft: Draft, place: Place) -> None:
    edits.leave_region(draft)
    if place.chosen:
        draft.values["ks"] = place.chosen.masked
        draft.sent.add("ks")
