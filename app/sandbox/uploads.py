"""The bytes of uploads and of assets: one file for each id that the sandbox itself made."""

import os
import re
import shutil
from pathlib import Path
from typing import IO, Literal

from app.sandbox.errors import ApiError
from app.sandbox.incoming.reading import MAX_FILE

MAX_TOTAL = 512 * 2**20  # bytes
_KEY = re.compile(r"[01]_[0-9a-z]{1,40}")


class Uploads:
    """Files in `folder`, named by ids in the sandbox's own form; any other has no file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(mode=0o700, exist_ok=True)
        folder.chmod(0o700)
        for file in folder.iterdir():
            file.chmod(0o600)  # those of before were everybody's to read

    def write(self, key: str, source: IO[bytes], at: int) -> int:
        """Write a chunk from byte `at` on, cutting what stood there; the file's size after it.

        A chunk that is ahead of the file's end waits for those before it. Raises ApiError
        (UPLOAD_TOKEN_CANNOT_RESUME, REQUEST_TOO_LARGE, SANDBOX_FULL).
        """
        size = self.size(key)
        if at < 0 or not _KEY.fullmatch(key):
            raise ApiError("UPLOAD_TOKEN_CANNOT_RESUME")
        length = _length(source)
        if at + length > MAX_FILE:
            raise ApiError("REQUEST_TOO_LARGE", LIMIT=f"{MAX_FILE >> 20} MB a file")
        if self._total() - (size if at <= size else at) + at + length > MAX_TOTAL:
            raise ApiError("SANDBOX_FULL", LIMIT=f"{MAX_TOTAL >> 20} MB of uploads")
        if at > size:
            with _private(self._folder / f"{key}.{at}", "wb") as file:
                shutil.copyfileobj(source, file)
            return size
        size = self._put(key, source, at)
        waiting = {int(file.suffix[1:]): file for file in self._waiting(key)}
        for start, piece in sorted(waiting.items()):
            if start <= size:
                with piece.open("rb") as chunk:
                    size = self._put(key, chunk, start)
                piece.unlink()
        return size

    def read(self, key: str) -> bytes | None:
        """The file's bytes, None where there is none."""
        file = self._file(key)
        return file.read_bytes() if file else None

    def size(self, key: str) -> int:
        """Bytes of the file so far; 0 where there is none."""
        file = self._file(key)
        return file.stat().st_size if file else 0

    def move(self, key: str, other: str) -> None:
        """Give a file another id; what had that id is replaced."""
        file = self._file(key)
        if file and _KEY.fullmatch(other):
            file.replace(self._folder / other)

    def copy(self, key: str, other: str) -> None:
        """A second file of the same content."""
        file = self._file(key)
        if file and _KEY.fullmatch(other):
            with file.open("rb") as source, _private(self._folder / other, "wb") as copy:
                shutil.copyfileobj(source, copy)

    def remove(self, key: str) -> None:
        if self._file(key):
            for file in (self._folder / key, *self._waiting(key)):
                file.unlink(missing_ok=True)

    def clear(self) -> None:
        for file in self._folder.iterdir():
            file.unlink(missing_ok=True)

    def _put(self, key: str, source: IO[bytes], at: int) -> int:
        with _private(self._folder / key, "r+b" if at else "wb") as file:
            file.seek(at)
            file.truncate()
            shutil.copyfileobj(source, file)
            return file.tell()

    def _file(self, key: str) -> Path | None:
        file = self._folder / key if _KEY.fullmatch(key) else None
        return file if file and file.exists() else None

    def _waiting(self, key: str) -> list[Path]:
        """The chunks of a file that are ahead of its end, named by where they begin."""
        return [file for file in self._folder.iterdir() if file.name.startswith(f"{key}.")]

    def _total(self) -> int:
        return sum(file.stat().st_size for file in self._folder.iterdir())


def _private(file: Path, mode: Literal["wb", "r+b"]) -> IO[bytes]:
    """Opened, for its owner alone where it is new."""
    return open(file, mode, opener=lambda path, flags: os.open(path, flags, 0o600))


def _length(source: IO[bytes]) -> int:
    length = source.seek(0, os.SEEK_END)
    source.seek(0)
    return length
