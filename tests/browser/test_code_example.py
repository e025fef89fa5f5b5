"""The code example beside the answer, which follows the form."""

import io
import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import passes_axe
from tests.browser.steps import choose, looks_right, send, start_demo_session, wide_alone

pytestmark = pytest.mark.browser


def open_example(page: Page) -> None:
    page.get_by_role("tab", name="Code").click()
    expect(page.locator("#code .line").first).to_be_visible()


def test_it_follows_the_form_and_stays_open(page: Page) -> None:
    start_demo_session(page)
    open_example(page)
    code = page.locator("#code")
    page.locator("#code-language").select_option("python")
    expect(code).to_contain_text("KalturaClient")
    page.get_by_label(re.compile(r"^userId \(string\)")).fill("alice")
    expect(code).to_contain_text('"alice"')
    page.locator("#code-variant").select_option("http")
    expect(code).to_contain_text("urllib.request")
    looks_right(page, "code-example")

    choose(page, "media", "list")
    expect(code).to_contain_text("service/media/action/list")
    # What came is what is looked at next.
    send(page)
    expect(code).to_be_hidden()
    open_example(page)
    expect(code).to_contain_text("service/media/action/list")
    page.goto("/console/service/media/action/list?region=sandbox")
    expect(code).to_contain_text("urllib.request")
    expect(page.locator("#code-language")).to_have_value("python")


@wide_alone
def test_a_language_without_a_library_does_not_decide_for_the_others(page: Page) -> None:
    start_demo_session(page)
    open_example(page)
    language, variant = page.locator("#code-language"), page.locator("#code-variant")
    language.select_option("python")
    expect(variant).to_have_value("client")
    language.select_option("go")
    expect(variant).to_have_value("http")
    page.reload()
    expect(language).to_have_value("go")
    language.select_option("python")
    expect(variant).to_have_value("client")
    # What somebody chooses holds, in the languages that have it.
    variant.select_option("http")
    language.select_option("node")
    expect(variant).to_have_value("http")


@wide_alone
def test_secrets_stand_there_only_after_a_click(page: Page) -> None:
    start_demo_session(page)
    open_example(page)
    code = page.locator("#code")
    secret = page.get_by_label("secret (string)").input_value()
    expect(code).to_contain_text("KALTURA_SECRET")
    expect(code).not_to_contain_text(secret)
    page.get_by_label("Secrets in clear").check()
    expect(code).to_contain_text(secret)
    page.reload()
    expect(page.get_by_label("Secrets in clear")).not_to_be_checked()
    expect(code.locator(".line").first).to_be_visible()
    expect(code).not_to_contain_text(secret)


@wide_alone
def test_it_is_copied_and_saved(page: Page, tmp_path: Path) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/console/service/system/action/ping?region=sandbox")
    open_example(page)
    page.locator("#code-language").select_option("curl")
    expect(page.locator("#code")).to_contain_text("curl")
    page.locator("#code-example").get_by_role("button", name="Copy", exact=True).click()
    expect(page.locator("#code-example").get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "service/system/action/ping" in copied
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Save as a project").click()
    saved = tmp_path / "project.zip"
    downloading.value.save_as(saved)
    assert downloading.value.suggested_filename == "system.ping-curl.zip"
    with zipfile.ZipFile(io.BytesIO(saved.read_bytes())) as packed:
        assert "system.ping-curl/README.md" in packed.namelist()


@wide_alone
def test_what_a_library_cannot_carry_is_shown_over_plain_http(page: Page) -> None:
    page.goto("/console/service/thumbAsset/action/serve?region=sandbox&param:thumbAssetId=0_abc")
    open_example(page)
    page.locator("#code-language").select_option("javascript")
    expect(page.locator("#code .caution")).to_contain_text("choose plain HTTP")
    passes_axe(page)
    page.get_by_role("button", name="Show it over plain HTTP").click()
    expect(page.locator("#code-variant")).to_have_value("http")
    expect(page.locator("#code")).to_contain_text("fetch(")
