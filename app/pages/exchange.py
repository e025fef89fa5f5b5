"""One exchange: send a call, judge the answer, keep the KS found in it, record both."""

import re
import time
from dataclasses import dataclass

from app.call.model import Answer, Call
from app.call.multirequest import calls_of, parts_of
from app.call.outcome import Outcome, judge
from app.call.transport import Cancel, UploadProgress
from app.pages.context import Console
from app.schema.model import Action
from app.schema.registry import Registry
from app.sessions.found import FoundSession, describe, find
from app.sessions.jar import KeptSession
from app.sessions.ks import KsUnreadable

# Actions that only read, by their first word: nothing else goes to a guarded region unasked.
_READING = re.compile(
    r"(get|list|count|serve|search|ping|index|export|has|is|check|validate|start|login|"
    r"impersonate|suggest|download|poll)(?![a-z])",
)


@dataclass(frozen=True, slots=True)
class Exchange:
    """What came of a call; `kept` is the KS that its region uses from now on, if it is new."""

    record_id: str
    call: Call
    answer: Answer
    outcome: Outcome
    kept: KeptSession | None


def perform(
    console: Console,
    workspace: str,
    call: Call,
    cancel: Cancel | None = None,
    *,
    uploaded: UploadProgress | None = None,
) -> Exchange:
    """Send `call` and record what came of it, whatever that is."""
    registry = console.schemas.registry_for(call.region)
    action = registry.action(call.service, call.action)
    sent_at = time.time()
    answer = console.transport.send(call, cancel, uploaded)
    expects_file = action is not None and action.result.type == "file"
    outcome = judge(answer, call.format, expects_file=expects_file)
    console.counter.count(call.region, outcome.kind)
    record_id = console.history.add(
        workspace, call, answer, outcome, sent_at=sent_at, schema_version=registry.version
    )
    checks_ks = action is not None and action.session_required == "always"
    found = _started(call, answer, outcome)
    if found is None and checks_ks and outcome.kind == "ok":
        found = _pasted(console, workspace, call)
    kept = _keep(console, workspace, call, outcome, found)
    return Exchange(record_id, call, answer, outcome, kept)


def changes_things(action: Action) -> bool:
    """Whether an action may change or delete something: all that do not plainly read."""
    return _READING.match(action.name) is None


def may_change_things(registry: Registry, call: Call) -> bool:
    """The same of a recorded call, or of one within a multirequest; an unknown action may."""
    actions = [registry.action(one.service, one.action) for one in calls_of(call)]
    return any(action is None or changes_things(action) for action in actions)


def _keep(
    console: Console, workspace: str, call: Call, outcome: Outcome, found: FoundSession | None
) -> KeptSession | None:
    if outcome.kind == "ok" and (call.service, call.action) == ("session", "end"):
        kept = console.jar.chosen(workspace, call.region)
        if kept and kept.ks == call.ks:
            console.jar.forget(workspace, call.region)
        return None
    return console.jar.keep(workspace, call.region, found, time.time()) if found else None


def _started(call: Call, answer: Answer, outcome: Outcome) -> FoundSession | None:
    """The KS that the call gave, or the last one that a call of a multirequest gave."""
    now = time.time()
    inner = [find(part.call, part.answer, part.outcome, now=now) for part in parts_of(call, answer)]
    return find(call, answer, outcome, now=now) or next(filter(None, reversed(inner)), None)


def _pasted(console: Console, workspace: str, call: Call) -> FoundSession | None:
    """A KS that was pasted into the form and was accepted is kept like one started here."""
    kept = console.jar.chosen(workspace, call.region)
    if not call.ks or (kept and kept.ks == call.ks):
        return None
    try:
        return describe(call.ks)
    except KsUnreadable:
        # A KS of a kind that we cannot read is still the server's affair.
        return None
