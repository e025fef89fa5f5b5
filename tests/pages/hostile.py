"""Calls to the region `own`, and the look at every page that shows one."""

from typing import Any

from flask.testing import FlaskClient

from tests.pages.browse import answer, post, send
from tests.pages.harmless import Page

XSS = "</code></pre></span>'\"><script>alert(1)</script><img src=x onerror=alert(2)>"
GOOD = b"<xml><result>1</result></xml>"


def call(client: FlaskClient, format: str = "2", region: str = "own") -> Any:
    """What /send says of a call, once every page that shows it alone has been found harmless."""
    told = answer(send(client, "system", "ping", region=region, format=format))
    look_at(client, told["id"])
    # A long answer is shown in seconds: once is enough.
    if told["size"] < 50_000:
        look_everywhere(client, told["id"])
    return told


def look_at(client: FlaskClient, record: str, view: str = "formatted") -> None:
    shown = client.get(f"/history/{record}?view={view}")
    assert shown.status_code == 200
    Page(shown.get_data(as_text=True))


def look_at_lists(client: FlaskClient) -> None:
    """The pages that have something of all calls: once they have been made."""
    for path in ("/history", "/", "/sessions"):
        response = client.get(path)
        assert response.status_code == 200, path
        assert "<script>alert" not in response.get_data(as_text=True)


def look_everywhere(client: FlaskClient, record: str) -> None:
    look_at(client, record, "raw")
    for response in (
        client.get(f"/?history={record}"),
        post(client, f"/history/{record}/reveal", {}, json=False),
    ):
        assert response.status_code == 200, response.request.path
    Page(response.get_data(as_text=True))
    saved = client.get(f"/history/{record}/body")
    assert saved.status_code == 200
    assert saved.mimetype == "application/octet-stream"
    assert saved.headers["Content-Disposition"].startswith('attachment; filename="system.ping')


def without_script(client: FlaskClient, format: str = "2") -> Page:
    """The page that a browser without JavaScript gets for a call."""
    data = {"region": "own", "service": "system", "action": "ping", "format": format}
    response = post(client, "/send", data, json=False)
    assert response.status_code == 200
    return Page(response.get_data(as_text=True))
