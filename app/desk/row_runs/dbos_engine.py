"""Durable execution by DBOS Transact: it remembers which units of a run are over.

Its tables are its own: beside our database file, or in the schema `dbos` of a PostgreSQL. It is
imported when the first run begins, as it takes some 60 MB; nothing of it listens or connects
elsewhere. Each process has an executor id of its own, so that it recovers nothing by itself: who
takes a run over is decided by the lease in `row_runs`, and then told here. The version is fixed, as
by itself it would be a hash of the source, and what an older console left be nobody's.
"""

import logging
import secrets
import threading
from contextlib import closing
from itertools import count
from typing import TYPE_CHECKING, Any

from app.desk.row_runs.engine import EngineUnusable, Work
from app.settings import Settings

if TYPE_CHECKING:
    from dbos import DBOS

VERSION = "1"  # of what the units of a run are
_OVER = ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]
_lock = threading.Lock()
_registered: dict[str, Any] = {}
_works: dict[str, Work] = {}  # DBOS is one a process; the work is found by the engine's id


class DbosEngine:
    """`database` is a SQLAlchemy URL."""

    def __init__(self, work: Work, database: str) -> None:
        self._work = work
        self._database = database
        self._executor = secrets.token_urlsafe(9)
        self._launched: type[DBOS] | None = None

    def begin(self, run_id: str, turn: int) -> None:
        dbos = self._launch()
        from dbos import SetWorkflowID  # noqa: PLC0415 - see above

        # What is over is of no use any more: our own tables have the runs.
        if over := dbos.list_workflows(status=_OVER, load_input=False, load_output=False):
            dbos.delete_workflows([one.workflow_id for one in over])
        # The same turn by another process is the same work: what is over of it is not done again.
        # Where it ended although the run is under way (its console was ended), it is another one.
        for times in count():
            work_id = f"{run_id}.{turn}.{times}"
            status = dbos.get_workflow_status(work_id)
            if status is None:
                break
            if status.status in {"PENDING", "ENQUEUED"}:
                dbos.resume_workflow(work_id)
                return
        with SetWorkflowID(work_id):
            dbos.start_workflow(_registered["run"], run_id)

    def close(self, seconds: float) -> None:
        if self._launched is None:
            return
        with _lock:
            self._launched.destroy(workflow_completion_timeout_sec=max(0, int(seconds)))
            self._launched = None
            _works.pop("", None)

    @property
    def _where(self) -> str:
        if self._database.startswith("sqlite"):
            return "the engine's database beside the console's"
        return "the schema dbos of the database (its role has to be allowed to create it)"

    def _launch(self) -> "type[DBOS]":
        with _lock:
            if self._launched is None:
                from dbos import DBOS, DBOSConfig  # noqa: PLC0415 - see above

                config: DBOSConfig = {
                    "name": "testme",
                    "system_database_url": self._database,
                    "executor_id": self._executor,
                    "application_version": VERSION,
                    "enable_otlp": False,
                    "log_level": "WARNING",
                }
                _works[""] = self._work
                DBOS(config=config)
                if not _registered:
                    _registered["unit"] = DBOS.step(name="unit")(_unit)
                    _registered["run"] = DBOS.workflow(name="run")(_run)
                told = logging.getLogger("dbos")
                told.disabled = True  # the log gets a sentence instead of its traceback
                try:
                    DBOS.launch()
                except Exception as fault:
                    DBOS.destroy()
                    _works.pop("", None)
                    cause = str(getattr(fault, "orig", None) or fault)
                    raise EngineUnusable(f"{self._where} cannot be used: {cause}") from fault
                finally:
                    told.disabled = False
                told.propagate = True
                self._launched = DBOS
            return self._launched


def engine_database(settings: Settings) -> str:
    """The URL of where it keeps its own."""
    if settings.database_url.startswith("sqlite"):
        return f"sqlite:///{settings.data_dir / 'engine.sqlite'}"
    return settings.database_url


def _run(run_id: str) -> None:
    work = _works.get("")
    units = work.claim(run_id) if work else None
    if units is None:
        return
    with closing(units):
        for name in units:
            if not _registered["unit"](run_id, name):
                break


def _unit(run_id: str, name: str) -> bool:
    work = _works.get("")
    return work is not None and work.unit(run_id, name)
