"""What every page can reach: the parts of the console, and whose workspace this is."""

import hashlib
import secrets
from typing import cast

from flask import current_app, g, request, session

from app.desk.desk import Desk
from app.desk.parts import Parts
from app.regions import Region

EXTENSION = "testme"


def console() -> Parts:
    return cast(Parts, current_app.extensions[EXTENSION])


def own_desk() -> Desk:
    """The desk of whoever asks: what a route does with a call, it does at this."""
    if "desk" not in g:
        g.desk = Desk(console(), workspace())
    return cast(Desk, g.desk)


def workspace() -> str:
    """The id of this browser's (or, behind a signing-in proxy, this user's) own workspace."""
    if console().settings.auth == "proxy":
        user = request.headers.get(console().settings.proxy_user_header, "")
        return "user-" + hashlib.sha256(user.encode()).hexdigest()[:32]
    if "workspace" not in session:
        session["workspace"] = secrets.token_urlsafe(24)
        session.permanent = True
    return str(session["workspace"])


def chosen_region() -> Region:
    """The region of the browser tab (`?region=`), else the one that was sent to last, else the
    operator's default."""
    regions = console().regions
    known = (request.args.get("region"), session.get("region"), console().settings.default_region)
    for region_id in map(str, known):
        if region_id in regions:
            return regions[region_id]
    return next(iter(regions.values()))


def chosen_format() -> str:
    """The format that this browser sent last, as the wire's number; XML (2) at first."""
    return str(session.get("format", "2"))


def remember(region: Region, format: str = "") -> None:
    """Keep what was sent last, for the next tab that is opened; never on a GET."""
    for name, value in (("region", region.id), ("format", format)):
        if value and session.get(name) != value:
            session[name] = value
            session.permanent = True


def wants_json() -> bool:
    """Whether a program or our own script asks, rather than a browser opening a page."""
    accepted = request.accept_mimetypes
    return accepted["application/json"] > accepted["text/html"]
