"""The bytes of uploads that wait for their entry: one file for each upload token."""

import os
import shutil
from pathlib import Path
from typing import IO

from app.sandbox.errors import ApiError
from app.sandbox.incoming.reading import MAX_FILE

MAX_TOTAL = 512 * 2**20  # bytes


class Uploads:
    """Files in `folder`, named by token ids that the sandbox itself made."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def write(self, token: str, source: IO[bytes], at: int) -> int:
        """Write a chunk from byte `at` on, cutting what stood there; the file's size after it.

        Raises ApiError (UPLOAD_TOKEN_CANNOT_RESUME past the end, REQUEST_TOO_LARGE, SANDBOX_FULL).
        """
        size = self.size(token)
        if not 0 <= at <= size:
            raise ApiError("UPLOAD_TOKEN_CANNOT_RESUME")
        length = _length(source)
        if at + length > MAX_FILE:
            raise ApiError("REQUEST_TOO_LARGE", LIMIT=f"{MAX_FILE >> 20} MB a file")
        if self._total() - size + at + length > MAX_TOTAL:
            raise ApiError("SANDBOX_FULL", LIMIT=f"{MAX_TOTAL >> 20} MB of uploads")
        with (self._folder / token).open("r+b" if size else "wb") as file:
            file.seek(at)
            file.truncate()
            shutil.copyfileobj(source, file)
            return file.tell()

    def size(self, token: str) -> int:
        """Bytes of the token's file so far; 0 where there is none."""
        file = self._folder / token
        return file.stat().st_size if file.exists() else 0

    def remove(self, token: str) -> None:
        (self._folder / token).unlink(missing_ok=True)

    def clear(self) -> None:
        for file in self._folder.iterdir():
            file.unlink(missing_ok=True)

    def _total(self) -> int:
        return sum(file.stat().st_size for file in self._folder.iterdir())


def _length(source: IO[bytes]) -> int:
    length = source.seek(0, os.SEEK_END)
    source.seek(0)
    return length
