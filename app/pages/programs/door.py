"""The way in for programs: a token alone, in the header Authorization. No cookie is looked at, so
that there is nothing which a page elsewhere could have a browser send along."""

from flask import Response, g, request
from werkzeug.wrappers import Response as AnyResponse

from app.desk.desk import Desk
from app.errors import Refused
from app.pages.shell.context import PROGRAMS, client_address, console
from app.pages.shell.entrance import check_peer, takes
from app.people.bearers import NoToken
from app.people.tokens import PREFIX
from app.serving.origins import sent_by_other_page

_SCHEME = "bearer"


def check(open_to_all: frozenset[str]) -> AnyResponse | None:
    """Before a request below PROGRAMS is answered, whether there is such an address or not; what is
    open to all needs no token. Afterwards `own_desk` is that of whose token it is.

    Raises Refused, NoToken and SignInThrottled.
    """
    if not request.path.startswith(PROGRAMS):
        return None
    if sent_by_other_page(request.environ):
        raise Refused("This was sent by a page of another site or port: programs send it alone.")
    check_peer()
    if request.endpoint in open_to_all:
        return takes()
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != _SCHEME or not text:
        raise NoToken(
            f"Send a token as the header Authorization: Bearer {PREFIX}…; people make them on the "
            "page /you/tokens."
        )
    found = console().bearers.bearer(text.strip(), client_address())
    origin = f"token {found.token.name}"
    g.desk = Desk(console(), found.token.workspace, found.role, found.who, origin)
    g.token = found.token
    # Of nobody else a large body is taken.
    return takes()


def challenge(response: Response) -> Response:
    """RFC 9110, 11.6.1: who is not let in is told by what it would be."""
    if response.status_code == NoToken.status and request.path.startswith(PROGRAMS):
        response.headers["WWW-Authenticate"] = 'Bearer realm="TestMe"'
    return response
