"""The one table of what programs can ask for: its rows are the routes, and the OpenAPI document."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from app.errors import BadInput, Busy, NeedsConsent, NotFound, UpstreamFailed
from app.pages.programs import door, views
from app.pages.programs.document import Route, document
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
    # Runs of many rows: theirs stand here, with a scope of their own in `people.tokens.SCOPES`.
)

for _one in ROUTES:
    blueprint.add_url_rule(_one.path, _one.name, _one.view, methods=[_one.method])
_OPEN = frozenset(f"{blueprint.name}.{one.name}" for one in ROUTES if one.open_to_all)


@blueprint.before_app_request
def _let_in() -> None:
    door.check(_OPEN)


blueprint.after_app_request(door.challenge)
