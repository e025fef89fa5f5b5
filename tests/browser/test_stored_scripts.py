"""Scripts that others had the console keep: whatever way they come in, on no page does one run.

Each payload goes in by answers and errors of a server, by the schemas that it gives, by the names
of regions, files, people, accounts and saved sessions, by drafts and what is sent. Then every kind
of page is looked at, and what a payload may have made is hovered, focused and clicked.
"""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape, unescape
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import Engine, update

from app.people.audit import Audit, Who
from app.people.roles import Role
from app.people.store import LONGEST_NAME, People
from app.schema import reader
from app.schema.store import SchemaStore
from app.storage.engine import migrate, open_database, writing
from app.storage.tables import people
from tests.browser.conftest import PATIENCE
from tests.browser.stored_scripts import payloads
from tests.browser.test_hostile_answers import COUNTING, LOOK_AT_ALL_VIEWS
from tests.pages.planted import ks
from tests.pages.running import running
from tests.sizes import WHOLE, part
from tests.upstream import Upstream, http

pytestmark = [pytest.mark.browser, pytest.mark.own_context]

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
READY = """() => {
    const body = document.querySelector("#answer answer-body");
    return body === null || body.facts !== undefined;
}"""
SHOWN = """() => {
    const forms = [...document.querySelectorAll("textarea, input")].map((one) => one.value);
    return document.body.innerText + forms.join(" ");
}"""


@dataclass
class World:
    """A console that keeps payloads, and somebody who looks at it."""

    page: Page
    own: Upstream
    foreign: Upstream
    engine: Engine
    faults: list[str]
    reports: list[str]
    looked_at: int = 0

    def post(self, path: str, fields: dict[str, str]) -> dict[str, object]:
        request = self.page.context.request
        headers = {"X-CSRFToken": self._token(), "Accept": "application/json"}
        answer = request.post(path, form=dict(fields), headers=headers, max_redirects=0)
        assert answer.status < 400, (path, answer.status, answer.text()[:500])
        return dict(answer.json()) if answer.status == 200 else {}

    def send(self, answer: bytes, service: str, action: str, **fields: str) -> str:
        """A call to the server; its id in history."""
        self.own.respond(http(answer))
        call = {"region": "own", "service": service, "action": action, "format": "1"}
        return str(self.post("/send", call | {"anyway": "1"} | fields)["id"])

    def upload(self, name: str) -> str:
        """A call with a file of that name, written as a browser does."""
        self.own.respond(http(b"true"))
        written = name.replace("\r", "%0D").replace("\n", "%0A").replace('"', "%22")
        values = {"region": "own", "service": "hostile", "action": "keep", "format": "1"}
        parts = [f'name="{key}"\r\n\r\n{value}' for key, value in values.items()]
        parts.append(f'name="param:file"; filename="{written}"\r\n\r\nx')
        body = "".join(f"--part\r\nContent-Disposition: form-data; {one}\r\n" for one in parts)
        headers = {
            "X-CSRFToken": self._token(),
            "Accept": "application/json",
            "Content-Type": "multipart/form-data; boundary=part",
        }
        data = f"{body}--part--\r\n".encode("utf-8", "replace")
        answer = self.page.context.request.post("/send", data=data, headers=headers)
        assert answer.status == 200, answer.text()[:500]
        return str(answer.json()["id"])

    def look(self, address: str, expected: str = "") -> None:
        """`expected` has to stand there as text."""
        self.page.goto(address)
        self.page.wait_for_function(READY)
        self.page.evaluate(LOOK_AT_ALL_VIEWS)
        made = self.page.evaluate(MADE, f"127.0.0.1:{self.foreign.port}")
        assert made == [], address
        self.page.wait_for_timeout(50)
        assert self.page.evaluate("window.__ran ?? null") is None, address
        assert (self.faults, self.foreign.connections) == ([], 0), address
        if expected:
            assert _plain(expected) in _plain(str(self.page.evaluate(SHOWN))), address
        self.looked_at += 1

    def _token(self) -> str:
        page = self.page.context.request.get("/paste").text()
        found = re.search(r'<meta name="csrf-token" content="([^"]+)">', page)
        assert found
        return unescape(found[1])


def _plain(text: str) -> str:
    """As pages show it: white space in one, and without what they show by a sign."""
    return re.sub(r"[^!-~]+", "", text)


@contextmanager
def _world(browser: Browser, folder: Path, kept: Callable[[str], list[str]]) -> Iterator[World]:
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
                f'[[region]]\nid = "{id}"\nname = {_toml(name)}\nurl = "{own.url}"\n'
                for id, name in rows
            ),
            "utf-8",
        )
        schemas = SchemaStore(folder / "data" / "schemas")
        schemas.assign("own", schemas.add(reader.read(_schema(texts)), texts[0]).id)
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


