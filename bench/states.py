"""The states of the console, each with pictures for people to look at: wide, light and dark, and
narrow. `make screenshots` takes them too, into a folder that git leaves out.
"""

import socket
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from bench.answer_figures import Endpoint, listed_json
from bench.console_figures import running_console

FOLDER = Path(__file__).resolve().parent.parent / "pictures" / "states"
PASSWORD = "of-the-pictures"
GET = "/console/service/media/action/get?region="
PING = "/console/service/system/action/ping?region="  # takes no KS
A_THOUSAND = """async () => {
    const token = document.querySelector("meta[name=csrf-token]").content;
    const fields = { region: "sandbox", service: "media", action: "get", format: "1" };
    for (let call = 0; call < 1000; call += 1) {
        await fetch("/send", {
            method: "POST",
            body: new URLSearchParams({ ...fields, "param:entryId": `0_call${call}` }),
            headers: { "X-CSRFToken": token, Accept: "application/json" },
        });
    }
}"""


def first_visit(page: Page) -> None:
    page.goto("/")


def ks_present(page: Page, address: str = "/?region=sandbox") -> None:
    page.goto(address)
    page.get_by_role("button", name="Fill in demo credentials").click()
    expect(page.get_by_label("secret (string)")).not_to_have_value("")
    _send(page)
    expect(page.locator("#answer .badge").first).to_have_text("OK")


def call_running(page: Page) -> None:
    page.goto(f"{PING}silent")
    _send(page)
    expect(page.locator("#send-state")).to_contain_text("Waiting, 1 s")


def api_error(page: Page) -> None:
    ks_present(page)
    page.goto(f"{GET}sandbox&param:entryId=0_nowhere")
    _answered(page)


def network_failure(page: Page) -> None:
    page.goto(f"{PING}gone")
    _answered(page)


def dead_ks(page: Page) -> None:
    ks_present(page, "/console/service/session/action/start?region=sandbox&param:expiry=1")
    expect(page.locator("#ks-chip.is-over")).to_have_count(1)


def guarded_region(page: Page) -> None:
    page.goto(f"{GET}live")


def production_account(page: Page) -> None:
    page.goto("/sessions/accounts/new?region=sandbox")
    page.get_by_label("Partner id").fill("1000001")
    page.get_by_label("Production").check()
    page.get_by_role("button", name="Keep the account").click()
    ks_present(page)
    page.goto("/console/service/media/action/delete?region=sandbox&param:entryId=0_welcome1")
    _send(page)
    expect(page.locator("#confirm")).to_be_visible()


def problems(page: Page) -> None:
    page.goto(f"{GET}sandbox&param:version=two")
    _send(page)
    expect(page.get_by_role("button", name="Send despite")).to_be_visible()


def nothing_in_history(page: Page) -> None:
    page.goto("/history")


def a_thousand_calls(page: Page) -> None:
    page.goto("/history")
    page.evaluate(A_THOUSAND)
    page.reload()


def a_large_answer(page: Page) -> None:
    page.goto(f"{PING}large&format=1")
    _answered(page)
    expect(page.locator("answer-body[data-laid-out]")).to_have_count(1)


def signed_out(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.goto(f"{GET}sandbox&param:entryId=0_a")
    page.context.clear_cookies()
    _send(page)
    expect(page.locator("#send-state.is-problem")).to_be_visible()


def no_script(page: Page) -> None:
    page.goto("/?region=sandbox")


STATES: tuple[Callable[[Page], None], ...] = (
    first_visit,
    ks_present,
    call_running,
    api_error,
    network_failure,
    dead_ks,
    guarded_region,
    production_account,
    problems,
    nothing_in_history,
    a_thousand_calls,
    a_large_answer,
    no_script,
)


def take(browser: Browser) -> None:
    """Every state, into FOLDER."""
    FOLDER.mkdir(exist_ok=True)
    with (
        Endpoint(listed_json(50_000_000)) as large,
        socket.create_server(("127.0.0.1", 0)) as silent,
    ):
        regions = {
            "large": large.url,
            "silent": f"http://127.0.0.1:{silent.getsockname()[1]}",
            "gone": "http://127.0.0.1:9",
        }
        with running_console("http://127.0.0.1:9", regions) as (url, _, _):
            for state in STATES:
                _taken(browser, url, state)
    guarded_by = {"TESTME_AUTH": "password", "TESTME_PASSWORD": PASSWORD}
    with running_console("http://127.0.0.1:9", {}, guarded_by) as (url, _, _):
        _taken(browser, url, signed_out)


def _taken(browser: Browser, url: str, state: Callable[[Page], None]) -> None:
    context = browser.new_context(base_url=url, java_script_enabled=state is not no_script)
    page = context.new_page()
    page.set_viewport_size({"width": 1440, "height": 900})
    state(page)
    _pictures(page, state.__name__.replace("_", "-"))
    context.close()


def _pictures(page: Page, name: str) -> None:
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        page.screenshot(path=FOLDER / f"{name}-{scheme}.png")
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 390, "height": 844})
    page.screenshot(path=FOLDER / f"{name}-narrow.png")


def _send(page: Page) -> None:
    page.locator("#send").click()


def _answered(page: Page) -> None:
    _send(page)
    expect(page.locator("#answer article")).to_be_visible()
