"""POST /history/<id>/page: a further page of a recorded list call, answered as /send does.

The browser says what it saw on the page before; where that was the last one the answer is
204. Otherwise the header PLACE_HEADER says which page was asked for, to be posted back with
what came on it.
"""

from urllib.parse import urlencode

from flask import Blueprint, make_response, request
from flask.typing import ResponseReturnValue

from app.call.paging import LARGEST_PAGE, Listing, PagePlace, Seen
from app.desk.consent import may_change
from app.errors import BadInput, Refused
from app.pages.answer.passing import pass_on
from app.pages.history.page import to_record
from app.pages.shell.context import own_desk

blueprint = Blueprint("paging", __name__, url_prefix="/history")
PLACE_HEADER = "X-TestMe-Place"


@blueprint.post("/<call_id>/page")
def page(call_id: str) -> ResponseReturnValue:
    """Form fields: `start=1` for the first page of all, or `place.*`, the page before.

    Without either the page before is the recorded call's own. `rows`, `total`, `earliest`,
    `latest` and `last` say what came on it, as in `Seen`; `ticket` is for /send/cancel.
    """
    desk = own_desk()
    call = desk.record(call_id).call
    place = desk.place(call.region)
    listing = Listing(place.registry, call)
    if may_change(place.registry, call):
        raise Refused(
            f"{call.service}.{call.action} may change something, so that it is not "
            "sent page after page: send it from the form."
        )
    wanted = _wanted(listing)
    if wanted is None:
        return "", 204
    ticket = request.form.get("ticket", "")[:64]
    response = make_response(pass_on(desk, listing.call(wanted), place, to_record, ticket=ticket))
    response.headers[PLACE_HEADER] = _spelled(wanted)
    return response


def _wanted(listing: Listing) -> PagePlace | None:
    total = _number("total")
    if request.form.get("start") == "1":
        return listing.start(total)
    index, size = _number("place.index"), _number("place.size")
    before = listing.place()
    if index is not None and size is not None:
        windows = request.form.get("place.windows") == "1"
        size = min(max(size, 1), LARGEST_PAGE)
        before = PagePlace(max(index, 1), size, windows, _number("place.edge"))
    rows = _number("rows") or 0
    seen = Seen(rows, total, _number("earliest"), _number("latest"), _number("last"))
    return listing.after(before, seen)


def _spelled(place: PagePlace) -> str:
    """The place as the browser posts it back."""
    fields = {"place.index": str(place.index), "place.size": str(place.size)}
    if place.windows:
        fields["place.windows"] = "1"
    if place.edge is not None:
        fields["place.edge"] = str(place.edge)
    return urlencode(fields)


def _number(name: str) -> int | None:
    text = request.form.get(name, "")
    if not text:
        return None
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 16):
        raise BadInput(f"{name} takes a whole number.", field=name)
    return int(text)
