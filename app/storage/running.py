"""Whether a console has a data folder open: what seals everything anew waits for none."""

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


def _open(data_dir: Path) -> int:
    return os.open(data_dir / _NAME, os.O_RDWR | os.O_CREAT, 0o600)
