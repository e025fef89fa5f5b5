"""A call that waits for its turn says so, and can be cancelled before it has gone out."""

import threading
from concurrent.futures import ThreadPoolExecutor
from socket import socket

import pytest
import requests
from playwright.sync_api import Page, expect

from tests.browser.conftest import Live
from tests.browser.steps import choose, send, wide_alone
from tests.upstream import Received, http

pytestmark = pytest.mark.browser


@wide_alone
def test_the_place_of_a_call_that_waits_is_said(page: Page, live: Live) -> None:
    go, asked = threading.Event(), threading.Semaphore(0)

    def held(received: Received, connection: socket) -> None:
        asked.release()
        go.wait(30)
        connection.sendall(http(b"true"))

    live.upstream.respond(held)
    page.goto("/?region=own")
    choose(page, "system", "ping")
    cookies = {one["name"]: one["value"] for one in page.context.cookies()}
    token = page.locator('meta[name="csrf-token"]').get_attribute("content") or ""
    ping = {"region": "own", "service": "system", "action": "ping", "format": "1"}
    headers = {"X-CSRFToken": token, "Accept": "application/json"}

    def call() -> requests.Response:
        url = f"{live.url}/send"
        return requests.post(url, data=ping, headers=headers, cookies=cookies, timeout=60)

    state = page.locator("#send-state")
    with ThreadPoolExecutor(9) as others:
        calls = [others.submit(call) for _ in range(8)]
        for _ in calls:
            assert asked.acquire(timeout=20)
        page.locator("#send").click()
        expect(state).to_contain_text("Not sent yet: it is next")
        calls.append(others.submit(call))
        page.get_by_role("button", name="Cancel").click()
        expect(page.locator("#answer")).to_contain_text(
            "was cancelled before the whole call had been sent"
        )
        go.set()
        assert all(one.result(60).json()["outcome"]["kind"] == "ok" for one in calls)
    live.upstream.respond(http(b"<xml><result>1</result></xml>"))
    send(page)
    expect(page.locator("#answer .badge")).to_have_text("OK")
