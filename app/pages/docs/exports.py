"""What other tools read: OpenAPI, a Postman collection, JSON Schema, the registry.

Each takes `?region=` (its schema and its URL; else the one used last), or `?schema=` with the id
or version of an imported schema, or "bundled". `/openapi.json?service=` is about one service: some
readers are slow with all of them.
"""

import json
from urllib.parse import urlsplit

from flask import Blueprint, Response, request

from app.errors import NotFound
from app.pages.shell.context import asked_region, console
from app.regions import SANDBOX_ID, Region
from app.schema.export.json_schema import class_schema
from app.schema.export.openapi import Server, openapi_json
from app.schema.export.postman import postman_json
from app.schema.export.registry_json import registry_json
from app.schema.model import Service
from app.schema.registry import Registry

blueprint = Blueprint("exports", __name__)


@blueprint.get("/openapi.json")
def openapi() -> Response:
    region = asked_region()
    sandbox = console().regions.get(SANDBOX_ID)
    reached = dict.fromkeys(one for one in (region, sandbox) if one)
    servers = [Server(_service_url(one), one.name) for one in reached]
    asked = _registry(region)
    return _json(openapi_json(asked, console().help, servers, _service(asked)))


@blueprint.get("/postman.json")
def postman() -> Response:
    region = asked_region()
    return _json(postman_json(_registry(region), console().help, _service_url(region)))


@blueprint.get("/registry.json")
def registry() -> Response:
    return _json(registry_json(_registry(asked_region())))


@blueprint.get("/json-schema/<name>.json")
def json_schema(name: str) -> Response:
    asked = _registry(asked_region())
    if asked.object_type(name) is None:
        raise NotFound(
            f"Release {asked.version} has no class {name!r:.80}; /registry.json lists those it has."
        )
    schema = class_schema(asked, console().help, name)
    return _json(json.dumps(schema, ensure_ascii=False, separators=(",", ":")).encode())


def _service(asked: Registry) -> Service | None:
    """What `?service=` narrows the document to. Raises NotFound."""
    name = request.args.get("service")
    found = asked.service(name) if name else None
    if name and found is None:
        raise NotFound(f"Release {asked.version} has no service {name!r:.80}.")
    return found


def _registry(region: Region) -> Registry:
    wanted = request.args.get("schema")
    schemas = console().schemas
    return schemas.get(wanted) if wanted else schemas.registry_for(region.id)


def _service_url(region: Region) -> str:
    """The sandbox's is where the console was reached: its own is known on this machine alone."""
    if not region.sandbox:
        return region.url
    scheme = "https" if console().settings.https else request.scheme
    return f"{scheme}://{request.host}{request.script_root}{urlsplit(region.url).path}"


def _json(content: bytes) -> Response:
    return Response(content, mimetype="application/json")
