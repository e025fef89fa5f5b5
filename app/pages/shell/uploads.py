"""Where the files of a request wait until they have been sent on: on disk, below the data folder.

/tmp is often memory, and small. A file of a request has no name there, or loses it at once, so
that nothing can be left of it; it is closed when its request ends, however that happens.
"""

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from flask import Request

from app.errors import NoRoom
from app.pages.shell.context import console

# A smaller file stays in memory until it is sent on.
_IN_MEMORY = 500_000  # bytes


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
        self._opened = ExitStack()
        self._held = False

    def _get_file_stream(self, *_: Any, **__: Any) -> IO[bytes]:
        where = str(folder(console().settings.data_dir))
        # werkzeug itself forgets the files of a request that breaks off.
        return self._opened.enter_context(SpooledTemporaryFile(_IN_MEMORY, dir=where))

    def _load_form_data(self) -> None:
        try:
            super()._load_form_data()
        except OSError as fault:
            raise NoRoom.where(fault) from fault

    def hold(self) -> Callable[[], None]:
        """Keep the files although the request ends, until the function that this gives is called.

        An answer that is streamed begins when Flask has done with its request.
        """
        self._held = True

        def release() -> None:
            self._held = False
            self.close()

        return release

    def close(self) -> None:
        if self._held:
            return
        super().close()
        self._opened.close()
