"""Files in answers are taken for what their bytes are, whatever they are called, and never run."""

import base64
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Live
from tests.browser.previews import (
    GIF,
    HTML,
    SHOW,
    SVG,
    kind_told,
    png,
    rows_of,
    show,
    watched,
    wav,
)
from tests.browser.steps import send
from tests.upstream import http

pytestmark = pytest.mark.browser


@pytest.fixture
def width() -> int:
    """One is enough: nothing of this depends on it."""
    return 1400


@pytest.fixture
def console(page: Page) -> Iterator[Page]:
    yield from watched(page)


def test_each_blob_has_the_type_that_its_bytes_speak_of(console: Page) -> None:
    for body, kind in ((png(), "image/png"), (GIF, "image/gif")):
        preview = show(console, body, "binary", "text/html")
        expect(preview.locator(".caution")).to_contain_text("The server calls it text/html")
        expect(preview.locator(".preview-summary")).to_contain_text("pixels")
        assert console.evaluate("[...live.values()]") == [kind]


def test_a_drawing_is_drawn_and_nothing_in_it_runs(console: Page) -> None:
    asked: list[str] = []
    console.on("request", lambda request: asked.append(request.url))
    preview = show(console, SVG, "xml", "image/svg+xml")
    expect(preview.locator(".preview-summary")).to_contain_text("an SVG drawing")
    expect(preview.locator(".preview-summary")).to_contain_text("40 × 30 pixels")
    assert preview.locator("svg, script, foreignObject").count() == 0
    assert [url for url in asked if "elsewhere" in url] == []


def test_a_page_is_never_drawn_whatever_it_is_called(console: Page) -> None:
    for media_type in ("image/png", "text/html", "application/pdf", "video/mp4"):
        preview = show(console, HTML, "xml", media_type)
        expect(preview).to_contain_text("There is nothing to preview in this")
        # Nor where a byte in it makes it no text.
        preview = show(console, HTML + b"\x00", "binary", media_type)
        expect(preview.locator(".preview-summary")).to_contain_text("of an unknown kind")
        expect(preview.locator(".preview-bytes")).to_contain_text("3c 21 44 4f 43 54 59 50")
        assert preview.locator("img, video, audio, iframe, object, embed, script").count() == 0


def test_what_only_begins_like_a_picture_says_so(console: Page) -> None:
    preview = show(console, b"\x89PNG\r\n\x1a\n<script>alert(1)</script>", "binary", "image/png")
    expect(preview.locator(".caution")).to_have_text(
        "This begins like a PNG picture, but this browser cannot show it as one."
    )
    expect(preview.locator(".preview-bytes")).to_contain_text("alert(1)</script")


def test_a_recording_has_its_player(console: Page) -> None:
    preview = show(console, wav(2), "binary", "audio/x-wav")
    expect(preview.locator(".preview-summary")).to_contain_text("a WAV recording · 16.0 kB")
    expect(preview.locator(".preview-summary")).to_contain_text("0:02 long")
    expect(preview.locator("audio")).to_be_visible()
    assert preview.locator(".caution").count() == 0


def test_a_video_that_cannot_be_played_says_so(console: Page) -> None:
    preview = show(console, b"\x00\x00\x00\x18ftypisom" + bytes(40), "binary", "video/mp4")
    expect(preview.locator(".caution")).to_contain_text("This browser cannot play this")
    assert preview.locator("video").count() == 0
    preview = show(console, b"FLV\x01\x05" + bytes(40), "binary", "video/x-flv")
    expect(preview.locator(".preview-summary")).to_contain_text("a Flash video")
    assert preview.locator("video").count() == 0


RECORD = """async () => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 64, height: 48 });
    const drawing = canvas.getContext("2d");
    const recorder = new MediaRecorder(canvas.captureStream(20), { mimeType: "video/webm" });
    const pieces = [];
    recorder.ondataavailable = ({ data }) => pieces.push(data);
    const stopped = new Promise((resume) => { recorder.onstop = resume; });
    recorder.start();
    for (let at = 0; at < 12; at += 1) {
        drawing.fillStyle = `rgb(${at * 20} 90 120)`;
        drawing.fillRect(0, 0, 64, 48);
        await new Promise((resume) => setTimeout(resume, 30));
    }
    recorder.stop();
    await stopped;
    const bytes = new Uint8Array(await new Blob(pieces).arrayBuffer());
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}"""


