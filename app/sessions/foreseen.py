"""What will be in the jar once it can be written: a KS is of use before its database is."""

import threading
from collections.abc import Callable

from app.sessions.kept import KeptSession

Listed = tuple[KeptSession, ...]

# What becomes of the KS of one region. Done to its own result it changes nothing: it may have been
# written already.
Amend = Callable[[Listed], Listed]


class Foreseen:
    """Changes of the jar that wait for the database, in the order in which they were made."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._changes: dict[object, tuple[str, str, Amend]] = {}

    def add(self, workspace: str, region: str, amend: Amend) -> Callable[[], None]:
        """Show a region's KS as `amend` makes them, until what is returned is called."""
        key = object()
        with self._lock:
            self._changes[key] = (workspace, region, amend)

        def end() -> None:
            with self._lock:
                self._changes.pop(key, None)

        return end

    def applied(self, workspace: str, region: str | None, listed: Listed) -> Listed:
        """What the database lists of a region, or of all, with the changes that wait."""
        with self._lock:
            own = [
                (where, amend)
                for whose, where, amend in self._changes.values()
                if whose == workspace and region in {None, where}
            ]
        for where, amend in own:
            there = tuple(one for one in listed if one.region == where)
            elsewhere = tuple(one for one in listed if one.region != where)
            listed = (*amend(there), *elsewhere)
        return tuple(sorted(listed, key=lambda one: one.region)) if own else listed

    def find(self, workspace: str, session_id: str) -> KeptSession | None:
        """One that the database does not have yet."""
        waiting = self.applied(workspace, None, ())
        return next((one for one in waiting if one.id == session_id), None)
