"""The pages in JavaScript, opened in a real browser: what arrives is what the console sends."""

import base64
import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route

from app.codegen import CannotWrite, build, language, project
from app.codegen.languages import javascript
from tests.codegen.calls import CASES, REGISTRY, call, obj
from tests.codegen.comparing import assert_alike, assert_equal
from tests.codegen.endpoint import Arrived, answer
from tests.codegen.hostile import values
from tests.codegen.running import Written, by_case, endpoint, write
from tests.codegen.stubs import browser as browser_stub
from tests.sizes import part
from tests.upstream import Received, Upstream, http

# What the library cannot carry.
REFUSED = {"thumbAsset.serve", "captionAsset.serve", "multi file"}
ANYBODY = (
    "Access-Control-Allow-Origin: *",
    "Access-Control-Allow-Headers: *",
    "Connection: close",
)
# Fills the form in, presses its button, and gives what the page shows in the end.
SEND = """async (values) => {
  for (const [name, value] of Object.entries(values)) {
    document.querySelector(`[name=${name}]`).value = value;
  }
  const shown = document.querySelector("pre");
  const done = new Promise((resolve) => {
    const look = () => shown.textContent !== "Sending …" && resolve(shown.textContent);
    new MutationObserver(look).observe(shown, { childList: true });
  });
  document.querySelector("button").click();
  return done;
}"""


