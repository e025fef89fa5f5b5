"""What is saved as files: a collection taken along, and what somebody has brought in."""

from flask import Blueprint, Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from app.call.pasted import said
from app.desk.saved.exporting import collection_file
from app.desk.saved.importing import LARGEST, imported
from app.errors import BadInput, NotFound
from app.pages.shell.context import chosen_region, console, own_desk, wants_json
from app.viewers.file_name import content_disposition

blueprint = Blueprint("saved_files", __name__, url_prefix="/saved")


@blueprint.get("/import")
def choose() -> str:
    return _page()


@blueprint.post("/import")
def bring_in() -> ResponseReturnValue:
    """`file`, or else `text`; calls are formed by the schema of `region`, and stand in the
    collection `parent` afterwards. For our script {"html"}: what came of it."""
    desk, given = own_desk(), request.form
    file = request.files.get("file")
    data = file.stream.read(LARGEST + 1) if file else given.get("text", "").encode()
    region = console().region(given["region"]) if given.get("region") else chosen_region()
    try:
        made = imported(desk, desk.place(region.id), data, given.get("parent", ""))
    except (BadInput, NotFound) as fault:
        fault.sentence = said(fault.sentence)
        whence = "file" if file else "text"
        fault.field = fault.field or ("parent" if isinstance(fault, NotFound) else whence)
        if wants_json():
            raise
        return _page(problem=fault, given=given), fault.status
    if wants_json():
        return jsonify(html=render_template("saved/_imported.html", made=made))
    return _page(made=made)


@blueprint.get("/<saved_id>/file")
def file(saved_id: str) -> Response:
    """A collection, or a request alone, as a collection of Postman's without a secret in it."""
    desk = own_desk()
    made = collection_file(desk, desk.place(chosen_region().id), saved_id)
    desk.tell("exported", "a collection of saved requests")
    response = Response(made.text, mimetype="application/json")
    response.headers["Content-Disposition"] = content_disposition(made.file_name)
    return response


def _page(**more: object) -> str:
    desk = own_desk()
    folders = [one for one in desk.parts.saved.tree(desk.workspace) if one.kind == "collection"]
    places, region = desk.places(), chosen_region()
    return render_template(
        "saved/import.html",
        folders=folders,
        places=places,
        region=region,
        **{"given": {}, "problem": None, "made": None, **more},
    )
