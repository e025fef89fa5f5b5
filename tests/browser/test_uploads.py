"""Files in a browser: dropped, watched on both parts of their way, cancelled, sent in chunks."""

import io
import json
import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect
from werkzeug.formparser import parse_form_data

from tests.browser.axe import passes_axe
from tests.browser.conftest import Live
from tests.browser.steps import (
    badge,
    have_demo_session,
    looks_right,
    send,
    shoot,
    wide_alone,
)
from tests.upstream import Received, Upstream, hang_up, http

pytestmark = pytest.mark.browser

MB = 1_000_000
UPLOAD = "/console/service/uploadtoken/action/upload"
TAKEN = http(b"<xml><result><objectType>KalturaUploadToken</objectType></result></xml>")
OF_FILE = 'input[type="file"][name="param:fileData"]'

MakeFile = Callable[..., Path]


@pytest.fixture
def make_file(tmp_path: Path) -> MakeFile:
    """`make_file(size)`: a file of so many zeros, which take no room on the disk."""

    def make(size: int, name: str = "clip.mp4") -> Path:
        with (tmp_path / name).open("wb") as file:
            file.truncate(size)
        return tmp_path / name

    return make


@pytest.fixture
def upstream(live: Live) -> Iterator[Upstream]:
    live.upstream.requests.clear()
    yield live.upstream
    live.upstream.read_slowly(lambda: None)


def open_form(page: Page, file: Path, region: str = "own") -> None:
    page.goto(f"{UPLOAD}?region={region}&ks=abc&param:uploadTokenId=0_a")
    page.set_input_files(OF_FILE, file)
    expect(page.locator("file-field .chosen")).to_contain_text(file.name)


def open_form_for_a_new_token(page: Page) -> None:
    have_demo_session(page)
    page.goto("/console/service/uploadtoken/action/add?region=sandbox&format=1")
    send(page)
    expect(page.locator("#answer .code")).to_contain_text('"id": "0_')
    found = re.search(r'"id": "(0_\w+)"', page.locator("#answer .code").text_content() or "")
    assert found
    page.goto(f"{UPLOAD}?region=sandbox&format=1&param:uploadTokenId={found[1]}")


def press_send(page: Page) -> None:
    page.locator("#send").click()


def figures(page: Page) -> Locator:
    return page.locator(".upload-row .figures")


def label(page: Page) -> Locator:
    return page.locator(".upload-row label")


def slow_line(context: BrowserContext, page: Page, bytes_a_second: int) -> None:
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    line = {"offline": False, "latency": 0, "downloadThroughput": -1}
    network.send("Network.emulateNetworkConditions", {**line, "uploadThroughput": bytes_a_second})


def top_of(page: Page, name: str) -> float:
    box = page.get_by_role("button", name=name, exact=True).bounding_box()
    assert box
    return box["y"]


def test_an_upload_is_watched_to_the_endpoint_and_cancelled(
    page: Page, upstream: Upstream, make_file: MakeFile
) -> None:
    gate, pieces = threading.Event(), iter(range(40))
    # It takes 2.5 MB at once, and then so little that it would take minutes.
    upstream.read_slowly(lambda: next(pieces, None) is None and gate.wait(0.5))
    open_form(page, make_file(30 * MB))
    before = top_of(page, "Send")
    press_send(page)
    expect(label(page)).to_have_text("To the endpoint")
    expect(figures(page)).to_have_text(
        re.compile(r"^\d+\.\d MB of 30\.0 MB · \d+ % · \d+(\.\d)? \w*B?(ytes)?/s$")
    )
    expect(page.locator("#send-state")).to_have_text(re.compile(r"^To the endpoint(, over 25 %)?$"))
    expect(page.get_by_label("To the endpoint")).to_have_role("progressbar")
    assert top_of(page, "Cancel") == before
    looks_right(page, "upload")
    page.get_by_role("button", name="Cancel", exact=True).click()
    expect(page.locator("#answer .badge").first).to_have_text("Cancelled")
    expect(page.get_by_role("button", name="Cancel", exact=True)).to_be_hidden()
    gate.set()


