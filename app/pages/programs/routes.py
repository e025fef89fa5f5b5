"""The one table of what programs can ask for: its rows are the routes, and the OpenAPI document."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from app.errors import BadInput, Busy, NeedsConsent, NotFound, UpstreamFailed
from app.pages.programs import door, runs, views
from app.pages.programs.document import Route, document
from app.pages.programs.shapes import SHAPES
from app.pages.shell.context import PROGRAMS

blueprint = Blueprint("programs", __name__, url_prefix=PROGRAMS.rstrip("/"))


def openapi() -> ResponseReturnValue:
    return jsonify(document(ROUTES))


_EXAMPLE = {
    "region": "sandbox",
    "account": "demo",
    "service": "media",
    "action": "list",
    "parameters": {"filter": {"statusIn": "2,7"}, "pager": {"pageSize": 5}},
}
_RUN = {
    "workflow": "Add a suffix",
    "region": "sandbox",
    "account": "demo",
    "variables": {"suffix": " (2026)"},
    "rows": [{"id": "0_abc12345", "name": "A lecture"}, {"id": "0_abc12346", "name": "Another"}],
    "except": {"column": "id", "values": ["0_abc12346"]},
    "pace": {"atOnce": 2, "perSecond": 5},
    "consent": {"account": "demo", "rows": 100},
}
ROUTES = (
    Route("GET", "/openapi.json", openapi, "This document; it takes no token."),
    Route("GET", "/regions", views.regions, "The regions with their accounts.", "Regions"),
    Route(
        *("POST", "/calls", views.send_call, "One call, and its answer; History has it.", "Called"),
        body="Call",
        example=_EXAMPLE,
        faults=(BadInput, NotFound, NeedsConsent, Busy, UpstreamFailed),
    ),
    Route(
        *("GET", "/calls/<call_id>", views.called, "A call of History.", "Called"),
        faults=(NotFound,),
    ),
    Route("GET", "/workflows", views.workflows, "The saved ones, then the console's.", "Workflows"),
    Route(
        *("POST", "/runs", runs.start_run, "A run over rows, which begins by itself.", "RunShown"),
        body="Run",
        example=_RUN,
        made=True,
        faults=(BadInput, NotFound, NeedsConsent, UpstreamFailed),
    ),
    Route("GET", "/runs", runs.runs, "The runs over rows, the newest first.", "Runs"),
    Route(
        *("GET", "/runs/<run_id>", runs.run, "How far a run is; what it would do.", "RunShown"),
        faults=(NotFound,),
    ),
    Route(
        *("POST", "/runs/<run_id>/pause", runs.pause_run, "Pause it.", "RunShown"),
        faults=(BadInput, NotFound),
    ),
    Route(
        *("POST", "/runs/<run_id>/goOn", runs.go_on_with_run),
        *("Begin one that is ready, or go on with one that is paused.", "RunShown"),
        body="Going",
        example={"consent": {"account": "Acme", "rows": 2}},
        faults=(BadInput, NotFound, NeedsConsent),
    ),
    Route(
        *("POST", "/runs/<run_id>/cancel", runs.cancel_run, "Cancel it.", "RunShown"),
        faults=(BadInput, NotFound),
    ),
    Route(
        *("POST", "/runs/<run_id>/again", runs.run_again),
        *("Another run of the rows that came to these verdicts.", "RunShown"),
        body="Again",
        example={"verdicts": ["failed", "uncertain"]},
        made=True,
        faults=(BadInput, NotFound, NeedsConsent),
    ),
    Route(
        *("GET", "/runs/<run_id>/report", runs.run_report),
        *("A line a row: what it was, what came of it, its calls. A ZIP has texts as files.", ""),
        files=("application/jsonl", "text/csv", "application/xml", "application/zip"),
        query={
            "format": {"type": "string", "enum": ["jsonl", "csv", "xml", "zip"]},
            **{name: {"type": "string"} for name in ("column", "called", "ending")},
            "verdict": {
                "type": "array",
                "items": SHAPES["Again"]["properties"]["verdicts"]["items"],
            },
        },
        faults=(BadInput, NotFound),
    ),
)

for _one in ROUTES:
    blueprint.add_url_rule(_one.path, _one.name, _one.view, methods=[_one.method])
_OPEN = frozenset(f"{blueprint.name}.{one.name}" for one in ROUTES if one.open_to_all)


@blueprint.before_app_request
def _let_in() -> Response | None:
    return door.check(_OPEN)


blueprint.after_app_request(door.challenge)
