"""What values of an answer mean by a region's schema, and which calls take an id, for scripts."""

import hashlib
from dataclasses import asdict

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue

from app.errors import BadInput
from app.pages.shell.context import console
from app.schema.meanings.links import calls_taking
from app.schema.meanings.told import told
from app.schema.registry import Registry

blueprint = Blueprint("meanings", __name__, url_prefix="/schema")

MOST_CLASSES = 60


@blueprint.get("/meanings")
def meanings() -> ResponseReturnValue:
    """`?region=` and `class=` as often as needed, or the result of `service=` and `action=`: see
    `told`."""
    args = request.args
    names = dict.fromkeys(args.getlist("class"))
    if len(names) > MOST_CLASSES:
        raise BadInput(f"Ask for at most {MOST_CLASSES} classes at a time.", field="class")
    found = told(_registry(), names, args.get("service", ""), args.get("action", ""))
    return _kept(jsonify(found))


@blueprint.get("/links")
def links() -> ResponseReturnValue:
    """{"links": [{"service", "action", "parameter", "title", "changes", "class_name"}]}.

    They are those of a class's property.
    """
    class_name, held = request.args.get("class", ""), request.args.get("property", "")
    found = calls_taking(_registry(), class_name, held)
    return _kept(jsonify(links=[asdict(link) for link in found]))


def _registry() -> Registry:
    region = console().region(request.args.get("region", ""))
    return console().schemas.registry_for(region.id)


def _kept(response: Response) -> ResponseReturnValue:
    # A schema may be refreshed under the same version: the browser asks again, for a digest.
    response.set_etag(hashlib.sha256(response.get_data()).hexdigest()[:32])
    response.headers["Cache-Control"] = "private, no-cache"
    return response.make_conditional(request)
