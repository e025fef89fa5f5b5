"""What asks before something is changed: a guarded region, or an account marked production."""

from collections.abc import Iterator

from app.call.model import Call
from app.call.multirequest import calls_of
from app.pages.shell.context import console, workspace
from app.regions import Region
from app.sessions import ks as ks_format


def guarded(call: Call) -> str:
    """What asks before the call may change anything there, with the reason; "" if nothing does.

    An account asks for the partner that the call names, and for that of each KS it is sent with.
    """
    region = console().region(call.region)
    if region.guard:
        return f"{region.name}, which is guarded"
    production = {
        account.partner_id: account.name
        for account in console().accounts.list(workspace(), region.id)
        if account.production
    }
    if not production:
        return ""
    partner = next((one for one in _partners(call) if one in production), None)
    return "" if partner is None else f"{production[partner]}, which is marked as production"


def may_ask(region: Region) -> bool:
    """Whether some call to the region would be asked about."""
    accounts = console().accounts.list(workspace(), region.id)
    return region.guard or any(account.production for account in accounts)


def _partners(call: Call) -> Iterator[int]:
    # The same KS is used by most calls of a multirequest.
    named = dict.fromkeys(
        one.partner_id or dict(one.parameters).get("partnerId") for one in (call, *calls_of(call))
    )
    for partner in named:
        if isinstance(partner, str) and partner.strip().lstrip("-").isdecimal():
            yield int(partner)
    for ks in dict.fromkeys(one.ks for one in (call, *calls_of(call)) if one.ks):
        kept = console().jar.find(workspace(), call.region, ks)
        if kept and kept.session.partner_id is not None:
            yield kept.session.partner_id
            continue
        try:
            yield ks_format.read(ks).partner_id
        except ks_format.KsUnreadable:
            # Its partner is the server's affair: a reference of a multirequest is no KS, too.
            continue
