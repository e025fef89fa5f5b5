"""The KS kept for each workspace and region, sealed."""

import json
import logging
import secrets
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import Engine, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from app.call.secret import mask_ks
from app.sessions.found import FoundSession
from app.storage.engine import reading, writing
from app.storage.sealing import SealBroken, Sealer
from app.storage.tables import kept_sessions

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class KeptSession:
    """A KS with its facts, the region it is for, and when it was kept (unix seconds)."""

    id: str
    region: str
    kept_at: float
    session: FoundSession = field(repr=False)

    @property
    def ks(self) -> str:
        """The KS itself; `masked` is the form to show."""
        return self.session.ks

    @property
    def masked(self) -> str:
        return mask_ks(self.session.ks)


class SessionJar:
    """Keeps one chosen KS for each workspace (an opaque text) and region.

    A KS sealed under another secret key counts as none, with a line in the log: a new one
    is quickly had, and the console has to open without it.
    """

    def __init__(self, engine: Engine, sealer: Sealer) -> None:
        self._engine = engine
        self._sealer = sealer

    def keep(self, workspace: str, region: str, found: FoundSession, now: float) -> KeptSession:
        """Keep a KS in the place of the one chosen until now."""
        session_id = secrets.token_urlsafe(12)
        row = {
            "id": session_id,
            "workspace": workspace,
            "region": region,
            "chosen": True,
            "kept_at": now,
            "sealed": self._sealer.seal(
                json.dumps(asdict(found)).encode(), _purpose(workspace, region, session_id)
            ),
        }
        # One statement, so that of two answers arriving together one wins and none fails.
        dialect = postgresql if self._engine.dialect.name == "postgresql" else sqlite
        query = dialect.insert(kept_sessions).values(row)
        query = query.on_conflict_do_update(
            index_elements=[kept_sessions.c.workspace, kept_sessions.c.region],
            index_where=kept_sessions.c.chosen,
            set_={name: query.excluded[name] for name in ("id", "kept_at", "sealed")},
        )
        with writing(self._engine) as connection:
            connection.execute(query)
        return KeptSession(session_id, region, now, found)

    def chosen(self, workspace: str, region: str) -> KeptSession | None:
        query = select(kept_sessions).where(
            kept_sessions.c.workspace == workspace,
            kept_sessions.c.region == region,
            kept_sessions.c.chosen,
        )
        with reading(self._engine) as connection:
            row = connection.execute(query).one_or_none()
        return self._opened(row) if row else None

    def list(self, workspace: str) -> tuple[KeptSession, ...]:
        """All that is kept, by region."""
        query = (
            select(kept_sessions)
            .where(kept_sessions.c.workspace == workspace)
            .order_by(kept_sessions.c.region, kept_sessions.c.kept_at.desc())
        )
        with reading(self._engine) as connection:
            rows = connection.execute(query).all()
        return tuple(kept for row in rows if (kept := self._opened(row)))

    def forget(self, workspace: str, region: str) -> None:
        """Delete the KS chosen for a region, if there is one."""
        with writing(self._engine) as connection:
            connection.execute(
                delete(kept_sessions).where(
                    kept_sessions.c.workspace == workspace,
                    kept_sessions.c.region == region,
                    kept_sessions.c.chosen,
                )
            )

    def clear(self, workspace: str) -> None:
        """Delete all that is kept, in every region."""
        with writing(self._engine) as connection:
            connection.execute(delete(kept_sessions).where(kept_sessions.c.workspace == workspace))

    def _opened(self, row: Any) -> KeptSession | None:
        try:
            opened = self._sealer.open(row.sealed, _purpose(row.workspace, row.region, row.id))
        except SealBroken:
            log.warning("The KS kept for region %s was sealed with another key.", row.region)
            return None
        return KeptSession(row.id, row.region, row.kept_at, FoundSession(**json.loads(opened)))


def _purpose(workspace: str, region: str, session_id: str) -> str:
    return f"session:{workspace}:{region}:{session_id}"
