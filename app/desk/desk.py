"""The desk: made once a request, or by a runner or a command, for one workspace."""

import logging
from dataclasses import dataclass, field

from app.call.model import Call
from app.call.transport.door import Cancel, UploadProgress
from app.desk import consent as asking
from app.desk import renewing
from app.desk.exchange import Exchange, Sending
from app.desk.keeping import USE, Keeping
from app.desk.parts import Parts
from app.desk.place import Place, Stored
from app.desk.records import Opened
from app.desk.schema_source import Progress
from app.errors import BadInput, NotFound, SchemaRejected
from app.history.records import Mark
from app.people.audit import Happening, Who
from app.people.roles import Role
from app.regions import Region
from app.schema.registry import Registry
from app.schema.store import StoredSchema
from app.sessions.kept import KeptSession
from app.storage.engine import reading
from app.storage.sealing import SealBroken
from app.waits import drive

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Desk:
    """What a person can do; `workspace` (an opaque text) says whose history, jar and accounts.

    Where nobody has a name, whoever is let in may do everything. `origin` is what history is told
    of who sends in a person's place, of each call that is sent here.
    """

    parts: Parts = field(repr=False)
    workspace: str
    role: Role = Role.ADMINISTER
    who: Who = Who()
    origin: str = ""

    def place(self, region_id: str) -> Place:
        """A region as it is now. Raises NotFound with the ids there are."""
        region = self.parts.region(region_id)
        kept, accounts, renewable, lost = self.stored(region.id)
        registry = self.parts.schemas.registry_for(region.id)
        return Place(region, registry, kept, accounts, renewable, lost)

    def places(self) -> tuple[Place, ...]:
        """Every region as it is now, in the order of the drop-down."""
        kept, accounts, renewable, lost = self.stored()
        return tuple(
            Place(
                region,
                self.parts.schemas.registry_for(region.id),
                tuple(one for one in kept if one.region == region.id),
                tuple(one for one in accounts if one.region == region.id),
                renewable,
                lost,
            )
            for region in self.parts.regions.values()
        )

    def stored(self, region_id: str | None = None) -> Stored:
        """The kept KS of a region or of all, the accounts, and which KS there are means for."""
        parts, own = self.parts, self.workspace
        with reading(parts.engine) as connection:
            kept = parts.jar.list(own, region_id, connection=connection)
            accounts, lost = parts.accounts.opened(own, region_id, connection=connection)
            made_by = [one.made_by for one in kept if one.made_by]
            made = parts.history.rows(own, made_by, connection=connection)
        renewable = (one.id for one in kept if renewing.renewable(one, made, accounts))
        return Stored(kept, accounts, frozenset(renewable), lost)

    def send(
        self,
        call: Call,
        place: Place,
        *,
        consent: bool = False,
        cancel: Cancel | None = None,
        uploaded: UploadProgress | None = None,
        keep: int | None = None,
        keeping: Keeping = USE,
    ) -> Exchange:
        """Send a call, take its whole answer, and record what came of it; otherwise as `begin`."""
        one = self.begin(
            call,
            place,
            consent=consent,
            cancel=cancel,
            uploaded=uploaded,
            keep=keep,
            keeping=keeping,
        )
        return drive(one.whole())

    def begin(
        self,
        call: Call,
        place: Place,
        *,
        consent: bool | frozenset[int] = False,
        cancel: Cancel | None = None,
        uploaded: UploadProgress | None = None,
        keep: int | None = None,
        keeping: Keeping = USE,
        origin: str = "",
        mark: Mark | None = None,
    ) -> Sending:
        """Send a call whose answer is taken piece by piece; nothing is sent before the first one.

        `place` is the one that the call was formed under. `keep` bytes of the body are in the
        Exchange's answer, by default what history keeps. Raises NeedsConsent where the place asks
        before something is changed there and there is no `consent`, which may be good for some
        partners alone, and Refused where the role does not do. `mark` is as in Sending.
        """
        if call.region != place.region.id:
            raise ValueError("A call is sent to the region that it was formed for.")
        self.check(call, place, consent=consent)
        if mark is None and (asks := asking.asks(call, place)):
            self.tell("guarded call", f"{call.service}.{call.action} in {asks}")
        return Sending(
            self.parts,
            self.workspace,
            call,
            place,
            cancel=cancel,
            uploaded=uploaded,
            keep=keep,
            keeping=keeping,
            origin=", ".join(filter(None, (self.origin, origin))),
            mark=mark,
        )

    def check(self, call: Call, place: Place, *, consent: bool | frozenset[int] = False) -> None:
        """Raises what `begin` would. Refused comes first: nobody is asked in vain."""
        asking.check_role(call, place, self.role)
        if consent is not True:
            asking.check(call, place, consent or frozenset())

    def tell(self, happening: Happening, what: str = "") -> None:
        """Write it down for administrators."""
        self.parts.audit.tell(happening, self.who, what)

    def needs(self, role: Role, what: str) -> None:
        """Raises Refused where the person's role is less than that; `what` begins a clause."""
        if self.role < role:
            raise asking.refusal(self.role, role, what)

    def refresh_schema(
        self, region_id: str, *, progress: Progress | None = None, cancel: Cancel | None = None
    ) -> StoredSchema:
        """See `schema_source.refresh`. Raises Refused."""
        self.check_refresh()
        stored = self.parts.refresh_schema(region_id, progress=progress, cancel=cancel)
        self.tell("schema changed", f"{region_id}: {stored.version}, fetched")
        return stored

    def check_refresh(self) -> None:
        """Raises what `refresh_schema` would raise at once."""
        self.needs(Role.ADMINISTER, "to refresh a schema")

    def reset_sandbox(self) -> None:
        """Put it back to its demo content, for everybody. Raises NotFound, and Refused."""
        self.needs(Role.CHANGE, "to reset the sandbox")
        if self.parts.sandbox is None:
            raise NotFound("This console has no sandbox: TESTME_SANDBOX is off.")
        self.parts.sandbox.reset()
        self.tell("sandbox changed", "put back to its demo content")

    def new_sandbox_token(self) -> None:
        """The one of before opens nothing any more. Raises NotFound, OSError and Refused."""
        self.needs(Role.CHANGE, "to make another token of the sandbox")
        self.parts.new_sandbox_token()
        self.tell("sandbox changed", "another token")

    def fetch_xsd(self, region: Region, kind: str) -> bytes:
        """See `schema_source.fetch_xsd`. Raises Refused."""
        self.needs(Role.CALL, "to fetch an XML schema")
        return self.parts.fetch_xsd(region, kind)

    def record(self, call_id: str) -> Opened:
        """A recorded call of this workspace. Raises NotFound, and SealBroken."""
        record = self.parts.history.get(self.workspace, call_id)
        region: Region | None = self.parts.regions.get(record.call.region)
        return Opened(record, region, self._registry(record.call.region, record.row.schema_version))

    def still(self, call_id: str) -> Opened | None:
        """The same, None where it was deleted meanwhile or cannot be opened any more."""
        try:
            return self.record(call_id)
        except NotFound:
            return None
        except SealBroken:
            log.warning("The recorded call %s was sealed with another key.", call_id)
            return None

    def means(self, kept: KeptSession) -> Call:
        """The call that gives the session of a kept KS once more, with its lifetime.

        Raises BadInput where nothing is stored that it could be renewed with.
        """
        made = self.still(kept.made_by) if kept.made_by else None
        if made and made.call.region == kept.region and renewing.repeatable(made.call):
            return made.call
        accounts = self.parts.accounts.list(self.workspace, kept.region)
        account = renewing.account_with_means(kept, accounts)
        kind = account.starts_with(kept.session.type) if account else None
        if account and kind:
            secret = self.parts.accounts.secret(self.workspace, account.id, kind)
            return renewing.started_alike(kept, account, secret)
        raise BadInput(
            "Nothing is stored that this KS could be renewed with: start a session anew, or keep "
            "the account with its secret."
        )

    def renew(self, kept: KeptSession, *, seconds: int | None = None) -> Exchange:
        """The same session once more, of another lifetime if `seconds` says so.

        The new KS takes the place of the one before it, with its name, in the transaction that
        records the call. Raises BadInput where there are no means.
        """
        call = self.means(kept)
        if seconds is not None:
            call = renewing.with_lifetime(call, seconds)
        # It changes nothing but the jar: to start a session is never asked about.
        place = self.place(kept.region)
        return self.send(call, place, consent=True, keeping=Keeping(in_place_of=kept))

    def end(self, kept: KeptSession, *, consent: bool = False) -> Exchange:
        """session.end with a kept KS, so that nobody can use it any more; it leaves the jar.

        Raises NeedsConsent.
        """
        call = Call(kept.region, "session", "end", format="1", ks=kept.ks)
        return self.send(call, self.place(kept.region), consent=consent)

    def _registry(self, region_id: str, version: str) -> Registry:
        registry = self.parts.schemas.registry_for(region_id)
        if registry.version == version:
            return registry
        try:
            return self.parts.schemas.get(version)
        except (NotFound, SchemaRejected):
            return registry
