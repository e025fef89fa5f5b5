"""What asks before something is changed, and nothing else decides that.

A guarded region asks, and an account that is marked as production.
"""

from collections.abc import Iterator

from app.call.model import Call
from app.call.multirequest import calls_of
from app.desk.place import Place
from app.errors import NeedsConsent
from app.schema.reading import changes_things
from app.schema.registry import Registry
from app.sessions import ks as ks_format


def may_change(registry: Registry, call: Call) -> bool:
    """Whether the call, or one within a multirequest, may change something; an unknown one may."""
    return any(
        registry.action(one.service, one.action) is None or changes_things(one.service, one.action)
        for one in calls_of(call)
    )


def check(call: Call, place: Place) -> None:
    """Raises NeedsConsent where the call may change something in a place that asks first."""
    if may_change(place.registry, call) and (asks := guarded(call, place)):
        raise NeedsConsent(_name(call), asks)


def guarded(call: Call, place: Place) -> str:
    """What asks before the call may change anything there, with the reason; "" if nothing does.

    An account asks for the partner that the call names, and for that of each KS it is sent with.
    """
    if place.region.guard:
        return f"{place.region.name}, which is guarded"
    production = {one.partner_id: one.name for one in place.accounts if one.production}
    if not production:
        return ""
    partner = next((one for one in _partners(call, place) if one in production), None)
    return "" if partner is None else f"{production[partner]}, which is marked as production"


def may_ask(place: Place) -> bool:
    """Whether some call to the region would be asked about."""
    return place.region.guard or any(account.production for account in place.accounts)


def _partners(call: Call, place: Place) -> Iterator[int]:
    # The same KS is used by most calls of a multirequest.
    named = dict.fromkeys(
        one.partner_id or dict(one.parameters).get("partnerId") for one in (call, *calls_of(call))
    )
    for partner in named:
        if isinstance(partner, str) and partner.strip().lstrip("-").isdecimal():
            yield int(partner)
    for ks in dict.fromkeys(one.ks for one in (call, *calls_of(call)) if one.ks):
        kept = place.find(ks)
        if kept and kept.session.partner_id is not None:
            yield kept.session.partner_id
            continue
        try:
            yield ks_format.read(ks).partner_id
        except ks_format.KsUnreadable:
            # Its partner is the server's affair: a reference of a multirequest is no KS, too.
            continue


def _name(call: Call) -> str:
    calls = calls_of(call)
    return f"{call.service} ({len(calls)})" if calls != [call] else f"{call.service}.{call.action}"
