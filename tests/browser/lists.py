"""List answers for the browser, and what people do with their table."""

import json
from collections.abc import Callable
from socket import socket
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.steps import send
from tests.upstream import Answering, Received, http

FIRST_SECOND = 1_700_000_000
Row = dict[str, Any]


def entry(number: int) -> Row:
    return {
        "id": f"0_{number:06}",
        "name": f"Entry {number}",
        "createdAt": FIRST_SECOND + number // 3,
        "plays": number * 7 % 1000,
        "status": 2,
        "objectType": "KalturaMediaEntry",
    }


def answer_of(rows: list[Row], total: int) -> bytes:
    body = {"objects": rows, "totalCount": total, "objectType": "KalturaMediaListResponse"}
    return http(json.dumps(body).encode(), "Content-Type: application/json")


def lists(rows: list[Row], before: Callable[[int], object] = lambda index: None) -> Answering:
    """A server's list of rows ordered by createdAt, of which it gives the first 10,000."""

    def answer(received: Received, connection: socket) -> None:
        sent = dict(received.form)
        index, size = int(sent.get("pager:pageIndex", 1)), int(sent.get("pager:pageSize", 30))
        least = int(sent.get("filter:createdAtGreaterThanOrEqual", 0))
        found = [row for row in rows if row["createdAt"] >= least]
        before(index)
        page = found[(index - 1) * size : min(index * size, 10_000)]
        connection.sendall(answer_of(page, len(found)))

    return answer


def open_list(page: Page, query: str = "") -> Locator:
    page.goto(f"/console/service/media/action/list?region=own&format=1&ks=any{query}")
    send(page)
    table = page.locator(".table-scroll table")
    expect(table.locator("tbody tr:not(.spacer)").first).to_be_visible()
    return table


def column(table: Locator, name: str) -> Locator:
    """The cells in sight of a column, without what is said beside them."""
    heads = table.locator("thead th").all_inner_texts()
    place = [head.strip(" ▲▼\n") for head in heads].index(name) + 1
    return table.locator(f"tbody tr:not(.spacer) td:nth-child({place}) bdi")


def exported(page: Page, choice: str, name: str) -> str:
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as download:
        page.get_by_role("button", name=choice).click()
    assert download.value.suggested_filename == name
    page.get_by_role("button", name="Export").click()
    return download.value.path().read_bytes().decode()
