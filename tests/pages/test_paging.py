"""Further pages of a recorded list over HTTP, and the page of its thumbnails."""

import json
from typing import Any
from urllib.parse import parse_qsl

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.sandbox.account import DEMO
from tests.pages.browse import answer, frames_of, post, send
from tests.pages.reading import error_of
from tests.upstream import Upstream, http

ENTRIES = 46  # of the demo content


def kept_ks(client: FlaskClient) -> str:
    started = send(
        client,
        "session",
        "start",
        p_secret=DEMO.admin_secret,
        p_partnerId=str(DEMO.partner_id),
        p_type="2",
    )
    return str(answer(started)["ks"]["value"])


@pytest.fixture
def record(client: FlaskClient) -> str:
    """A recorded media.list of the sandbox, its first four entries by name."""
    pager = '{"objectType": "KalturaFilterPager", "pageSize": "4"}'
    order = '{"objectType": "KalturaMediaEntryFilter", "orderBy": "+name"}'
    listed = send(
        client, "media", "list", ks=kept_ks(client), p_pager=pager, p_filter=order, anyway="1"
    )
    return str(answer(listed)["id"])


def rows_of(response: TestResponse) -> list[dict[str, Any]]:
    return list(json.loads(answer(response)["body"])["objects"])


def place_of(response: TestResponse) -> dict[str, str]:
    return dict(parse_qsl(response.headers["X-TestMe-Place"]))


def test_page_after_page_until_there_is_none(client: FlaskClient, record: str) -> None:
    second = post(client, f"/history/{record}/page", {"rows": "4", "total": str(ENTRIES)})
    assert place_of(second) == {"place.index": "2", "place.size": "4"}
    fields = {**place_of(second), "rows": "4", "total": str(ENTRIES)}
    third = post(client, f"/history/{record}/page", fields)
    assert place_of(third) == {"place.index": "3", "place.size": "4"}
    names = [row["name"] for row in rows_of(second) + rows_of(third)]
    assert len(names) == 8
    assert names == sorted(names, key=str.casefold)
    fields = {**place_of(third), "rows": "1", "total": "9"}
    end = post(client, f"/history/{record}/page", fields)
    assert (end.status_code, end.data) == (204, b"")


def test_all_begins_with_a_large_first_page(client: FlaskClient, record: str) -> None:
    first = post(client, f"/history/{record}/page", {"start": "1", "total": str(ENTRIES)})
    assert place_of(first) == {"place.index": "1", "place.size": "500"}
    assert len(rows_of(first)) == ENTRIES


def test_windows_are_asked_for_past_ten_thousand(client: FlaskClient, record: str) -> None:
    start = post(client, f"/history/{record}/page", {"start": "1", "total": "10001"})
    assert place_of(start) == {"place.index": "1", "place.size": "500", "place.windows": "1"}
    created = [row["createdAt"] for row in rows_of(start)]
    assert created == sorted(created)
    # As if the page had been full: the next window begins with its last second.
    seen = {"rows": "500", "total": "10001", "earliest": str(created[0])}
    seen |= {"latest": str(created[-3]), "last": str(created[-3])}
    window = post(client, f"/history/{record}/page", {**place_of(start), **seen})
    assert place_of(window)["place.edge"] == str(created[-3])
    assert [row["createdAt"] for row in rows_of(window)] == created[-3:]


def test_each_page_is_in_the_history(client: FlaskClient, record: str) -> None:
    page = post(client, f"/history/{record}/page", {"rows": "4", "total": str(ENTRIES)})
    kept = client.get(f"/history/{answer(page)['id']}").get_data(as_text=True)
    assert "pager:pageIndex" in kept


def test_it_is_streamed_to_the_page(client: FlaskClient, record: str) -> None:
    page = post(
        client,
        f"/history/{record}/page",
        {"rows": "4", "total": str(ENTRIES)},
        json=False,
        buffered=True,
        **{"environ_overrides": {"HTTP_ACCEPT": "application/vnd.testme.answer"}},
    )
    assert page.content_type == "application/vnd.testme.answer"
    assert next(kind for kind, _ in frames_of(page.data) if kind != "n") == "h"
    assert page.headers["X-TestMe-Place"] == "place.index=2&place.size=4"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"rows": "x"}, "rows takes a whole number"),
        ({"place.index": "1e9", "place.size": "4"}, "place.index takes a whole number"),
        (
            {"place.index": "400", "place.size": "30", "rows": "30", "total": "20000"},
            "no more than 10,000 rows in this order",
        ),
    ],
)
def test_what_cannot_be_is_said(
    client: FlaskClient, record: str, fields: dict[str, str], said: str
) -> None:
    response = post(client, f"/history/{record}/page", fields)
    assert response.status_code == 400
    assert said in error_of(response)["message"]


