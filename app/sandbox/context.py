"""What an action gets to work with, and how an action is declared."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from app.sandbox.access import Access, level
from app.sandbox.account import PARTNER
from app.sandbox.errors import ApiError
from app.sandbox.incoming.arguments import Arguments
from app.sandbox.incoming.reading import STORED_ONLY
from app.sandbox.kept import Objects
from app.sandbox.shapes import Shapes
from app.sandbox.uploads import Uploads
from app.sandbox.values import Outcome, Row
from app.schema.model import Action, Service
from app.sessions.ks import Session
from app.sessions.privileges import Privilege, parse


@dataclass(frozen=True, slots=True)
class Context:
    """One call's surroundings; `objects` is its transaction, `now` unix seconds.

    `root` is the URL that the sandbox is mounted at, without a slash at its end. `judged` is
    what this call has found about XML (schema, document): whether the schema is one, what is wrong.
    `address` is the caller's IP address, `remarks` what the answer's header is to say.
    """

    objects: Objects
    uploads: Uploads
    shapes: Shapes
    now: int
    ks: str = ""
    session: Session | None = None
    root: str = ""
    notifications: list[Row] = field(default_factory=list)
    judged: dict[tuple[str, str | None], tuple[bool, str]] = field(default_factory=dict)
    address: str = ""
    remarks: set[str] = field(default_factory=set)

    def unjudged(self) -> None:
        """Let the answer say that something in it is only stored."""
        self.remarks.add(STORED_ONLY)

    @property
    def admin(self) -> bool:
        return level(self.session) is Access.ADMIN

    @property
    def user_id(self) -> str:
        """The user of the KS; "" where it names none."""
        return (self.session and self.session.user_id) or ""

    @property
    def privileges(self) -> tuple[Privilege, ...]:
        return parse(self.session.privileges) if self.session else ()

    @property
    def account(self) -> int:
        """The partner id of the account that is called."""
        return self.objects.account

    @property
    def partner(self) -> Row:
        """The account's own row. Raises ApiError UNKNOWN_PARTNER_ID."""
        row = self.partner_of(self.account)
        if row is None:
            raise ApiError("UNKNOWN_PARTNER_ID", PID=self.account)
        return row

    def partner_of(self, account: int | None) -> Row | None:
        return self.objects.of_account(0).get(PARTNER, str(account))

    def in_account(self, account: int) -> "Context":
        """The same call with the rows of another account."""
        objects = self.objects.of_account(account)
        return Context(objects, self.uploads, self.shapes, self.now, self.ks, self.session)


Run: TypeAlias = Callable[[Context, Arguments], Outcome]


@dataclass(frozen=True, slots=True)
class Handler:
    """An action: what runs, who may call it, whether it changes anything.

    `before` does what takes long, reading alone, so that no writer waits for it. `stored_only`
    says that what it keeps has no effect. `dead_ks` is the code in the place of INVALID_KS where
    an unusable KS is sent along.
    """

    run: Run
    access: Access
    writes: bool = False
    stored_only: bool = False
    dead_ks: str = ""
    before: Callable[[Context, Arguments], None] | None = None


@dataclass(frozen=True, slots=True)
class Called:
    """What a call names: the action as the schema declares it, and what answers it."""

    service: Service
    action: Action
    handler: Handler
