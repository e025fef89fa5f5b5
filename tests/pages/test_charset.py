"""A text in another charset reaches the page as UTF-8, its secrets masked like any other's."""

import pytest
from flask import Flask

from tests.pages.browse import answer, post, send, stream
from tests.upstream import Upstream, http

KS = "djJ8MTAyfGFiY2RlZmdoaWprbG1ub3BxcnN0dXZ3eHl6MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXZ3eHl6"
BODY = f'{{"objectType":"KalturaUser","fullName":"Zoë","secret":"sesam-12","ks":"{KS}"}}'


@pytest.mark.parametrize(
    ("python", "content_type"),
    [
        ("utf-16", "application/json"),
        ("utf-16-be", "application/json; charset=utf-16"),
        ("latin-1", "application/json; charset=iso-8859-1"),
    ],
)
def test_it_is_masked_and_readable(
    console: Flask, upstream: Upstream, python: str, content_type: str
) -> None:
    upstream.respond(http(BODY.encode(python), f"Content-Type: {content_type}"))
    client = console.test_client()
    fields = {"region": "own", "service": "user", "action": "get", "format": "1"}
    streamed = stream(client, fields)
    told = answer(send(client, "user", "get", region="own"))
    record = told["id"]
    kept = client.get(f"/history/{record}/body").get_data()
    for body in (streamed.body.decode(), told["body"], kept.decode()):
        assert "Zoë" in body
        assert "sesam" not in body
        assert KS not in body
    assert streamed.head["language"] == "json"
    assert record in client.get("/history?q=zoë").get_data(as_text=True)
    revealed = post(
        client,
        f"/history/{record}/reveal",
        {},
        json=False,
    ).get_data(as_text=True)
    assert "sesam-12" in revealed
