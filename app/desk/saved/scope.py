"""What variables come to at a place: the scope of a form or a step."""

from app.call.variables.scope import Scope, Variable
from app.desk.desk import Desk
from app.desk.place import Place
from app.desk.saved.variables import EVERYWHERE
from app.errors import NotFound

_DEEPEST = 20  # collections within one another that are looked through


def scope_at(desk: Desk, place: Place, collection: str = "") -> Scope:
    """The variables of a place: of the collection (an id) and those around it, of the account whose
    KS is used there, of the region, and those known everywhere."""
    known = desk.parts.variables.all(desk.workspace)
    if not known:
        return Scope()
    asks = any(one.place.startswith("collection:") for one in known)
    names = _places(desk, place, collection if asks else "")
    return Scope(
        [Variable(one.name, one.value, whence, one.secret) for one in known if one.place == where]
        for where, whence in names.items()
    )


def _places(desk: Desk, place: Place, collection: str) -> dict[str, str]:
    """Where names are looked up, in that order, with what people are told of it."""
    found: dict[str, str] = {}
    while collection and len(found) < _DEEPEST:
        try:
            item = desk.parts.saved.get(desk.workspace, collection, "collection").item
        except NotFound:
            break
        found[f"collection:{item.id}"] = f"the collection {item.name}"
        collection = item.parent
    partner = place.chosen.session.partner_id if place.chosen else None
    for account in place.accounts:
        if partner is not None and account.partner_id == partner:
            found[f"account:{account.id}"] = f"the account {account.name}"
    found[f"region:{place.region.id}"] = f"the region {place.region.name}"
    found[EVERYWHERE] = "everywhere"
    return found
