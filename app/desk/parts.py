"""The parts that a desk works with; `app.assembly` makes them."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import Engine

from app.call.admission import Admission
from app.call.transport.cancel import Cancel
from app.call.transport.door import Transport
from app.desk.counter import CallCounter
from app.desk.drafts import DraftStore
from app.desk.row_runs.keeper import Keeper
from app.desk.row_runs.rows import RunRows
from app.desk.row_runs.store import RowRunStore
from app.desk.running.run import RunStore
from app.desk.saved.store import SavedStore
from app.desk.saved.variables import VariableStore
from app.desk.schema_source import Progress, fetch_xsd, refresh
from app.desk.under_way import Running
from app.errors import NotFound
from app.history.store import History
from app.people.audit import Audit
from app.people.bearers import Bearers
from app.people.entering import Entrance
from app.people.identity import ProviderEntrance
from app.people.own import Own
from app.people.space import Space
from app.people.store import People
from app.people.tokens import Tokens
from app.people.visits import Visits
from app.regions import SANDBOX_ID, Region
from app.sandbox import Sandbox, delivery
from app.sandbox.door import IN_PATH
from app.sandbox.token import SandboxToken
from app.schema.help.texts import Help
from app.schema.store import SchemaStore, StoredSchema
from app.sessions.accounts import AccountStore
from app.sessions.jar import SessionJar
from app.settings import Settings
from app.storage.retention import Retention
from app.storage.undo import Undo

if TYPE_CHECKING:
    from app.people.provider import Provider


@dataclass(frozen=True, slots=True)
class Parts:
    """Made once a process, shared by all of its threads."""

    settings: Settings
    engine: Engine
    regions: Mapping[str, Region]
    schemas: SchemaStore
    help: Help
    transport: Transport
    history: History
    jar: SessionJar
    accounts: AccountStore
    drafts: DraftStore
    undo: Undo
    saved: SavedStore
    variables: VariableStore
    runs: RunStore
    row_runs: RowRunStore
    run_rows: RunRows
    keeper: Keeper
    audit: Audit
    tokens: Tokens
    bearers: Bearers
    people: People
    entrance: Entrance
    visits: Visits
    own: Own
    provider: "Provider | None"  # with TESTME_AUTH=oidc
    provider_entrance: ProviderEntrance
    space: Space
    retention: Retention
    sandbox: Sandbox | None
    admission: Admission
    cookie_key: str = field(repr=False)
    running: Running = field(default_factory=Running)
    counter: CallCounter = field(default_factory=CallCounter)
    sandbox_token: SandboxToken | None = None  # where its clients have to send one

    def note_regions(self) -> None:
        """Where the console serves others than the last time, that is written down."""
        every = self.regions.values()
        own = sorted(f"{one.id} {one.url} {one.guard}" for one in every)
        names = ", ".join(sorted(one.id + (" (guarded)" if one.guard else "") for one in every))
        self.audit.note_regions(f"{hashlib.sha256(repr(own).encode()).hexdigest()[:8]}: {names}")

    def new_sandbox_token(self) -> None:
        """Raises NotFound and OSError."""
        if self.sandbox_token is None:
            raise NotFound("Clients of this sandbox need no token.")
        self.sandbox_token.renew()

    def shown_at(self, url: str) -> str:
        """Where a browser, which sends no header, finds a picture: one of the sandbox with its
        token. Raises OSError."""
        root = self.regions[SANDBOX_ID].url if self.sandbox_token else ""
        if self.sandbox_token is None or not url.startswith(root + delivery.PATH):
            return url
        return root + IN_PATH + self.sandbox_token.text() + url.removeprefix(root)

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

    def fetch_xsd(self, region: Region, kind: str) -> bytes:
        """See `schema_source.fetch_xsd`."""
        return fetch_xsd(region, self.transport, self.counter, kind)

    def close(self, seconds: float = 3.0) -> None:
        """Let go of connections and files; what waits to be written is tried for so long."""
        self.retention.close(seconds)
        self.keeper.close(seconds)
        self.transport.close()
        if self.provider:
            self.provider.close()
        self.history.close(seconds)
        self.engine.dispose()
        if self.sandbox:
            self.sandbox.close()
