"""An Excel workbook (XLSX) as records, read by a child process that limits end.

The reader (calamine) makes room for the whole rectangle around a sheet's cells, so that a file of
2 kB with one cell in each corner ends the process that reads it: https://github.com/tafia/calamine/issues/693.
"""

import json
import subprocess
import sys
import threading
from itertools import chain
from pathlib import Path

from app.errors import Busy
from app.rows.assembling import Record
from app.rows.table import LONGEST_CELL, MOST_CELLS, MOST_ROWS, unreadable

_SECONDS = 30  # of processor time
_PATIENCE = 90  # seconds by the clock, of a machine that is busy
_MEMORY = 1024 * 2**20  # bytes of address space
_UNPACKED = 400_000_000  # bytes of all parts of the workbook
_TEXT = 200_000_000  # characters that come of it
_ROOT = Path(__file__).parents[2]
# Each takes memory beside the console's own.
_AT_ONCE = threading.BoundedSemaphore(2)
_TOO_LARGE = (
    "This workbook takes too much time or memory to read: delete what stands far from the rows "
    "(a single cell in a distant column is enough), or save the sheet as CSV."
)


def records_in(data: bytes, sheet: str) -> tuple[list[Record], list[str]]:
    """The rows of a sheet ("" for the first), and sentences on which it is and what is beside it.

    A cell is a text, a number, true or false, "" where it is empty; dates and times are texts in
    ISO 8601, formulas what they came to when it was saved. Raises BadInput and Busy.
    """
    asked = {
        "sheet": sheet,
        "seconds": _SECONDS,
        "bytes": _MEMORY,
        "unpacked": _UNPACKED,
        "text": _TEXT,
        "rows": MOST_ROWS,
        "cells": MOST_CELLS,
        "cell": LONGEST_CELL,
    }
    if not _AT_ONCE.acquire(timeout=_PATIENCE / 3):
        raise Busy("Other workbooks are being read: try again in a minute.")
    try:
        ended = subprocess.run(  # our own program, and nothing of the caller's # nosec B603
            [sys.executable, "-m", "app.rows.workbook_child"],
            cwd=_ROOT,
            input=json.dumps(asked).encode() + b"\n" + data,
            capture_output=True,
            timeout=_PATIENCE,
            check=True,
        )
    except subprocess.SubprocessError:
        raise unreadable(_TOO_LARGE) from None
    finally:
        _AT_ONCE.release()
    first, *lines = ended.stdout.splitlines()
    told = json.loads(first)
    if "wrong" in told:
        raise unreadable(told["wrong"])
    rows = list(chain.from_iterable(map(json.loads, lines)))
    width = max((len(cells) for _, cells in rows), default=0)
    return [(at, [*cells, *[""] * (width - len(cells))]) for at, cells in rows], told["notes"]