def _toml(text: str) -> str:
    plain = text.encode("utf-8", "replace").decode()
    return json.dumps(plain, ensure_ascii=False).replace("\x7f", "\\u007f")


def _xml(text: str) -> str:
    """The text within XML, without what that cannot hold."""
    kept = "".join(one for one in text if one >= " " or one in "\t\n")
    return escape(kept).replace("\n", "&#10;").replace("\ufffe", "").replace("\uffff", "")


_XSD_TYPES = (
    '<enum name="KalturaSchemaType" enumType="string">'
    '<const name="BULK_UPLOAD_XML" value="bulkUploadXml.bulkUploadXML"/></enum>'
)
_SESSION = (
    '<service id="session" name="session"><action name="start" sessionRequired="none">'
    '<param name="secret" type="string"/><result type="string"/></action></service>'
)


def _schema(texts: list[str]) -> bytes:
    """A schema with every text wherever it may be one."""
    written = [(number, _xml(text)) for number, text in enumerate(texts)]
    properties = "".join(
        f'<property name="p{n}" type="string" description="{t}"/>' for n, t in written
    )
    constants = "".join(f'<const name="{n} {t}" value="{n} {t}"/>' for n, t in written)
    parameters = "".join(
        f'<param name="p{n}" type="string" optional="1" default="{t}" description="{t}"/>'
        for n, t in written
    )
    actions = "".join(
        f'<action name="a{n}" description="{t}"><throws name="{t}"/></action>' for n, t in written
    )
    services = "".join(
        f'<service id="s{n}" name="s{n}" description="{t}"><action name="a"/></service>'
        for n, t in written
    )
    errors = "".join(
        f'<error name="E{n} {t}" code="C{n} {t}" message="{t}" description="{t}"/>'
        for n, t in written
    )
    first = written[0][1]
    return (
        f'<xml apiVersion="1.2.3"><enums>{_XSD_TYPES}'
        f'<enum name="KalturaHostile" enumType="string">{constants}'
        f'</enum></enums><classes><class name="KalturaHostileThing" description="{first}">'
        f'{properties}<property name="kind" type="string" enumType="KalturaHostile"/></class>'
        f'</classes><services><service id="hostile" name="hostile" description="{first}">'
        f'<action name="take" description="{first}">{parameters}'
        '<result type="KalturaHostileThing"/></action>'
        '<action name="keep"><param name="file" type="file"/></action>'
        f"{actions}</service>{_SESSION}{services}</services><errors>{errors}</errors></xml>"
    ).encode("utf-8", "replace")


def _xsd(texts: tuple[str, ...]) -> bytes:
    values = "".join(
        f'<xs:enumeration value="{_xml(text)}"><xs:annotation><xs:documentation>{_xml(text)}'
        "</xs:documentation></xs:annotation></xs:enumeration>"
        for text in texts
    )
    return (
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="a" type="T"/>'
        f'<xs:simpleType name="T"><xs:restriction base="xs:string">{values}'
        "</xs:restriction></xs:simpleType></xs:schema>"
    ).encode("utf-8", "replace")


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_none_runs(browser: Browser, tmp_path: Path) -> None:
    def kept(foreign: str) -> list[str]:
        every = payloads(foreign)
        assert len(every) == len(set(every)) >= 300
        return part(every, 150)

    with _world(browser, tmp_path, kept) as world:
        texts = kept(world.foreign.url)
        _pages_of_the_schema(world, texts)
        for batch in (tuple(texts[at : at + 25]) for at in range(0, len(texts), 25)):
            _answers(world, batch)
            _own_things(world, batch)
            _one_by_one(world, batch)
        _lists(world, texts)
        # Nothing even tried to run: what is stopped by the policy alone would be reported.
        assert world.reports == []
        assert world.looked_at > (1000 if WHOLE else 20)
        assert world.foreign.requests == []


def _pages_of_the_schema(world: World, texts: list[str]) -> None:
    addresses = (
        "/?region=own",
        "/console/service/hostile/action/take?region=own",
        "/api-docs?region=own",
        "/api-docs/object/KalturaHostileThing?region=own",
        "/api-docs/enum/KalturaHostile?region=own",
        "/api-docs/errors?region=own",
        f"/api-docs/error/{quote(f'C0 {texts[0]}', safe='')}?region=own",
        "/api-docs/changes?region=own",
        "/client-libs?region=own",
    )
    for address in part(addresses, 3):
        world.look(address)
    world.look("/api-docs/service/hostile?region=own", texts[0])
    world.look("/api-docs/service/hostile/action/take?region=own", texts[0])


