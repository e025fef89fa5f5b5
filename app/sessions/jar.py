"""The jar: the KS kept for each workspace and region, several at a time, sealed."""

import json
import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, delete, func, insert, select, update

from app.errors import NotFound
from app.sessions.foreseen import Foreseen
from app.sessions.found import FoundSession
from app.sessions.kept import LONGEST_NAME, Choose, KeptSession, joined, merged, staying
from app.storage import purposes
from app.storage.engine import reading, writing
from app.storage.sealing import SealBroken, Sealer
from app.storage.tables import kept_sessions

log = logging.getLogger(__name__)

# Made once, as each call needs them: to make a condition takes as long as to execute it.
_IN_REGION = (kept_sessions.c.workspace == bindparam("in_workspace")) & (
    kept_sessions.c.region == bindparam("in_region")
)
_OF_REGION = select(kept_sessions).where(_IN_REGION)
_ORDER = (kept_sessions.c.region, kept_sessions.c.kept_at.desc(), kept_sessions.c.id)
_LISTED_OF_REGION = _OF_REGION.order_by(*_ORDER)
_LISTED = (
    select(kept_sessions)
    .where(kept_sessions.c.workspace == bindparam("in_workspace"))
    .order_by(*_ORDER)
)
_CHOSEN = _OF_REGION.where(kept_sessions.c.chosen)
_UNCHOOSE = update(kept_sessions).where(_IN_REGION).values(chosen=False)


