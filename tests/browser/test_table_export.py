"""What is exported from the table of a list answer."""

import csv
import io
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page

from tests.browser.conftest import Live
from tests.browser.lists import Row, answer_of, exported, open_list
from tests.browser.steps import wide_alone
from tests.upstream import Upstream

pytestmark = pytest.mark.browser


@pytest.fixture
def upstream(live: Live) -> Upstream:
    return live.upstream


@wide_alone
def test_csv_opens_in_a_spreadsheet_and_runs_nothing(page: Page, upstream: Upstream) -> None:
    rows: list[Row] = [
        {"id": "0_a", "name": "=1+1", "size": {"w": 1, "deep": {"er": "x"}}, "tags": ["a", 1]},
        {"id": "0_b", "name": 'quoted "b", more\nlines', "plays": -1, "big": 12345678901234567890},
        {"id": "0_c", "name": "  @x", "description": "Zürich 東京"},
    ]
    upstream.respond(answer_of(rows, 3))
    open_list(page)
    text = exported(page, "CSV, all properties", "media.list.csv")
    assert text.startswith("\ufeffid,name,size.w,size.deep.er,tags,plays,big,description\r\n")
    read = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert [row["name"] for row in read] == ["'=1+1", 'quoted "b", more\nlines', "'  @x"]
    assert (read[0]["size.deep.er"], read[0]["tags"]) == ("x", '["a",1]')
    assert (read[1]["plays"], read[1]["big"]) == ("-1", "12345678901234567890")
    assert read[2]["description"] == "Zürich 東京"
    page.get_by_role("button", name=re.compile("^Columns")).click()
    page.get_by_role("button", name="Hide all but the first").click()
    page.get_by_role("checkbox", name="plays").check()
    shown = exported(page, "CSV, columns shown", "media.list.csv")
    assert shown == "\ufeffid,plays\r\n0_a,\r\n0_b,-1\r\n0_c,\r\n"
    lines = exported(page, "JSON lines, columns shown", "media.list.jsonl")
    assert lines == '{"id":"0_a"}\n{"id":"0_b","plays":-1}\n{"id":"0_c"}\n'


HOSTILE = (
    st.text(st.sampled_from("=+-@＝＋－＠\t\r\n \u3000\u200b\ufeff\"',;|1.e0aZ日\u202e"))
    | st.text()
)


@wide_alone
def test_every_csv_field_comes_back_as_text(page: Page) -> None:
    page.goto("/")
    script = page.locator('script[src*="main.js"]').get_attribute("src") or ""
    address = script.replace("main.js", "answer/worker/table-export.js")
    page.evaluate("async address => { window.made = await import(address); }", address)

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(HOSTILE, min_size=1, max_size=40))
    def check(values: list[str]) -> None:
        line = page.evaluate("values => made.csvLine(values)", values)
        [read] = csv.reader(io.StringIO(line, newline=""), strict=True)
        for value, came in zip(values, read, strict=True):
            number = re.fullmatch(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?", value)
            begins = re.match(r"[\t\r\n]|[\s\u3000\u200b\ufeff\u202e]*[=+\-@＝＋－＠]", value)
            if begins and not number:
                assert came == "'" + value
            else:
                assert came in {value, "'" + value}
            assert number or came[:1] not in {"=", "+", "-", "@", "\t", "\r"}

    check()