def test_an_upload_that_arrives(page: Page, upstream: Upstream, make_file: MakeFile) -> None:
    upstream.respond(TAKEN)
    open_form(page, make_file(3 * MB))
    send(page)
    assert badge(page) == "OK"
    expect(label(page)).to_have_text("Sent")
    expect(figures(page)).to_have_text(re.compile(r"^3\.0 MB of 3\.0 MB · 100 %"))
    assert upstream.requests[-1].body.count(b"\0" * 65536) == 3 * MB // 65536


@wide_alone
def test_an_upload_is_cancelled_on_the_way_to_the_console(
    page: Page, context: BrowserContext, upstream: Upstream, make_file: MakeFile
) -> None:
    open_form(page, make_file(4 * MB))
    slow_line(context, page, 400_000)
    press_send(page)
    expect(label(page)).to_have_text("To the console")
    expect(figures(page)).to_contain_text(re.compile(r"[1-9]\d* % · \d.*/s$"))
    passes_axe(page)
    page.get_by_role("button", name="Cancel", exact=True).click()
    expect(page.locator("#send-state")).to_have_text(
        "Cancelled on the way to the console: nothing was sent to the endpoint."
    )
    expect(page.get_by_role("button", name="Send", exact=True)).to_be_focused()
    expect(page.locator("file-field .chosen")).to_contain_text("clip.mp4 · 4.0 MB")
    assert upstream.requests == []


DROPPED = """names => {
    const dropped = new DataTransfer();
    for (const name of names) dropped.items.add(new File(["content"], name));
    return dropped;
}"""


def test_files_are_dropped_and_taken_back(page: Page) -> None:
    page.goto("/console/service/baseentry/action/upload?region=own")
    field, chosen = page.locator("file-field"), page.locator("file-field .chosen")
    expect(chosen).to_have_text(re.compile("^or drop a file here"))
    one = page.evaluate_handle(DROPPED, ["one.txt"])
    field.dispatch_event("dragover", {"dataTransfer": one})
    expect(field).to_have_class(re.compile("is-over"))
    passes_axe(page)
    field.dispatch_event("dragleave", {"dataTransfer": one})
    expect(field).not_to_have_class(re.compile("is-over"))
    field.dispatch_event("drop", {"dataTransfer": one})
    expect(chosen).to_contain_text("one.txt · 7 bytes")
    expect(page.locator(OF_FILE)).to_be_focused()

    page.get_by_label("Select action").select_option("updateThumbnailJpeg")
    expect(page.locator(".parameters legend")).to_have_text("baseEntry.updateThumbnailJpeg")
    expect(chosen).to_contain_text("one.txt · 7 bytes")
    assert page.locator(OF_FILE).evaluate("input => input.files[0].name") == "one.txt"

    several = page.evaluate_handle(DROPPED, ["two.txt", "three.txt"])
    field.dispatch_event("drop", {"dataTransfer": several})
    expect(chosen).to_contain_text("two.txt")
    problem = page.locator('[data-field="param:fileData"] .problem')
    expect(problem).to_have_text("This takes one file: of 2, two.txt was taken.")
    shoot(page, "dropped")
    page.get_by_role("button", name="Take it back from fileData").click()
    expect(chosen).to_have_text(re.compile("^or drop a file here"))
    expect(problem).to_have_text("")
    expect(page.locator(OF_FILE)).to_have_value("")
    # Beside the field, a file must not be opened in the page's place.
    stopped = page.locator("h1").evaluate(
        "(one, data) => !one.dispatchEvent(new DragEvent('drop', "
        "{ dataTransfer: data, bubbles: true, cancelable: true }))",
        several,
    )
    assert stopped is True


@wide_alone
def test_what_is_too_large_is_not_even_begun(page: Page, make_file: MakeFile) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    open_form(page, make_file(4400 * MB, "film.mov"))
    press_send(page)
    expect(page.locator('[data-field="param:fileData"] .problem')).to_have_text(
        "film.mov is too large: this console takes 4.3 GB in one request (TESTME_MAX_UPLOAD_MB)."
    )
    expect(page.locator("#send-state")).to_have_text("Nothing was sent: see the marked field.")
    assert not [url for url in asked if url.endswith("/send")]
    passes_axe(page)


