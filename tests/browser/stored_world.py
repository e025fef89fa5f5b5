"""A console that keeps payloads (see stored_scripts.py), and somebody who looks at its pages."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page
from sqlalchemy import Engine, update

from app.people.audit import Audit, Who
from app.people.roles import Role
from app.people.store import LONGEST_NAME, People
from app.schema import reader
from app.schema.store import SchemaStore
from app.storage.engine import migrate, open_database, writing
from app.storage.tables import people
from tests.browser import stored_in_schemas
from tests.browser.conftest import PATIENCE
from tests.browser.test_hostile_answers import COUNTING, LOOK_AT_ALL_VIEWS
from tests.pages.running import running
from tests.upstream import Upstream, http

PASSWORD = "correct horse battery"
# What a payload may have made on a page. Texts hold whatever they like; elements do not.
MADE = """(foreign) => {
    const all = [];
    const within = (root) => {
        for (const one of root.querySelectorAll("*")) {
            all.push(one);
            if (one.shadowRoot) within(one.shadowRoot);
        }
    };
    within(document);
    const leads = ["href", "xlink:href", "src", "action", "formaction", "data", "poster", "ping"];
    const told = ["srcset", "srcdoc", "background", "style"];
    const elsewhere = (value) => {
        if (!URL.canParse(value, location)) return false;
        const { protocol, host } = new URL(value, location);
        return ["javascript:", "vbscript:", "data:"].includes(protocol) || host === foreign;
    };
    const harmful = (one) => {
        const strange = "object, embed, base, math, marquee, iframe, meta[http-equiv]";
        const script = one.matches("script") && !one.src.startsWith(`${location.origin}/`);
        if (script || one.matches(strange)) return true;
        return [...one.attributes].some(({ name, value }) => name.startsWith("on")
            || (leads.includes(name) && elsewhere(value))
            || (told.includes(name) && value.includes(foreign)));
    };
    const found = all.filter(harmful).map((one) => one.outerHTML.slice(0, 200));
    const pressed = "a, button, input, select, textarea, label, summary, option, [role=button]";
    for (const one of all) {
        const texts = [...one.childNodes].map(({ data }) => data ?? "");
        if (![one.value ?? "", ...texts].some((text) => /ran/.test(text))) continue;
        for (const type of ["pointerover", "pointerenter", "mouseover", "mouseenter", "click"]) {
            if (type === "click" && one.closest(pressed)) continue;
            one.dispatchEvent(new MouseEvent(type, { bubbles: true, composed: true }));
        }
        one.focus?.();
    }
    return found;
}"""
# All of a visit at once, since each question to a page takes its time: whether its answer is drawn,
# each view of that, what a payload has made, what ran by two frames later, and what stands there.
LOOK = f"""async (foreign) => {{
    const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    const body = document.querySelector("#answer answer-body");
    while (body && body.facts === undefined) await frame();
    await ({LOOK_AT_ALL_VIEWS})();
    const made = ({MADE})(foreign);
    await frame();
    await frame();
    const forms = [...document.querySelectorAll("textarea, input")].map((one) => one.value);
    const shown = document.body.innerText + forms.join(" ");
    return {{ made, ran: window.__ran === undefined ? "" : String(window.__ran), shown }};
}}"""
POST = """([path, fields]) => {
    const form = document.createElement("form");
    form.method = "post";
    form.action = path;
    fields["csrf_token"] = document.querySelector("meta[name=csrf-token]").content;
    for (const [name, value] of Object.entries(fields)) {
        const input = document.createElement("input");
        Object.assign(input, { type: "hidden", name, value });
        form.append(input);
    }
    document.body.append(form);
    HTMLFormElement.prototype.submit.call(form);
}"""


@dataclass
class World:
    page: Page
    own: Upstream
    foreign: Upstream
    engine: Engine
    faults: list[str]
    reports: list[str]
    looked_at: int = 0

    def post(self, path: str, fields: dict[str, str]) -> dict[str, Any]:
        """What a script is answered. It has to be taken."""
        request = self.page.context.request
        headers = {"X-CSRFToken": self._token, "Accept": "application/json"}
        answer = request.post(path, form=dict(fields), headers=headers, max_redirects=0)
        assert answer.status < 400, (path, answer.status, answer.text()[:500])
        return dict(answer.json()) if answer.status == 200 else {}

    def send(self, answer: bytes, service: str, action: str, **fields: str) -> str:
        """A call to the server; its id in history."""
        self.own.respond(http(answer))
        call = {"region": "own", "service": service, "action": action, "format": "1"}
        return str(self.post("/send", call | {"anyway": "1"} | fields)["id"])

    def upload(self, name: str, answer: bytes) -> str:
        """A call with a file of that name, written as a browser does; its id in history."""
        self.own.respond(http(answer))
        written = name.replace("\r", "%0D").replace("\n", "%0A").replace('"', "%22")
        values = {"region": "own", "service": "hostile", "action": "keep", "format": "1"}
        parts = [f'name="{key}"\r\n\r\n{value}' for key, value in values.items()]
        parts.append(f'name="param:file"; filename="{written}"\r\n\r\nx')
        body = "".join(f"--part\r\nContent-Disposition: form-data; {one}\r\n" for one in parts)
        headers = {
            "X-CSRFToken": self._token,
            "Accept": "application/json",
            "Content-Type": "multipart/form-data; boundary=part",
        }
        data = f"{body}--part--\r\n".encode("utf-8", "replace")
        answered = self.page.context.request.post("/send", data=data, headers=headers)
        assert answered.status == 200, answered.text()[:500]
        return str(answered.json()["id"])

    def call_oneself(self, name: str) -> str:
        """A name as an administrator of another version, or a provider, may have given it."""
        plain = "".join(one for one in name if one.isprintable())[:LONGEST_NAME] or "x"
        with writing(self.engine) as connection:
            connection.execute(update(people).values(name=plain))
        return plain

    def look(self, address: str, *expected: str) -> None:
        """Each of `expected` has to stand there as text."""
        self.page.goto(address)
        self.look_here(address, *expected)

    def look_after(self, path: str, fields: dict[str, str]) -> int:
        """The page that a form's post leads to; gives its status."""
        with self.page.expect_navigation() as led:
            self.page.evaluate(POST, [path, fields])
        self.look_here(f"{path} {fields}")
        return led.value.status

    def look_here(self, what: str, *expected: str) -> None:
        found = self.page.evaluate(LOOK, f"127.0.0.1:{self.foreign.port}")
        assert (found["made"], found["ran"]) == ([], ""), what
        assert (self.faults, self.foreign.connections) == ([], 0), what
        for text in expected:
            assert _plain(text) in _plain(found["shown"]), (what, text)
        self.looked_at += 1

    @cached_property
    def _token(self) -> str:
        page = self.page.context.request.get("/paste").text()
        found = re.search(r'<meta name="csrf-token" content="([^"]+)">', page)
        assert found
        return unescape(found[1])


