"""What variables come to at a place: the scope of a form or a step."""

from app.call.variables.scope import Scope, Variable
from app.desk.desk import Desk
from app.desk.place import Place
from app.desk.saved.variables import EVERYWHERE
from app.errors import NotFound
from app.sandbox.account import DEMO

# What the workflows of the console ask for: in the sandbox nobody has to look it up.
_OF_DEMO = tuple(
    Variable(name, value, "the sandbox's demo account", True)
    for name, value in {
        "secret": DEMO.admin_secret,
        "userSecret": DEMO.user_secret,
        "password": DEMO.password,
        "appToken": DEMO.app_token,
    }.items()
)
_DEEPEST = 20  # collections within one another that are looked through


def scope_at(desk: Desk, place: Place, collection: str = "") -> Scope:
    """The variables of a place: of the collection (an id) and those around it, of the account whose
    KS is used there, of the region, those known everywhere, and in the sandbox its own."""
    known = desk.parts.variables.all(desk.workspace)
    demo = _OF_DEMO if place.region.sandbox else ()
    if not known:
        return Scope([demo])
    asks = any(one.place.startswith("collection:") for one in known)
    names = _places(desk, place, collection if asks else "")
    layers = [
        [
            Variable(one.name, one.value, whence, one.secret, made=not one.literal)
            for one in known
            if one.place == where
        ]
        for where, whence in names.items()
    ]
    return Scope([*layers, demo])


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
