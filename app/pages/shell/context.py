"""What every page can reach: the parts of the console, and whose workspace this is."""

import time
from typing import cast

from flask import current_app, g, request, session
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import BadSignature

from app.assembly import EXTENSION
from app.desk.desk import Desk
from app.desk.parts import Parts
from app.people.audit import Happening, Who
from app.people.browsers import Client, Visit
from app.people.nobody import as_told
from app.people.workspaces import of_proxy_user
from app.regions import Region
from app.serving.origins import address_of

PROGRAMS = "/api/v1/"  # what lies below it is for programs, which come with a token
_KEPT = ("region", "format")  # what a cookie holds that is nobody's secret


def console() -> Parts:
    return cast(Parts, current_app.extensions[EXTENSION])


def own_desk() -> Desk:
    """The desk of whoever asks: what a route does with a call, it does at this."""
    if "desk" not in g:
        g.desk = Desk(console(), workspace(), visit().role, who())
    return cast(Desk, g.desk)


def workspace() -> str:
    """The id of the workspace of this person, this browser or, behind a signing-in proxy, this
    user. It is told nobody, and opens nothing."""
    found = visit()
    if request.method == "POST" or found.known:
        console().visits.settle(found, client(), time.time())
    return found.workspace


def visit() -> Visit:
    """Who asks, as the cookie says; a browser that has none of today gets one."""
    if "visit" not in g:
        g.visit = _recognised()
    return cast(Visit, g.visit)


def enter(found: Visit) -> None:
    """From now on this browser comes as that; nothing else of its cookie stays, as whoever put it
    there may know it."""
    kept = {name: session[name] for name in _KEPT if name in session}
    session.clear()
    session.update(kept, sid=found.id, since=int(time.time()))
    session.permanent = True
    g.pop("csrf_token", None)
    g.pop("desk", None)
    g.visit = found


def who() -> Who:
    if "desk" in g:
        return own_desk().who
    known = visit().name if "visit" in g else ""
    if console().settings.auth == "proxy":
        known = as_told(request.headers.get(console().settings.proxy_user_header, ""))
    return Who(known, client_address())


def tell(happening: Happening, what: str = "") -> None:
    """Write down, for administrators, what whoever asks has done."""
    console().audit.tell(happening, who(), what)


def client() -> Client:
    return Client(request.headers.get("User-Agent", ""), client_address())


def client_address() -> str:
    """Who asks: the peer, or who stands behind it as TESTME_PROXY_COUNT proxies say."""
    settings, told = console().settings, request.headers.get("X-Forwarded-For", "")
    peer = request.remote_addr or ""
    return address_of(peer, told, settings.trusted_proxies, settings.proxy_count)


def _recognised() -> Visit:
    if console().settings.auth == "proxy":
        user = request.headers.get(console().settings.proxy_user_header, "")
        return Visit("", of_proxy_user(user), open=True)
    known = "sid" in session or "workspace" in session
    held = session if known or not console().settings.https else _held_before()
    sid, before = str(held.get("sid", "")), str(held.get("workspace", ""))
    found = console().visits.of(sid, float(held.get("since", 0)), before, client(), time.time())
    if found.begun:
        enter(found)
    return found


def _held_before() -> dict[str, str]:
    """Of the cookie whose name that of https replaced, as it was before there were ids."""
    serializer = SecureCookieSessionInterface().get_signing_serializer(current_app)
    try:
        held = serializer.loads(request.cookies.get("testme", "")) if serializer else {}
    except BadSignature:
        held = {}
    return {} if "sid" in held else held


def chosen_region() -> Region:
    """The region of the browser tab (`?region=`), else the one that was sent to last, else the
    operator's default."""
    regions = console().regions
    known = (request.args.get("region"), session.get("region"), console().settings.default_region)
    for region_id in map(str, known):
        if region_id in regions:
            return regions[region_id]
    return next(iter(regions.values()))


def asked_region(wanted: str | None = None) -> Region:
    """The region `wanted` or `?region=`, else the chosen one. Raises NotFound for one that is not
    there."""
    wanted = wanted or request.args.get("region")
    return console().region(wanted) if wanted else chosen_region()


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
    return request.path.startswith(PROGRAMS) or accepted["application/json"] > accepted["text/html"]
