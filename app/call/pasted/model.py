"""What a pasted text turned out to be."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from app.call.model import File
from app.call.wire.parameter_tree import Plain
from app.errors import BadInput

MAX_TEXT = 2 * 2**20  # characters
MAX_HAR = 32 * 2**20  # characters: what a browser records is long, most of it of no interest

Kind = Literal[
    "url", "curl", "wget", "httpie", "powershell", "fetch", "message", "har", "postman",
    "json", "urlencoded", "lines",
]  # fmt: skip
Pair = tuple[str, Plain]


@dataclass(frozen=True, slots=True)
class Pasted:
    """One request. `pairs` are all its parameters, ready for `build_call`.

    They stand in the order body, query, path, because the server lets the later ones win.
    The service and the action are among them where the text named them; `url` is None for a
    body alone, which is for the form that is open. `placeholders` are the names of what is still
    to be filled in, `{{NAME}}` among the values. `kept_ks` is whether the text has a placeholder
    for its KS, which means the kept one, and `account` for its secret, which means the account's.
    `notes` are whole sentences about what was left out or taken differently; none repeats a
    value, which may be a secret.
    """

    kind: Kind
    url: str | None
    pairs: tuple[Pair, ...]
    notes: tuple[str, ...] = ()
    placeholders: tuple[str, ...] = ()
    kept_ks: bool = False
    account: bool = False

    @property
    def files(self) -> tuple[tuple[str, File], ...]:
        """The files to choose again, by wire name."""
        return tuple((name, item) for name, item in self.pairs if isinstance(item, File))

    @property
    def title(self) -> str:
        """The call as it is named in the text: `media.list`; "" where it names none."""
        named = {name.lower(): value for name, value in self.pairs if isinstance(value, str)}
        return ".".join(filter(None, (named.get("service"), named.get("action"))))


@dataclass(frozen=True, slots=True)
class Choice:
    """One request of several: its call or address, and what else tells it apart ("" for nothing).

    That is when it started, as a HAR file has it, or its name in a Postman collection.
    """

    index: int
    name: str
    about: str = ""
    status: int | None = None


@dataclass(frozen=True, slots=True)
class Choices:
    """The requests of a text that has several, in its order, one of which is to be chosen."""

    entries: tuple[Choice, ...]
    readers: tuple[Callable[[], Pasted], ...]

    def take(self, index: int) -> Pasted:
        """One of them. Raises BadInput for an index that is not there or a damaged request."""
        if not 0 <= index < len(self.readers):
            raise BadInput(f"There is no request {index}: choose one of the list.")
        return self.readers[index]()
