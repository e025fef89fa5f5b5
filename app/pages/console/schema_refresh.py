"""Refreshing a region's schema from its own server, with progress."""

import json
import logging
import queue
import threading
from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.call.transport.door import Cancel
from app.desk.desk import Desk
from app.errors import TestMeError
from app.pages.shell.context import own_desk, wants_json

log = logging.getLogger(__name__)

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
    steps: queue.Queue[dict[str, Any]] = queue.Queue()
    cancel = Cancel()

    def work() -> None:
        try:
            stored = desk.refresh_schema(
                region_id,
                progress=lambda got, whole: steps.put({"received": got, "total": whole}),
                cancel=cancel,
            )
            steps.put({"done": True, "version": stored.version})
        except TestMeError as fault:
            steps.put({"done": True, **fault.as_json()})
        except Exception:
            # Whoever waits for the end of it has to hear of it.
            log.exception("The schema of region %s could not be refreshed.", region_id)
            message = (
                "The schema could not be kept: the console's log says why. The region keeps the "
                "one that it has."
            )
            steps.put({"done": True, "error": {"code": "INTERNAL_ERROR", "message": message}})

    worker = threading.Thread(target=work, name="schema-refresh", daemon=True)
    worker.start()
    try:
        while True:
            step = steps.get()
            yield json.dumps(step) + "\n"
            if step.get("done"):
                return
    finally:
        # Closing the page closes this generator: the download need not go on.
        cancel.cancel()