def test_only_the_owner_pages_and_only_with_the_token(
    client: FlaskClient, other_client: FlaskClient, record: str
) -> None:
    assert post(other_client, f"/history/{record}/page", {"rows": "5"}).status_code == 404
    assert client.post(f"/history/{record}/page", data={"rows": "5"}).status_code == 400
    assert other_client.get(f"/history/{record}/thumbnails").status_code == 404


def test_a_call_that_may_change_something_is_refused(console: Flask, upstream: Upstream) -> None:
    client = console.test_client()
    upstream.respond(http(b'{"objects": [], "totalCount": 900}', "Content-Type: application/json"))
    for service, action, status in (
        ("report", "getUrlForReportAsCsv", 403),
        ("system", "ping", 400),
    ):
        sent = send(client, service, action, region="own", anyway="1", p_reportType="3")
        before = len(upstream.requests)
        response = post(client, f"/history/{answer(sent)['id']}/page", {"rows": "30"})
        assert response.status_code == status
        assert len(upstream.requests) == before


def listed(client: FlaskClient, upstream: Upstream, body: str, format: str = "1") -> str:
    upstream.respond(http(body.encode()))
    sent = send(client, "media", "list", region="own", ks="any", format=format)
    return str(answer(sent)["id"])


def test_thumbnails_come_from_the_hosts_that_the_policy_names_and_no_other(
    console: Flask, upstream: Upstream
) -> None:
    client = console.test_client()
    rows = [
        {"id": "0_a", "name": "<b>A</b>", "thumbnailUrl": "https://cdn.example.com/p/1/thumb?w=1"},
        {"id": "0_b", "name": "B", "thumbnailUrl": f"{upstream.url}/thumb/b"},
        {"id": "0_c", "name": "C", "thumbnailUrl": "http://192.168.0.1/reboot"},
        {"id": "0_d", "name": "D", "thumbnailUrl": "http://2130706433/x"},
        {"id": "0_e", "name": "E", "thumbnailUrl": "https://evil.example;script-src */x"},
        {"id": "0_f", "name": "F", "thumbnailUrl": "javascript:alert(1)"},
        {"id": "0_g", "name": "G", "thumbnailUrl": "https://cdn.example.com/ks/" + "djJ8" * 30},
        {"id": "0_h", "name": "H", "thumbnailUrl": ""},
        {"id": "0_i", "name": "I", "thumbUrl": "http://intranet/x"},
        {"id": "0_j", "name": "J", "thumbnailUrl": "https://user@cdn.example.com/x"},
    ]
    record = listed(client, upstream, json.dumps({"objects": rows, "totalCount": 10}))
    page = client.get(f"/history/{record}/thumbnails")
    text = page.get_data(as_text=True)
    assert page.headers["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'self'; "
        f"img-src 'self' https://cdn.example.com {upstream.url}; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert text.count("<img ") == 2
    assert 'src="https://cdn.example.com/p/1/thumb?w=1" alt="" loading="lazy"' in text
    assert "&lt;b&gt;A&lt;/b&gt;" in text
    assert "7 left out" in text
    assert "<script" not in text
    assert "djJ8djJ8" not in text


def test_thumbnails_of_xml_and_of_an_answer_that_breaks_off(
    console: Flask, upstream: Upstream
) -> None:
    client = console.test_client()
    item = "<item><id>0_{0}</id><thumbnailUrl>https://cdn.example.com/{0}</thumbnailUrl></item>"
    items = item.format("a") + item.format("b")
    whole = f"<xml><result><objects>{items}</objects><totalCount>2</totalCount></result></xml>"
    row = '{"id": "0_a", "thumbnailUrl": "https://cdn.example.com/a"}'
    for body, format, count in (
        (whole, "2", 2),
        (whole[: whole.index("<totalCount>")], "2", 2),
        (f"[{row}, {row}]", "1", 2),
        (f'{{"objects": [{row}, {{"id": "0', "1", 1),
        ("[" * 100_000, "1", 0),
        ('{"objects":[{"a":' + "[" * 100_000, "1", 0),
        ("<xml>" * 5_000, "2", 0),
        ("<", "2", 0),
        ("no list", "1", 0),
    ):
        record = listed(client, upstream, body, format)
        page = client.get(f"/history/{record}/thumbnails")
        assert page.status_code == 200
        assert page.get_data(as_text=True).count("<img ") == count, body[:60]
