"""What is said beside values, and the menu of the calls that take an id, in a real browser."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Live
from tests.browser.steps import looks_right, wide_alone

NOW = 1_700_000_000  # 2023-11-14 22:13:20 UTC
STATUS = {"kind": "enum", "enum": "E", "values": {"2": "READY", "-1": "ERROR", "a.b": "DOTTED"}}
VALUES = {**STATUS, "kind": "values"}

# Imports a module of the page's own release.
MODULE = """(name) => import(document.querySelector("script[type=module]").src
    .replace("js/main.js", `js/answer/page/${name}`))"""
EXPLAIN = f"""async ([cases, now]) => {{
    const {{ explain }} = await ({MODULE})("meanings.js");
    return cases.map(([text, meaning]) => {{
        const values = new Map(Object.entries(meaning?.values ?? {{}}));
        return explain(text, meaning && {{ ...meaning, values }}, now * 1000);
    }});
}}"""

Explain = Callable[[list[tuple[Any, Any]]], list[Any]]


@pytest.fixture(scope="module")
def explain(browser: Browser, live: Live) -> Iterator[Explain]:
    """Explains many values in one go, for somebody in India."""
    context = browser.new_context(
        base_url=live.url, locale="en-GB", timezone_id="Asia/Kolkata", viewport=None
    )
    page = context.new_page()
    page.goto("/?region=sandbox")
    yield lambda cases: list(page.evaluate(EXPLAIN, [cases, NOW]))
    context.close()


def notes(explain: Explain, kind: str, *texts: Any) -> list[str | None]:
    told = explain([(text, {"kind": kind}) for text in texts])
    return [one and one["note"] for one in told]


def test_enums(explain: Explain) -> None:
    texts = ["2", " 2 ", "-1", "a.b", "3", "", "constructor", "__proto__", "<b>2</b>"]
    told = explain([(text, STATUS) for text in texts])
    gone = {"note": "not in this schema", "title": "E"}
    assert told == [
        {"note": "READY", "title": "E"},
        {"note": "READY", "title": "E"},
        {"note": "ERROR", "title": "E"},
        {"note": "DOTTED", "title": "E"},
        gone,
        None,
        gone,
        gone,
        gone,
    ]
    texts = ["2,-1", "2, 9,", "", ",", "2," * 101]
    assert [one and one["note"] for one in explain([(text, VALUES) for text in texts])] == [
        "READY, ERROR",
        "READY, not in this schema",
        None,
        None,
        None,
    ]


def test_booleans(explain: Explain) -> None:
    assert notes(explain, "boolean", "1", "0", "true", "False", "", "2", "toString") == [
        *("yes", "no", "yes", "no"),
        *(None, None, None),
    ]
    assert notes(explain, "nullable boolean", "-1", "0", "1", "") == ["not set", "no", "yes", None]


def test_times(explain: Explain) -> None:
    time = {"kind": "time"}
    [told] = explain([(str(NOW - 3 * 3600), time)])
    assert told["note"].startswith("15 Nov 2023, 00:43:20 ")
    assert told["title"] == "2023-11-14 19:13:20 UTC · 3 hours ago"
    titles = [
        (str(NOW), "2023-11-14 22:13:20 UTC · 0 seconds ago"),
        (str(NOW + 90), "2023-11-14 22:14:50 UTC · in 1 minute"),
        (str(NOW - 5 * 86400), "2023-11-09 22:13:20 UTC · 5 days ago"),
        (f"{NOW}500", "2023-11-14 22:13:20.500 UTC · in 0 seconds · read as milliseconds"),
        ("1", "1970-01-01 00:00:01 UTC · 53 years ago"),
        ("1.7E+9", "2023-11-14 22:13:20 UTC · 0 seconds ago"),
    ]
    told = [one["title"] for one in explain([(text, time) for text, _ in titles])]
    assert [one.replace("in 0 seconds", "0 seconds ago") for one in told] == [
        title.replace("in 0 seconds", "0 seconds ago") for _, title in titles
    ]
    assert notes(explain, "time", "0", "-86400", "99999999999999999", "9e99", "1e999") == [
        "not set",
        "before 1970, or relative",
        "no plausible time",
        "no plausible time",
        None,
    ]
    assert notes(explain, "time", "", "now", "0x10", "2023-11-14", "NaN", "Infinity") == [None] * 6


def test_durations(explain: Explain) -> None:
    assert notes(explain, "seconds", "3723", "63", "0", "-5", "3600", "1.25", "86400") == [
        "1 h 02 min 03 s",
        "1 min 03 s",
        "0 s",
        "−5 s",
        "1 h 00 min 00 s",
        "1.25 s",
        "24 h 00 min 00 s",
    ]
    assert notes(explain, "milliseconds", "3723004", "999", "59999.9", "60000") == [
        "1 h 02 min 03.004 s",
        "0.999 s",
        "1 min 00 s",
        "1 min 00 s",
    ]
    assert notes(explain, "minutes", "90", "") == ["1 h 30 min 00 s", None]
    assert notes(explain, "seconds", "9" * 20, "a", "1e400") == [None, None, None]


def test_sizes(explain: Explain) -> None:
    assert notes(explain, "bytes", "0", "1", "1023", "1024", "1536", "-1", "1e99") == [
        *("0 B", "1 B", "1,023 B", "1 KB", "1.5 KB"),
        *(None, None),
    ]
    [told] = explain([("2048", {"kind": "kilobytes"})])
    assert told == {"note": "2 MB", "title": "2,097,152 bytes"}
    assert notes(explain, "megabytes", "1.5") == ["1.5 MB"]
    assert notes(explain, "gigabytes", "2048") == ["2 TB"]
    assert notes(explain, "bitrate", "750", "2500", "0", "-1") == [
        *("750 kbit/s", "2.5 Mbit/s"),
        *(None, None),
    ]


KINDS = "enum values boolean time milliseconds seconds minutes bytes kilobytes gigabytes bitrate id"


def test_nothing_makes_it_fail(explain: Explain) -> None:
    hostile: list[Any] = [
        *("", " ", "\0", "\u202e1", "<script>", "1" * 5000, "1" * 21, "-", ".", "1e", "١٢٣"),
        *("-0", "+1", "1,5", "1_000", "0b1", "null", "\ud800", "9007199254740993"),
        *(None, 5, True, {"a": 1}, ["1"]),
    ]
    meanings: list[Any] = [{"kind": kind} for kind in [*KINDS.split(), "", "toString", "gone"]]
    cases = [(text, meaning) for text in hostile for meaning in [*meanings, {}, None]]
    for told in explain(cases):
        assert told is None or (set(told) == {"note", "title"} and len(told["note"]) < 6000)
    assert notes(explain, "time", "١٢٣", "1" * 5000, None, 5) == [None] * 4


CLASSES = f"""async ([region, names]) => {{
    const {{ meaningsOf, resultMeaning }} = await ({MODULE})("meanings.js");
    const found = await meaningsOf(region, names);
    return {{
        names: [...found.keys()],
        status: found.get("KalturaMediaEntry").get("status").values.get("2"),
        unknown: found.get("KalturaNothing").size,
        result: (await resultMeaning(region, "session", "start")).kind,
        none: await resultMeaning(region, "media", "get"),
    }};
}}"""


@wide_alone
def test_meanings_are_asked_for_together_and_once(page: Page) -> None:
    page.goto("/?region=sandbox")
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url) if "/meanings?" in one.url else None)
    names = ["KalturaMediaEntry", "KalturaNothing", "KalturaMediaEntry", ""]
    for _ in range(2):
        assert page.evaluate(CLASSES, ["sandbox", names]) == {
            "names": ["KalturaMediaEntry", "KalturaNothing"],
            "status": "READY",
            "unknown": 0,
            "result": "ks",
            "none": None,
        }
    assert len([url for url in asked if "class=KalturaMediaEntry&class=KalturaNothing" in url]) == 1
    more = ["KalturaMediaEntry", *(f"KalturaNothing{number}" for number in range(130))]
    page.evaluate(CLASSES, ["sandbox", [*more, "KalturaNothing"]])
    assert len([url for url in asked if "KalturaNothing7&" in url]) == 1
    refused = f"""({MODULE})("meanings.js").then((one) => one.meaningsOf("gone", ["A"]))
        .catch((fault) => fault.message)"""
    assert str(page.evaluate(refused)).startswith("There is no region 'gone'")


OPEN = f"""(options) => {{
    const button = Object.assign(document.createElement("button"), {{ textContent: "0_abc" }});
    button.id = "opener";
    document.getElementById("main").prepend(button);
    button.addEventListener("click", async () => {{
        const {{ openLinks }} = await ({MODULE})("links-menu.js");
        await openLinks(button, options);
    }});
}}"""


def open_menu(page: Page, **options: str) -> None:
    page.goto("/?region=sandbox")
    page.evaluate(
        OPEN,
        {"region": "sandbox", "className": "KalturaMediaEntry", "property": "id"} | options,
    )
    page.get_by_role("button", name="0_abc").click()


def test_the_menu_by_keyboard(page: Page) -> None:
    open_menu(page, value='0_a&b="<c>"')
    menu = page.get_by_role("menu", name="Calls that take this value")
    expect(menu).to_be_visible()
    button, items = page.get_by_role("button", name="0_abc"), menu.get_by_role("menuitem")
    expect(button).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_label("Filter the calls")).to_be_focused()
    assert items.count() == 40
    page.keyboard.press("ArrowDown")
    expect(items.first).to_be_focused()
    page.keyboard.press("End")
    expect(items.last).to_be_focused()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowDown")
    expect(items.nth(1)).to_be_focused()
    looks_right(page, "links-menu")
    page.keyboard.type("flavorasset.l")
    expect(page.get_by_label("Filter the calls")).to_have_value("flavorasset.l")
    visible = items.filter(visible=True)
    expect(visible).to_have_count(1)
    expect(visible.first).to_have_text("flavorAsset.list by entryIdEqual")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Escape")
    expect(menu).to_have_count(0)
    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "false")


@wide_alone
def test_a_call_opens_filled_in(page: Page) -> None:
    open_menu(page, value='0_a&b="<c>"')
    link = page.get_by_role("menuitem", name="flavorAsset.list")
    with page.context.expect_page() as other:
        link.click(modifiers=["Control"])
    other.value.close()
    link.click()
    page.wait_for_url("**/console/service/flavorasset/action/list**")
    field = page.locator('[name="param:filter:entryIdEqual"]')
    expect(field).to_have_value('0_a&b="<c>"')


@wide_alone
def test_how_the_menu_closes_and_what_it_says_when_empty(page: Page) -> None:
    open_menu(page, value="x")
    menu = page.get_by_role("menu")
    expect(menu).to_be_visible()
    page.get_by_label("Filter the calls").fill("no such call")
    expect(page.locator(".links-menu [role=status]")).to_have_text("Nothing fits")
    button = page.get_by_role("button", name="0_abc")
    button.click()
    expect(page.locator(".links-menu")).to_have_count(0)
    expect(button).to_have_attribute("aria-expanded", "false")
    button.click()
    expect(menu).to_be_visible()
    page.mouse.click(700, 880)
    expect(menu).to_have_count(0)
    open_menu(page, property="name", value="x")
    expect(page.locator(".links-menu")).to_have_text("No call of this schema takes this value.")
    page.keyboard.press("Escape")
    open_menu(page, region="gone", value="x")
    expect(page.locator(".links-menu")).to_contain_text("There is no region 'gone'")


@wide_alone
def test_hostile_titles_are_text(page: Page) -> None:
    link = {
        "service": "a/../b",
        "action": "c?d",
        "parameter": "x",
        "title": "<img src=x onerror=alert(1)>",
        "changes": True,
    }
    page.route(
        "**/schema/links?*",
        lambda route: route.fulfill(
            body=json.dumps({"links": [link]}), content_type="application/json"
        ),
    )
    open_menu(page, value="javascript:alert(1)")
    item = page.get_by_role("menuitem")
    expect(item.locator("span")).to_have_text("<img src=x onerror=alert(1)>")
    expect(item.locator("small")).to_have_text("changes things")
    expect(item).to_have_attribute(
        "href",
        "/console/service/a%2F..%2Fb/action/c%3Fd?region=sandbox&param%3Ax=javascript%3Aalert%281%29",
    )
