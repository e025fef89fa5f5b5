"""The viewer's own readers of JSON and XML against Python's, over many texts, in a browser."""

import json
import random
from typing import Any

import pytest
from lxml import etree
from playwright.sync_api import Page

from tests.browser.steps import wide_alone
from tests.browser.viewer_cases import json_leaves, json_text, json_value, xml_leaves, xml_text

pytestmark = pytest.mark.browser

# For each text: its scalars with their paths, the formatted text, and where it is broken.
_READ = """async ([language, texts]) => {
    const main = document.querySelector('script[src$="/js/main.js"]').src;
    const load = (name) => import(new URL(`answer/worker/${name}.js`, main));
    const [{ readJson }, { readXml }, { FormattedLines }, { Rows }, paths] = await Promise.all(
        ["json-structure", "xml-structure", "formatted-lines", "text-rows", "paths"].map(load));
    return texts.map((text) => {
        const structure = (language === "json" ? readJson : readXml)(text);
        const leaves = [];
        for (let node = 0; node < structure.count; node++) {
            if (structure.kind(node) !== "scalar" || structure.literal(node) === "") continue;
            const { jsonPath, xPath } = paths;
            leaves.push([structure.text(node), jsonPath(structure, node), xPath(structure, node)]);
        }
        const lines = new FormattedLines(text, structure);
        const rows = new Rows(lines);
        const written = [...Array(lines.count).keys()].map((line) => rows.written(line));
        const { brokenAt, problem } = structure;
        return { leaves, formatted: written.join("\\n"), brokenAt, problem };
    });
}"""


def read(page: Page, language: str, texts: list[str]) -> list[dict[str, Any]]:
    page.goto("/console/service/system/action/ping?region=sandbox")
    found: list[dict[str, Any]] = page.evaluate(_READ, [language, texts])
    return found


def resolve(path: str, value: Any) -> Any:
    """The value at a JSON path such as $.a["b"][0], found step by step."""
    decoder, at = json.JSONDecoder(), 1
    while at < len(path):
        if path[at] == ".":
            end = at + 1
            while end < len(path) and path[end] not in ".[":
                end += 1
            value, at = value[path[at + 1 : end]], end
        else:
            step, end = decoder.raw_decode(path, at + 1)
            assert path[end] == "]"
            value, at = value[step], end + 1
    return value


@wide_alone
def test_json_is_read_as_python_reads_it(page: Page) -> None:
    chance = random.Random(4)
    values = [json_value(chance) for _ in range(1500)]
    texts = [json_text(chance, value) for value in values]
    for value, text, found in zip(values, texts, read(page, "json", texts), strict=True):
        assert found["brokenAt"] == -1, text
        expected = [list(leaf) for leaf in json_leaves(value)]
        assert [leaf[0] for leaf in found["leaves"]] == [leaf[1] for leaf in expected], text
        assert json.loads(found["formatted"]) == value, text
        for (shown, path, _), (_, written) in zip(found["leaves"], expected, strict=True):
            there = resolve(path, value)
            assert (there if isinstance(there, str) else json.dumps(there)) == shown == written


@wide_alone
def test_broken_json_keeps_what_stands_before_the_fault(page: Page) -> None:
    chance = random.Random(5)
    texts = [json.dumps({"a": json_value(chance), "b": [1, {"c": "é"}]}) for _ in range(300)]
    cut = [text[: chance.randrange(1, len(text))] for text in texts]
    for text, part, found in zip(texts, cut, read(page, "json", cut), strict=True):
        assert found["problem"] == "The JSON ends too early.", part
        # A number may be cut short: the last one need not be the whole.
        whole = [value for _, value in json_leaves(json.loads(text))]
        assert [leaf[0] for leaf in found["leaves"]][:-1] == whole[
            : max(0, len(found["leaves"]) - 1)
        ]
        assert "".join(_as_shown(found["formatted"]).split()) == "".join(_as_shown(part).split())


def _as_shown(part: str) -> str:
    return part.replace("\\u00e9", "é").replace("\\ud83d\\ude00", "😀")


@wide_alone
def test_xml_is_read_as_lxml_reads_it(page: Page) -> None:
    chance = random.Random(6)
    parser = etree.XMLParser(resolve_entities=False)
    texts = [
        chance.choice(["", '<?xml version="1.0"?>\n', "<!DOCTYPE x [<!ELEMENT x ANY>]>"])
        + xml_text(chance)
        for _ in range(1500)
    ]
    for text, found in zip(texts, read(page, "xml", texts), strict=True):
        assert found["brokenAt"] == -1, (text, found["problem"])
        root = etree.fromstring(text.encode(), parser)
        # An element with no text at all is a leaf as well, and an empty one.
        shown = [leaf[0] for leaf in found["leaves"] if leaf[0].strip(" \t\r\n")]
        assert shown == [one for one in xml_leaves(root) if one.strip(" \t\r\n")], text
        again = etree.fromstring(found["formatted"].encode(), parser)
        assert [one.strip() for one in xml_leaves(again)] == [
            one.strip() for one in xml_leaves(root)
        ], text
        for leaf, _, path in found["leaves"]:
            if path is None:
                assert leaf.strip(" \t\r\n") == ""
                continue
            assert evaluated(root, path) == [leaf], (text, path)


def evaluated(root: etree._Element, path: str) -> list[str]:
    """The texts of what an XPath gives."""
    found = root.xpath(path)
    assert isinstance(found, list)
    return [
        "".join(map(str, one.itertext())) if isinstance(one, etree._Element) else str(one)
        for one in found
    ]


FAULTS = {
    "": (0, "The XML does not begin with an element."),
    "<a><b></a>": (6, "Here </b> is missing."),
    "<a>": (3, "The XML ends before </a>."),
    "<a><b>x</b><c x='": (17, "The XML ends within a tag."),
    "<a>&nbsp;</a>": (3, "This & begins no reference that XML knows."),
    "<a/>x": (4, "Something follows the end of the XML."),
    "<a>\x01</a>": (3, "XML does not allow this control character."),
    "<a><1/></a>": (3, "This < begins no tag."),
    "<a><![CDATA[x</a>": (3, "This CDATA section is never closed."),
}
LAUGHS = (
    '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]>'
    "<l><m>&b;</m><n>&x;</n></l>"
)


@wide_alone
def test_faults_of_xml_are_named_and_entities_stay_as_written(page: Page) -> None:
    for (text, expected), found in zip(
        FAULTS.items(), read(page, "xml", list(FAULTS)), strict=True
    ):
        assert (found["brokenAt"], found["problem"]) == expected, text
        assert "".join(found["formatted"].split()) == "".join(text.split())
    (laughs,) = read(page, "xml", [LAUGHS])
    assert [leaf[0] for leaf in laughs["leaves"]] == ["&b;", "&x;"]
    assert laughs["problem"] == "This & begins no reference that XML knows."