@wide_alone
def test_a_file_that_has_gone_is_to_be_chosen_again(page: Page, make_file: MakeFile) -> None:
    file = make_file(MB)
    open_form(page, file)
    file.unlink()
    press_send(page)
    expect(page.locator('[data-field="param:fileData"] .problem')).to_have_text(
        "clip.mp4 cannot be read any more: choose it again."
    )


@wide_alone
def test_two_files_in_one_call(page: Page, upstream: Upstream, make_file: MakeFile) -> None:
    upstream.respond(TAKEN)
    page.goto(
        "/console/service/metadata_metadataprofile/action/addFromFile?region=own&ks=abc"
        "&param:metadataProfile:name=x&param:metadataProfile:metadataObjectType=1"
    )
    page.set_input_files('input[name="param:xsdFile"]', make_file(MB, "a.xsd"))
    page.set_input_files('input[name="param:viewsFile"]', make_file(2 * MB, "b.xml"))
    send(page)
    assert badge(page) == "OK"
    expect(figures(page)).to_contain_text("3.0 MB of 3.0 MB")
    body = upstream.requests[-1].body
    assert b'name="xsdFile"; filename="a.xsd"' in body
    assert b'name="viewsFile"; filename="b.xml"' in body

    # One that is not ticked stays here.
    page.get_by_label("Send viewsFile").uncheck()
    send(page)
    assert len(upstream.requests[-1].body) < 2 * MB


@wide_alone
def test_the_sandbox_says_what_is_too_much_for_it(page: Page, make_file: MakeFile) -> None:
    open_form_for_a_new_token(page)
    page.set_input_files(OF_FILE, make_file(70 * MB))
    send(page)
    assert badge(page) == "API error"
    expect(page.locator("#answer .code-name")).to_have_text("REQUEST_TOO_LARGE")


def chunk(received: Received) -> tuple[str, str, str, int]:
    """resume, resumeAt, finalChunk and the bytes of a call of uploadToken.upload."""
    environ = {
        "REQUEST_METHOD": "POST",
        "CONTENT_TYPE": received.headers["content-type"],
        "CONTENT_LENGTH": str(len(received.body)),
        "wsgi.input": io.BytesIO(received.body),
    }
    _, form, files = parse_form_data(environ)
    with files["fileData"].stream as content:
        size = len(content.read())
    assert (files["fileData"].filename, form["uploadTokenId"]) == ("clip.mp4", "0_a")
    return form["resume"], form["resumeAt"], form["finalChunk"], size


def in_chunks(page: Page) -> None:
    page.get_by_label("In chunks").check()
    page.get_by_label("Size of a chunk").select_option("1 MB")


def until_last_try(page: Page) -> None:
    """Lets the pauses of a chunk that fails pass, but the last one of four seconds."""
    for number, seconds in ((2, 1), (3, 2), (4, 4)):
        page.clock.run_for(500)
        expect(page.locator("#send-state")).to_have_text(
            f"Chunk 2 did not get through: try {number} of 4 in {seconds} s"
        )
        if number < 4:
            page.clock.run_for(seconds * 1000)


