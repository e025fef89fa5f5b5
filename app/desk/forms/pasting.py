"""A request from elsewhere, pasted as text: the form that it fills in, and what is to be said."""

from dataclasses import dataclass, replace

from app.call.form.of_call import draft_of
from app.call.model import Call
from app.call.pasted import (
    Choices,
    Pasted,
    check_anything_fits,
    recognise,
    region_for,
    said,
    said_name,
    unknown_host,
    with_its_call,
)
from app.call.pasted.model import Kind
from app.call.wire.unflatten import build_call
from app.desk.desk import Desk
from app.desk.forms import forming
from app.desk.forms.filling import take_account
from app.desk.forms.forming import FilledForm
from app.desk.place import Place
from app.errors import BadInput
from app.regions import Region


@dataclass(frozen=True, slots=True)
class PastedForm:
    """`notes` are sentences about what found no place, or is still to be done."""

    filled: FilledForm
    kind: Kind
    notes: tuple[str, ...]


def pasted(
    desk: Desk,
    text: str,
    shown: Region,
    *,
    entry: int | None = None,
    service: str | None = None,
    action: str | None = None,
    kept: str = "",
) -> PastedForm | Choices:
    """The form of the region that the text names, else of the one that is `shown`; of a text with
    several requests that of the one numbered `entry`, or the Choices.

    `service` and `action` are those of the form that is open, for a text that names none; `kept` is
    the id of the KS that the browser tab uses. Nothing that is said here, by a fault too, shows a
    secret of the text. Raises BadInput and NotFound.
    """
    try:
        recognised = recognise(text)
        if isinstance(recognised, Choices):
            if entry is None:
                return _said(recognised)
            recognised = recognised.take(entry)
        schema = desk.parts.schemas.registry_for(shown.id)
        recognised = with_its_call(recognised, text, schema, service, action)
        region, notes = _region_of(desk, recognised, shown)
        place = desk.place(region.id).using(kept)
        placed = build_call(
            recognised.pairs,
            registry=place.registry,
            region=region.id,
            service=service,
            action=action,
        )
        check_anything_fits(recognised, placed)
        notes += [replace(one, name=said_name(one.name)).sentence for one in placed.unplaced]
        return _filled(desk, place, recognised, placed.whole, notes)
    except BadInput as fault:
        fault.sentence = said(fault.sentence)
        raise


def _filled(
    desk: Desk, place: Place, recognised: Pasted, call: Call, notes: list[str]
) -> PastedForm:
    draft = draft_of(call, hide=False)
    account = take_account(place.accounts, draft) if recognised.account else ""
    if recognised.account and not account:
        notes.append("The text leaves its secret open: choose an account, or fill the secret in.")
    if recognised.kept_ks and place.chosen is None:
        notes.append(
            "The text leaves its KS open, and none is kept in this region: start a session."
        )
    filled = forming.of_draft(desk, place, draft, account)
    return PastedForm(filled, recognised.kind, tuple(map(said, notes)))


def _region_of(desk: Desk, recognised: Pasted, shown: Region) -> tuple[Region, list[str]]:
    notes = list(recognised.notes)
    if recognised.url is None:
        return shown, notes
    found = region_for(recognised.url, desk.parts.regions.values())
    if found is None:
        notes.append(unknown_host(recognised.url))
    return found or shown, notes


def _said(choices: Choices) -> Choices:
    entries = (replace(one, name=said(one.name), about=said(one.about)) for one in choices.entries)
    return replace(choices, entries=tuple(entries))
