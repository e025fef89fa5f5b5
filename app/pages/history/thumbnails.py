"""GET /history/<id>/thumbnails: the pictures that a recorded list answer names, and nothing else.

The console itself loads nothing from elsewhere, and fetching for the browser would let an answer
send our server anywhere. So this page, opened on purpose, is the only one whose
Content-Security-Policy lets the browser load pictures: from the hosts that it names, without
script, and without telling them where it was opened.
"""

from flask import Blueprint, make_response, render_template
from flask.typing import ResponseReturnValue

from app.call.secrets.masking import Masker
from app.pages.shell.context import console, own_desk
from app.viewers.list_pictures import origin_of, pictures_in

blueprint = Blueprint("thumbnails", __name__, url_prefix="/history")


@blueprint.get("/<call_id>/thumbnails")
def page(call_id: str) -> ResponseReturnValue:
    opened = own_desk().record(call_id)
    found, region = opened.record, opened.region
    masker = Masker.for_exchange(found.call, found.answer)
    pictures = pictures_in(
        found.answer.utf8, mask=masker.text, trusted=origin_of(region.url) if region else ""
    )
    origins = list(dict.fromkeys(picture.origin for picture in pictures.shown))
    response = make_response(
        render_template(
            "history/thumbnails.html",
            **{"record": found, "pictures": pictures, "origins": origins},
            shown_at=console().shown_at,
        )
    )
    response.headers["Content-Security-Policy"] = "; ".join(
        (
            "default-src 'none'",
            "style-src 'self'",
            " ".join(["img-src 'self'", *origins]),
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    )
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
