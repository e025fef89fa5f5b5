"""Refreshing a region's schema from its own server, with progress."""

import json
from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.desk.desk import Desk
from app.desk.refreshing import Received, refreshed
from app.pages.shell.context import own_desk, wants_json
from app.schema.store import StoredSchema

blueprint = Blueprint("schema", __name__, url_prefix="/schema")


@blueprint.post("/refresh")
def refresh_now() -> ResponseReturnValue:
    """Programs and our own script get one JSON object a line: progress, then the outcome."""
    region_id = request.form.get("region", "")
    desk = own_desk()
    desk.check_refresh()
    name = desk.parts.region(region_id).name
    if wants_json():
        return Response(_progress_lines(desk, region_id), mimetype="application/x-ndjson")
    stored = desk.refresh_schema(region_id)
    flash(f"{name} now uses its own schema, {stored.version}.", "done")
    return redirect(url_for("console.index", region=region_id), 303)


def _progress_lines(desk: Desk, region_id: str) -> Iterator[str]:
    for step in refreshed(desk, region_id):
        if isinstance(step, Received):
            told: dict[str, Any] = step._asdict()
        elif isinstance(step, StoredSchema):
            told = {"done": True, "version": step.version}
        else:
            told = {"done": True, **step.as_json()}
        yield json.dumps(told) + "\n"
