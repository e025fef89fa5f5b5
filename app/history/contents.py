"""The part of a call that history seals: the request, and the answer with its outcome."""

import json
from dataclasses import asdict
from typing import Any

from app.call import codec
from app.call.model import Answer, Call, Failure
from app.call.outcome import INTERRUPTED, Outcome
from app.storage import purposes
from app.storage.sealing import Sealer

# Of a call that has left, before its answer has come: nothing in it is a secret.
NO_ANSWER = b""

CallOf = tuple[str, str]  # a workspace, and the id of a call in it


def seal_request(sealer: Sealer, of: CallOf, call: Call) -> bytes:
    return sealer.seal(json.dumps(codec.dump(call)).encode(), purposes.call_request(*of))


def open_request(sealer: Sealer, of: CallOf, sealed: bytes) -> Call:
    """Raises SealBroken."""
    return codec.load(json.loads(sealer.open(sealed, purposes.call_request(*of))))


def seal_answer(
    sealer: Sealer, of: CallOf, answer: Answer, outcome: Outcome, *, limit: int
) -> bytes:
    """Facts as one line of JSON, then the first `limit` bytes of the body as they are."""
    facts = {
        "status": answer.status,
        "headers": answer.headers,
        "failure": answer.failure and asdict(answer.failure),
        "first_byte": answer.first_byte,
        "total": answer.total,
        "connected": answer.connected,
        "came": answer.size,
        "outcome": asdict(outcome),
    }
    line = json.dumps(facts).encode() + b"\n"
    return sealer.seal(line + answer.body[:limit], purposes.call_answer(*of))


def open_answer(sealer: Sealer, of: CallOf, sealed: bytes) -> tuple[Answer, Outcome]:
    """Raises SealBroken."""
    if sealed == NO_ANSWER:
        return Answer(None), INTERRUPTED
    line, _, body = sealer.open(sealed, purposes.call_answer(*of)).partition(b"\n")
    facts: dict[str, Any] = json.loads(line)
    answer = Answer(
        status=facts["status"],
        headers=tuple((name, value) for name, value in facts["headers"]),
        body=body,
        failure=Failure(**facts["failure"]) if facts["failure"] else None,
        first_byte=facts["first_byte"],
        total=facts["total"],
        # Calls recorded before these two were have neither.
        connected=facts.get("connected"),
        came=None if facts.get("came") == len(body) else facts.get("came"),
    )
    judged = facts["outcome"]
    arguments = tuple((name, value) for name, value in judged.pop("args"))
    return answer, Outcome(**judged, args=arguments)
