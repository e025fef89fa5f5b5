"""An answer's body put on the page by itself, with the bytes and facts that a test gives it."""

import base64

from playwright.sync_api import Locator, Page

_MOUNT = """async ([encoded, facts]) => {
    const main = document.querySelector('script[src$="/js/main.js"]').src;
    const { AnswerBody } = await import(new URL("answer/page/answer-body.js", main));
    const body = AnswerBody.receive(facts);
    document.getElementById("first-steps")?.remove();
    document.getElementById("answer").replaceChildren(body);
    const bytes = Uint8Array.from(atob(encoded), (one) => one.charCodeAt(0));
    for (let at = 0; at < bytes.length; at += 65536) body.add(bytes.slice(at, at + 65536));
    await body.end();
}"""
FACTS = {"status": 200, "region": "sandbox", "service": "media", "action": "get"}


def mount(page: Page, body: str | bytes, language: str, **facts: object) -> Locator:
    """The viewer with that body, in the view that it chose by itself."""
    if "/console/service/system/" not in page.url:
        page.goto("/console/service/system/action/ping?region=sandbox")
    content = body.encode() if isinstance(body, str) else body
    told = {**FACTS, "language": language, **facts}
    page.evaluate(_MOUNT, [base64.b64encode(content).decode(), told])
    return page.locator("answer-body")


def lines(viewer: Locator) -> list[str]:
    """The lines in sight, in their order, each with its indentation."""
    found: list[str] = viewer.locator(".answer-line").evaluate_all(
        "rows => rows.map(row => row.querySelector('.line-menu') ? '' : row.textContent)"
    )
    return found


def choose_view(viewer: Locator, label: str) -> None:
    """Chooses a view by its name."""
    viewer.get_by_role("group", name="View").get_by_role("button", name=label, exact=True).click()
