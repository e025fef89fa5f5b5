"""The tab XML Schema: the XSD files that a region's schema.serve gives, as a tree and as text."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.desk import xml_schemas
from app.errors import NotFound, TestMeError
from app.pages.docs.links import Docs, opened
from app.pages.shell.context import own_desk, wants_json
from app.schema.xsd.purposes import ABOUT, TITLES

blueprint = Blueprint("xml_schema", __name__, url_prefix="/xml-schema")


@blueprint.get("")
def index() -> str:
    """`?region=`, `?type=` (a value of KalturaSchemaType) and `?view=` (tree or source)."""
    return _page(opened(), request.args.get("type", ""))


@blueprint.get("/download")
def download() -> Response:
    """The bytes as the region gave them. Raises NotFound where nothing was fetched."""
    docs, value = opened(), request.args.get("type", "")
    shown = xml_schemas.shown(own_desk(), docs.region, docs.registry, value, read=False)
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
    constant = xml_schemas.type_of(docs.region, docs.registry, request.form.get("type", ""))
    try:
        xml_schemas.fetch(own_desk(), docs.region, constant)
    except TestMeError as fault:
        if wants_json():
            raise
        return _page(docs, constant.value, fault.sentence), fault.status
    flash(f"Fetched from {docs.region.name}.", "done")
    address = url_for("xml_schema.index", region=docs.region.id, type=constant.value)
    return redirect(address, 303)


def _page(docs: Docs, value: str, problem: str = "") -> str:
    view = "source" if request.args.get("view") == "source" else "tree"
    shown = xml_schemas.shown(
        own_desk(), docs.region, docs.registry, value, read=view == "tree", problem=problem
    )
    return render_template(
        "xml_schema/page.html", docs=docs, shown=shown, view=view, titles=TITLES, about=ABOUT
    )
