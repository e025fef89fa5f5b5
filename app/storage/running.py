"""Which consoles have a data folder open: what seals everything anew waits for none, and what one
that was killed had in hand is taken up at once."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_NAME = "console.lock"


def say_running(data_dir: Path) -> int:
    """Held until the process ends; several may. Raises OSError."""
    descriptor = _open(data_dir)
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    return descriptor


@contextmanager
def alone(data_dir: Path) -> Iterator[bool]:
    """Whether none has; if so, none begins meanwhile. Raises OSError."""
    descriptor = _open(data_dir)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield True
    except BlockingIOError:
        yield False
    finally:
        os.close(descriptor)


class Presence:
    """Processes of a folder that say by a lock that they are there: the system takes it away from
    one that ended, however it did."""

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir / "present"
        self._held = -1

    def say(self, name: str) -> None:
        """Of this process, until it ends. Raises OSError."""
        if self._held >= 0:
            return
        self._folder.mkdir(mode=0o700, exist_ok=True)
        self._held = os.open(self._folder / name, os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(self._held, fcntl.LOCK_EX)

    def leave(self, name: str) -> None:
        """It ends, and has nothing in hand."""
        if self._held >= 0:
            (self._folder / name).unlink(missing_ok=True)
            os.close(self._held)
            self._held = -1

    def gone(self, name: str) -> bool:
        """Whether that one was in this folder, and is no more."""
        path = self._folder / name
        if not name or not path.exists():
            return False
        try:
            descriptor = os.open(path, os.O_RDWR)
        except OSError:
            return False
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        finally:
            os.close(descriptor)
        path.unlink(missing_ok=True)
        return True


def _open(data_dir: Path) -> int:
    return os.open(data_dir / _NAME, os.O_RDWR | os.O_CREAT, 0o600)
