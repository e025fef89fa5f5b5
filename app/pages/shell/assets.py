"""Style sheets and scripts, under a name that changes with what is in them.

So a browser may keep them for good. The style sheets, one a component, are joined into one
request in the order of their names.
"""

import hashlib
from functools import cache
from pathlib import Path

from flask import Blueprint, Response, send_from_directory, url_for
from flask.typing import ResponseReturnValue

blueprint = Blueprint("assets", __name__, url_prefix="/assets")
STATIC = Path(__file__).resolve().parents[3] / "static"
STYLE_SHEET = "console.css"
_ONE_YEAR = "public, max-age=31536000, immutable"


@cache
def digest() -> str:
    """A name for the present content of all assets."""
    content = hashlib.sha256()
    for file in sorted(STATIC.rglob("*")):
        if file.is_file():
            content.update(str(file.relative_to(STATIC)).encode() + file.read_bytes())
    return content.hexdigest()[:16]


@cache
def style_sheet() -> str:
    return "\n".join(file.read_text("utf-8") for file in sorted((STATIC / "css").glob("*.css")))


def asset(name: str) -> str:
    """The URL of an asset, for templates."""
    return url_for("assets.serve", version=digest(), name=name)


@blueprint.get("/<version>/<path:name>")
def serve(version: str, name: str) -> ResponseReturnValue:
    if name == STYLE_SHEET:
        response = Response(style_sheet(), mimetype="text/css")
    else:
        response = send_from_directory(STATIC, name)
    # A page of an older release may still ask for its own assets: it must not keep these.
    response.headers["Cache-Control"] = _ONE_YEAR if version == digest() else "no-store"
    return response
