"""Whether a change was made of which no answer came: looked up where the API allows it."""

from dataclasses import dataclass, replace

from app.call import body
from app.call.model import Call, Object, Value
from app.call.variables.scope import Scope
from app.call.variables.values import Json, of_body, written
from app.desk.desk import Desk
from app.desk.exchange import Exchange
from app.desk.place import Place
from app.desk.running.step import masked
from app.errors import TestMeError
from app.history.records import Mark
from app.waits import drive
from app.workflows.model import Step
from app.workflows.outcome import StepOutcome, failed, of_answer

_GONE = ("NOT_FOUND", "INVALID_")  # how codes of errors say that there is no such thing


@dataclass(frozen=True, slots=True)
class Found:
    """`carried_out` is None where nothing tells."""

    carried_out: bool | None
    sentence: str
    came: Exchange | None = None

    def judged(self, step: Step, scope: Scope, call_id: str) -> StepOutcome:
        """What the step takes, of the object that was found."""
        if self.came is None or self.came.call.action != "get":
            return failed(step, self.sentence, call_id=call_id)
        answer, outcome = self.came.answer, self.came.outcome
        return masked(of_answer(step, answer, outcome, scope, call_id=call_id), self.came.masker)


def looked_up(desk: Desk, place: Place, call: Call, mark: Mark) -> Found:
    """What `get` of the same service, by the same id, tells of a call that changes one thing.

    What was added is looked for by the reference id, or the id that it was given. The call that
    looks is kept as that of `mark`.
    """
    parameters = dict(call.parameters)
    get = place.registry.action(call.service, "get")
    change = next((one for one in parameters.values() if isinstance(one, Object)), None)
    given = dict(change.fields) if change else {}
    name = get.parameters[0].name if get and get.parameters else ""
    wanted: Value | None = parameters.get(name) or parameters.get("id")
    if call.action == "add":
        wanted = given.get("id") or given.get("userId")
        if not wanted and (reference := given.get("referenceId")):
            return _by_reference(desk, place, call, str(reference), mark)
    if get is None or not isinstance(wanted, str) or not wanted:
        return Found(None, "")
    asked = replace(call, action="get", parameters=((name, wanted),))
    came = _sent(desk, place, asked, mark)
    if came is None:
        return Found(None, "It could not be looked up.")
    there = came.outcome.kind == "ok"
    gone = came.outcome.code.endswith(_GONE[0]) or came.outcome.code.startswith(_GONE[1])
    if not there and (not gone or came.outcome.code == "INVALID_KS"):
        return Found(None, f"It could not be looked up: {came.outcome.code}.")
    if call.action in {"delete", "recycle"}:
        if there:
            return Found(False, "Looked up: it is still there.")
        return Found(True, "Looked up afterwards: it is gone.")
    if call.action == "add":
        if there:
            return Found(True, "Looked up afterwards: it was added.", came)
        return Found(False, "Looked up: it is not there.")
    if not there or not given:
        return Found(None, "")
    return replace(_compared(given, _data(came)), came=came)


def _by_reference(desk: Desk, place: Place, call: Call, reference: str, mark: Mark) -> Found:
    action = place.registry.action(call.service, "list")
    filters = [
        one
        for one in (action.parameters if action else ())
        if any(p.name == "referenceIdEqual" for _, p in place.registry.properties(one.type))
    ]
    if not filters:
        return Found(None, "")
    narrowed = Object(filters[0].type, (("referenceIdEqual", reference),))
    asked = replace(call, action="list", parameters=((filters[0].name, narrowed),))
    came = _sent(desk, place, asked, mark)
    if came is None or came.outcome.kind != "ok":
        return Found(None, "It could not be looked up.")
    listed = _data(came)
    if isinstance(listed, dict) and listed.get("objects"):
        return Found(True, f"Looked up afterwards: there is one of the reference id {reference}.")
    return Found(False, f"Looked up: there is none of the reference id {reference}.")


def _compared(given: dict[str, Value], found: Json) -> Found:
    sent = {name: value for name, value in given.items() if isinstance(value, str)}
    if not sent or not isinstance(found, dict):
        return Found(None, "")
    if all(written(found.get(name)) == value for name, value in sent.items()):
        return Found(True, "Looked up afterwards: it has what was sent.")
    return Found(False, "Looked up: it has other values than were sent.")


def _sent(desk: Desk, place: Place, call: Call, mark: Mark) -> Exchange | None:
    try:
        return drive(desk.begin(call, place, mark=mark).whole())
    except TestMeError:
        return None


def _data(exchange: Exchange) -> Json:
    try:
        return of_body(body.read(exchange.answer.utf8).result)
    except body.Unreadable:
        return None
