"""The check of the scripts' types: its list only gets shorter, and nothing slips past it."""

import json
import re

import pytest

from tests.scripts_checked import ROOT, faults, scripts, unchecked

# Never to be raised: a new script says its types.
MOST_UNCHECKED = 0
GOOD, OLD = "static/js/good.js", "static/js/old.js"
SEEN = f"{ROOT}/{GOOD}\n{ROOT}/{OLD}\n"
WRONG = "{}(1,2): error TS7006: Parameter 'x' implicitly has an 'any' type.\n  It is in a list.\n"


def test_the_list_only_gets_shorter() -> None:
    listed = unchecked()
    assert len(listed) <= MOST_UNCHECKED
    assert listed == sorted(set(listed))
    assert set(listed) <= set(scripts())
    pure = ("static/js/answer/worker/", "static/js/answer/shared/")
    assert [one for one in listed if one.startswith(pure)] == []


def test_what_is_wrong_in_a_script_of_the_list_is_passed_over() -> None:
    assert list(faults(WRONG.format(OLD) + SEEN, [GOOD, OLD], [OLD])) == []


@pytest.mark.parametrize(
    ("told", "listed", "fault"),
    [
        (WRONG.format(GOOD) + SEEN, [], "static/js/good.js(1,2): error TS7006"),
        (WRONG.format(GOOD) + SEEN, [], "  It is in a list."),
        (SEEN, [OLD], "static/js/old.js: nothing is wrong with its types"),
        (WRONG.format(OLD) + f"{ROOT}/{OLD}\n", [OLD], "static/js/good.js: no tsconfig"),
        ("error TS18003: No inputs were found in config file.\n" + SEEN, [], "error TS18003"),
        ("", [], "static/js/good.js: no tsconfig includes it."),
    ],
)
def test_faults(told: str, listed: list[str], fault: str) -> None:
    found = list(faults(told, [GOOD, OLD], listed))
    assert any(one.startswith(fault) for one in found), found


def test_what_is_taken_from_npm_is_pinned_and_from_its_own_registry() -> None:
    wanted = json.loads((ROOT / "package.json").read_text())["devDependencies"]
    locked = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert set(wanted) == {"@biomejs/biome", "@redocly/cli", "oidc-provider", "typescript"}
    for name, version in wanted.items():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version)
        assert locked[f"node_modules/{name}"]["version"] == version
    packages = {path: one for path, one in locked.items() if path}
    assert all(one["integrity"].startswith("sha512-") for one in packages.values())
    hosts = {one.get("resolved", "https://registry.npmjs.org/") for one in packages.values()}
    assert all(host.startswith("https://registry.npmjs.org/") for host in hosts)
