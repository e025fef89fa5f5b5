"""The rows of a run, and what came of each."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Engine, delete, func, insert, select, update

from app.call.variables.values import Json
from app.desk.row_runs import plan as plans
from app.desk.row_runs.plan import CHUNK, RowOutcome, RowRun
from app.desk.row_runs.store import held
from app.rows.narrowing import Narrowing
from app.storage import purposes
from app.storage.engine import reading, writing
from app.storage.run_tables import row_chunks, row_outcomes, row_runs
from app.storage.sealing import Sealer

T = TypeVar("T")
_WRITTEN_AT_ONCE = 20  # chunks
_NARROWING = -1  # its number beside theirs


class RunRows:
    """Keeps them, sealed: the rows a hundred at a time. Safe for threads and processes."""

    def __init__(self, engine: Engine, sealer: Sealer) -> None:
        self._engine = engine
        self._sealer = sealer

    def add(self, run: RowRun, rows: Iterable[Mapping[str, Json]]) -> int:
        """Give it its rows, in place of those it had; how many they are. Raises Conflict where
        another process has it in hand meanwhile."""
        total = 0
        with writing(self._engine) as connection:
            held(connection, run)
            own = (row_chunks.c.run == run.id) & (row_chunks.c.number >= 0)
            connection.execute(delete(row_chunks).where(own))
        # To find the next ones may take its time: nobody waits for a lock meanwhile.
        for some in batched(enumerate(batched(rows, CHUNK)), _WRITTEN_AT_ONCE):
            made = [
                {"run": run.id, "number": number, "sealed": self._sealed_chunk(run, number, part)}
                for number, part in some
            ]
            total += sum(len(part) for _, part in some)
            with writing(self._engine) as connection:
                held(connection, run)
                connection.execute(insert(row_chunks), made)
        with writing(self._engine) as connection:
            held(connection, run)
            this = row_runs.c.id == run.id
            connection.execute(update(row_runs).where(this).values(total=total))
        return total

    def _sealed_chunk(self, run: RowRun, number: int, rows: Sequence[Mapping[str, Json]]) -> bytes:
        content = json.dumps(rows, ensure_ascii=False).encode()
        return self._sealer.seal(content, purposes.row_chunk(run.id, number))

    def narrow(self, run: RowRun, by: Narrowing) -> None:
        """Have the rows that are still to be found narrowed by that."""
        content = json.dumps({**asdict(by), "values": sorted(by.values)}).encode()
        sealed = self._sealer.seal(content, purposes.row_chunk(run.id, _NARROWING))
        with writing(self._engine) as connection:
            row = {"run": run.id, "number": _NARROWING, "sealed": sealed}
            connection.execute(insert(row_chunks), row)

    def narrowing(self, run: RowRun) -> Narrowing | None:
        found: Any = self._opened(run, _NARROWING)
        return Narrowing(**{**found, "values": frozenset(found["values"])}) if found else None

    def chunk(self, run: RowRun, number: int) -> Sequence[Mapping[str, Json]]:
        """Those of one chunk, from 0; none where there is no such."""
        return self._opened(run, number) or []

    def all(self, run: RowRun) -> Iterator[Mapping[str, Json]]:
        """All of them as they are, a chunk at a time."""
        for number in range(-(-run.total // CHUNK)):
            yield from self.chunk(run, number)

    def _opened(self, run: RowRun, number: int) -> Any:
        query = select(row_chunks.c.sealed).where(
            row_chunks.c.run == run.id, row_chunks.c.number == number
        )
        with reading(self._engine) as connection:
            sealed = connection.execute(query).scalar()
        if sealed is None:
            return None
        return json.loads(self._sealer.open(sealed, purposes.row_chunk(run.id, number)))

    def write(self, run: RowRun, outcomes: Iterable[RowOutcome]) -> None:
        """What came of these rows; one that is there already stays as it is."""
        made = [
            {
                "run": run.id,
                "row": one.row,
                "verdict": one.verdict,
                "sealed": self._sealer.seal(
                    json.dumps(asdict(one), ensure_ascii=False).encode(),
                    purposes.row_outcome(run.id, one.row),
                ),
            }
            for one in outcomes
        ]
        if not made:
            return
        with writing(self._engine) as connection:
            here = [one["row"] for one in made]
            known = set(
                connection.execute(
                    select(row_outcomes.c.row).where(
                        row_outcomes.c.run == run.id, row_outcomes.c.row.in_(here)
                    )
                ).scalars()
            )
            if new := [one for one in made if one["row"] not in known]:
                connection.execute(insert(row_outcomes), new)

    def counts(self, run: RowRun) -> Mapping[str, int]:
        """How many rows came to each verdict."""
        return self.counts_of([run])[run.id]

    def counts_of(self, runs: Iterable[RowRun]) -> Mapping[str, Mapping[str, int]]:
        """The same of several, by their ids."""
        made: dict[str, dict[str, int]] = {one.id: {} for one in runs}
        by = row_outcomes.c.run, row_outcomes.c.verdict
        every = select(*by, func.count()).where(row_outcomes.c.run.in_(list(made))).group_by(*by)
        with reading(self._engine) as connection:
            for run, verdict, count in connection.execute(every):
                made[run][verdict] = count
            # What is done once is taken off: the index by verdicts has no numbers of rows.
            for run, verdict, count in connection.execute(every.where(row_outcomes.c.row < 0)):
                made[run][verdict] -= count
        return {
            run: {verdict: count for verdict, count in counts.items() if count}
            for run, counts in made.items()
        }

    def verdicts(self, run: RowRun) -> Mapping[int, str]:
        """What each row that is over came to."""
        query = select(row_outcomes.c.row, row_outcomes.c.verdict)
        with reading(self._engine) as connection:
            found = connection.execute(query.where(row_outcomes.c.run == run.id))
            return {one.row: one.verdict for one in found}

    def forget(self, run: RowRun, row: int) -> None:
        """What came of one, so that it is done once more."""
        own = (row_outcomes.c.run == run.id) & (row_outcomes.c.row == row)
        with writing(self._engine) as connection:
            connection.execute(delete(row_outcomes).where(own))

    def one(self, run: RowRun, row: int) -> RowOutcome | None:
        """What came of a row; None while it is not over."""
        found = self.outcomes(run, after=row - 1, limit=1)
        return found[0] if found and found[0].row == row else None

    def numbers(self, run: RowRun, rows: range) -> frozenset[int]:
        """Which of these rows are over."""
        query = select(row_outcomes.c.row).where(
            row_outcomes.c.run == run.id, row_outcomes.c.row.between(rows.start, rows.stop - 1)
        )
        with reading(self._engine) as connection:
            return frozenset(connection.execute(query).scalars())

    def outcomes(
        self,
        run: RowRun,
        verdicts: Iterable[str] = (),
        *,
        after: int = -1,
        before: int | None = None,
        limit: int | None = None,
    ) -> Sequence[RowOutcome]:
        """Those behind a row's number, and before another, in order; of these verdicts, if some are
        named."""
        query = select(row_outcomes.c.row, row_outcomes.c.sealed).where(
            row_outcomes.c.run == run.id, row_outcomes.c.row > after
        )
        if before is not None:
            query = query.where(row_outcomes.c.row < before)
        if wanted := list(verdicts):
            query = query.where(row_outcomes.c.verdict.in_(wanted))
        with reading(self._engine) as connection:
            found = connection.execute(query.order_by(row_outcomes.c.row).limit(limit)).all()
        return [self._outcome(run, one) for one in found]

    def _outcome(self, run: RowRun, found: Any) -> RowOutcome:
        opened = self._sealer.open(found.sealed, purposes.row_outcome(run.id, found.row))
        return plans.outcome_of(json.loads(opened))


def batched(values: Iterable[T], size: int) -> Iterator[list[T]]:
    """As itertools has it from Python 3.12 on."""
    waiting = iter(values)
    while part := list(islice(waiting, size)):
        yield part
