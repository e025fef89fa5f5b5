"""What a person does with the KS and accounts that are kept: renewed, ended, forgotten."""

from app.desk.desk import Desk
from app.desk.exchange import Exchange
from app.desk.saved.variables import ids_in
from app.errors import BadInput, NotFound
from app.sessions.kept import KeptSession
from app.storage.engine import reading
from app.storage.kept_tables import variables
from app.storage.tables import accounts, kept_sessions


def kept_or_chosen(desk: Desk, session_id: str, region_id: str) -> KeptSession | None:
    """The KS of that id; where that is "", the one chosen for the region, None where none is.

    Raises NotFound for an id and a region that are not there.
    """
    if session_id:
        return desk.parts.jar.get(desk.workspace, session_id)
    return desk.parts.jar.chosen(desk.workspace, desk.parts.region(region_id).id)


def in_clear(desk: Desk, session_id: str, region_id: str) -> str:
    """The KS itself, as `kept_or_chosen` finds it; that it was shown is written down."""
    kept = kept_or_chosen(desk, session_id, region_id)
    if kept is None:
        name = desk.parts.region(region_id).name
        raise NotFound(f"No session is saved for {name}: start a session first.")
    desk.tell("shown in clear", "a saved session")
    return kept.ks


def renewed(desk: Desk, kept: KeptSession, seconds: int | None) -> KeptSession:
    """The KS that takes the place of the one before it; see `Desk.renew`. Raises BadInput where
    none was given."""
    exchange = desk.renew(kept, seconds=seconds)
    if exchange.kept:
        return exchange.kept
    if exchange.outcome.kind == "ok":
        raise BadInput(
            "This KS was forgotten while it was renewed, so that the new one was not kept: the "
            "call is in History."
        )
    raise BadInput(f"No new KS was given: {_why(exchange)} The call is in History.")


def ended(desk: Desk, kept: KeptSession, *, consent: bool) -> Exchange:
    """See `Desk.end`. Raises NeedsConsent, and BadInput where its region did not end it."""
    exchange = desk.end(kept, consent=consent)
    if exchange.outcome.kind != "ok":
        raise BadInput(
            f"The session could not be ended: {_why(exchange)} The session is still saved, where "
            "you can forget it."
        )
    return exchange


def forget(desk: Desk, kept: KeptSession | None) -> str:
    """Here alone: at its region it stays valid. Gives what brings it back."""
    ids = [kept.id] if kept else []
    return desk.parts.undo.remove(desk.workspace, {kept_sessions: ids})[0]


def forget_all(desk: Desk) -> str:
    """All KS and accounts. Gives what brings them back."""
    return desk.parts.undo.remove(desk.workspace, {kept_sessions: None, accounts: None})[0]


def forget_account(desk: Desk, account_id: str) -> str:
    """With its secrets and its variables. Gives what brings it back."""
    with reading(desk.parts.engine) as connection:
        own = ids_in(connection, desk.workspace, {f"account:{account_id}"})
    undo = desk.parts.undo
    return undo.remove(desk.workspace, {accounts: [account_id], variables: own})[0]


def _why(exchange: Exchange) -> str:
    """What the region said, its secrets masked."""
    outcome = exchange.outcome
    message = f"{outcome.code}: {outcome.message}" if outcome.code else outcome.message
    return exchange.masker.text(message) or "the answer held none."