def test_a_video_has_its_player(console: Page) -> None:
    made = base64.b64decode(console.evaluate(RECORD))
    preview = show(console, made, "binary", "video/webm")
    expect(preview.locator(".preview-summary")).to_contain_text("a WebM video")
    expect(preview.locator(".preview-summary")).to_contain_text("64 × 48 pixels")
    expect(preview.locator("video")).to_be_visible()
    assert preview.locator(".caution").count() == 0


def test_a_table_of_any_size_leaves_the_page_usable(console: Page) -> None:
    wide = ",".join(f"c{number}" for number in range(10_000))
    body = "\n".join([wide] * 30).encode()
    preview = show(console, body, "text", "text/csv")
    expect(preview).to_contain_text("The first 50 of 10,000 columns are shown")
    assert len(rows_of(preview)) == 29
    body = b"a,b\n" + b"1,2\n" * 50_000
    preview = show(console, body, "text", "text/csv")
    expect(preview.locator(".preview-summary")).to_contain_text("more than 1,000 rows")
    assert len(rows_of(preview)) == 1000
    preview = show(console, b'a,b\n1,"never closed' + b"\n" * 100_000, "text", "text/csv")
    expect(preview).to_contain_text("The quote in line 2 is never closed")


def test_the_digest_is_left_out_where_the_browser_keeps_it_back(console: Page) -> None:
    console.evaluate("Object.defineProperty(crypto, 'subtle', { value: undefined })")
    preview = show(console, b"\x00\x01", "binary")
    expect(preview).to_contain_text("SHA-256: only where the console is opened over https")


def test_characters_that_are_not_seen_have_marks(console: Page) -> None:
    body = "a,b\nfdp.\u202eexe,\x00".encode()
    preview = show(console, body, "text", "text/csv")
    marks = preview.locator(".code-point").evaluate_all("all => all.map(one => one.dataset.code)")
    assert marks == ["U+202E", "␀"]


def test_an_answer_that_is_sent_for_is_previewed(console: Page, live: Live) -> None:
    live.upstream.respond(http(png(60, 40), "Content-Type: text/html"))
    console.goto("/console/service/thumbAsset/action/serve?region=own&param:thumbAssetId=0_x")
    console.get_by_label("Kaltura API session (string)").fill("any")
    # A page that is older than its draft is asked for once more.
    with console.expect_response("**/drafts/*"):
        send(console)
    summary = console.locator("#answer .preview-summary")
    expect(summary).to_have_text("This looks like a PNG picture · 132 bytes · 60 × 40 pixels")
    console.reload()
    console.goto("/history")
    console.locator("tbody a").first.click()
    expect(summary).to_have_text("This looks like a PNG picture · 132 bytes · 60 × 40 pixels")


def test_blobs_go_when_the_view_goes_however_it_goes(console: Page) -> None:
    show(console, png(), "binary")
    assert console.evaluate("live.size") == 1
    console.evaluate("view.hide()")
    assert console.evaluate("live.size") == 0
    show(console, png(), "binary")
    # Moved, as an answer is that has come whole: it is still there.
    console.evaluate("document.body.append(document.querySelector('#preview'))")
    console.evaluate("new Promise((resume) => setTimeout(resume, 20))")
    assert console.evaluate("live.size") == 1
    console.evaluate("document.querySelector('#preview').remove()")
    console.wait_for_function("live.size === 0")


def test_a_view_that_goes_while_it_is_being_made_leaves_no_blob(console: Page) -> None:
    facts = {"language": "binary", "kind": kind_told(png()), "complete": True}
    console.evaluate(SHOW, [base64.b64encode(png()).decode(), facts, True])
    # As soon as the summary is there, the module for the rest is still to come.
    console.evaluate("""async () => {
        const watching = new MutationObserver(() => {
            if (document.querySelector(".preview-summary")) view.hide();
        });
        watching.observe(document.querySelector("#preview"), { childList: true, subtree: true });
        await view.show();
        watching.disconnect();
    }""")
    assert console.evaluate("live.size") == 0
    assert console.locator("answer-preview").count() == 0


def test_the_preview_waits_for_the_whole_answer(console: Page) -> None:
    facts = {"language": "binary", "kind": kind_told(png()), "complete": False}
    console.evaluate(SHOW, [base64.b64encode(png()).decode(), facts, False])
    preview = console.locator("#preview")
    expect(preview).to_have_text("The preview comes when the whole answer is here.")
    console.evaluate("body.dispatchEvent(new Event('complete'))")
    expect(preview.locator(".preview-summary")).to_contain_text("6 × 4 pixels")
