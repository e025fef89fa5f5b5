"""The form in a browser: ticks, wrong values, secrets, search by typing, no JavaScript."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Live
from tests.browser.steps import (
    badge,
    have_demo_session,
    looks_right,
    open_with_demo_session,
    send,
    send_anyway,
    start_demo_session,
    wide_alone,
)

pytestmark = pytest.mark.browser


@wide_alone
def test_typing_ticks_and_emptying_unticks(page: Page) -> None:
    page.goto("/console/service/session/action/start?region=sandbox")
    tick = page.get_by_label("Send userId")
    expect(tick).not_to_be_checked()
    page.get_by_label("userId (string)").fill("alice")
    expect(tick).to_be_checked()
    page.get_by_label("userId (string)").fill("")
    expect(tick).not_to_be_checked()


def test_a_wrong_value_is_named_beside_its_field_and_nothing_is_sent(page: Page) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    page.goto("/console/service/session/action/start?region=sandbox")
    page.get_by_label("secret (string)").fill("whatever")
    page.get_by_label("expiry (int)").fill("99999999999")
    page.get_by_role("button", name="Send", exact=True).click()
    problem = page.locator('[data-field="param:expiry"] .problem')
    expect(problem).to_contain_text("takes a whole number from -2147483648 to 2147483647")
    expect(page.get_by_label("expiry (int)")).to_be_focused()
    expect(page.get_by_label("expiry (int)")).to_have_value("99999999999")
    expect(page.locator("#send-state")).to_contain_text("Nothing was sent")
    assert not [url for url in sent if url.endswith("/send")]
    looks_right(page, "wrong-value")
    page.get_by_label("expiry (int)").fill("3600")
    expect(problem).to_have_text("")


def test_send_anyway_sends_it(page: Page) -> None:
    open_with_demo_session(page, "media", "get")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator('[data-field="param:entryId"] .problem')).to_have_text(
        "entryId is mandatory."
    )
    send_anyway(page)
    expect(page.locator("#answer .code-name")).to_have_text("MISSING_MANDATORY_PARAMETER")
    expect(page.locator("#answer .badge").first).to_have_text("API error")
    looks_right(page, "api-error")


def test_services_and_actions_are_found_by_typing(page: Page) -> None:
    page.goto("/?region=sandbox")
    page.get_by_label("Select service").press("m")
    search = page.get_by_role("combobox", name="Select service: type to search")
    expect(search).to_be_focused()
    search.fill("uploadtok")
    expect(page.locator("#service-choices [role=option]")).to_have_text(["uploadToken"])
    looks_right(page, "search-service")
    search.press("Enter")
    expect(page.locator(".parameters legend")).to_have_text("uploadToken.list")
    expect(page).to_have_url(re.compile("/console/service/uploadtoken/action/list"))
    expect(page.get_by_label("Select service")).to_be_focused()
    page.get_by_label("Select action").press("Enter")
    action = page.get_by_role("combobox", name="Select action: type to search")
    action.fill("upl")
    action.press("Enter")
    expect(page.locator(".parameters legend")).to_have_text("uploadToken.upload")
    page.go_back()
    expect(page.locator(".parameters legend")).to_have_text("uploadToken.list")


READ_WITHOUT_NOSCRIPT = """name => {
    const made = document.createElement("search-select");
    const options = ["b", "a", "b", "c"].map((text) => new Option(text, text));
    made.append(Object.assign(document.createElement("select"), { ariaLabel: name }));
    made.firstChild.append(...options);
    options[0].selected = true;
    document.body.append(made);
    return [[...made.firstChild.options].map(({ value }) => value), made.firstChild.value];
}"""


@wide_alone
def test_a_browser_that_reads_the_whole_list_at_once_has_each_service_once(page: Page) -> None:
    page.goto("/?region=sandbox")
    assert page.evaluate(READ_WITHOUT_NOSCRIPT, "Select") == [["a", "b", "c"], "b"]


@wide_alone
def test_what_was_typed_survives_another_action_with_the_same_field(page: Page) -> None:
    page.goto("/console/service/media/action/get?region=sandbox")
    page.get_by_label("entryId (string)").fill("0_kept")
    page.get_by_label("Select action").select_option("delete")
    expect(page.locator(".parameters legend")).to_have_text("media.delete")
    expect(page.get_by_label("entryId (string)")).to_have_value("0_kept")


@wide_alone
def test_secrets_are_hidden_until_revealed(page: Page) -> None:
    start_demo_session(page)
    secret = page.get_by_label("secret (string)")
    expect(secret).to_have_attribute("type", "password")
    page.get_by_role("button", name="Show secret", exact=True).click()
    expect(secret).to_have_attribute("type", "text")
    page.get_by_role("button", name="Show Kaltura API session").click()
    expect(page.get_by_label("Kaltura API session (string)")).to_have_value(
        re.compile(r"^djJ8[\w-]{60,}=*$")
    )
    masked = page.locator("#answer .code")
    expect(masked).to_contain_text("••••••••")
    page.get_by_role("button", name="Show secrets").click()
    expect(page.locator("#answer .code")).to_contain_text(re.compile(r"<result>djJ8[\w-]{60,}"))


@wide_alone
def test_each_region_has_its_own_ks(page: Page) -> None:
    start_demo_session(page)
    ks = page.get_by_label("Kaltura API session (string)")
    expect(ks).not_to_have_value("")
    page.get_by_label("Region").select_option("eu")
    expect(page.locator("body")).to_have_attribute("data-region", "eu")
    expect(ks).to_have_value("")
    page.get_by_label("Region").select_option("sandbox")
    expect(ks).to_have_value(re.compile("^djJ8"))


@wide_alone
def test_ctrl_enter_sends_from_any_field(page: Page) -> None:
    page.goto("/console/service/system/action/ping?region=sandbox")
    page.get_by_label("Format (int)").press("Control+Enter")
    expect(page.locator("#answer .badge").first).to_have_text("OK")
    assert badge(page) == "OK"


@wide_alone
def test_a_link_fills_fields_in(page: Page) -> None:
    page.goto("/console/service/media/action/get?region=de&param:entryId=1_abc&format=1")
    expect(page.get_by_label("Region")).to_have_value("de")
    expect(page.get_by_label("entryId (string)")).to_have_value("1_abc")
    expect(page.get_by_label("Format (int)")).to_have_value("1")


def test_the_console_works_without_javascript(browser: Browser, live: Live) -> None:
    context = browser.new_context(base_url=live.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/?region=sandbox")
    page.get_by_role("button", name="Fill in demo credentials").click()
    page.get_by_role("button", name="Send", exact=True).click()
    assert badge(page) == "OK"
    assert page.get_by_label("Kaltura API session (string)").input_value().startswith("djJ8")
    page.get_by_label("Select service").select_option("media")
    page.locator("noscript button").nth(1).click()
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("#answer .code")).to_contain_text("KalturaMediaListResponse")
    context.close()


def stops(page: Page, most: int) -> list[str]:
    """Where Tab leads, from the last control of the bar on: ids, else names."""
    page.get_by_label("Copy as").focus()
    found = []
    for _ in range(most):
        page.keyboard.press("Tab")
        found.append(page.evaluate("document.activeElement.id || document.activeElement.name"))
    return found


@wide_alone
def test_the_first_parameter_is_near_by_tab_and_a_field_is_two_stops(page: Page) -> None:
    page.goto("/console/service/session/action/start?region=sandbox")
    found = stops(page, 18)
    first = found.index("param-secret")
    assert first <= 8, found
    # A secret's value and Show; then a switch and a value each, neither null nor help between them.
    names = ["userId", "type", "partnerId", "expiry"]
    fields = [f"param-{name}{end}" for name in names for end in ("-sent", "")]
    assert found[first + 2 : first + 2 + len(fields)] == fields[: 18 - first - 2]

    page.goto(
        "/console/service/media/action/list?region=sandbox"
        "&param:filter:createdAtGreaterThanOrEqual=1700000000"
    )
    assert "param-filter-sent" in stops(page, 9)
    # Null and the date beside a number are led to by the arrows.
    sent = page.locator("#param-filter-createdAtGreaterThanOrEqual-sent")
    sent.press("ArrowRight")
    null = page.get_by_label("null for createdAtGreaterThanOrEqual")
    expect(null).to_be_focused()
    null.press("ArrowLeft")
    expect(sent).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#param-filter-createdAtGreaterThanOrEqual")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#param-filter-createdAtLessThanOrEqual-sent")).to_be_focused()


def test_help_moves_nothing_and_is_read_with_its_field(page: Page) -> None:
    page.goto("/console/service/session/action/start?region=sandbox")
    expiry, below = page.get_by_label("expiry (int)"), page.get_by_label("privileges (string)")
    expect(expiry).to_have_accessible_description(re.compile("Default 86400"))
    expect(expiry).to_have_attribute("placeholder", "Default 86400")
    help_of = page.locator("#param-expiry-about")
    before = below.bounding_box()
    expect(help_of).to_be_hidden()
    expiry.focus()
    expect(help_of).to_be_visible()
    assert below.bounding_box() == before
    expiry.press("Escape")
    expect(help_of).to_be_hidden()
    tree = page.locator(".parameters").aria_snapshot().splitlines()
    controls = [
        line.strip(" -:") for line in tree if re.match(r" *- (text|combo|check|button)", line)
    ]
    assert [one for one in controls if not one.startswith("text:")][:5] == [
        'textbox "secret (string)"',
        'button "Show secret"',
        'checkbox "Send userId"',
        'combobox "userId (string)"',
        'checkbox "Send type"',
    ]


NESTED = (
    "/console/service/media/action/list?region=sandbox&param:filter:statusIn=2"
    "&param:filter:objectType=KalturaMediaEntryFilter&param:filter:orderBy=-createdAt"
    "&param:filter:advancedSearch:objectType=KalturaSearchOperator"
    "&param:filter:advancedSearch:items:0:objectType=KalturaSearchCondition"
    "&param:filter:advancedSearch:items:0:field=x"
)


def test_nested_objects_say_where_one_is_and_what_is_not_set_is_left_out(page: Page) -> None:
    page.goto(NESTED)
    crumbs = page.locator(".crumbs")
    expect(crumbs.nth(1)).to_have_text("filter › advancedSearch › items[0]")
    rails = page.locator(".inside").evaluate_all(
        "all => all.filter((one) => parseFloat(getComputedStyle(one).borderLeftWidth)).length"
    )
    assert rails == 1
    count = page.locator("#param-filter--object > .buttons .count")
    expect(count).to_have_text("3 of 112 set")
    page.get_by_label("nameLike (string)").fill("a")
    expect(count).to_have_text("4 of 112 set")
    page.get_by_label("nameLike (string)").fill("")

    page.get_by_role("button", name="Only what is set").click()
    show_all = page.get_by_role("button", name="Show all fields")
    expect(show_all).to_be_focused()
    expect(page.get_by_label("nameLike (string)")).to_be_hidden()
    fields = page.locator(".parameters label:visible > b").all_inner_texts()
    assert [one for one in fields if one != "objectType"] == [
        *("filter", "orderBy", "advancedSearch", "items", "field", "statusIn"),
    ]
    looks_right(page, "only-what-is-set")
    crumbs.nth(1).get_by_role("link", name="filter").click()
    expect(page.locator("#param-filter-sent")).to_be_focused()
    show_all.click()
    expect(page.get_by_label("nameLike (string)")).to_be_visible()


def test_values_are_at_hand(page: Page) -> None:
    have_demo_session(page)
    page.goto("/console/service/media/action/get?region=sandbox&param:entryId=0_welcome1")
    send(page)
    page.goto("/console/service/media/action/get?region=sandbox")
    entry = page.get_by_role("combobox", name="entryId (string)")
    entry.focus()
    offered = page.get_by_role("listbox", name="At hand").get_by_role("option")
    expect(offered).to_have_text(["0_welcome1 Welcome to the sandbox"])
    looks_right(page, "at-hand")
    entry.press("ArrowDown")
    expect(entry).to_have_attribute("aria-activedescendant", "param-entryId-at-hand-0")
    entry.press("Enter")
    expect(entry).to_have_value("0_welcome1")
    expect(offered).to_have_count(0)
    # What is typed is left as it is.
    entry.fill("0_other")
    expect(offered).to_have_count(0)
    expect(entry).to_have_value("0_other")

    page.goto(NESTED)
    order = page.get_by_role("combobox", name="orderBy (string)")
    order.fill("creat")
    expect(offered).to_have_text(["+createdAt oldest first", "-createdAt newest first"])
    status = page.get_by_role("combobox", name="statusIn (string)", exact=True)
    status.click()
    chosen = page.get_by_role("listbox", name="At hand").get_by_role("option", selected=True)
    expect(chosen).to_have_text(["2 READY"])
    offered.filter(has_text="7 NO_CONTENT").click()
    expect(status).to_have_value("2,7")
    expect(chosen).to_have_text(["2 READY", "7 NO_CONTENT"])
    expect(status).to_be_focused()
