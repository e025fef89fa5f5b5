"""Texts of a run's report as files of their own, in one ZIP, made as it is sent.

Rows that a ZIP has nothing of, and why, are told in a file within it.
"""

import io
import re
import time
import zipfile
from collections.abc import Iterator, Sequence

from app.call.secrets.masking import MASK
from app.call.variables.values import Json, written
from app.desk.desk import Desk
from app.desk.row_runs.lines import TELLING, Line, columns_of, lines, masked, taken_of
from app.desk.row_runs.plan import RowRun
from app.errors import BadInput
from app.viewers.file_name import cleaned
from app.workflows.model import TextFile

MOST_FILES = 50_000  # what is known of each is held until the end
MOST_BYTES = 2_000_000_000  # before they are made small
TOLD = "Left out.txt"
Wanted = Sequence[TextFile]
_MOST_TOLD = 1_000  # lines
_PIECE = 100_000  # bytes
_ENDING = 10  # characters
_EARLIEST = 315_532_800  # 1980, before which ZIP knows no time


def columns(desk: Desk, run: RowRun) -> tuple[str, ...]:
    """The names of what can be made files of, what was taken first."""
    return tuple(dict.fromkeys((*taken_of(run), *columns_of(desk.parts.run_rows, run))))


def usual(run: RowRun, given: Sequence[str]) -> TextFile:
    """What is offered first, of a run whose rows were given with these columns."""
    telling = next((one for one in TELLING if one in given), "")
    return next(iter(run.plan.workflow.files), TextFile("", telling, "txt"))


def wanted(desk: Desk, run: RowRun, column: str, called: str, ending: str) -> Wanted:
    """The one that is asked for, or those that the workflow says where none is. Raises BadInput."""
    if not column:
        if not run.plan.workflow.files:
            raise BadInput("Say which column has the texts of the files.", field="column")
        return run.plan.workflow.files
    known = columns(desk, run)
    for field, name in (("column", column), ("called", called)):
        if name and name not in known:
            raise BadInput(f"This run has no column {name!r:.80}.", field=field)
    if len(ending) > _ENDING or not (ending or "x").isalnum():
        raise BadInput(
            f"An ending has at most {_ENDING} letters and digits, such as txt.", field="ending"
        )
    return (TextFile(column, called, ending),)


def zipped(desk: Desk, run: RowRun, files: Wanted) -> Iterator[bytes]:
    """A file for each text in these columns, and for each item where that is a list."""
    return _Zip(run).pieces(lines(desk.parts.run_rows, run), files)


class _Zip:
    def __init__(self, run: RowRun) -> None:
        self._written = _Written()
        self._archive = zipfile.ZipFile(self._written, "w", zipfile.ZIP_DEFLATED)
        self._moment = time.gmtime(max(run.changed_at, _EARLIEST))[:6]
        self._names: dict[str, int] = {}  # with the number that the next of that name has
        self._size = 0
        self._left_out: list[str] = []

    def pieces(self, found: Iterator[Line], files: Wanted) -> Iterator[bytes]:
        for line in found:
            taken = line.taken
            for file in files:
                texts, names = (
                    taken[one] if one in taken else masked(one, line.row.get(one))
                    for one in (file.column, file.called)
                )
                self._add(line.number + 1, file, texts, names)
                if len(self._written.waiting) >= _PIECE:
                    yield self._written.taken()
        if not self._names:
            self._left_out.insert(0, "No row has a text for a file.")
        if self._left_out:
            told = self._left_out[:_MOST_TOLD]
            if more := len(self._left_out) - len(told):
                told.append(f"And {more:,} more.")
            self._write(self._free(TOLD), "\n".join(told).encode())
        self._archive.close()
        yield self._written.taken()

    def _add(self, row: int, file: TextFile, texts: Json, names: Json) -> None:
        if not isinstance(texts, list):
            texts, names = [texts], [names]
        elif not isinstance(names, list):
            names = [names] * len(texts)
        elif len(names) != len(texts):
            names = [None] * len(texts)
        for text, name in zip(texts, names, strict=True):
            if text in (None, ""):
                continue
            content = _content(text)
            if why := self._lacks(text, content):
                self._left_out.append(f"Row {row:,}, {file.column}: {why}")
            else:
                self._write(self._free(_name(row, name, file.ending)), content)

    def _lacks(self, text: Json, content: bytes) -> str:
        if text == MASK:
            return "it is a secret, or has one in it."
        if len(self._names) >= MOST_FILES or self._size + len(content) > MOST_BYTES:
            return f"a ZIP has {MOST_FILES:,} files and {MOST_BYTES:,} bytes at most."
        return ""

    def _free(self, name: str) -> str:
        """Another one where it is taken: on some systems by one with other capitals."""
        free, (stem, dot, ending) = name, name.rpartition(".")
        while free.casefold() in self._names:
            number = self._names[name.casefold()]
            self._names[name.casefold()] = number + 1
            free = f"{stem or ending} ({number}){dot}{ending if stem else ''}"
        self._names[free.casefold()] = 2
        return free

    def _write(self, name: str, content: bytes) -> None:
        self._size += len(content)
        info = zipfile.ZipInfo(name, self._moment)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = 0o644 << 16
        self._archive.writestr(info, content)


def _content(value: Json) -> bytes:
    """A list within one is lines."""
    texts = map(written, value) if isinstance(value, list) else [written(value)]
    return "\n".join(texts).encode("utf-8", "replace")


def _name(row: int, given: Json, ending: str) -> str:
    """A name of a file, with that ending if there is one, whatever is given for it."""
    told = written(given)
    # A slash would be a folder.
    plain = "" if MASK in told else cleaned(re.sub(r"[/\\]", "-", told))
    plain = plain or f"row {row}"
    has = not ending or plain.casefold().endswith(f".{ending.casefold()}")
    return plain if has else cleaned(f"{plain}.{ending}")


class _Written(io.RawIOBase):
    """What was written and not taken yet; there is no going back in it."""

    def __init__(self) -> None:
        self.waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self.waiting += data
        return len(data)

    def taken(self) -> bytes:
        made = bytes(self.waiting)
        self.waiting.clear()
        return made
