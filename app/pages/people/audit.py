"""What happened, for administrators: searched, and taken along as CSV."""

from flask import Blueprint, Response, render_template, request

from app.desk.exported.events import as_csv
from app.errors import NotFound
from app.pages.shell.context import console, own_desk, tell
from app.people.audit import HAPPENINGS
from app.people.roles import Role

blueprint = Blueprint("audit", __name__, url_prefix="/audit")
_PAGE = 100


@blueprint.get("")
def page() -> str:
    """`text` and `happening` leave the others out; `before` is the last one of the page before."""
    text, happening = _asked()
    before = request.args.get("before", 0, type=int)
    found = console().audit.events(text, happening, before=before, limit=_PAGE + 1)
    return render_template(
        "audit.html",
        events=found[:_PAGE],
        more=len(found) > _PAGE,
        text=text,
        happening=happening,
        happenings=HAPPENINGS,
        days=console().settings.audit_days,
    )


@blueprint.get("/events.csv")
def export() -> Response:
    text, happening = _asked()
    tell("exported", "what happened")
    response = Response(as_csv(console().audit.every(text, happening)), mimetype="text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="audit.csv"'
    return response


def _asked() -> tuple[str, str]:
    if console().settings.auth not in {"people", "oidc"}:
        raise NotFound(
            "Nobody has a name here (TESTME_AUTH), so that nobody administers: whoever runs this "
            "console reads it by flask --app app audit."
        )
    own_desk().needs(Role.ADMINISTER, "to see what happened")
    return request.args.get("text", "")[:200], request.args.get("happening", "")[:50]
