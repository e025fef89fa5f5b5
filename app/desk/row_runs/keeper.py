"""The runs of a process: it says that it is there, takes up what nobody has in hand, and does what
the engine asks for."""

import logging
import secrets
import threading
import time
from collections.abc import Callable, Generator
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from app.desk.row_runs.engine import Engine, EngineOf, EngineUnusable, Threads
from app.desk.row_runs.pace import Paces
from app.desk.row_runs.plan import RowRun
from app.desk.row_runs.store import SILENCE, RowRunStore
from app.errors import TestMeError
from app.storage.running import Presence
from app.storage.troubles import trouble_of

if TYPE_CHECKING:
    from app.desk.row_runs.working import Working

log = logging.getLogger(__name__)

# Of a run, the regions' paces, and what says what is wanted of it meanwhile.
WorkingOf = Callable[[RowRun, Paces, Callable[[], str]], "Working"]

BEAT = 2.0  # seconds between two signs of life, and two looks at what nobody has in hand
STOP = "stop"


class Keeper:
    """It is the Work of its engine, which is made for the first run."""

    def __init__(self, store: RowRunStore, engine: EngineOf, presence: Presence) -> None:
        self.carrier = secrets.token_urlsafe(9)
        self._presence = presence
        self._gone: set[str] = set()
        self._store = store
        self._engine_of = engine
        self._engine: Engine | None = None
        self._working: WorkingOf | None = None
        self._due: Callable[[], None] = lambda: None
        self._paces = Paces()
        self._lock = threading.Lock()
        self._in_hand: dict[str, Working | None] = {}  # None while it is being claimed
        self._wanted: dict[str, str] = {}
        self._begun: dict[str, float] = {}
        self._beat_at = 0.0
        self._trouble = ""
        self._stopping = threading.Event()
        self._poked = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, working: WorkingOf, due: Callable[[], None] = lambda: None) -> None:
        """Carry out runs until `close`; `working` makes what does a run's units, `due` begins those
        whose time has come."""
        self._working, self._due = working, due
        self._stopping.clear()
        self._presence.say(self.carrier)
        self._thread = threading.Thread(target=self._run, name="runs", daemon=True)
        self._thread.start()

    @property
    def trouble(self) -> str:
        """A clause: why nothing can be kept of the runs in hand just now, also not that; ""."""
        return self._trouble

    def poke(self) -> None:
        """Something has changed: look now."""
        self._poked.set()

    def close(self, seconds: float) -> None:
        """Begin nothing more, and let go of what is in hand once its rows under way are over."""
        self._stopping.set()
        self._poked.set()
        if self._thread:
            self._thread.join(seconds)
        if self._engine:
            self._engine.close(seconds)
        try:
            if self._engine:
                self._store.let_go(self.carrier)
        except SQLAlchemyError:
            log.warning("Runs under way could not be let go of: they are taken up in a while.")
        else:
            if not self._in_hand:
                self._presence.leave(self.carrier)

    def claim(self, run_id: str) -> Generator[str, None, None] | None:
        with self._lock:
            # What is in hand still was perhaps another's in between: its rows are waited for.
            if self._working is None or run_id in self._in_hand:
                return None
            self._in_hand[run_id] = None
        working = None
        try:
            run = self._store.claim(run_id, self.carrier, self._gone)
            self._trouble = ""
            if run is None:
                return None
            working = self._working(run, self._paces, lambda: self._wants(run_id))
            with self._lock:
                if len(self._in_hand) == 1:
                    self._beat_at = time.monotonic()
                self._in_hand[run_id] = working
                self._wanted[run_id] = run.wanted
            return self._units(run_id, working)
        except SQLAlchemyError as fault:
            self._told(fault)
            return None
        finally:
            if working is None:
                self._over(run_id)

    def unit(self, run_id: str, name: str) -> bool:
        working = self._in_hand.get(run_id)
        return working is not None and working.unit(name)

    def _units(self, run_id: str, working: "Working") -> Generator[str, None, None]:
        try:
            yield from working.units()
        finally:
            self._over(run_id)

    def _over(self, run_id: str) -> None:
        with self._lock:
            for one in (self._in_hand, self._wanted, self._begun):
                one.pop(run_id, None)

    def _wants(self, run_id: str) -> str:
        # Whoever cannot say that they are there may count as gone in a moment.
        unheard = time.monotonic() - self._beat_at > SILENCE / 2
        if unheard or self._stopping.is_set():
            return STOP
        return self._wanted.get(run_id, "")

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._look()
            except SQLAlchemyError as fault:
                self._told(fault)
            except TestMeError as fault:
                log.warning("Runs cannot be looked at: %s", fault.sentence)
            except Exception:
                # The thread has to go on for the other runs.
                log.exception("Runs cannot be looked at.")
            self._poked.wait(BEAT / 2 if self._in_hand else BEAT)
            self._poked.clear()

    def _told(self, fault: SQLAlchemyError) -> None:
        self._trouble = trouble_of(fault) or ""
        log.warning("Runs cannot be kept just now: %s.", self._trouble or type(fault).__name__)

    def _look(self) -> None:
        with self._lock:
            held = {one: working for one, working in self._in_hand.items() if working}
        if held:
            asked_at = time.monotonic()
            wanted = self._store.beat(self.carrier, held)
            with self._lock:
                # What is another's by now is let go of.
                for one, working in held.items():
                    if self._in_hand.get(one) is working:
                        self._wanted[one] = wanted.get(one, STOP)
                self._beat_at = asked_at
            self._trouble = ""
        self._due()
        # One that was killed is known to be gone at once, where it had the same folder.
        self._gone |= {one for one in self._store.carriers() if self._presence.gone(one)}
        now = time.monotonic()
        left = self._store.left_alone(self._gone)
        if not (held or left):
            self._trouble = ""
        for run in left:
            # What was handed to the engine a moment ago is about to be claimed.
            if run.id in self._in_hand or now - self._begun.get(run.id, float("-inf")) < 5 * BEAT:
                continue
            self._begun[run.id] = now
            self._begin(run)

    def _begin(self, run: RowRun) -> None:
        if self._engine is None:
            self._engine = self._engine_of(self)
        try:
            self._engine.begin(run.id, run.turn)
        except EngineUnusable as fault:
            # What is done and what is left stand in our own tables.
            log.warning("Runs are carried out by threads alone: %s", fault)
            self._engine = Threads(self)
            self._engine.begin(run.id, run.turn)
