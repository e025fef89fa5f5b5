"""A kept KS as the page and programs see it: masked, with what is known of it."""

import time
from dataclasses import dataclass
from typing import Any

from app.desk.renewing import account_of, means_of
from app.pages.shell.context import console, workspace
from app.sessions.accounts import Account
from app.sessions.jar import KeptSession

TYPE_NAMES = {0: "USER", 2: "ADMIN"}
_SHORT = 28  # characters of privileges that a choice shows


@dataclass(frozen=True, slots=True)
class JarRow:
    """A kept KS on the sessions page; `renewable` where the means to renew it are stored."""

    kept: KeptSession
    account: Account | None
    renewable: bool


def type_name(kept: KeptSession) -> str:
    """`USER`, `ADMIN`, another number as it is, "" where it is not known."""
    number = kept.session.type
    return "" if number is None else TYPE_NAMES.get(number, str(number))


def ks_facts(kept: KeptSession) -> str:
    """One line for people: name, type, partner and user, as far as they are known."""
    partner = f"partner {kept.session.partner_id}" if kept.session.partner_id else ""
    facts = (kept.name, type_name(kept), partner, kept.session.user_id)
    return " · ".join(filter(None, facts)) or "KS"


def ks_choice(kept: KeptSession) -> str:
    """The same with the beginning of the privileges, to tell several KS apart."""
    privileges = kept.session.privileges or ""
    short = privileges if len(privileges) <= _SHORT else privileges[: _SHORT - 1] + "…"
    return " · ".join(filter(None, (ks_facts(kept), short)))


def time_left(kept: KeptSession, now: float | None = None) -> str:
    """`2 d 3 h left`, `23 h 59 min left`, `9 min left`, `expired`; "" where it is not known."""
    if kept.session.expiry is None:
        return ""
    seconds = int(kept.session.expiry - (time.time() if now is None else now))
    if seconds <= 0:
        return "expired"
    days, hours, minutes = seconds // 86400, seconds % 86400 // 3600, seconds % 3600 // 60
    if days:
        return f"{days} d {hours} h left"
    return f"{hours} h {minutes} min left" if hours else f"{minutes} min left"


def kept_in(region: str) -> tuple[KeptSession, ...]:
    """What the workspace keeps for a region."""
    return console().jar.list(workspace(), region)


def renewable(kept: KeptSession) -> bool:
    return means_of(kept) is not None


def jar_rows() -> list[JarRow]:
    """All that the workspace keeps."""
    accounts = console().accounts.list(workspace())
    kept = console().jar.list(workspace())
    return [JarRow(one, account_of(one, accounts), renewable(one)) for one in kept]


def choices_as_json(region: str) -> list[dict[str, Any]]:
    """What the console's chooser offers; `text` is without the time left."""
    return [
        {
            "id": kept.id,
            "text": ks_choice(kept),
            "left": time_left(kept),
            "expiry": kept.session.expiry,
            "chosen": kept.chosen,
        }
        for kept in kept_in(region)
    ]


def ks_as_json(kept: KeptSession) -> dict[str, Any]:
    """For /send's answer; `value` is the mask that stands for the KS in the form."""
    return {
        "id": kept.id,
        "name": kept.name,
        "value": kept.masked,
        "region": kept.region,
        "type": type_name(kept),
        "partnerId": kept.session.partner_id,
        "userId": kept.session.user_id,
        "expiry": kept.session.expiry,
        "privileges": kept.session.privileges,
        "source": kept.session.source,
        "facts": ks_facts(kept),
        "renewable": renewable(kept),
        "choices": choices_as_json(kept.region),
    }
