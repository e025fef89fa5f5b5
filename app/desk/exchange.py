"""One exchange: send a call, judge the answer, keep the KS found in it, record both."""

import time
from dataclasses import dataclass
from typing import Literal

from app.call.model import Answer, Call
from app.call.multirequest import Part, calls_of, parts_of
from app.call.outcome import LOOKED_INTO, Outcome, judge
from app.call.transport.door import Cancel, UploadProgress
from app.pages.shell.context import Console
from app.schema.reading import changes_things
from app.schema.registry import Registry
from app.sessions.found import FoundSession, describe, find
from app.sessions.jar import KeptSession
from app.sessions.ks import KsUnreadable

KsFound = Literal["use", "beside", "leave"]
"""What becomes of a KS that a call gave, or that was pasted and accepted: its region uses it from
now on; or so, but a pasted one is kept unchosen beside one that is in use; or the jar stays as it
was."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """What came of a call that was sent at `sent_at` (unix seconds).

    `parts` are the answers within that to a multirequest; `kept` is the KS found in it, if one was
    kept.
    """

    record_id: str
    call: Call
    answer: Answer
    outcome: Outcome
    sent_at: float
    parts: tuple[Part, ...] = ()
    kept: KeptSession | None = None


class Sending:
    """A call whose answer is taken piece by piece: iterate over `pieces()`, then `finish`."""

    def __init__(
        self,
        console: Console,
        workspace: str,
        call: Call,
        cancel: Cancel | None = None,
        *,
        uploaded: UploadProgress | None = None,
        keep: int | None = None,
        ks_found: KsFound = "use",
    ) -> None:
        """`keep` bytes of the body are in the Exchange's answer, by default what history keeps."""
        self._console = console
        self._workspace = workspace
        self._call = call
        self._ks_found = ks_found
        self._sent_at = time.time()
        # What judges the answer has to see that much, whatever history keeps of it.
        keep = max(keep or console.history.answer_limit, LOOKED_INTO)
        self.receiving = console.transport.open(call, cancel, uploaded, keep=keep)

    def finish(self) -> Exchange:
        """Judge the answer, record both, and keep the KS found in it as `ks_found` says."""
        console, call, answer = self._console, self._call, self.receiving.answer
        registry = console.schemas.registry_for(call.region)
        action = registry.action(call.service, call.action)
        expects_file = action is not None and action.result.type == "file"
        outcome = judge(answer, call.format, expects_file=expects_file)
        console.counter.count(call.region, outcome.kind)
        record_id = console.history.add(
            self._workspace,
            call,
            answer,
            outcome,
            sent_at=self._sent_at,
            schema_version=registry.version,
        )
        parts = tuple(parts_of(call, answer))
        checks_ks = action is not None and action.session_required == "always"
        found = _started(call, answer, outcome, parts)
        made_by = record_id if found else ""
        if found is None and checks_ks and outcome.kind == "ok":
            found = _pasted(console, self._workspace, call)
        kept = None
        if self._ks_found != "leave":
            beside = self._ks_found == "beside"
            kept = _keep(
                console, self._workspace, call, outcome, found, made_by=made_by, beside=beside
            )
        return Exchange(record_id, call, answer, outcome, self._sent_at, parts, kept)


def perform(
    console: Console,
    workspace: str,
    call: Call,
    cancel: Cancel | None = None,
    *,
    uploaded: UploadProgress | None = None,
    keep: int | None = None,
    ks_found: KsFound = "use",
) -> Exchange:
    """Send `call`, take its whole answer, and record what came of it, whatever that is."""
    sending = Sending(
        console, workspace, call, cancel, uploaded=uploaded, keep=keep, ks_found=ks_found
    )
    sending.receiving.whole()
    return sending.finish()


def may_change_things(registry: Registry, call: Call) -> bool:
    """The same of a recorded call, or of one within a multirequest; an unknown action may."""
    actions = [registry.action(one.service, one.action) for one in calls_of(call)]
    return any(action is None or changes_things(action) for action in actions)


def _keep(
    console: Console,
    workspace: str,
    call: Call,
    outcome: Outcome,
    found: FoundSession | None,
    *,
    made_by: str,
    beside: bool,
) -> KeptSession | None:
    jar = console.jar
    if outcome.kind == "ok" and (call.service, call.action) == ("session", "end"):
        ended = jar.find(workspace, call.region, call.ks) if call.ks else None
        if ended:
            jar.forget(workspace, ended.id)
        return None
    if found is None:
        return None
    # To try a KS beside another is not to choose it for the calls to come.
    in_use = jar.chosen(workspace, call.region) if beside and not made_by else None
    return jar.keep(
        workspace, call.region, found, time.time(), made_by=made_by, choose=in_use is None
    )


def _started(
    call: Call, answer: Answer, outcome: Outcome, parts: tuple[Part, ...]
) -> FoundSession | None:
    """The KS that the call gave, or the last one that a call of a multirequest gave."""
    now = time.time()
    inner = [find(part.call, part.answer, part.outcome, now=now) for part in parts]
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
