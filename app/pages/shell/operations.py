"""For whoever runs the console: is it well, and what is it doing."""

import resource
import time

from flask import Blueprint, Response, jsonify
from flask.typing import ResponseReturnValue

from app.pages.shell.context import console

blueprint = Blueprint("operations", __name__)
_started = time.time()


@blueprint.get("/healthz")
def healthz() -> ResponseReturnValue:
    """200 when pages can be served: the database answers."""
    console().history.list("", limit=1)
    return jsonify(status="ok")


@blueprint.get("/metrics")
def metrics() -> ResponseReturnValue:
    """The Prometheus text format, version 0.0.4; region ids and outcomes are words of ours."""
    lines = [
        "# HELP testme_calls_total Calls sent, by region and outcome.",
        "# TYPE testme_calls_total counter",
        *(
            f'testme_calls_total{{region="{region}",outcome="{outcome}"}} {count}'
            for (region, outcome), count in console().counter.snapshot()
        ),
        "# HELP testme_resident_memory_peak_bytes The worker's largest resident size so far.",
        "# TYPE testme_resident_memory_peak_bytes gauge",
        f"testme_resident_memory_peak_bytes "
        f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}",
        "# HELP testme_start_time_seconds When the worker started, in unix seconds.",
        "# TYPE testme_start_time_seconds gauge",
        f"testme_start_time_seconds {_started:.0f}",
    ]
    return Response("\n".join(lines) + "\n", mimetype="text/plain; version=0.0.4")
