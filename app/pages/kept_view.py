"""A kept KS as the page and programs see it: masked, with what is known of it."""

from typing import Any

from app.sessions.jar import KeptSession

TYPE_NAMES = {0: "USER", 2: "ADMIN"}


def type_name(kept: KeptSession) -> str:
    """`USER`, `ADMIN`, another number as it is, "" where it is not known."""
    number = kept.session.type
    return "" if number is None else TYPE_NAMES.get(number, str(number))


def ks_facts(kept: KeptSession) -> str:
    """One line for people: type, partner and user, as far as they are known."""
    partner = f"partner {kept.session.partner_id}" if kept.session.partner_id else ""
    return " · ".join(filter(None, (type_name(kept), partner, kept.session.user_id))) or "KS"


def ks_as_json(kept: KeptSession) -> dict[str, Any]:
    """For /send's answer; `value` is the mask that stands for the KS in the form."""
    return {
        "value": kept.masked,
        "region": kept.region,
        "type": type_name(kept),
        "partnerId": kept.session.partner_id,
        "userId": kept.session.user_id,
        "expiry": kept.session.expiry,
        "privileges": kept.session.privileges,
        "source": kept.session.source,
        "facts": ks_facts(kept),
    }
