"""The tab XML Schema: the XSD files that a region's schema.serve gives, as a tree and as text."""

import time
from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.errors import NotFound, TestMeError
from app.pages.docs.links import Docs, opened
from app.pages.shell.context import console, own_desk, wants_json
from app.regions import Region
from app.schema.model import Constant
from app.schema.xsd import reader, store
from app.schema.xsd.model import XmlSchema
from app.schema.xsd.store import KeptXsd

blueprint = Blueprint("xml_schema", __name__, url_prefix="/xml-schema")

ENUM = "KalturaSchemaType"
_FIRST = "BULK_UPLOAD_XML"
_SHOWN = 300_000  # characters of the source
VIEWS = ("tree", "source")

# What a type is for; one that is not here has its constant's name alone.
TITLES = {
    "BULK_UPLOAD_XML": "Bulk upload",
    "BULK_UPLOAD_RESULT_XML": "Bulk upload result",
    "INGEST_API": "Cue points, taken in",
    "SERVE_API": "Cue points, given out",
    "DROP_FOLDER_XML": "Drop folder",
    "SYNDICATION": "Syndication (MRSS)",
}
ABOUT = {
    "BULK_UPLOAD_XML": "The file for bulkUpload.add and media.bulkUploadAdd: many entries at once.",
    "BULK_UPLOAD_RESULT_XML": "What became of each item of a bulk upload.",
    "INGEST_API": "The file for cuePoint.addFromBulk.",
    "SERVE_API": "The file that cuePoint.serveBulk answers with.",
    "DROP_FOLDER_XML": "The file that a drop folder of type XML reads, with its media beside it.",
    "SYNDICATION": "An entry as MRSS: what feeds, distribution and notifications start from.",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A page's content. `schema` is None where `problem` says why, or nothing was fetched yet."""

    docs: Docs
    constant: Constant | None
    constants: tuple[Constant, ...]
    view: str
    kept: KeptXsd | None = None
    schema: XmlSchema | None = None
    problem: str = ""

    @property
    def text(self) -> str:
        return self.kept.data.decode("utf-8", "replace") if self.kept else ""

    @property
    def beginning(self) -> str:
        """As much of the text as a page can show."""
        return self.text[:_SHOWN]


@blueprint.get("")
def index() -> str:
    """`?region=`, `?type=` (a value of KalturaSchemaType) and `?view=` (tree or source)."""
    return _page(_shown(opened()))


@blueprint.get("/download")
def download() -> Response:
    """The bytes as the region gave them. Raises NotFound where nothing was fetched."""
    shown = _shown(opened())
    if shown.kept is None or shown.constant is None:
        raise NotFound(shown.problem or "Nothing was fetched for this type yet: fetch it first.")
    response = Response(shown.kept.data, mimetype="application/xml")
    name = "".join(one if one.isalnum() or one in "._-" else "-" for one in shown.constant.value)
    response.headers.set("Content-Disposition", "attachment", filename=f"{name}.xsd")
    return response


@blueprint.post("/fetch")
def fetch() -> ResponseReturnValue:
    """Form fields `region` and `type`; what was kept before stays where this fails."""
    docs = opened(request.form.get("region"))
    constant = _chosen(_constants(docs), request.form.get("type", ""))
    if constant is None:
        raise NotFound(_no_types(docs))
    try:
        data = own_desk().fetch_xsd(docs.region, constant.value)
        reader.read(data)
    except TestMeError as fault:
        if wants_json():
            raise
        return _page(_shown(docs, constant, fault.sentence)), fault.status
    store.keep(_folder(), docs.region, constant.value, data)
    flash(f"Fetched from {docs.region.name}.", "done")
    address = url_for("xml_schema.index", region=docs.region.id, type=constant.value)
    return redirect(address, 303)


def _page(shown: Shown) -> str:
    return render_template(
        "xml_schema/page.html", docs=shown.docs, shown=shown, titles=TITLES, about=ABOUT
    )


def _shown(docs: Docs, constant: Constant | None = None, problem: str = "") -> Shown:
    constants = _constants(docs)
    constant = constant or _chosen(constants, request.args.get("type", ""))
    view = request.args.get("view", "")
    view = view if view in VIEWS else VIEWS[0]
    kept = schema = None
    try:
        if constant is None:
            raise NotFound(_no_types(docs))
        kept = _kept(docs.region, constant.value)
        if kept and view == "tree":
            schema = reader.read(kept.data)
    except TestMeError as fault:
        problem = problem or fault.sentence
    return Shown(docs, constant, constants, view, kept, schema, problem)


def _kept(region: Region, kind: str) -> KeptXsd | None:
    # The sandbox is at hand: its answer need not be kept, and is never an old one.
    if region.sandbox:
        return KeptXsd(console().fetch_xsd(region, kind), time.time())
    return store.find(_folder(), region, kind)


def _constants(docs: Docs) -> tuple[Constant, ...]:
    found = docs.registry.enum(ENUM)
    constants = found.constants if found else ()
    return tuple(sorted(constants, key=lambda one: one.name != _FIRST))


def _chosen(constants: tuple[Constant, ...], value: str) -> Constant | None:
    """The constant of a value, the first for ""; None where there are none. Raises NotFound."""
    if not value:
        return constants[0] if constants else None
    for constant in constants:
        if constant.value == value:
            return constant
    known = ", ".join(one.value for one in constants) or "none"
    raise NotFound(f"There is no XML schema type {value!r:.80}. This region has: {known}.")


def _no_types(docs: Docs) -> str:
    return (
        f"The API schema of {docs.region.name} has no {ENUM}, so it is not known what to ask for. "
        "Refresh the schema from the region, or choose another region."
    )


def _folder() -> Path:
    return console().settings.data_dir / "xml-schemas"
