"""What asks before something is changed, and who may send what; nothing else decides that.

A guarded region asks, and an account that is marked as production. In a guarded region only an
administrator changes things.
"""

import re
from collections.abc import Iterator

from app.call.model import Call
from app.call.multirequest import calls_of
from app.call.scalars import is_reference
from app.desk.place import Place
from app.errors import NeedsConsent, Refused
from app.people.roles import Role
from app.schema.reading import changes_things
from app.schema.registry import Registry
from app.sessions import ks as ks_format

# Whom a call is for, or for whom it starts a session, by the names that the API has for it.
_PARTNER_PARAMETERS = ("partnerId", "impersonatedPartnerId", "requestedPartnerId", "widgetId")
_KS_PARAMETERS = ("ks", "session")
_LEADING_NUMBER = re.compile(r"\s*_?([+-]?\d{1,18})", re.ASCII)
_REFERRED = re.compile(r"\{(\d{1,4}):", re.ASCII)


def may_change(registry: Registry, call: Call) -> bool:
    """Whether the call, or one within a multirequest, may change something; an unknown one may."""
    return any(
        registry.action(one.service, one.action) is None or changes_things(one.service, one.action)
        for one in calls_of(call)
    )


def check_role(call: Call, place: Place, role: Role) -> None:
    """Raises Refused where somebody of that role may not send the call."""
    needed = Role.CALL
    if may_change(place.registry, call):
        needed = Role.ADMINISTER if place.region.guard else Role.CHANGE
    if role < needed:
        where = f" in {place.region.name}, which is guarded" if needed == Role.ADMINISTER else ""
        raise refusal(role, needed, f"{_name(call)}{where}")


def refusal(role: Role, needed: Role, what: str) -> Refused:
    return Refused(
        f"Your role here is {role.word!r}, and {what} takes {needed.word!r}: ask whoever runs this "
        "console."
    )


def check(call: Call, place: Place, agreed_for: frozenset[int] = frozenset()) -> None:
    """Raises NeedsConsent where the call may change something in a place that asks first, and is
    for other partners than were agreed to."""
    if (why := asks(call, place)) and not within(call, place, agreed_for):
        raise NeedsConsent(_name(call), why)


def within(call: Call, place: Place, agreed_for: frozenset[int]) -> bool:
    """Whether somebody's consent for these partners is one for the call."""
    found = partners(call, place)
    return bool(found) and found <= agreed_for


def partners(call: Call, place: Place) -> frozenset[int | None]:
    """Whom the call is for: the partners that it names, in whatever parameter, and that of each KS
    it is sent with; None is that of a KS which does not tell."""
    calls = calls_of(call)
    named = {one for each in (call, *calls) for one in _named(each)}
    return frozenset(named | {_partner_of(ks, place, calls) for ks in _all_ks(call, calls)})


def asks(call: Call, place: Place) -> str:
    """What asks before the call is sent, with the reason; "" if nothing does."""
    return guarded(call, place) if may_change(place.registry, call) else ""


def guarded(call: Call, place: Place) -> str:
    """What asks before the call may change anything there, with the reason; "" if nothing does.

    An account asks for every partner that the call names, in whatever parameter, and for that of
    each KS it is sent with. Where a KS does not tell its partner, each production account asks.
    """
    if place.region.guard:
        return f"{place.region.name}, which is guarded"
    if place.accounts_lost:
        # One of them may be marked: to ask too often harms nobody.
        return "a place of which an account was sealed with another key (TESTME_SECRET_KEY)"
    production = {one.partner_id: one.name for one in place.accounts if one.production}
    if not production:
        return ""
    found = partners(call, place)
    known = next((one for one in found if one in production), None)
    if known is not None:
        return f"{production[known]}, which is marked as production"
    if None in found:
        name = next(iter(production.values()))
        return f"{name}, which is marked as production (its KS does not tell whose it is)"
    return ""


def may_ask(place: Place) -> bool:
    """Whether some call to the region would be asked about."""
    return (
        place.region.guard
        or place.accounts_lost
        or any(account.production for account in place.accounts)
    )


def _named(call: Call) -> Iterator[int]:
    """The partners that one call names: on the wire its own parameter goes before the request's."""
    parameters = dict(call.parameters)
    for value in (call.partner_id, *map(parameters.get, _PARTNER_PARAMETERS)):
        # As the server reads a number: what begins like one counts that far.
        if isinstance(value, str) and (found := _LEADING_NUMBER.match(value)):
            yield int(found[1])


def _all_ks(call: Call, calls: list[Call]) -> Iterator[str]:
    # The same KS is used by most calls of a multirequest.
    found: dict[str, None] = {}
    for one in (call, *calls):
        parameters = dict(one.parameters)
        for value in (one.ks, *map(parameters.get, _KS_PARAMETERS)):
            if isinstance(value, str) and value.strip():
                found[value] = None
    yield from found


def _partner_of(ks: str, place: Place, calls: list[Call]) -> int | None:
    """None where the KS does not tell; a server may be able to read more than we."""
    if is_reference(ks):
        made_by = _REFERRED.match(ks)
        number = int(made_by[1]) if made_by else 0
        maker = calls[number - 1] if 0 < number <= len(calls) else None
        return next(_named(maker), None) if maker else None
    kept = place.find(ks)
    if kept and kept.session.partner_id is not None:
        return kept.session.partner_id
    try:
        return ks_format.read(ks).partner_id
    except ks_format.KsUnreadable:
        return None


def _name(call: Call) -> str:
    calls = calls_of(call)
    return f"{call.service} ({len(calls)})" if calls != [call] else f"{call.service}.{call.action}"
