"""Files to preview, the preview on a page, and an eye on what it must not do."""

import base64
import io
import struct
import wave
import zlib
from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Locator, Page

from app.call.kinds import kind_of

IMPORT = """name => import(new URL(`answer/page/${name}.js`,
    document.querySelector('script[src$="js/main.js"]').src))"""
SHOW = f"""async ([encoded, facts, end]) => {{
    const {{ default: View }} = await ({IMPORT})("preview-view");
    const bytes = Uint8Array.from(atob(encoded), (one) => one.charCodeAt(0));
    const body = Object.assign(new EventTarget(), {{ facts, blob: async () => new Blob([bytes]) }});
    const host = Object.assign(document.createElement("section"), {{ id: "preview" }});
    document.querySelector("#answer").replaceChildren(host);
    Object.assign(window, {{ view: new View(host, body), body }});
    const shown = window.view.show();
    if (end) await shown;
}}"""
WATCH = """window.violations = [];
document.addEventListener("securitypolicyviolation", (event) =>
    window.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
window.owned = 0;
window.alert = () => { window.owned += 1; };
const live = new Map();
const [make, revoke] = [URL.createObjectURL, URL.revokeObjectURL];
URL.createObjectURL = (blob) => { const url = make(blob); live.set(url, blob.type); return url; };
URL.revokeObjectURL = (url) => { live.delete(url); revoke(url); };
window.live = live;"""


def png(width: int = 6, height: int = 4) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        checked = name + data
        return struct.pack(">I", len(data)) + checked + struct.pack(">I", zlib.crc32(checked))

    rows = b"".join(b"\x00" + b"\x20\x80\xe0\x80" * width for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def wav(seconds: int = 2) -> bytes:
    made = io.BytesIO()
    with wave.open(made, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(1)
        writer.setframerate(8000)
        writer.writeframes(b"\x80" * 8000 * seconds)
    return made.getvalue()


# One picture of one pixel, in the bytes of which stands a script as well.
GIF = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00"
    b"!\xfe\x08alert(1)\x00"
    b",\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert(1);)>>>>"
    b"endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]>>endobj\ntrailer<</Root 1 0 R>>\n"
)
SVG = b"""<?xml version="1.0"?><!-- a drawing --><svg xmlns="http://www.w3.org/2000/svg"
 width="40" height="30" onload="alert(1)"><script>alert(1)</script>
 <style>rect { fill: teal }</style><rect width="40" height="30" style="stroke: red"/>
 <image href="https://elsewhere.example/x.png"/><foreignObject width="40" height="30">
 <body xmlns="http://www.w3.org/1999/xhtml"><img src="x" onerror="alert(1)"/></body>
 </foreignObject></svg>"""
HTML = b"<!DOCTYPE html><html><body onload=alert(1)><script>alert(1)</script></body></html>"
SRT = (
    "\ufeff1\r\n00:00:01,000 --> 00:00:02,500\r\nHello <script>alert(1)</script>\r\n\r\n"
    "2\r\n00:00:03,000 --> 00:00:02,000\r\nבראשית <img src=x onerror=alert(1)>\r\n\r\n"
    "stray words\r\n\r\n4\r\n01:00:00,000 --> 01:00:01,000\r\nlate\r\n"
).encode()


def watched(page: Page) -> Iterator[Page]:
    """The console; afterwards no script has run, the policy stopped nothing, no blob is left."""
    page.add_init_script(WATCH)
    page.goto("/sessions")
    page.evaluate("document.querySelector('main').append(document.createElement('section'))")
    page.evaluate("document.querySelector('main section:last-child').id = 'answer'")
    yield page
    assert page.evaluate("[violations, owned]") == [[], 0]
    page.evaluate("() => window.view?.hide()")
    page.evaluate("document.querySelector('answer-preview')?.remove()")
    page.wait_for_function("live.size === 0")


def kind_told(body: bytes) -> dict[str, str] | None:
    """What the console says with an answer of what file it is."""
    kind = kind_of(body)
    return kind.told() if kind else None


def show(page: Page, body: bytes, language: str, media_type: str = "", **facts: Any) -> Locator:
    facts = {"language": language, "mediaType": media_type, "complete": True, **facts}
    facts = {"service": "media", "action": "get", "kind": kind_told(body)} | facts
    page.evaluate(SHOW, [base64.b64encode(body).decode(), facts, True])
    return page.locator("#preview")


def rows_of(preview: Locator) -> list[list[str]]:
    rows: list[list[str]] = preview.locator("tbody tr").evaluate_all(
        "rows => rows.map(row => [...row.cells].map(cell => cell.textContent))"
    )
    return rows
