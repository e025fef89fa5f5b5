"""Which partner a call was made for, as lists tell it."""

from app.call.model import Call
from app.sessions import ks as ks_format

_LONGEST = 12  # digits


def partner_of(call: Call) -> str:
    """A partner's id; "" where the call does not say it.

    What it asks for goes first (`partnerId` of session.start), then the partner that it
    impersonates, then the one of its KS.
    """
    asked = dict(call.parameters).get("partnerId")
    for one in (asked, call.partner_id):
        if isinstance(one, str) and _is_id(one):
            return one
    try:
        return str(ks_format.read(call.ks).partner_id) if call.ks else ""
    except ks_format.KsUnreadable:
        return ""


def _is_id(text: str) -> bool:
    return text.isascii() and text.removeprefix("-").isdigit() and len(text) <= _LONGEST