def _plain(text: str) -> str:
    """As pages show it: white space in one, and without what they show by a sign."""
    return re.sub(r"[^!-~]+", "", text)


@contextmanager
def world(browser: Browser, folder: Path, kept: Callable[[str], list[str]]) -> Iterator[World]:
    """A console in front of a server of ours; `kept` gives the payloads for a foreign origin."""
    with Upstream() as own, Upstream() as foreign:
        texts = kept(foreign.url)
        (folder / "data").mkdir()
        engine = open_database(f"sqlite:///{folder / 'data' / 'testme.sqlite'}")
        migrate(engine)
        People(engine).add("admin", PASSWORD, Role.ADMINISTER)
        for text in texts:
            Audit(engine, 365).tell("people changed", Who(text, text), text)
        rows = [("own", "Own"), *((f"r{number}", text) for number, text in enumerate(texts))]
        (folder / "regions.toml").write_text(
            "".join(
                f'[[region]]\nid = "{id}"\nname = {stored_in_schemas.toml(name)}\n'
                f'url = "{own.url}"\n'
                for id, name in rows
            ),
            "utf-8",
        )
        schemas = SchemaStore(folder / "data" / "schemas")
        stored = schemas.add(reader.read(stored_in_schemas.schema(texts)), texts[0])
        schemas.assign("own", stored.id)
        given = {"auth": "people", "regions_file": str(folder / "regions.toml")}
        with running(folder, **given) as server:
            context = browser.new_context(
                base_url=server.url, viewport={"width": 1400, "height": 900}
            )
            context.set_default_timeout(PATIENCE)
            faults: list[str] = []
            reports: list[str] = []
            context.expose_function("reported", lambda one: reports.append(one))  # noqa: PLW0108 - the client marks what it is given
            context.add_init_script(COUNTING.replace("window.__reports.push", "window.reported"))
            page = context.new_page()
            page.on("pageerror", lambda error: faults.append(str(error)))
            page.on("dialog", lambda dialog: faults.append(f"dialog {dialog.message}"))
            page.on("popup", lambda popup: faults.append(f"popup {popup.url}"))
            page.on("response", lambda got: faults.append(got.url) if got.status >= 500 else None)
            page.goto("/sign-in")
            page.get_by_label("Name").fill("admin")
            page.get_by_label("Password").fill(PASSWORD)
            page.get_by_role("button", name="Sign in").click()
            page.wait_for_url(f"{server.url}/")
            yield World(page, own, foreign, engine, faults, reports)
            context.close()
        engine.dispose()
