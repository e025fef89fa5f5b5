"""A request as a program would send it, whichever program: its parts -> `Pasted`."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from app.call.pasted.body import body_pairs, form_pairs, json_pairs
from app.call.pasted.model import Kind, Pair, Pasted
from app.call.pasted.stand_ins import finished
from app.call.pasted.url import decoded_pairs, read_url

_FORM_TYPE = "application/x-www-form-urlencoded"


@dataclass(slots=True)
class Request:
    """`data` are pieces of the body, joined with & unless `json`; `form` the parts of a multipart
    one, `query` of the address, `keys` further parameters of it. `headers` and `unused` (options)
    are named as left out.
    """

    url: str = ""
    content_type: str = ""
    as_query: bool = False  # the data goes into the address
    json: bool = False
    data: list[str] = field(default_factory=list)
    query: list[str] = field(default_factory=list)
    keys: list[Pair] = field(default_factory=list)
    form: list[Pair] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def header(self, name: str, value: str) -> None:
        if name.strip().lower() == "content-type":
            self.content_type = value.strip()
        else:
            self.headers.append(name.strip(" ;")[:60])

    def pasted(self, kind: Kind) -> Pasted:
        """All its parameters. Raises BadInput where no call can be read in it."""
        notes = self.notes
        body = self._body()
        parts = read_url(self.url)
        query = list(self.keys)
        for text in self.query:
            query += decoded_pairs(text, notes)
        notes += parts.notes
        notes += _left_out("Headers", self.headers)
        notes += _left_out("Options", self.unused)
        return finished(Pasted(kind, self.url, (*body, *query, *parts.pairs), tuple(notes)))

    def _body(self) -> list[Pair]:
        pairs = form_pairs(self.form)
        if pairs and self.data:
            self.notes.append("-d and -F stand side by side, which curl refuses: both were taken.")
        if not self.data:
            return pairs
        if self.json:
            return json_pairs("".join(self.data), self.notes) + pairs
        kind = _FORM_TYPE if self.as_query or pairs else self.content_type
        return body_pairs("&".join(self.data), kind, self.notes) + pairs


def _left_out(what: str, names: Iterable[str]) -> list[str]:
    listed = ", ".join(dict.fromkeys(names))
    return [f"{what} left out: {listed}."] if listed else []
