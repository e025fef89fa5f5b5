"""Every failure that a person may see, as one short tree.

TestMeError                       500  something went wrong on our side
├── BadInput                      400  what was sent cannot be used; may name the field
│   └── SchemaRejected            400  an API schema file that cannot be read
├── NotSignedIn                   401  the console asks for a sign-in first
├── Refused                       403  the request is understood and not allowed
├── NotFound                      404  no such page, call or schema
├── NeedsConsent              409  the call may change something in a place that asks first
├── Conflict                  409  it was changed elsewhere since it was looked at
├── TooMany                       429  tried too often
├── Busy                          429  too many calls are under way
├── UpstreamFailed                502  an endpoint did not give an answer
├── DatabaseTrouble               503  the console's own database cannot be used just now
├── NotWritten                503  what a run is about to do cannot be written down first
└── NoRoom                        507  the disk of the console is full

Each class carries its HTTP status and a code that programs can compare;
`sentence` is what a person reads and can act on. `as_json` is the one JSON
shape that every route answers with.
"""

import errno
import os
import traceback
from collections.abc import Iterable
from typing import TypedDict


def place_of(fault: BaseException) -> str:
    """Where it was raised, for a log: its message may hold what was typed, and is left out."""
    return "".join(traceback.format_tb(fault.__traceback__))


class ErrorBody(TypedDict):
    """What stands under "error" in a JSON answer; `field` is a wire name or None."""

    code: str
    message: str
    field: str | None


class TestMeError(Exception):
    """Root of the tree; `sentence` is shown to people as it is.

    `links` are names and addresses of what may have been meant, for the page alone.
    """

    __test__ = False  # the product's name starts with Test; this is no test class

    status = 500
    code = "INTERNAL_ERROR"

    def __init__(
        self, sentence: str, *, field: str | None = None, links: Iterable[tuple[str, str]] = ()
    ) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field
        self.links = tuple(links)

    def as_json(self) -> dict[str, ErrorBody]:
        return {"error": {"code": self.code, "message": self.sentence, "field": self.field}}


class BadInput(TestMeError):
    status = 400
    code = "BAD_INPUT"


class SchemaRejected(BadInput):
    code = "SCHEMA_REJECTED"


class NotSignedIn(TestMeError):
    status = 401
    code = "NOT_SIGNED_IN"


class Refused(TestMeError):
    status = 403
    code = "REFUSED"


class NotFound(TestMeError):
    status = 404
    code = "NOT_FOUND"


class NeedsConsent(TestMeError):
    """`asks` is what asks before something is changed there, with the reason."""

    status = 409
    code = "CONFIRMATION_NEEDED"

    def __init__(self, what: str, asks: str) -> None:
        super().__init__(
            f"{what} may change or delete something in {asks}: confirm it.", field="confirmed"
        )
        self.asks = asks


class Conflict(TestMeError):
    status = 409
    code = "CHANGED_MEANWHILE"


class TooMany(TestMeError):
    status = 429
    code = "TOO_MANY_TRIES"


class Busy(TestMeError):
    status = 429
    code = "TOO_MANY_CALLS"


class UpstreamFailed(TestMeError):
    status = 502
    code = "UPSTREAM_FAILED"


class NotWritten(TestMeError):
    """A call of a run that may change something was not sent: nobody could tell later whether it
    had been. `cause` is a clause."""

    status = 503
    code = "NOT_WRITTEN"

    def __init__(self, cause: str) -> None:
        super().__init__(f"Nothing was sent: what a run is about to do cannot be kept, as {cause}.")


class NoRoom(TestMeError):
    status = 507
    code = "NO_ROOM"

    @classmethod
    def where(cls, fault: OSError) -> "NoRoom":
        """What a write that failed tells of the disk. Raises `fault` where it is not full."""
        if fault.errno not in {errno.ENOSPC, errno.EDQUOT}:
            raise fault
        return cls(
            f"The console's disk is full ({os.strerror(fault.errno)}): free some of it, or send a "
            "smaller file."
        )
