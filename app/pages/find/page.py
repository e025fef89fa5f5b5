"""Find anything: what the dialog looks in, the history's part of it, and a page without scripts."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, cast
from weakref import WeakKeyDictionary

from flask import Blueprint, Response, current_app, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.history.records import Filters, Row
from app.pages import EXTENSION, Page
from app.pages import Entry as PageEntry
from app.pages.answer.view import HEADLINES
from app.pages.shell.context import chosen_region, console, workspace
from app.pages.shell.filters import call_name
from app.regions import Region
from app.schema.find.entries import Entry, entries_of
from app.schema.find.index import find_index
from app.schema.find.match import Matcher
from app.schema.registry import Registry

blueprint = Blueprint("find", __name__, url_prefix="/find")

MOST_CALLS = 10
BEST = 3
MOST_OF_A_KIND = 10
_LONGEST = 200  # characters of what is typed
_KEPT = "find-indexes"

_TITLES = {
    "best": "Best matches",
    "service": "Services",
    "action": "Actions",
    "page": "Pages",
    "region": "Regions",
    "error": "Error codes",
    "class": "Classes",
    "enum": "Enums",
    "value": "Values of enums",
    "property": "Properties",
    "parameter": "Parameters",
}


@dataclass(frozen=True)
class Index:
    """All that can be found in a region's schema and in this console."""

    content: Mapping[str, Any] = field(repr=False)

    @cached_property
    def text(self) -> bytes:
        return json.dumps(self.content, ensure_ascii=False, separators=(",", ":")).encode()

    @cached_property
    def digest(self) -> str:
        return hashlib.sha256(self.text).hexdigest()[:32]

    @cached_property
    def matcher(self) -> Matcher:
        """Made for the page without scripts alone: a browser finds by itself."""
        return Matcher(entries_of(self.content))


@dataclass(frozen=True, slots=True)
class Group:
    """One heading of what was found; `left_out` is how many more there are."""

    title: str
    entries: tuple[Entry, ...]
    left_out: int = 0


@blueprint.get("/index")
def index() -> ResponseReturnValue:
    """Everything that can be found, of the region `?region=`, else of the one used last."""
    found = _index(_region())
    response = Response(found.text, mimetype="application/json")
    # A schema may be refreshed under the same version: the browser asks again, for a digest.
    response.set_etag(found.digest)
    response.headers["Cache-Control"] = "private, no-cache"
    return response.make_conditional(request)


@blueprint.get("/history")
def history() -> ResponseReturnValue:
    """{"calls": [{"label", "detail", "id"}]}: those of this workspace that fit `?q=`."""
    return jsonify(
        calls=[
            {"label": call_name(row), "detail": _about(row), "sent": row.sent_at, "id": row.id}
            for row in _calls(_typed())
        ]
    )


@blueprint.get("")
def page() -> str:
    """The same without scripts."""
    region, typed = _region(), _typed()
    found = _index(region).matcher.find(typed) if typed else []
    return render_template(
        "find.html",
        typed=typed,
        region=region,
        count=len(found),
        groups=arranged(found),
        calls=[(row, call_name(row), _about(row)) for row in _calls(typed)],
        address_of=lambda entry: address_of(entry, region),
    )


def arranged(found: Iterable[Entry]) -> list[Group]:
    """The best of all in front, then the others by kind, the kind of the better one first."""
    kinds: dict[str, list[Entry]] = {}
    for at, entry in enumerate(found):
        kinds.setdefault("best" if at < BEST else entry.kind, []).append(entry)
    return [
        Group(_TITLES[kind], tuple(entries[:MOST_OF_A_KIND]), max(0, len(entries) - MOST_OF_A_KIND))
        for kind, entries in kinds.items()
    ]


def address_of(entry: Entry, region: Region) -> str:
    """A form opens for the region in which it was found."""
    return f"{entry.open}?region={region.id}" if entry.docs else entry.open


def _index(region: Region) -> Index:
    """Made at its first use, for as long as the registry lives."""
    kept = cast(
        "WeakKeyDictionary[Registry, Index]",
        current_app.extensions.setdefault(_KEPT, WeakKeyDictionary()),
    )
    registry = console().schemas.registry_for(region.id)
    if registry not in kept:
        kept[registry] = Index(
            find_index(registry)
            | {
                "pages": list(_pages()),
                "regions": [[one.id, one.name] for one in console().regions.values()],
                "addresses": {
                    "console": url_for("console.index"),
                    "docs": url_for("api_docs.overview"),
                },
            }
        )
    return kept[registry]


def _pages() -> Iterator[tuple[str, str, str]]:
    found = current_app.extensions[EXTENSION]
    for entry in (*(page.tab for page in found if page.tab), *_beside(found)):
        yield entry.title, url_for(entry.endpoint, **dict(entry.values)), entry.words


def _beside(found: Iterable[Page]) -> Iterator[PageEntry]:
    """What is no tab."""
    for page in found:
        yield from page.entries


def _region() -> Region:
    """Raises NotFound."""
    wanted = request.args.get("region")
    return console().region(wanted) if wanted else chosen_region()


def _typed() -> str:
    return request.args.get("q", "").strip()[:_LONGEST]


def _calls(typed: str) -> tuple[Row, ...]:
    if not typed:
        return ()
    return console().history.list(workspace(), Filters(text=typed), None, MOST_CALLS).rows


def _about(row: Row) -> str:
    region = console().regions.get(row.region)
    outcome = row.error_code or HEADLINES.get(row.outcome, row.outcome)
    return f"{outcome} · {region.name if region else row.region}"
