"""What session.get tells of a KS, and what refusals prove of one."""

from app.call.body import number, read
from app.call.model import Answer, Call
from app.call.outcome import Outcome
from app.sessions.found import PASTED, FoundSession

# What a KS is refused for good with, by its KSID. The message names reason, code and description;
# in serialized PHP it comes without the arguments.
_DEAD = {
    "EXPIRED": ('"EXPIRED"', '"-5,'),
    "LOGOUT": ('"LOGOUT"', '"-6,'),
    "EXCEEDED_ACTIONS_LIMIT": ('"EXCEEDED_ACTIONS_LIMIT"', '"-8,'),
}


def told_by(call: Call, answer: Answer, outcome: Outcome) -> FoundSession | None:
    """The facts of the KS that a session.get was about: its `session`, else the call's own.

    None for another call, or one that told nothing.
    """
    if outcome.kind != "ok" or not _asks(call):
        return None
    other = dict(call.parameters).get("session")
    ks = other if isinstance(other, str) and other else call.ks
    told = read(answer.utf8).fields
    partner_id = number(told.get("partnerId"))
    if not ks or partner_id is None:
        return None
    return FoundSession(
        ks=ks,
        type=number(told.get("sessionType")),
        partner_id=partner_id,
        # What is null is left out of an answer: nobody in particular, no privileges.
        user_id=told.get("userId", ""),
        expiry=number(told.get("expiry")),
        privileges=told.get("privileges", ""),
        source=PASTED,
    )


def told_dead(call: Call, outcome: Outcome, now: int) -> FoundSession | None:
    """The KS of a call that was refused for good, with `now` (unix seconds) as its end.

    That is as expired, as ended, or as used up.

    None for another refusal: one of a KS that may be good for other calls, or from elsewhere.
    """
    if not call.ks or outcome.code != "INVALID_KS" or "session" in dict(call.parameters):
        return None
    for reason, signs in _DEAD.items():
        if any(sign in outcome.message for sign in signs):
            return FoundSession(call.ks, None, None, None, now, None, PASTED, reason)
    return None


def refused_as_good(call: Call, outcome: Outcome) -> bool:
    """Whether a session.get was refused with the proof that the KS sent is good.

    It is for ADMIN sessions; one that is no good gives INVALID_KS instead.
    """
    return bool(call.ks) and _asks(call) and outcome.code == "SERVICE_FORBIDDEN"


def _asks(call: Call) -> bool:
    return (call.service.casefold(), call.action.casefold()) == ("session", "get")
