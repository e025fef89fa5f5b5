"""What values of an answer mean by a region's schema, and which calls take an id, for scripts."""

import hashlib
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue

from app.errors import BadInput
from app.pages.shell.context import console
from app.schema.meanings.links import calls_taking
from app.schema.meanings.values import Meaning, meanings_of, result_meaning
from app.schema.registry import Registry

blueprint = Blueprint("meanings", __name__, url_prefix="/schema")

MOST_CLASSES = 60


@blueprint.get("/meanings")
def meanings() -> ResponseReturnValue:
    """`?region=` and `class=` as often as needed, or the result of `service=` and `action=`.

    {"version": …, "classes": {class: {property: {"kind": …, "enum": …}}}, "enums": {enum:
    {wire value: name}}, "result": {…}}. A class that the schema does not have is left out, as is a
    property of which nothing but its type is known.
    """
    registry = _registry()
    names = dict.fromkeys(request.args.getlist("class"))
    if len(names) > MOST_CLASSES:
        raise BadInput(f"Ask for at most {MOST_CLASSES} classes at a time.", field="class")
    found = {name: meanings_of(registry, name) for name in names}
    result = _result(registry)
    told = [meaning for one in found.values() for meaning in one.values()]
    content: dict[str, Any] = {
        "version": registry.version,
        "classes": {
            name: {key: _told(meaning) for key, meaning in one.items() if meaning.kind}
            for name, one in found.items()
            if one
        },
        "enums": _enums(registry, [*told, result] if result else told),
    }
    if result:
        content["result"] = _told(result)
    return _kept(jsonify(content))


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


def _result(registry: Registry) -> Meaning | None:
    service = registry.service(request.args.get("service", ""))
    action = registry.action(service.id, request.args.get("action", "")) if service else None
    return result_meaning(registry, service, action) if service and action else None


def _told(meaning: Meaning) -> dict[str, str]:
    return {"kind": meaning.kind} | ({"enum": meaning.enum} if meaning.enum else {})


def _enums(registry: Registry, told: Iterable[Meaning]) -> dict[str, dict[str, str]]:
    enums = (registry.enum(name) for name in {one.enum: None for one in told if one.enum})
    return {
        # Where two constants share a value, the first is the one that Enum.name_of gives.
        enum.name: {one.value: one.name for one in reversed(enum.constants)}
        for enum in enums
        if enum
    }


def _kept(response: Response) -> ResponseReturnValue:
    # A schema may be refreshed under the same version: the browser asks again, for a digest.
    response.set_etag(hashlib.sha256(response.get_data()).hexdigest()[:32])
    response.headers["Cache-Control"] = "private, no-cache"
    return response.make_conditional(request)
