"""Calls, answers and a clock to fill a history with."""

from typing import Any

from app.call.model import Answer, Call
from app.call.outcome import Outcome
from app.call.secrets.masking import Masker
from app.history.job import Job
from app.history.recording import Recording
from app.history.store import History
from app.waits import drive

NOW = 1_795_000_000.0
OK = Outcome("ok")
CALL = Call("eu", "user", "add", (("password", "s3cret-value"), ("note", "Zoë")), ks="djJ8MTAyfAab")


class Clock:
    """Stands still until it is moved; unix seconds."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> float:
        return self.now


def xml_answer(result: str = "", *, total: float = 0.25) -> Answer:
    return Answer(
        200,
        (("Content-Type", "text/xml;charset=UTF-8"), ("X-Me", "host-7")),
        f"<xml><result>{result}</result></xml>".encode(),
        first_byte=0.125,
        total=total,
    )


def recorded(
    history: History,
    call: Call,
    answer: Answer,
    outcome: Outcome,
    *,
    sent_at: float = NOW,
    workspace: str = "w",
) -> str:
    """Send a call and have its answer kept; its id."""
    masker = Masker.for_call(call)
    recording = history.begin(
        workspace, call, sent_at=sent_at, schema_version="22.19.0", masker=masker
    )
    assert drive(recording.standing())
    masker = masker.knowing(answer.body)
    job = history.finish(recording, call, answer, outcome, masker=masker, also=lambda _: None)
    assert drive(job.waits(10)), job.cause
    return recording.id


def add(history: History, workspace: str = "w", **facts: Any) -> str:
    """One call, of which `facts` (of the Call, or answer, outcome, sent_at) matter."""
    answer = facts.pop("answer", xml_answer())
    outcome = facts.pop("outcome", OK)
    sent_at = facts.pop("sent_at", NOW)
    call = Call(**{"region": "eu", "service": "media", "action": "list", **facts})
    return recorded(history, call, answer, outcome, sent_at=sent_at, workspace=workspace)


def begun(history: History) -> Recording:
    return history.begin(
        "w", CALL, sent_at=NOW, schema_version="22.19.0", masker=Masker.for_call(CALL)
    )


def sent(history: History) -> Recording:
    """A call that has left."""
    recording = begun(history)
    assert drive(recording.standing())
    return recording


def finish(history: History, recording: Recording, answer: Answer | None = None) -> Job[str]:
    """Have an answer kept, and something done with it whose result is "also"."""
    return history.finish(
        recording,
        CALL,
        answer or xml_answer("done"),
        OK,
        masker=Masker.for_call(CALL),
        also=lambda _: "also",
    )


def finished(history: History, recording: Recording) -> None:
    assert drive(finish(history, recording).waits(10))


def outcomes(history: History) -> list[str]:
    return [row.outcome for row in history.list("w").rows]
