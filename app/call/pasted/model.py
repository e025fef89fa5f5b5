"""What a pasted text turned out to be."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from app.call.model import File
from app.call.wire.parameter_tree import Plain

MAX_TEXT = 2 * 2**20  # characters
MAX_HAR = 32 * 2**20  # characters: what a browser records is long, most of it of no interest

Kind = Literal["url", "curl", "powershell", "har", "json", "urlencoded", "lines"]
Pair = tuple[str, Plain]


@dataclass(frozen=True, slots=True)
class Pasted:
    """One request. `pairs` are all its parameters, ready for `build_call`.

    They stand in the order body, query, path, because the server lets the later ones win.
    The service and the action are among them where the text named them. `notes` are whole
    sentences about what was left out or taken differently; none repeats a value, which may
    be a secret.
    """

    kind: Kind
    url: str | None
    path: str
    pairs: tuple[Pair, ...]
    notes: tuple[str, ...] = ()

    @property
    def files(self) -> tuple[tuple[str, File], ...]:
        """The files to choose again, by wire name."""
        return tuple((name, item) for name, item in self.pairs if isinstance(item, File))


@dataclass(frozen=True, slots=True)
class HarEntry:
    """One API request of a HAR file; `time` is when it started, as written there."""

    index: int
    method: str
    url: str
    time: str
    status: int | None


@dataclass(frozen=True, slots=True)
class HarEntries:
    """The API requests of a HAR file, one of which is to be chosen with `entry`."""

    entries: tuple[HarEntry, ...]
    requests: tuple[Mapping[str, Any], ...]
