"""Where a recorded call can be sent for a comparison, and the call that goes there."""

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

from app.call import wire
from app.call.model import Call, Object, Value
from app.call.multirequest import calls_of
from app.call.scalars import is_reference
from app.call.secrets.masking import MASK, is_secret_parameter, mask_ks
from app.desk.desk import Desk
from app.desk.keeping import BESIDE
from app.desk.place import Place
from app.errors import BadInput
from app.regions import Region
from app.sessions.kept import KeptSession
from app.sessions.kept_words import ks_facts


@dataclass(frozen=True, slots=True)
class Target:
    """A region and the KS to use there; `value` names it in the form, `note` says which KS."""

    value: str
    region: Region
    note: str
    call: Call = field(repr=False)
    ticked: bool = False


def targets(call: Call, places: Iterable[Place]) -> list[Target]:
    """All that can be chosen, the call's own region first."""
    found: list[Target] = []
    for place in sorted(places, key=lambda place: place.region.id != call.region):
        region, own = place.region, place.chosen
        if region.id == call.region:
            found.append(_as_it_was(call, region))
            if own and own.ks != call.ks:
                found.append(_with_kept(call, region, own))
        elif own and has_ks(call):
            found.append(_with_kept(call, region, own))
        else:
            note = "no session is saved for it: without a KS" if has_ks(call) else "without a KS"
            found.append(Target(f"{region.id}|none", region, note, call_to(call, region.id, None)))
    return found


def call_to(call: Call, region_id: str, ks: str | None) -> Call:
    """The call to another region, or with another KS: that of its inner calls, too.

    A KS of one region is worth nothing in another, so that none goes along.
    """
    parameters = call.parameters
    if calls_of(call) != [call]:
        parameters = tuple((name, _inner(value, ks)) for name, value in parameters)
    return replace(call, region=region_id, ks=ks, parameters=parameters)


def call_with_pasted(call: Call, region_id: str, ks: str) -> Call:
    """The same with a KS that somebody pasted. Raises BadInput for one that is masked."""
    if MASK in ks:
        raise BadInput("This KS is masked: paste the whole one.", field="ks")
    return call_to(call, region_id, ks)


def holds_secret(call: Call) -> bool:
    """Whether it has a secret besides its KS, which would go along to every region."""
    return any(
        is_secret_parameter(call.service, call.action, name)
        for name, _ in wire.pairs(call)
        if name.rpartition(":")[2] != "ks"
    )


def send_all(desk: Desk, calls: Sequence[Call], *, consent: bool) -> list[str]:
    """Send all at the same time; gives the ids of the recorded calls, in the same order.

    Raises NeedsConsent and Refused before any is sent.
    """
    places = {region: desk.place(region) for region in {call.region for call in calls}}
    for call in calls:
        desk.check(call, places[call.region], consent=consent)

    def sent(call: Call) -> str:
        place = places[call.region]
        return desk.send(call, place, consent=consent, keeping=BESIDE).record_id

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(sent, calls))


def has_ks(call: Call) -> bool:
    """Whether the call, or one within it, was sent with a KS of its own."""
    return any(one.ks and not is_reference(one.ks) for one in (call, *calls_of(call)))


def _as_it_was(call: Call, region: Region) -> Target:
    note = f"as it was sent, with the KS {mask_ks(call.ks)}" if call.ks else "as it was sent"
    return Target(f"{region.id}|recorded", region, note, call, ticked=True)


def _with_kept(call: Call, region: Region, kept: KeptSession) -> Target:
    note = f"with its saved session {kept.masked} · {ks_facts(kept)}"
    return Target(f"{region.id}|kept", region, note, call_to(call, region.id, kept.ks))


def _inner(value: Value, ks: str | None) -> Value:
    if not isinstance(value, Object):
        return value
    fields: list[tuple[str, Value]] = []
    for name, member in value.fields:
        if name != "ks" or (isinstance(member, str) and is_reference(member)):
            fields.append((name, member))
        elif ks:
            fields.append((name, ks))
    return Object(value.type, tuple(fields))