class SessionJar:
    """Keeps KS for each workspace (an opaque text) and region, of which one is chosen at most.

    A KS sealed under another secret key counts as none, with a line in the log: a new one
    is quickly had, and the console has to open without it. `foreseen` is what will be kept.
    """

    def __init__(self, engine: Engine, sealer: Sealer) -> None:
        self._engine = engine
        self._sealer = sealer
        self.foreseen = Foreseen()

    def keep(
        self,
        workspace: str,
        region: str,
        found: FoundSession,
        now: float,
        *,
        name: str = "",
        made_by: str = "",
        account_id: str = "",
        choose: Choose = "always",
        session_id: str = "",
        connection: Connection | None = None,
    ) -> KeptSession:
        """Keep a KS, a new one under `session_id`, if there is one; see `joined`.

        Others of the region leave where they have expired and have no name, and where there
        are more than MOST_KEPT: expired ones first, then the oldest. The one that stays chosen
        stays in any case. With a `connection` all of this is done when that one's transaction is.
        """
        with self._changing(workspace, region, connection) as within:
            place = _place(workspace, region)
            rows = within.execute(_OF_REGION, place).all()
            present = [kept for row in rows if (kept := self._opened(row))]
            kept = joined(
                present,
                region,
                found,
                now,
                session_id=session_id or secrets.token_urlsafe(12),
                name=name,
                made_by=made_by,
                account_id=account_id,
                choose=choose,
            )
            others = [one for one in present if one.id != kept.id]
            in_use = None if kept.chosen else next((one for one in others if one.chosen), None)
            remaining = staying(others, now, in_use)
            # What can no longer be opened is of no use to anybody, and goes too.
            leaving = {row.id for row in rows} - {one.id for one in remaining}
            within.execute(delete(kept_sessions).where(kept_sessions.c.id.in_(leaving)))
            if kept.chosen:
                within.execute(_UNCHOOSE, place)
            within.execute(insert(kept_sessions), self._row(workspace, kept))
        return kept

    def replace(
        self,
        workspace: str,
        before: KeptSession,
        found: FoundSession,
        now: float,
        *,
        made_by: str = "",
        session_id: str = "",
        connection: Connection | None = None,
    ) -> KeptSession | None:
        """A KS in the place of one that it renews, with its name and account, all at once.

        It is chosen unless a third one is: what is in use stays so. None, and nothing kept, where
        the one before it has been forgotten meanwhile: that was meant.
        """
        with self._changing(workspace, before.region, connection) as within:
            still = select(kept_sessions.c.id).where(*_named(workspace, before.id))
            if within.execute(still).one_or_none() is None:
                return None
            in_use = within.execute(_CHOSEN, _place(workspace, before.region)).one_or_none()
            self.forget(workspace, before.id, connection=within)
            return self.keep(
                workspace,
                before.region,
                found,
                now,
                name=before.name,
                made_by=made_by,
                account_id=before.account_id,
                choose="never" if in_use and in_use.id != before.id else "always",
                session_id=session_id,
                connection=within,
            )

    def chosen(self, workspace: str, region: str) -> KeptSession | None:
        return next((one for one in self.list(workspace, region) if one.chosen), None)

    def get(self, workspace: str, session_id: str) -> KeptSession:
        """Raises NotFound, of another workspace's too."""
        query = select(kept_sessions).where(*_named(workspace, session_id))
        with reading(self._engine) as connection:
            row = connection.execute(query).one_or_none()
        kept = (self._opened(row) if row else None) or self.foreseen.find(workspace, session_id)
        if kept is None:
            raise NotFound("There is no such saved session: it may have been forgotten.")
        return kept

    def list(
        self, workspace: str, region: str | None = None, *, connection: Connection | None = None
    ) -> tuple[KeptSession, ...]:
        """All that is kept, by region, the newest first."""
        with reading(self._engine, connection) as within:
            if region is None:
                rows = within.execute(_LISTED, {"in_workspace": workspace}).all()
            else:
                rows = within.execute(_LISTED_OF_REGION, _place(workspace, region)).all()
        listed = tuple(kept for row in rows if (kept := self._opened(row)))
        return self.foreseen.applied(workspace, region, listed)

    def choose(self, workspace: str, session_id: str) -> KeptSession:
        """Make a KS the one that its region's calls use. Raises NotFound."""
        kept = replace(self.get(workspace, session_id), chosen=True)
        with self._changing(workspace, kept.region) as connection:
            connection.execute(_UNCHOOSE, _place(workspace, kept.region))
            query = update(kept_sessions).where(*_named(workspace, session_id))
            connection.execute(query.values(chosen=True))
        return kept

    def rename(self, workspace: str, session_id: str, name: str) -> KeptSession:
        """Raises NotFound."""
        kept = replace(self.get(workspace, session_id), name=name.strip()[:LONGEST_NAME])
        query = update(kept_sessions).where(*_named(workspace, session_id))
        with writing(self._engine) as connection:
            connection.execute(query.values(sealed=self._sealed(workspace, kept)))
        return kept

    def learn(
        self, workspace: str, kept: KeptSession, told: FoundSession, connection: Connection
    ) -> None:
        """Add what its server told of a kept KS, in the transaction of the connection."""
        sealed = self._sealed(workspace, replace(kept, session=merged(kept.session, told)))
        query = update(kept_sessions).where(*_named(workspace, kept.id))
        connection.execute(query.values(sealed=sealed))

    def forget(
        self, workspace: str, session_id: str, *, connection: Connection | None = None
    ) -> None:
        """Delete one KS, if it is there."""
        with writing(self._engine, connection) as within:
            within.execute(delete(kept_sessions).where(*_named(workspace, session_id)))

    @contextmanager
    def _changing(
        self, workspace: str, region: str, connection: Connection | None = None
    ) -> Iterator[Connection]:
        """A transaction that no other one can choose or keep beside, for the same region."""
        with writing(self._engine, connection) as within:
            # A writer of SQLite is alone already.
            if self._engine.dialect.name == "postgresql":
                lock = func.hashtextextended(f"{workspace}:{region}", 0)
                within.execute(select(func.pg_advisory_xact_lock(lock)))
            yield within

    def _row(self, workspace: str, kept: KeptSession) -> dict[str, Any]:
        return {
            "id": kept.id,
            "workspace": workspace,
            "region": kept.region,
            "chosen": kept.chosen,
            "kept_at": kept.kept_at,
            "sealed": self._sealed(workspace, kept),
        }

    def _sealed(self, workspace: str, kept: KeptSession) -> bytes:
        facts = {
            **asdict(kept.session),
            "name": kept.name,
            "made_by": kept.made_by,
            "account_id": kept.account_id,
        }
        purpose = purposes.kept_session(workspace, kept.region, kept.id)
        return self._sealer.seal(json.dumps(facts).encode(), purpose)

    def _opened(self, row: Any) -> KeptSession | None:
        try:
            opened = self._sealer.open(
                row.sealed, purposes.kept_session(row.workspace, row.region, row.id)
            )
        except SealBroken:
            log.warning("The KS kept for region %s was sealed with another key.", row.region)
            return None
        facts: dict[str, Any] = json.loads(opened)
        # A KS kept before these three were has none of them.
        own = {name: facts.pop(name, "") for name in ("name", "made_by", "account_id")}
        session = FoundSession(**facts)
        return KeptSession(row.id, row.region, row.kept_at, session, **own, chosen=row.chosen)


def _place(workspace: str, region: str) -> dict[str, str]:
    return {"in_workspace": workspace, "in_region": region}


def _named(workspace: str, session_id: str) -> tuple[Any, Any]:
    # A database refuses NUL, and no id has one.
    known = session_id.replace("\0", "").encode("utf-8", "replace").decode()
    return kept_sessions.c.workspace == workspace, kept_sessions.c.id == known
