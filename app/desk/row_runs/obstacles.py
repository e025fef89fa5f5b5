"""What keeps a run's calls from getting through, whatever is in its rows: a server that is away, a
proxy that lets nothing through, a KS that is good for nothing there."""

from app.desk.row_runs.plan import WRONG, RowOutcome
from app.workflows.outcome import NEVER_SENT

ENOUGH = 5  # rows in a row
# What the API refuses for the account, the KS or the console:
# https://github.com/kaltura/server/blob/master/alpha/lib/errors/APIErrors.php
_OF_THE_API = frozenset(
    {
        "ACTION_DOES_NOT_EXISTS",
        "INVALID_KS",
        "INVALID_PARTNER_ID",
        "MISSING_KS",
        "SERVICE_DOES_NOT_EXISTS",
        "SERVICE_FORBIDDEN",
        "SERVICE_FORBIDDEN_CONTENT_BLOCKED",
        "UNKNOWN_PARTNER_ID",
    }
)
_ON_THE_WAY = NEVER_SENT | {
    *("read_timeout", "reset", "ended_early", "garbage"),
    *("NOT_JSON", "NOT_XML", "EMPTY_ANSWER"),
}
# Bad Request, Content Too Large, URI Too Long: these look at what is sent.
_OF_A_ROW = frozenset({"400", "413", "414"})


def stands_in_the_way(code: str) -> bool:
    """Whether what a call came to (a code of the API, an HTTP status, or a kind of failure) is no
    row's doing."""
    status = code.isdecimal() and code not in _OF_A_ROW
    return status or code in _OF_THE_API or code in _ON_THE_WAY


class Way:
    """Whether anything gets through, by what one row after the other came to."""

    def __init__(self) -> None:
        self._in_a_row = 0
        self._held: list[RowOutcome] = []

    @property
    def blocked(self) -> bool:
        return self._in_a_row >= ENOUGH

    def after(self, outcome: RowOutcome, *, tried: bool) -> list[RowOutcome]:
        """What is to be kept by now. A row of which nothing was carried out is held back while it
        is open whether anything gets through; not so one that had been `tried` before, as it may
        be the row's doing after all."""
        sent = [one for one in outcome.steps if one.call_id]
        if not sent:
            return [outcome]
        wrong = (one.code for one in sent if one.verdict in WRONG)
        if not any(map(stands_in_the_way, wrong)):
            self._in_a_row = 0
            return [*self.released(), outcome]
        self._in_a_row += 1
        if outcome.verdict == "uncertain" or tried:
            return [outcome]
        self._held.append(outcome)
        return []

    def released(self) -> list[RowOutcome]:
        """What was held back, for good as it is."""
        held, self._held = self._held, []
        return held