@pytest.mark.own_context
def test_chunks_are_tried_again_and_then_resumed(
    page: Page, upstream: Upstream, make_file: MakeFile
) -> None:
    upstream.respond(TAKEN, *[hang_up] * 4, http(b"<xml/>", status="503 Busy"))
    page.clock.install()
    open_form(page, make_file(2 * MB + 500_000))
    in_chunks(page)
    passes_axe(page)
    press_send(page)
    state = page.locator("#send-state")
    until_last_try(page)
    page.clock.run_for(4000)
    expect(state).to_have_text("Failed 1.0 MB of 2.5 MB have arrived: Resume goes on from there.")
    expect(figures(page)).to_have_text("1.0 MB of 2.5 MB · 40 %")
    looks_right(page, "chunk-failed")
    expected = [("0", "0", "0", MB), *[("1", str(MB), "0", MB)] * 4]
    assert [chunk(received) for received in upstream.requests] == expected

    # The one that failed had arrived in part.
    token = {"id": "0_a", "status": 1, "uploadedFileSize": MB + 400_000}
    upstream.respond(http(json.dumps(token).encode(), "Content-Type: application/json"), TAKEN)
    upstream.requests.clear()
    page.get_by_role("button", name="Resume", exact=True).click()
    page.clock.run_for(500)
    expect(page.locator("#answer .badge").first).to_have_text("OK")
    expect(label(page)).to_have_text("Chunk 3 of 3")
    expect(figures(page)).to_contain_text("2.5 MB of 2.5 MB · 100 %")
    assert upstream.requests[0].path == "/api_v3/service/uploadtoken/action/get"
    assert dict(upstream.requests[0].form)["uploadTokenId"] == "0_a"
    assert [chunk(received) for received in upstream.requests[1:]] == [
        ("1", str(MB + 400_000), "0", MB),
        ("1", str(2 * MB + 400_000), "1", 100_000),
    ]


@pytest.mark.own_context
@wide_alone
def test_chunks_can_be_cancelled_between_two_tries(
    page: Page, upstream: Upstream, make_file: MakeFile
) -> None:
    upstream.respond(TAKEN, *[hang_up] * 4)
    page.clock.install()
    open_form(page, make_file(2 * MB))
    in_chunks(page)
    press_send(page)
    until_last_try(page)
    page.get_by_role("button", name="Cancel", exact=True).click()
    expect(page.locator("#send-state")).to_have_text(
        re.compile(r"Cancelled\.? 1\.0 MB of 2\.0 MB have arrived: Resume goes on from there\.")
    )
    assert len(upstream.requests) == 4
    expect(page.get_by_role("button", name="Cancel", exact=True)).to_be_hidden()


@wide_alone
def test_a_guarded_region_asks_once_for_all_chunks(
    page: Page, upstream: Upstream, make_file: MakeFile
) -> None:
    upstream.respond(TAKEN)
    open_form(page, make_file(2 * MB), region="live")
    in_chunks(page)
    press_send(page)
    page.get_by_role("dialog").get_by_role("button", name="Confirm and send").click()
    expect(page.locator("#answer .badge").first).to_have_text("OK")
    assert [chunk(received)[1] for received in upstream.requests] == ["0", str(MB)]


@wide_alone
def test_chunks_are_resumed_after_the_page_was_reloaded(
    page: Page, context: BrowserContext, make_file: MakeFile
) -> None:
    open_form_for_a_new_token(page)
    file = make_file(3 * MB + 500_000)
    page.set_input_files(OF_FILE, file)
    in_chunks(page)
    slow_line(context, page, MB)
    press_send(page)
    expect(label(page)).to_have_text("Chunk 2 of 4")
    page.get_by_role("button", name="Cancel", exact=True).click()
    state = page.locator("#send-state")
    expect(state).to_have_text(
        re.compile(r"Cancelled\. [12]\.0 MB of 3\.5 MB have arrived: Resume goes on from there\.$")
    )
    slow_line(context, page, -1)
    page.reload()
    page.set_input_files(OF_FILE, make_file(MB, "other.mp4"))
    in_chunks(page)
    page.set_input_files(OF_FILE, file)
    page.get_by_role("button", name="Resume", exact=True).click()
    expect(state).to_contain_text("OK 200")
    answer = page.locator("#answer .code")
    expect(answer).to_contain_text('"uploadedFileSize": "3500000"')
    expect(answer).to_contain_text('"status": 2')
    page.get_by_role("button", name="Resume", exact=True).click()
    expect(state).to_have_text("Nothing is missing: the whole file has arrived (3.5 MB).")
    page.goto("/history")
    expect(page.locator("tbody tr", has_text="uploadtoken.get")).to_have_count(2)
    expect(page.locator("tbody tr", has_text="uploadtoken.upload").nth(3)).to_be_visible()
