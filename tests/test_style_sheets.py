"""Style sheets name colours and sizes of type by their properties alone."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent / "static/css"
SHEETS = sorted(file.name for file in ROOT.glob("*.css") if not file.name.startswith("00-"))
COLOUR = re.compile(
    r"#[0-9a-f]{3,8}\b(?![^{}]*\{)|\b(?:rgb|hsl|hwb|lab|lch|oklab|oklch|color)a?\("
    r"|:[^;{}]*\b(?:black|white|gray|grey|red|green|blue|yellow|orange|purple)\b",
    re.IGNORECASE,
)
SIZE = re.compile(r"font-size: ([^;}]+)")
SPACE = re.compile(r"\b(?:padding|margin|gap)(?:-[a-z-]+)?: ([^;}]+)")
OFF_THE_GRID = re.compile(r"(?<![\w.-])-?\d*\.?\d+rem\b")


def _rules(name: str) -> str:
    return re.sub(r"/\*.*?\*/", "", (ROOT / name).read_text("utf-8"), flags=re.DOTALL)


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_keeps_to_the_properties(name: str) -> None:
    rules = _rules(name)
    assert COLOUR.findall(rules) == []
    sizes = {size.strip() for size in SIZE.findall(rules)} - {"0", "inherit"}
    assert {size for size in sizes if not re.fullmatch(r"var\(--type-\w+\)", size)} == set()
    spaces = [space for space in SPACE.findall(rules) if OFF_THE_GRID.search(space)]
    assert [space for space in spaces if "calc(" not in space and "max(" not in space] == []
    assert "font: " not in rules.replace("font: inherit", "")


def test_each_property_that_is_named_is_declared() -> None:
    every = "".join(_rules(file.name) for file in ROOT.glob("*.css"))
    scripted = {"--columns"}  # set by scripts
    declared = set(re.findall(r"(--[\w-]+):", every))
    named = set(re.findall(r"var\((--(?:type|space|text|surface|raw|font|region)[\w-]*)", every))
    assert named - declared - scripted == set()
    assert {"--type-small", "--space-1"} <= named
