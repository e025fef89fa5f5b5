"""Where the files of a request wait until they have been sent on: on disk, below the data folder.

/tmp is often memory, and small. A file of a request has no name there, or loses it at once, so
that nothing can be left of it; it is closed when its request ends, however that happens.
"""

import errno
import os
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Any, cast

from flask import Request

from app.errors import TestMeError
from app.pages.context import console

# A smaller file stays in memory until it is sent on.
_IN_MEMORY = 500_000  # bytes


class NoRoom(TestMeError):
    """The disk of the console is full."""

    status = 507
    code = "NO_ROOM"


def folder(data_dir: Path) -> Path:
    return data_dir / "uploads"


def prepare(data_dir: Path) -> None:
    """Make the folder; where the system could not do without names, a crash may have left some."""
    waiting = folder(data_dir)
    waiting.mkdir(mode=0o700, exist_ok=True)
    for left in waiting.iterdir():
        left.unlink(missing_ok=True)


class UploadRequest(Request):
    """Flask's request, with its files in `folder`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._opened: list[IO[bytes]] = []

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        where = folder(console().settings.data_dir)
        # Closed in `close`; werkzeug itself forgets those of a request that breaks off.
        opened = cast(IO[bytes], SpooledTemporaryFile(_IN_MEMORY, dir=where))  # noqa: SIM115
        self._opened.append(opened)
        return opened

    def _load_form_data(self) -> None:
        try:
            super()._load_form_data()
        except OSError as fault:
            if fault.errno not in {errno.ENOSPC, errno.EDQUOT}:
                raise
            raise NoRoom(
                f"The console's disk is full ({os.strerror(fault.errno)}): free some of it, or "
                "send a smaller file."
            ) from fault

    def close(self) -> None:
        super().close()
        for opened in self._opened:
            opened.close()
