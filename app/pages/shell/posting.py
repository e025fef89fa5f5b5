"""What a request to the console's routes says, as plain values."""

from flask import request
from werkzeug.datastructures import MultiDict

from app.call.form.call_form import PREFIX
from app.call.form.draft import Draft
from app.call.form.open_values import fill
from app.call.form.request_level import ATTRIBUTES
from app.desk.forms.posted import Posted

_FILLS = "fill:"  # a value for the placeholder of that name
_OF_THE_FORM = frozenset({"service", "action", *ATTRIBUTES})


def posted(form: MultiDict[str, str] | None = None) -> Posted:
    """The form of this request, or one that was posted before; see `Posted`."""
    form = request.form if form is None else form
    own_page = "shownRegion" in form
    one = form.to_dict()
    operation, _, place = one.get("op", "").partition("|")
    return Posted(
        _posted_draft(form, own_page),
        one.get("region", ""),
        own_page=own_page,
        shown_region=one.get("shownRegion", ""),
        shown=tuple(form.getlist("shown")),
        kept=one.get("kept", ""),
        recorded=one.get("recorded", ""),
        stored=one.get("draft", ""),
        saved=one.get("saved", ""),
        saved_at=one.get("savedAt", ""),
        account=one.get("account", ""),
        confirmed=one.get("confirmed") == "1",
        anyway=one.get("anyway") == "1",
        aside=one.get("aside") == "1",
        ticket=one.get("ticket", "")[:64],
        demo=one.get("demo") == "1",
        fill_from=one.get("fillFrom", "") if one.get("fill") == "account" else "",
        operation=operation,
        place=place,
    )


def filled_in(form: MultiDict[str, str]) -> dict[str, str]:
    """The values that are given for placeholders, by their names."""
    return {
        name.removeprefix(_FILLS): text
        for name, text in form.items()
        if name.startswith(_FILLS) and text
    }


def kept_as_variables(form: MultiDict[str, str]) -> bool:
    """Whether those values become variables, so that the placeholders stay where they are."""
    return form.get("keepFilled") == "1" and form.get("op", "") == "fill|"


def linked_draft() -> Draft:
    """What the address of this request fills in."""
    return _draft(MultiDict(request.args))


def _posted_draft(form: MultiDict[str, str], own_page: bool) -> Draft:
    draft = _draft(form)
    if own_page:
        # A browser sends the line breaks of a text area as CRLF, whatever was typed.
        for name in draft.values:
            lines = [str(value).replace("\r\n", "\n") for value in draft.values.getlist(name)]
            draft.values.setlist(name, lines)
    for name, upload in request.files.items(multi=True):
        draft.values.add(name, upload)
    if not kept_as_variables(form):
        fill(draft, filled_in(form))
    draft.ticks = form.get("marks") == "1"
    draft.sent |= set(form.getlist("sent"))
    draft.null |= set(form.getlist("null"))
    return draft


def _draft(values: MultiDict[str, str]) -> Draft:
    draft = Draft()
    for name, value in values.items(multi=True):
        if not name.startswith(PREFIX) and name.partition(":")[0] not in _OF_THE_FORM:
            continue
        if name.endswith("__null"):
            # How the wire spells an explicit null, in a link or from a script.
            draft.null.add(name.removesuffix("__null"))
        else:
            draft.values.add(name, value)
    return draft
