"""Where runs over rows are kept, and who has which in hand."""

import json
import secrets
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, delete, insert, select, update

from app.desk.row_runs import plan as plans
from app.desk.row_runs.plan import OVER, UNDER_WAY, Plan, RowRun, Status
from app.errors import BadInput, Conflict, NotFound
from app.storage import purposes
from app.storage.engine import reading, writing
from app.storage.run_tables import row_runs, schedules
from app.storage.sealing import SealBroken, Sealer
from app.storage.tables import calls

# Runs of a workspace: the oldest that are over, and none whose like begins on a clock, give way.
MOST_KEPT = 100
SILENCE = 10.0  # seconds without a sign of life after which a carrier counts as gone


class RowRunStore:
    """Keeps runs for each workspace (an opaque text). Safe for threads and processes."""

    def __init__(self, engine: Engine, sealer: Sealer) -> None:
        self._engine = engine
        self._sealer = sealer

    def add(self, workspace: str, plan: Plan, status: Status = "gathering") -> RowRun:
        now = time.time()
        run_id = secrets.token_urlsafe(12)
        row = {
            "id": run_id,
            "workspace": workspace,
            "created_at": now,
            "changed_at": now,
            "status": status,
            "wanted": "",
            "title": plan.workflow.title,
            "region": plan.region,
            "total": 0,
            "carrier": "",
            "seen_at": 0.0,
            "turn": 0,
            "sealed": self._sealed(workspace, run_id, plan),
        }
        with writing(self._engine) as connection:
            connection.execute(insert(row_runs), row)
            self._forget_old(connection, workspace)
        return self.get(workspace, run_id)

    def get(self, workspace: str, run_id: str) -> RowRun:
        """Raises NotFound."""
        own = (row_runs.c.workspace == workspace) & (row_runs.c.id == run_id.replace("\0", ""))
        with reading(self._engine) as connection:
            found = connection.execute(select(row_runs).where(own)).one_or_none()
        try:
            if found is None:
                raise NotFound("There is no such run here: it may have been deleted.")
            return self._read(found)
        except SealBroken:
            raise NotFound("This run was sealed with another secret key.") from None

    def narrowed_to(self, workspace: str, run_id: str) -> RowRun | None:
        """The one that has taken the place of a run which has fewer rows since."""
        return next((one for one in self.list(workspace) if run_id in one.plan.was), None)

    def list(self, workspace: str) -> Sequence[RowRun]:
        """Those of a workspace that can be opened, newest first."""
        query = select(row_runs).where(row_runs.c.workspace == workspace)
        return self._readable(query.order_by(row_runs.c.created_at.desc(), row_runs.c.id))

    def carriers(self) -> frozenset[str]:
        """Who has runs in hand that are under way, whether they are there or not."""
        query = select(row_runs.c.carrier).where(row_runs.c.status.in_(UNDER_WAY)).distinct()
        with reading(self._engine) as connection:
            return frozenset(connection.execute(query).scalars())

    def left_alone(self, gone: Iterable[str] = ()) -> Sequence[RowRun]:
        """Those under way, of all workspaces, that no process has in hand any more; those that are
        `gone` have none."""
        query = select(row_runs).where(row_runs.c.status.in_(UNDER_WAY), _free(gone))
        return self._readable(query.order_by(row_runs.c.created_at))

    def change(
        self,
        run: RowRun,
        *,
        status: Status | None = None,
        only_if: Iterable[Status] = (),
        wanted: str | None = None,
        carrier: str | None = None,
        held_by: str = "",
        turns: bool = False,
        **changed: Any,
    ) -> RowRun:
        """Change it, `changed` are fields of its plan; as it is then. `turns` begins another turn.

        Raises Conflict where its status is meanwhile none of `only_if`, or where it is meanwhile in
        other hands than those that are named.
        """
        values: dict[str, Any] = {"changed_at": time.time()}
        for name, value in {"status": status, "wanted": wanted, "carrier": carrier}.items():
            if value is not None:
                values[name] = value
        with writing(self._engine) as connection:
            this = select(row_runs).where(row_runs.c.id == run.id)
            found = connection.execute(this.with_for_update(key_share=True)).first()
            if found is None or (only_if and found.status not in only_if):
                raise Conflict("This run is not as it was: look at it again.")
            if held_by and found.carrier != held_by:
                raise taken_over()
            if turns:
                values["turn"] = found.turn + 1
            if changed:
                plan = replace(self._read(found).plan, **changed)
                values["sealed"] = self._sealed(run.workspace, run.id, plan)
            connection.execute(update(row_runs).where(row_runs.c.id == run.id).values(values))
        return self.get(run.workspace, run.id)

    def claim(self, run_id: str, carrier: str, gone: Iterable[str] = ()) -> RowRun | None:
        """Take it in hand, unless it is not under way, or another process that is there has it."""
        now, free = time.time(), _free([carrier, *gone])
        mine = update(row_runs).where(
            row_runs.c.id == run_id, row_runs.c.status.in_(UNDER_WAY), free
        )
        with writing(self._engine) as connection:
            # Calls that are being written down for the one before are waited for: see Recording.
            this = select(row_runs.c.id).where(row_runs.c.id == run_id)
            connection.execute(this.with_for_update())
            taken = connection.execute(mine.values(carrier=carrier, seen_at=now))
            if not taken.rowcount:
                return None
            found = connection.execute(select(row_runs).where(row_runs.c.id == run_id)).one()
        return self._read(found)

    def beat(self, carrier: str, in_hand: Iterable[str]) -> Mapping[str, str]:
        """Say that the process is there for these runs; what is wanted of each that is its own
        still, by id."""
        own = (row_runs.c.carrier == carrier) & row_runs.c.id.in_(list(in_hand))
        with writing(self._engine) as connection:
            connection.execute(update(row_runs).where(own).values(seen_at=time.time()))
            found = connection.execute(select(row_runs.c.id, row_runs.c.wanted).where(own)).all()
        return {one.id: one.wanted for one in found}

    def let_go(self, carrier: str) -> None:
        """The process ends: whoever is there may go on with its runs."""
        with writing(self._engine) as connection:
            connection.execute(
                update(row_runs).where(row_runs.c.carrier == carrier).values(carrier="")
            )

    def tell_total(self, run: RowRun, total: int) -> None:
        """How many rows there are so far. Raises Conflict."""
        with writing(self._engine) as connection:
            held(connection, run)
            own = row_runs.c.id == run.id
            connection.execute(update(row_runs).where(own).values(total=total))

    def remove(self, run: RowRun) -> None:
        """With its rows, outcomes and calls, for good. Raises BadInput while it is under way."""
        with writing(self._engine) as connection:
            gone = delete(row_runs).where(
                row_runs.c.id == run.id, row_runs.c.status.not_in(UNDER_WAY)
            )
            if not connection.execute(gone).rowcount:
                raise BadInput("This run is under way: cancel it first.")
            connection.execute(delete(calls).where(calls.c.run == run.id))

    def _sealed(self, workspace: str, run_id: str, plan: Plan) -> bytes:
        content = json.dumps(plans.dump(plan)).encode()
        return self._sealer.seal(content, purposes.row_run(workspace, run_id))

    def _read(self, found: Row[Any]) -> RowRun:
        """Raises SealBroken."""
        opened = self._sealer.open(found.sealed, purposes.row_run(found.workspace, found.id))
        known = {name: value for name, value in found._mapping.items() if name != "sealed"}
        return RowRun(**known, plan=plans.load(json.loads(opened)))

    def _readable(self, query: Any) -> Sequence[RowRun]:
        with reading(self._engine) as connection:
            found = connection.execute(query).all()
        made = []
        for one in found:
            try:
                made.append(self._read(one))
            except SealBroken:
                continue
        return made

    def _forget_old(self, connection: Connection, workspace: str) -> None:
        own = row_runs.c.workspace == workspace
        newest = select(row_runs.c.id).where(own).order_by(row_runs.c.created_at.desc())
        old = row_runs.c.id.not_in(newest.limit(MOST_KEPT).scalar_subquery())
        like_it = row_runs.c.id.in_(select(schedules.c.run))
        gone = select(row_runs.c.id).where(own, old, row_runs.c.status.in_(OVER), ~like_it)
        for one in connection.execute(gone).scalars().all():
            connection.execute(delete(calls).where(calls.c.run == one))
            connection.execute(delete(row_runs).where(row_runs.c.id == one))


def held(connection: Connection, run: RowRun) -> None:
    """Raises Conflict where it is in other hands by now than when it was read."""
    now = select(row_runs.c.carrier).where(row_runs.c.id == run.id)
    now = now.with_for_update(read=True, key_share=True)
    if run.carrier and connection.execute(now).scalar() != run.carrier:
        raise taken_over()


def taken_over() -> Conflict:
    return Conflict("Another console has this run in hand by now.")


def _free(of: Iterable[str]) -> ColumnElement[bool]:
    """Whether nobody has a run in hand but these."""
    silent = row_runs.c.seen_at < time.time() - SILENCE
    return row_runs.c.carrier.in_(["", *of]) | silent
