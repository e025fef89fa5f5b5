"""Large answers: how soon they can be read in a real browser, and what they cost the server."""

import http.server
import json
import re
import threading
import time
from dataclasses import dataclass, field
from typing import Any

import requests
from playwright.sync_api import Page

from bench.chromium import chromium
from bench.console_figures import resident, running_console
from bench.figure import Figure

MB = 1_000_000
_PIECE = 65536  # bytes
STREAM = "application/vnd.testme.answer"

_WATCH = """
    window.longest = 0;
    new PerformanceObserver((list) => {
        const durations = list.getEntries().map((task) => task.duration);
        window.longest = Math.max(window.longest, ...durations);
    }).observe({ type: "longtask", buffered: true });
"""
# The article is there, and the viewer has laid the whole body out and drawn its first lines.
_READABLE = """() => {
    const body = document.querySelector("#answer:not([aria-busy]) article answer-body");
    if (!body?.facts?.complete || !body.querySelector(".answer-line, tbody tr")) return 0;
    return performance.timeOrigin + performance.now();
}"""


@dataclass
class Endpoint(http.server.ThreadingHTTPServer):
    """Answers every POST with `body`; `sent_at` is when its last byte was written."""

    body: bytes = b""
    media_type: str = "application/json"
    sent_at: float = 0.0
    started: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answering)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Answering(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        endpoint = self.server
        assert isinstance(endpoint, Endpoint)
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Type", endpoint.media_type)
        self.send_header("Content-Length", str(len(endpoint.body)))
        self.end_headers()
        for at in range(0, len(endpoint.body), _PIECE):
            self.wfile.write(endpoint.body[at : at + _PIECE])
        endpoint.sent_at = time.time()

    def log_message(self, *_: object) -> None:
        pass


def measure() -> list[Figure]:
    endpoint = Endpoint()
    try:
        with running_console(endpoint.url) as (url, worker, _):
            return [*_through_the_server(url, worker, endpoint), *_in_the_browser(url, endpoint)]
    finally:
        endpoint.shutdown()


def _through_the_server(url: str, worker: int, endpoint: Endpoint) -> list[Figure]:
    """100 MB of a list: peak growth of the worker, and when the first bytes came through."""
    session = requests.Session()
    page = session.get(url).text
    token = re.search(r'name="csrf-token" content="([^"]+)"', page)[1]  # type: ignore[index]  # on every page
    headers = {"X-CSRFToken": token, "Accept": STREAM}
    form = {"region": "local", "service": "media", "action": "list", "format": "1", "anyway": "1"}
    endpoint.body, endpoint.media_type = listed_json(1 * MB), "application/json"
    session.post(f"{url}/send", data=form, headers=headers).raise_for_status()
    before = peak = resident(worker)
    endpoint.body = listed_json(100 * MB)
    first = 0.0
    with session.post(f"{url}/send", data=form, headers=headers, stream=True) as response:
        for piece in response.iter_content(_PIECE):
            first = first or time.time()
            if piece:
                peak = max(peak, resident(worker))
    begun_before = (endpoint.sent_at - first) * 1000
    endpoint.body = b""
    return [
        Figure("100 MB passed through: worker memory, peak growth", peak - before, 40, "MB"),
        Figure("first bytes at the page before the last left the endpoint", -begun_before, 0, "ms"),
    ]


def _in_the_browser(url: str, endpoint: Endpoint) -> list[Figure]:
    figures = []
    with chromium("reading large answers") as browser:
        if browser is None:
            return []
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        page.set_default_timeout(60_000)
        page.add_init_script(_WATCH)
        page.goto(f"{url}/console/service/media/action/list?region=local")
        _read(page, endpoint, listed_json(MB // 10), "json")  # fetches the scripts
        for size, seconds in ((10, 1), (50, 3)):
            for language, body in (
                ("JSON", listed_json(size * MB)),
                ("XML", listed_xml(size * MB)),
            ):
                readable, longest = _read(page, endpoint, body, language.lower())
                name = f"{size} MB of {language}"
                figures.append(Figure(f"{name}: last byte to readable", readable, seconds, "s"))
                if size == 10:
                    figures.append(Figure(f"{name}: longest task of the page", longest, 200, "ms"))
                    figures += [
                        Figure(f"{name}: {what}", milliseconds, 150, "ms")
                        for what, milliseconds in _folded_and_searched(page).items()
                    ]
    return figures


def _read(page: Page, endpoint: Endpoint, body: bytes, language: str) -> tuple[float, float]:
    """Seconds from the endpoint's last byte to a laid out answer, and the longest task (ms)."""
    endpoint.body = body
    endpoint.media_type = {"json": "application/json", "xml": "text/xml"}[language]
    page.locator("#format").select_option({"json": "1", "xml": "2"}[language])
    page.evaluate("window.longest = 0; document.querySelector('#answer article')?.remove()")
    page.get_by_label("Send anyway").check()
    page.get_by_role("button", name="Send", exact=True).click()
    readable = page.wait_for_function(_READABLE, polling=10).json_value()
    return readable / 1000 - endpoint.sent_at, page.evaluate("window.longest")


# Each acts on a control, and ends with the frame that shows what came of it.
_FOLD = """async () => {
    const body = document.querySelector("answer-body");
    const lines = () => body.querySelectorAll(".answer-line").length;
    const before = lines();
    const select = body.querySelector("select[aria-label=Fold]");
    const begun = performance.now();
    select.value = "1";
    select.dispatchEvent(new Event("change"));
    while (lines() === before) await new Promise((resolve) => requestAnimationFrame(resolve));
    return performance.now() - begun;
}"""
_SEARCH = """async () => {
    const body = document.querySelector("answer-body");
    const input = body.querySelector("input[type=search]");
    const begun = performance.now();
    input.value = "of the year";
    input.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter" }));
    while (!body.querySelector(".find-count").textContent) {
        await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    return performance.now() - begun;
}"""


def _folded_and_searched(page: Page) -> dict[str, float]:
    """Milliseconds to fold everything, and to find words that occur in every object."""
    page.locator("answer-body").get_by_role("button", name="Text", exact=True).click()
    page.locator("answer-body .answer-line").first.wait_for()
    return {"folded": page.evaluate(_FOLD), "searched": page.evaluate(_SEARCH)}


def listed_json(size: int) -> bytes:
    """A list of about `size` bytes, as the server writes it: one line."""
    one = json.dumps(_entry(0)).encode()
    objects = b",".join(json.dumps(_entry(n)).encode() for n in range(size // len(one)))
    return (
        b'{"objects":[' + objects + b'],"totalCount":10000,"objectType":"KalturaMediaListResponse"}'
    )


def listed_xml(size: int) -> bytes:
    def item(number: int) -> str:
        inner = "".join(f"<{name}>{value}</{name}>" for name, value in _entry(number).items())
        return f"<item>{inner}</item>"

    items = "".join(item(n) for n in range(size // len(item(0))))
    return (
        "<xml><result><objectType>KalturaMediaListResponse</objectType><totalCount>10000"
        f"</totalCount><objects>{items}</objects></result><executionTime>0.1</executionTime></xml>"
    ).encode()


def _entry(number: int) -> dict[str, Any]:
    return {
        "mediaType": 1,
        "conversionQuality": "1001",
        "sourceType": "1",
        "dataUrl": f"https://cdn.example.com/p/1000001/sp/100000100/playManifest/entryId/1_{number:08}",
        "plays": number % 97,
        "views": number % 1013,
        "duration": 61,
        "msDuration": 61_440,
        "id": f"1_{number:08}",
        "name": f"Recording {number} of the year: caf\u00e9, \u6771\u4eac",
        "description": "What was said that day, and by whom, in a few words.",
        "partnerId": 1000001,
        "userId": "alice@example.com",
        "creatorId": "alice@example.com",
        "tags": "lecture, public, 2026",
        "status": "2",
        "moderationStatus": 6,
        "moderationCount": 0,
        "type": "1",
        "createdAt": 1_790_000_000 + number,
        "updatedAt": 1_790_000_500 + number,
        "rank": 0,
        "totalRank": 0,
        "votes": 0,
        "downloadUrl": f"https://cdn.example.com/p/1000001/raw/entry_id/1_{number:08}/version/0",
        "searchText": f"_PAR_ONLY_ _1000001_ _MEDIA_TYPE_1| recording {number}",
        "licenseType": -1,
        "version": 0,
        "thumbnailUrl": f"https://cdn.example.com/p/1000001/thumbnail/entry_id/1_{number:08}/version/1",
        "accessControlId": 1,
        "replacementStatus": "0",
        "partnerSortValue": 0,
        "conversionProfileId": 7,
        "rootEntryId": f"1_{number:08}",
        "operationAttributes": "",
        "entitledUsersEdit": "",
        "capabilities": "",
        "displayInSearch": 1,
        "objectType": "KalturaMediaEntry",
    }