def _answers(world: World, batch: tuple[str, ...]) -> None:
    """What a server says, in its formats, beside each other, and where that is compared."""
    rows = [{text: text, "id": text, "name": text, "objectType": text} for text in batch]
    listed = json.dumps({"objects": rows, "totalCount": len(rows)}).encode()
    items = "".join(f"<item><name>{_xml(text)}</name></item>" for text in batch)
    markup = f"<xml><result><objects>{items}</objects></result></xml>".encode("utf-8", "replace")
    sent = {f"param:p{number}": text for number, text in enumerate(batch)}
    calls = [
        world.send(listed, "hostile", "take", **sent),
        world.send(listed.replace(b"ran", b"Ran"), "hostile", "take"),
        world.send(markup, "hostile", "take", format="2"),
    ]
    for call in calls:
        world.look(f"/history/{call}")
    world.look(f"/?history={calls[0]}", batch[-1] if len(batch) <= 25 else "")
    world.look(f"/compare?call={calls[0]}&call={calls[1]}")
    world.look(f"/compare/new?call={calls[0]}")
    world.own.respond(http(_xsd(batch)))
    world.post("/xml-schema/fetch", {"region": "own", "type": "bulkUploadXml.bulkUploadXML"})
    world.look("/xml-schema?region=own", batch[0])
    world.look("/xml-schema?region=own&view=source")


def _own_things(world: World, batch: tuple[str, ...]) -> None:
    """Drafts, accounts and saved sessions, which people name themselves."""
    draft = {"region": "own", "service": "hostile", "action": "take", "version": "1"}
    fields = {f"param:p{number}": text for number, text in enumerate(batch)}
    fields |= {f"param:{text}": text for text in batch}
    world.post("/drafts/hostile-draft", draft | fields)
    world.look("/?draft=hostile-draft", batch[0])
    world.post("/drafts/hostile-draft/close", {})
    for number, text in enumerate(batch):
        # Some are the same once blanks around them are cut off, and no two have one name.
        name, other = f"{text[:400]} {world.looked_at} {number}", text[:500]
        account = {"name": name, "user_id": other, "login_id": other, "partner_id": "1"}
        world.post("/sessions/accounts", account | {"region": "own", "admin_secret": "x" * 32})
        key = ks(text)
        world.send(json.dumps(key).encode(), "session", "start", **{"param:secret": "x" * 32})
    world.page.goto("/sessions")
    found = world.page.locator("[data-session]").evaluate_all(
        "all => [...new Set(all.map((one) => one.dataset.session))]"
    )
    assert found
    for session, text in zip(found, batch, strict=False):
        world.post("/sessions/rename", {"id": session, "name": text})
    world.look("/sessions")
    world.look("/sessions?way=inspect")


def _one_by_one(world: World, batch: tuple[str, ...]) -> None:
    """What stands on a page by itself."""
    for text in batch if WHOLE else batch[::3]:
        error = {"code": text, "message": text, "objectType": "KalturaAPIException"}
        world.look(f"/history/{world.send(json.dumps(error).encode(), 'hostile', 'take')}", text)
        world.look(f"/?history={world.upload(text)}")
        with writing(world.engine) as connection:
            name = "".join(one for one in text if one.isprintable())[:LONGEST_NAME] or "x"
            connection.execute(update(people).values(name=name))
        world.look("/you", name)


def _lists(world: World, texts: list[str]) -> None:
    for address in ("/history", "/sessions", "/audit", "/you/space", "/find?q=script&region=own"):
        world.look(address)
    for text in texts[:: 10 if WHOLE else 5]:
        found = quote(text, safe="")
        for address in (f"/history?text={found}", f"/find?q={found}", f"/audit?text={found}"):
            world.look(address)
    # What is taken along is a file, and no page of the console's, whatever somebody does with it.
    request = world.page.context.request
    for address in (
        "/audit/events.csv",
        "/openapi.json?region=own",
        "/postman.json?region=own",
        "/registry.json?region=own",
        "/xml-schema/download?region=own&type=bulkUploadXml.bulkUploadXML",
    ):
        headers = request.get(address).headers
        as_file = headers.get("content-disposition", "").startswith("attachment")
        assert as_file or headers["content-type"] == "application/json", address
        assert headers["x-content-type-options"] == "nosniff"
        assert "html" not in headers["content-type"]