class _Open:
    """A connection through which every page may read the answer."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection

    def sendall(self, data: bytes) -> None:
        head, _, rest = data.partition(b"\r\n")
        added = "\r\n".join(ANYBODY[:2]).encode()
        self._connection.sendall(head + b"\r\n" + added + b"\r\n" + rest)


def answer_pages(received: Received, connection: socket.socket) -> None:
    if received.method == "OPTIONS":
        connection.sendall(http(b"", *ANYBODY))
    else:
        answer(received, _Open(connection))  # type: ignore[arg-type]  # all that it calls


@pytest.fixture(scope="module")
def page(node_modules: Path, browser: Browser) -> Iterator[Page]:
    jquery = node_modules / "jquery" / "dist" / "jquery.min.js"

    def give_jquery(route: Route) -> None:
        headers = {"Access-Control-Allow-Origin": "*", "Content-Type": "text/javascript"}
        route.fulfill(body=jquery.read_bytes(), headers=headers)

    opened = browser.new_page()
    opened.set_default_timeout(10_000)
    opened.route("https://code.jquery.com/jquery-3.7.1.min.js", give_jquery)
    yield opened
    opened.close()


def sent(page: Page, upstream: Upstream, written: list[Written]) -> dict[str, Arrived]:
    """What arrives when somebody opens each page, fills it in and sends it."""
    upstream.respond(answer_pages)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    shown = {}
    for one in written:
        page.goto((one.folder / one.file).as_uri(), wait_until="domcontentloaded")
        for number, posted in enumerate(one.program.files, 1):
            page.locator(f"[name=file{number}]").set_input_files(one.folder / posted.file.name)
        shown[one.case] = page.evaluate(SEND, one.environment)
    assert faults == []
    assert {text for case, text in shown.items() if not case.endswith(".serve")} <= {
        *("{}", "<xml><result></result><executionTime>0.1</executionTime></xml>"),
    }
    upstream.requests[:] = [one for one in upstream.requests if one.method != "OPTIONS"]
    return by_case(upstream)


@pytest.mark.soak
def test_plain_http_sends_what_the_console_sends(tmp_path: Path, page: Page) -> None:
    cases = part(list(CASES), 8)
    with endpoint() as upstream:
        written = write(tmp_path, upstream.url, "javascript", "http", cases)
        arrived = sent(page, upstream, written)
    assert arrived.keys() == set(cases)
    for case, one in arrived.items():
        assert_equal(CASES[case], one)


@pytest.mark.soak
def test_the_official_client_sends_what_the_console_sends(tmp_path: Path, page: Page) -> None:
    cases = [case for case in CASES if case not in REFUSED]
    assert len(cases) >= 80
    cases = part(cases, 8)
    library = tmp_path / "library"
    library.mkdir()
    with endpoint() as upstream:
        written = write(tmp_path, upstream.url, "javascript", "client", cases)
        called = {made.service_id for one in written for made in one.program.calls}
        browser_stub.library([one for one in REGISTRY.services if one.id in called], library)
        for one in written:
            (one.folder / "kaltura").symlink_to(library)
        arrived = sent(page, upstream, written)
    assert arrived.keys() == set(cases)
    for case, found in arrived.items():
        assert_alike(CASES[case], found)


@pytest.mark.parametrize("case", sorted(REFUSED))
def test_what_the_library_cannot_carry_is_refused_with_a_reason(case: str) -> None:
    program = build(CASES[case], REGISTRY, "https://host.example")
    with pytest.raises(CannotWrite) as refused:
        language("javascript").variant("client").render(program)
    assert refused.value.sentence.startswith("KalturaGeneratedAPIClientsAJAX ")
    assert refused.value.sentence.endswith(": choose plain HTTP.")


def test_every_text_is_the_same_behind_its_literal(tmp_path: Path, page: Page) -> None:
    texts = values(2000)
    lines = [javascript.text(text) for text in texts]
    assert "\n" not in "".join(lines)
    source = "globalThis.T = [\n" + ",\n".join(lines) + "\n];"
    file = tmp_path / "texts.html"
    file.write_text(f'<meta charset="utf-8"><script>{source}</script><p>end', encoding="utf-8")
    page.goto(file.as_uri())
    assert page.locator("p").inner_text() == "end"
    show = "() => T.map((t) => btoa(unescape(encodeURIComponent(t))))"
    assert [base64.b64decode(line).decode() for line in page.evaluate(show)] == texts


@pytest.mark.parametrize("variant", ["client", "http"])
def test_a_page_has_no_secret_and_says_what_has_no_place_in_it(variant: str) -> None:
    program = build(CASES["session.start short"], REGISTRY, "https://host.example")
    files = project(language("javascript"), program, variant)
    assert files.keys() == {"index.html", "README.md"}
    assert "0123456789abcdef" not in files["index.html"]
    assert 'typed.get("KALTURA_SECRET")' in files["index.html"]
    assert "The page asks for these:\n\n- `KALTURA_SECRET`\n" in files["README.md"]
    assert "an ADMIN KS or a secret has no place there." in files["README.md"]


def test_a_call_that_the_server_refuses_is_said(tmp_path: Path, page: Page) -> None:
    refusal = {"objectType": "KalturaAPIException", "message": "No such entry", "code": "NONE"}
    with endpoint() as upstream:
        [written] = write(tmp_path, upstream.url, "javascript", "http", ["session.start whole"])
        upstream.respond(http(json.dumps(refusal).encode(), *ANYBODY))
        page.goto((written.folder / written.file).as_uri())
        page.locator("[name=KALTURA_SECRET]").fill("x")
        page.locator("button").click()
        page.get_by_text("The server refused the call: No such entry (NONE)").wait_for()


@pytest.mark.parametrize("variant", ["client", "http"])
def test_no_name_and_no_value_ends_the_script(variant: str) -> None:
    evil = "</script><script>alert(1)</script><!-- "
    hostile = call("media.add", entry=obj("KalturaMediaEntry", name=evil), **{evil: evil})
    plain = call("media.add", entry=obj("KalturaMediaEntry", name="x"), plain="x")
    pages = [
        language("javascript")
        .variant(variant)
        .render(build(made, REGISTRY, f"https://host.example/{at}"))
        for made, at in ((hostile, evil), (plain, "x"))
    ]
    for sign in ("<script", "</script", "<!--"):
        assert pages[0].count(sign) - pages[1].count(sign) == (4 if sign == "<script" else 0)
