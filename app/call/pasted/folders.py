"""Collections of other clients as trees of calls: Postman's (2.0, 2.1), and Bruno's made alike.

Each request is recognised as a pasted one is. What its address needs of the collection's variables
is put in; elsewhere they stay, as `{{name}}`.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.call.pasted.model import Choices, Pasted
from app.call.pasted.recognise import recognise
from app.call.pasted.stand_ins import VARIABLE
from app.call.placeholders import placeholder
from app.call.secrets.names import is_secret
from app.errors import BadInput

MOST = 1_000  # requests
_DEEPEST = 7  # folders within one another


@dataclass(frozen=True, slots=True)
class FoundVariable:
    name: str
    value: str = field(repr=False)
    secret: bool = False


@dataclass(frozen=True, slots=True)
class FoundRequest:
    name: str
    description: str
    pasted: Pasted = field(repr=False)


@dataclass(frozen=True, slots=True)
class FoundFolder:
    """A collection, or a folder in it."""

    name: str
    variables: tuple[FoundVariable, ...] = ()
    requests: tuple[FoundRequest, ...] = ()
    folders: tuple["FoundFolder", ...] = ()

    @property
    def count(self) -> int:
        return len(self.requests) + sum(one.count for one in self.folders)


# What was left out or taken differently, each sentence with the names that it is about.
Notes = dict[str, list[str]]


def folders_of(content: Mapping[str, Any], notes: Notes) -> FoundFolder:
    """The tree of a collection; `notes` are added to. Raises BadInput."""
    addresses = " ".join(_addresses(content, 0))
    reading = _Reading({found[1] for found in VARIABLE.finditer(addresses)}, notes)
    info = content.get("info")
    name = str(info.get("name") or "") if isinstance(info, dict) else ""
    found = reading.folder(content, name or "Imported", None, 0)
    if not found.count:
        why = (one for one in notes if one.startswith("Left out."))
        raise BadInput(next(why, "This collection has no request to /api_v3."))
    return found


class _Reading:
    """`needed` are the names of the variables in addresses, `_settled` those that have a value."""

    def __init__(self, needed: set[str], notes: Notes) -> None:
        self._needed = needed
        self._settled: list[dict[str, Any]] = []
        self._notes = notes
        self._count = 0

    def folder(self, item: Mapping[str, Any], name: str, auth: object, depth: int) -> FoundFolder:
        auth = item.get("auth") or auth
        rows = [
            (str(one.get("key") or one.get("id") or ""), one) for one in _rows(item.get("variable"))
        ]
        self._settled += [one for name, one in rows if name in self._needed]
        # A KS is kept by itself.
        others = [(n, one) for n, one in rows if n and n.lower() != "ks" and n not in self._needed]
        variables = tuple(
            FoundVariable(
                placeholder(name)[2:-2],
                str(one.get("value") or ""),
                one.get("type") == "secret" or is_secret(name),
            )
            for name, one in others
        )
        for one in _all_rows(item.get("variable")):
            if one.get("disabled"):
                self._tell("Left out: it is switched off.", str(one.get("key") or one.get("id")))
        self._tell_apart(item, name)
        requests, folders = [], []
        for one in _rows(item.get("item")):
            inner = str(one.get("name") or "A request")[:200]
            if isinstance(one.get("item"), list):
                if depth == _DEEPEST:
                    self._tell(f"Left out: folders go {_DEEPEST} deep.", inner)
                    continue
                made = self.folder(one, inner, auth, depth + 1)
                folders += [made] if made.count else []
                if not made.count:
                    self._tell("Left out: there is no request to be taken in it.", inner)
            elif found := self._request(one, inner, auth):
                requests.append(found)
        return FoundFolder(name[:200], variables, tuple(requests), tuple(folders))

    def _request(self, item: dict[str, Any], name: str, auth: object) -> FoundRequest | None:
        self._count += 1
        if self._count > MOST:
            raise BadInput(f"This collection has more than {MOST:,} requests.")
        request = item.get("request")
        if not isinstance(request, dict):
            request = {"url": request}
        request = {**request, "auth": request.get("auth") or auth}
        alone = {"item": [{"name": name, "request": request}], "variable": self._settled}
        try:
            found = recognise(json.dumps(alone))
        except BadInput as fault:
            why = fault.sentence.replace("This Postman collection has no request", "It is no call")
            self._tell(f"Left out. {why}", name)
            return None
        self._tell_apart(item, name)
        pasted = found.take(0) if isinstance(found, Choices) else found
        for one in pasted.notes:
            self._tell(one, name)
        about = request.get("description") or ""
        if isinstance(about, dict):
            about = about.get("content") or ""
        return FoundRequest(name, str(about), pasted)

    def _tell_apart(self, item: Mapping[str, Any], name: str) -> None:
        """What belongs to a request or a folder, and has no place here."""
        if item.get("event"):
            self._tell("Its scripts and tests were left out: nothing is run here.", name)
        if answers := _all_rows(item.get("response")):
            self._tell(f"Saved answers were left out ({len(answers)}).", name)

    def _tell(self, sentence: str, name: str) -> None:
        self._notes.setdefault(sentence, []).append(name)


def _addresses(item: Mapping[str, Any], depth: int) -> Iterator[str]:
    """The addresses of all requests, up to their queries."""
    request = item.get("request")
    url = request.get("url") if isinstance(request, dict) else request
    raw = (
        url.get("raw") or json.dumps([url.get("host"), url.get("path")])
        if isinstance(url, dict)
        else url
    )
    yield re.split(r"[?#]", str(raw or ""), maxsplit=1)[0]
    for one in _rows(item.get("item")) if depth <= _DEEPEST else []:
        yield from _addresses(one, depth + 1)


def _rows(given: object) -> list[dict[str, Any]]:
    return [row for row in _all_rows(given) if not row.get("disabled")]


def _all_rows(given: object) -> list[dict[str, Any]]:
    """Those too that are switched off."""
    return [row for row in given if isinstance(row, dict)] if isinstance(given, list) else []
