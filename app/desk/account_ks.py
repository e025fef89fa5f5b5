"""The KS that calls for an account are sent with: one that is kept, or another session."""

import time

from app.desk.desk import Desk
from app.desk.place import Place
from app.desk.ways.profiles import Profile, profiles
from app.desk.ways.start import StartRequest, start
from app.errors import BadInput, NotFound, UpstreamFailed
from app.sessions.kept import KeptSession


def account_named(place: Place, name: str) -> Profile:
    """The account of a place with that name (in whatever case), id or partner id; `demo` is that of
    the sandbox. Raises NotFound, and BadInput where several are meant."""
    there = profiles(place.accounts, {place.region.id})
    found = [one for one in there if name.casefold() in {one.name.casefold(), one.partner_id}]
    found = [one for one in there if one.id == name] or found
    if len(found) > 1:
        raise BadInput(f"{name:.80} may be {_listed(found)}: give an id, or another name.")
    if not found:
        known = _listed(there) or "none yet: keep one on the page Sessions"
        raise NotFound(f"{place.region.name} has no account {name!r:.80}; there is {known}.")
    return found[0]


def kept_of(place: Place, account_id: str, partner_id: int) -> KeptSession | None:
    """A kept KS of an account that has not ended: one made from it, then the chosen one, then an
    administrator's, then the newest."""
    now = time.time()
    of_partner = (one for one in place.kept if one.session.partner_id == partner_id)
    return max(
        (one for one in of_partner if not one.expired(now)),
        key=lambda one: (
            *(one.account_id == account_id, one.chosen, one.session.type or 0, one.kept_at),
        ),
        default=None,
    )


def with_ks_of(desk: Desk, place: Place, account: Profile) -> Place:
    """The place with a KS of the account as the one that calls use; where none is kept a session is
    started with the stored secret.

    Raises BadInput where there is no secret, and UpstreamFailed where there is no session of it.
    """
    if kept := kept_of(place, account.id, int(account.partner_id)):
        return place.using(kept.id)
    fills = account.fills("start")
    if "type" not in fills:
        raise BadInput(
            f"No KS of {account.name} is kept that has not ended, and none of its secrets is "
            "stored: start a session, or give a KS."
        )
    asked = StartRequest(
        place.region.id,
        int(account.partner_id),
        int(fills["type"]),
        account=account.id,
        user_id=account.user_id,
    )
    result = start(desk, asked)
    if result.kept is None:
        outcome = next(step.exchange.outcome for step in result.steps if step.exchange)
        said = ": ".join(filter(None, (outcome.code, outcome.message)))
        raise UpstreamFailed(f"No session of {account.name} could be started: {said}")
    return desk.place(place.region.id).using(result.kept.id)


def _listed(found: list[Profile] | tuple[Profile, ...]) -> str:
    return ", ".join(f"{one.name} ({one.id}, partner {one.partner_id})" for one in found)
