"""Style sheets and scripts, under a name that changes with what is in them.

So a browser may keep them for good.
"""

import mimetypes

from flask import Blueprint, Response, abort, request, url_for

from app.serving.assets import ENCODINGS, digest, encoded, files

blueprint = Blueprint("assets", __name__, url_prefix="/assets")
_ONE_YEAR = "public, max-age=31536000, immutable"


def asset(name: str) -> str:
    """The URL of an asset, for templates."""
    return url_for("assets.serve", version=digest(), name=name)


@blueprint.get("/<version>/<path:name>")
def serve(version: str, name: str) -> Response:
    if name not in files():
        abort(404)
    encoding = request.accept_encodings.best_match(ENCODINGS, "identity")
    response = Response(encoded(name, encoding), mimetype=mimetypes.guess_type(name)[0])
    if encoding != "identity":
        response.headers["Content-Encoding"] = encoding
    response.vary.add("Accept-Encoding")
    # A page of an older release may still ask for its own assets: it must not keep these.
    response.headers["Cache-Control"] = _ONE_YEAR if version == digest() else "no-store"
    return response
