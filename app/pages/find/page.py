"""Find anything: what the dialog looks in, the history's part of it, and a page without scripts."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, cast
from weakref import WeakKeyDictionary

from flask import Blueprint, Response, current_app, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.desk.answer_view import HEADLINES
from app.desk.saved.finding import everything, with_words
from app.history.records import Filters, Row
from app.pages import EXTENSION, Page
from app.pages import Entry as PageEntry
from app.pages.shell.context import asked_region, console, own_desk, workspace
from app.pages.shell.filters import call_name
from app.regions import Region
from app.schema.find.index import find_index
from app.schema.find.search import Found, grouped, search_index
from app.schema.registry import Registry

blueprint = Blueprint("find", __name__, url_prefix="/find")

MOST_CALLS = 10
MOST_OF_A_KIND = 10
MOST_NEAR = 5
_LONGEST = 200  # characters of what is typed
_KEPT = "find-indexes"


@dataclass(frozen=True)
class Index:
    """All that can be found in a region's schema and in this console: `text` is JSON."""

    text: bytes = field(repr=False)

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> "Index":
        return cls(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode())

    @cached_property
    def digest(self) -> str:
        return hashlib.sha256(self.text).hexdigest()[:32]


@blueprint.get("/index")
def index() -> ResponseReturnValue:
    """Everything that can be found, of the region `?region=`, else of the one used last."""
    found = _index(asked_region())
    response = Response(found.text, mimetype="application/json")
    # A schema may be refreshed under the same version: the browser asks again, for a digest.
    response.set_etag(found.digest)
    response.headers["Cache-Control"] = "private, no-cache"
    return response.make_conditional(request)


@blueprint.get("/saved")
def saved() -> ResponseReturnValue:
    """{"saved": [[kind, name, title, within, id]], "addresses"}: this workspace's own, and so apart
    from the index, which everybody is given."""
    response = jsonify(saved=list(everything(own_desk())), addresses=_saved_addresses())
    response.headers["Cache-Control"] = "private, no-store"
    return response


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
    """Without scripts: less is found than in the dialog, members and typos are left to it."""
    region, typed = asked_region(), _typed()
    index = search_index(console().schemas.registry_for(region.id))
    found = index.find(typed)
    called, pages = _named(typed)
    return render_template(
        "find.html",
        typed=typed,
        region=region,
        count=len(found),
        groups=grouped(found, MOST_OF_A_KIND),
        near=index.near(typed, MOST_NEAR) if typed and not found else (),
        called=called,
        pages=pages,
        calls=[(row, call_name(row), _about(row)) for row in _calls(typed)],
        saved=with_words(own_desk(), typed, MOST_OF_A_KIND),
        saved_at=_saved_addresses(),
        address_of=lambda one: _address_of(one, region),
        docs_of=_docs_of,
    )


def _saved_addresses() -> dict[str, str]:
    """What goes before the id of a thing of each kind."""
    return {
        "request": url_for("console.index", saved=""),
        "workflow": url_for("workflows.index") + "/own/",
        "collection": url_for("saved.index") + "#saved-",
    }


def _address_of(one: Found, region: Region) -> str:
    """A form opens for the region in which it was found."""
    if one.kind not in {"service", "action"}:
        return _docs_of(one)
    return url_for("console.action", service=one.service, action=one.action, region=region.id)


def _docs_of(one: Found) -> str:
    match one.kind:
        case "service":
            return url_for("api_docs.service", name=one.service)
        case "action":
            return url_for("api_docs.action", service=one.service, name=one.action)
        case "class":
            return url_for("api_docs.object_type", name=one.name)
        case "enum":
            return url_for("api_docs.enum", name=one.name)
        case "error":
            return url_for("api_docs.error", code=one.name)


def _index(region: Region) -> Index:
    """Made at its first use, for as long as the registry lives."""
    kept = cast(
        "WeakKeyDictionary[Registry, Index]",
        current_app.extensions.setdefault(_KEPT, WeakKeyDictionary()),
    )
    registry = console().schemas.registry_for(region.id)
    if registry not in kept:
        kept[registry] = Index.of(
            find_index(registry)
            | {
                "pages": [(one.title, at, one.words) for one, at in _entries() if not one.also],
                "workflows": [
                    (one.title, at, one.words, one.also) for one, at in _entries() if one.also
                ],
                "regions": [[one.id, one.name] for one in console().regions.values()],
                "addresses": {
                    "console": url_for("console.index"),
                    "docs": url_for("api_docs.overview"),
                },
            }
        )
    return kept[registry]


def _named(typed: str) -> tuple[list[tuple[PageEntry, str]], list[tuple[PageEntry, str]]]:
    """The pages that are called by each word that is typed, and those that have them elsewhere."""
    wanted = typed.casefold().split()
    called: list[tuple[PageEntry, str]] = []
    others: list[tuple[PageEntry, str]] = []
    for one, address in _entries() if wanted else ():
        names = f"{one.title} {one.also}".casefold()
        if all(word in f"{names} {one.words}".casefold() for word in wanted):
            (called if all(word in names for word in wanted) else others).append((one, address))
    return called[:MOST_OF_A_KIND], others[:MOST_OF_A_KIND]


def _entries() -> Iterator[tuple[PageEntry, str]]:
    """Each with its address: first the tabs."""
    found: tuple[Page, ...] = current_app.extensions[EXTENSION]
    tabs = (page.tab for page in found if page.tab)
    for entry in (*tabs, *(one for page in found for one in page.entries)):
        values: dict[str, Any] = dict(entry.values)
        yield entry, url_for(entry.endpoint, **values)


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
