"""Of several KS in a pasted text the inspector's page offers each."""

from html import unescape
from typing import Any

from flask.testing import FlaskClient

from app.sandbox.account import DEMO
from app.sessions.ks import Session, sign_v2
from tests.pages.browse import post


def test_each_of_several_is_offered(client: FlaskClient) -> None:
    first, second = (
        sign_v2(Session(2, partner, 2, 2_000_000_000, user, ""), DEMO.admin_secret)
        for partner, user in ((102, "ana"), (103, "bob"))
    )
    fields = {"ks": f"old {first} new {second}", "region": "sandbox", "secret": DEMO.admin_secret}
    page = inspected(client, fields)
    assert "2 KS stand in the text; this is number 1." in page
    assert 'value="0" form="form-inspect" disabled>Number 1: v2, partner 102' in page
    assert 'value="1" form="form-inspect">Number 2: v2, partner 103' in page
    assert "<dd>ana</dd>" in page
    # The page's hidden field says which one it shows, and the button behind it which one is wanted.
    page = inspected(client, {**fields, "which": ["0", "1"]})
    assert "<dd>bob</dd>" in page
    assert "this is number 2." in page
    assert first not in page
    assert second not in page


def inspected(client: FlaskClient, fields: dict[str, Any]) -> str:
    return unescape(post(client, "/sessions/inspect", fields, json=False).get_data(as_text=True))
