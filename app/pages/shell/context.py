"""What every page can reach: the parts of the console, and whose workspace this is."""

import hashlib
import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, cast

from flask import current_app, request, session
from sqlalchemy import Engine

from app.call.transport.door import Cancel, Transport
from app.desk.counter import CallCounter
from app.desk.schema_source import Progress, refresh
from app.errors import NotFound
from app.history.store import History
from app.regions import Region
from app.sandbox import Sandbox
from app.schema.help.texts import Help
from app.schema.store import SchemaStore, StoredSchema
from app.sessions.accounts import AccountStore
from app.sessions.jar import SessionJar
from app.settings import Settings
from app.storage.throttle import Throttle

EXTENSION = "testme"


@dataclass(slots=True)
class UnderWay:
    """A call under way: `sent` of the `total` bytes of its body have gone to the endpoint.

    `total` is 0 where nothing is known of that: a call without files, or one not begun.
    """

    cancel: Cancel = field(default_factory=Cancel)
    sent: int = 0
    total: int = 0

    def uploaded(self, sent: int, total: int) -> None:
        self.sent, self.total = sent, total

    @property
    def phase(self) -> Literal["sending", "waiting"]:
        return "sending" if self.sent < self.total else "waiting"


class Running:
    """The calls under way, by the ticket that their page gave them, so that it can ask for one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._calls: dict[tuple[str, str], UnderWay] = {}

    def begin(self, workspace: str, ticket: str) -> UnderWay:
        call = UnderWay()
        if ticket:
            with self._lock:
                self._calls[workspace, ticket] = call
        return call

    def end(self, workspace: str, ticket: str) -> None:
        with self._lock:
            self._calls.pop((workspace, ticket), None)

    def find(self, workspace: str, ticket: str) -> UnderWay | None:
        """The call of that ticket, None where it has not begun, has ended or is another's."""
        with self._lock:
            return self._calls.get((workspace, ticket))


@dataclass(frozen=True, slots=True)
class Console:
    """The parts that create_app wired together."""

    settings: Settings
    engine: Engine
    regions: Mapping[str, Region]
    schemas: SchemaStore
    help: Help
    transport: Transport
    history: History
    jar: SessionJar
    accounts: AccountStore
    throttle: Throttle
    sandbox: Sandbox | None
    running: Running = field(default_factory=Running)
    counter: CallCounter = field(default_factory=CallCounter)

    def region(self, region_id: str) -> Region:
        """Raises NotFound with the ids there are."""
        try:
            return self.regions[region_id]
        except KeyError:
            known = ", ".join(self.regions)
            sentence = f"There is no region {region_id!r}; choose one of {known}."
            raise NotFound(sentence, field="region") from None

    def refresh_schema(
        self, region_id: str, *, progress: Progress | None = None, cancel: Cancel | None = None
    ) -> StoredSchema:
        """See `schema_source.refresh`."""
        region = self.region(region_id)
        return refresh(region, self.transport, self.schemas, progress=progress, cancel=cancel)

    def close(self) -> None:
        """Let go of connections and files; for tests and short-lived processes."""
        self.transport.close()
        self.engine.dispose()
        if self.sandbox:
            self.sandbox.close()


def console() -> Console:
    return cast(Console, current_app.extensions[EXTENSION])


def workspace() -> str:
    """The id of this browser's (or, behind a signing-in proxy, this user's) own workspace."""
    if console().settings.auth == "proxy":
        user = request.headers.get(console().settings.proxy_user_header, "")
        return "user-" + hashlib.sha256(user.encode()).hexdigest()[:32]
    if "workspace" not in session:
        session["workspace"] = secrets.token_urlsafe(24)
        session.permanent = True
    return str(session["workspace"])


def chosen_region() -> Region:
    """The region that this browser used last, else the operator's default."""
    regions = console().regions
    for region_id in (str(session.get("region")), console().settings.default_region):
        if region_id in regions:
            return regions[region_id]
    return next(iter(regions.values()))


def chosen_format() -> str:
    """The format that this browser sent last, as the wire's number; XML (2) at first."""
    return str(session.get("format", "2"))


def remember(region: Region, format: str = "") -> None:
    """Keep what this browser chose last, for the next page it opens."""
    for name, value in (("region", region.id), ("format", format)):
        if value and session.get(name) != value:
            session[name] = value
            session.permanent = True


def wants_json() -> bool:
    """Whether a program or our own script asks, rather than a browser opening a page."""
    accepted = request.accept_mimetypes
    return accepted["application/json"] > accepted["text/html"]
