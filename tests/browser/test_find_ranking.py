"""What Find finds, and in which order: the ranking by itself, over the bundled schema's index."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from app.schema.facts import bundled
from tests.browser.conftest import Live
from tests.schema.find_queries import QUERIES

pytestmark = pytest.mark.browser

# The first of what is found for each text: kind, name with its owner, address, documentation.
FIND = """async ([texts, most]) => {
    const main = document.querySelector("script[src$='js/main.js']").src;
    const load = (name) => import(new URL(`find/${name}.js`, main));
    const [{ Matcher }, { entriesOf }] = await Promise.all(["matcher", "entries"].map(load));
    const index = await (await fetch("/find/index?region=us")).json();
    const matcher = (window.matcher ??= new Matcher(entriesOf(index)));
    return texts.map((text) => matcher.find(text).slice(0, most).map(({ entry }) =>
        [entry.kind, `${entry.owner} ${entry.label}`.trim(), entry.open, entry.docs]));
}"""
# Of entries that a test makes itself; each gets what it lacks.
FIND_AMONG = """async ([entries, texts]) => {
    const main = document.querySelector("script[src$='js/main.js']").src;
    const { Matcher } = await import(new URL("find/matcher.js", main));
    const lacking = { detail: "", owner: "", base: "", value: "", words: "", docs: "", old: false };
    const made = entries.map((one) => ({ ...lacking, names: [one.label], ...one }));
    const matcher = new Matcher(made);
    return texts.map((text) => matcher.find(text).map(({ entry }) => entry.open));
}"""
CALL = """async ([file, name, cases]) => {
    const main = document.querySelector("script[src$='js/main.js']").src;
    const module = await import(new URL(`find/${file}.js`, main));
    return cases.map((args) => module[name](...args));
}"""


@pytest.fixture(scope="module")
def finder(browser: Browser, live: Live) -> Iterator[Page]:
    """One page for all of it: nothing of this changes anything there."""
    faults: list[str] = []
    page = browser.new_page(base_url=live.url)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto("/find")
    yield page
    page.close()
    assert faults == []


def found(finder: Page, *texts: str, most: int = 3) -> list[list[tuple[str, str]]]:
    """For each text the kinds and names of the first that are found."""
    lists = finder.evaluate(FIND, [texts, most])
    return [[(kind, name) for kind, name, *_ in one] for one in lists]


def test_what_is_meant_is_among_the_first_three(finder: Page) -> None:
    lists = found(finder, *(typed for typed, _, _ in QUERIES))
    assert len(lists) == len({typed for typed, _, _ in QUERIES}) >= 90
    missed = [
        (typed, shown)
        for (typed, kind, name), shown in zip(QUERIES, lists, strict=True)
        if (kind, name) not in shown
    ]
    assert missed == []


def test_pages_and_regions(finder: Page) -> None:
    docs, ireland, sandbox = found(finder, "api documentation", "ireland", "sandbx")
    assert docs[0] == ("page", "API Documentation")
    [by_its_words] = found(finder, "diff", most=20)
    assert by_its_words.count(("page", "History")) == 1
    assert ireland[0] == ("region", "EU (Ireland)")
    assert sandbox[0] == ("region", "Sandbox (built in)")
    [[(*_, address, _)], *_] = finder.evaluate(FIND, [["ireland"], 1])
    assert address == "/?region=eu"


@pytest.mark.parametrize(
    ("typed", "address", "docs"),
    [
        (
            "media.list",
            "/console/service/media/action/list",
            "/api-docs/service/media/action/list",
        ),
        ("media", "/console/service/media", "/api-docs/service/media"),
        ("media.list pager", "/api-docs/service/media/action/list#member-pager", ""),
        ("ks", "/api-docs/guide/request", ""),
        ("entrystatus.ready", "/api-docs/enum/KalturaEntryStatus#value-READY", ""),
        ("INVALID_KS", "/api-docs/error/INVALID_KS", ""),
        ("mediaentry.tags", "/api-docs/object/KalturaMediaEntry#member-tags", ""),
    ],
)
def test_where_what_is_found_leads(finder: Page, typed: str, address: str, docs: str) -> None:
    [shown] = finder.evaluate(FIND, [[typed], 1])
    assert shown[0][2:] == [address, docs]


def test_what_names_no_class_finds_properties_where_they_are_declared(finder: Page) -> None:
    declared = {
        f"{one.name} {held.name}" for one in bundled().schema.classes for held in one.properties
    }
    for shown in found(finder, "tags", "tag", "status", "entry tags", "createdAt", most=99_999):
        properties = [name for kind, name in shown if kind == "property"]
        assert len(properties) > 3
        assert set(properties) <= declared


def test_classes_that_inherit_from_each_other(finder: Page) -> None:
    entries = [
        {"kind": "class", "label": "One", "base": "Two", "open": "/One"},
        {"kind": "class", "label": "Two", "base": "One", "open": "/Two"},
        {"kind": "property", "label": "late", "owner": "Two", "open": "/Two#member-late"},
    ]
    assert finder.evaluate(FIND_AMONG, [entries, ["one.late", "late"]]) == [
        ["/One#member-late"],
        ["/Two#member-late"],
    ]


def test_of_two_alike_the_deprecated_one_is_behind(finder: Page) -> None:
    entries = [
        {"kind": "action", "label": "a.list", "old": True, "open": "/a"},
        {"kind": "action", "label": "b.list", "open": "/b"},
    ]
    assert finder.evaluate(FIND_AMONG, [entries, ["list"]]) == [["/b", "/a"]]


def test_what_nothing_fits(finder: Page) -> None:
    nothing = ["", " ", "...", "kaltura", "zzzzzz", "media zzzzzz", "日本"]
    assert found(finder, *nothing) == [[]] * len(nothing)


def test_more_words_narrow_it_down(finder: Page) -> None:
    both, one, other = found(finder, "media list pager", "media list", "pager", most=99_999)
    assert len(both) > 0
    assert set(both) <= set(one) | set(other)


def test_whatever_is_typed_is_no_fault(finder: Page) -> None:
    texts = ["\ud83d\ude00", "\0", "(", "[a-", "\\", "İ", "a" * 5000, "a " * 500, "1234567890"]
    assert len(found(finder, *texts)) == len(texts)


def each(finder: Page, name: str, cases: list[list[Any]], file: str = "score") -> Any:
    """What an exported function of the ranking gives for each list of arguments."""
    return finder.evaluate(CALL, [file, name, cases])


def test_the_pieces_of_what_is_typed(finder: Page) -> None:
    cases = {
        "Media.List": ["media", "list"],
        "ENTRY_ID_NOT_FOUND": ["entryidnotfound"],
        "KalturaMediaEntry": ["mediaentry"],
        "how to start a session": ["start", "session"],
        "the": ["the"],
        "filter:statusEqual": ["filter", "statusequal"],
    }
    assert each(finder, "piecesOf", [[typed] for typed in cases], "matcher") == list(cases.values())


def test_typos_of_a_whole_name_and_of_its_beginning(finder: Page) -> None:
    cases = {
        ("media", "media"): [0, 0],
        ("meida", "media"): [1, 1],
        ("medi", "media"): [1, 0],
        ("mediia", "mediaentry"): [3, 1],
        ("session", "sesson"): [1, 1],
        ("abcdef", "media"): [3, 3],
    }
    assert each(finder, "typos", [[*pair, 2] for pair in cases]) == list(cases.values())


@pytest.mark.parametrize("word", ["media", "session", "uploadtoken", "thumbasset"])
def test_a_letter_left_out_or_two_swapped_are_one_typo(finder: Page, word: str) -> None:
    inner = range(1, len(word) - 1)
    shorter = [[word[:at] + word[at + 1 :], word, 1] for at in inner]
    assert [whole for whole, _ in each(finder, "typos", shorter)] == [1] * len(inner)
    swapped = [[word[:at] + word[at + 1] + word[at] + word[at + 2 :], word, 1] for at in inner]
    expected = [0 if typed == word else 1 for typed, *_ in swapped]
    assert [whole for whole, _ in each(finder, "typos", swapped)] == expected


def test_beginnings_of_words(finder: Page) -> None:
    ratings = {"mel": 3, "ml": 3, "me": 2, "medl": 3, "li": 0, "lis": 1}
    cases = [[piece, ["media", "list"]] for piece in ratings]
    assert each(finder, "humps", cases) == list(ratings.values())


def test_a_workflow_of_that_name_stands_before_parts_of_the_schema(finder: Page) -> None:
    authentication, quiz, bin = found(finder, "authentication", "quiz", "recycle bin")
    title = "Authentication with the account's secret"
    assert authentication[:2] == [("workflow", title), ("class", "KalturaAuthentication")]
    # What can be called so stays in front.
    assert [kind for kind, _ in quiz] == ["service", "workflow", "class"]
    assert bin[0] == ("workflow", "Delete, and take back")


def test_what_is_deprecated_does_not_lead(finder: Page) -> None:
    (upload,) = found(finder, "upload")
    assert upload[0] == ("action", "uploadToken.upload")
