"""A kept KS in words: whose it is, what it may do, how long it has left."""

import time
from collections.abc import Iterable, Mapping

from app.sessions.kept import KeptSession
from app.sessions.ks import ADMIN, TYPE_NAMES

_SHORT = 28  # characters of privileges that a choice shows
_REFUSED = {
    "LOGOUT": "ended by session.end",
    "EXCEEDED_ACTIONS_LIMIT": "its actionslimit is used up",
}


def type_name(session_type: int | None) -> str:
    """`USER`, `ADMIN`, another number as it is, "" where it is not known."""
    return "" if session_type is None else TYPE_NAMES.get(session_type, str(session_type))


def ks_facts(kept: KeptSession) -> str:
    """One line for people: name, type, partner and user, as far as they are known."""
    session = kept.session
    partner = f"partner {session.partner_id}" if session.partner_id else ""
    facts = (kept.name, type_name(session.type), partner, session.user_id)
    return " · ".join(filter(None, facts)) or "KS"


def ks_name(kept: KeptSession) -> str:
    """What it is called: its name, else one made of type, partner and user."""
    session = kept.session
    partner = str(session.partner_id or "")
    facts = (type_name(session.type), partner, session.user_id)
    return kept.name or " · ".join(filter(None, facts)) or "KS"


def ks_choice(kept: KeptSession) -> str:
    """The same with the beginning of the privileges, to tell several KS apart."""
    privileges = kept.session.privileges or ""
    short = privileges if len(privileges) <= _SHORT else privileges[: _SHORT - 1] + "…"
    return " · ".join(filter(None, (ks_facts(kept), short)))


def choices_among(
    kept: Iterable[KeptSession], regions: Mapping[str, str], *, expired: bool = False
) -> dict[str, str]:
    """The KS of those regions (names by id), by id: ADMIN ones and those in use first.

    With `expired` also those that have.
    """
    now = time.time()
    there = [one for one in kept if one.region in regions and (expired or not one.expired(now))]
    there.sort(key=lambda one: (one.session.type != ADMIN, not one.chosen))
    words = {one.id: (regions[one.region], ks_choice(one), time_left(one, now)) for one in there}
    return {session_id: " · ".join(filter(None, one)) for session_id, one in words.items()}


def over(kept: KeptSession) -> str:
    """Why nothing takes it once its end has come: `expired`, or what its server refused it as."""
    return _REFUSED.get(kept.session.refused or "", "expired")


def what_became(kept: KeptSession) -> str:
    """The same of one that is over, as what follows "This KS"."""
    why = over(kept)
    return "has expired" if why == "expired" else f"is no good any more ({why})"


def time_left(kept: KeptSession, now: float | None = None) -> str:
    """`2 d 3 h left`, `23 h 59 min left`, `9 min left`; what `over` says once none is left.

    "" where it is not known. `now` is unix seconds, the present by default.
    """
    if kept.session.expiry is None:
        return ""
    seconds = int(kept.session.expiry - (time.time() if now is None else now))
    if seconds <= 0:
        return over(kept)
    days, hours, minutes = seconds // 86400, seconds % 86400 // 3600, seconds % 3600 // 60
    if days:
        return f"{days} d {hours} h left"
    return f"{hours} h {minutes} min left" if hours else f"{minutes} min left"
