"""Rules of the code that hold everywhere: import directions, and what must not be in it."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

from flask import Flask
from werkzeug.routing import Rule

from app.codegen.language import _environment
from tests.each import each

ROOT = Path(__file__).resolve().parent.parent
SOURCES = {
    str(file.relative_to(ROOT)): file.read_text("utf-8")
    for file in sorted((ROOT / "app").rglob("*.py"))
}
TEMPLATES = {
    str(file.relative_to(ROOT / "templates")): file.read_text("utf-8")
    for file in sorted((ROOT / "templates").rglob("*.html"))
}
SCRIPTS = {
    str(file.relative_to(ROOT / "static" / "js")): file.read_text("utf-8")
    for file in sorted((ROOT / "static" / "js").rglob("*.js"))
}


def test_imports_keep_the_contracts() -> None:
    # Of its own, as it switches off the loggers of the process that it runs in.
    linted = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert linted.returncode == 0, linted.stdout
    assert re.search(r"Contracts: [3-9] kept, 0 broken\.", linted.stdout)


def test_every_room_has_its_place_in_the_contracts() -> None:
    rooms = {
        f"app.{file.parent.name}"
        for file in (ROOT / "app").glob("*/__init__.py")
        if file.parent.name != "__pycache__"
    }
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    [layers] = [item for item in settings["contracts"] if item["type"] == "layers"]
    placed = {room for layer in layers["layers"] for room in re.split(r"\s*\|\s*", layer)}
    assert rooms <= placed
    # What is forbidden is so for every room, those to come too; exceptions are named one by one.
    for outside in ("requests", "socket", "flask", "werkzeug", "wtforms"):
        sources = [
            contract["source_modules"]
            for contract in settings["contracts"]
            if outside in contract.get("forbidden_modules", [])
        ]
        assert ["app"] in sources, outside
    [tabs] = [item for item in settings["contracts"] if item["type"] == "independence"]
    folders = {file.parent.name for file in (ROOT / "app" / "pages").glob("*/__init__.py")}
    # The frame and the answer are what the tabs share.
    assert {f"app.pages.{name}" for name in folders - {"shell", "answer"}} == set(tabs["modules"])


NETWORK = re.compile(
    r"(requests|urllib3|h11|socket|ssl|socketserver|ftplib|imaplib|poplib|smtplib|xmlrpc|http\.client"
    r"|http\.server|urllib\.request|httpx|aiohttp)\b"
)


# A file without any of these words need not be parsed, which takes seconds for all.
NETWORK_WORD = re.compile(
    r"\b(requests|urllib3?|h11|socket|ssl|socketserver|ftplib|imaplib|poplib|smtplib|xmlrpc|http"
    r"|httpx|aiohttp)\b"
)


def _imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (item.name for item in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (f"{node.module}.{item.name}" for item in node.names)


def test_nothing_but_the_door_speaks_to_the_network() -> None:
    found = {
        name
        for name, text in SOURCES.items()
        if NETWORK_WORD.search(text) and any(map(NETWORK.match, _imported(ast.parse(text))))
    }
    assert found
    # Inwards there is the other one.
    doors = ("app/call/transport/", "app/serving/")
    assert {name for name in found if not name.startswith(doors)} == set()


def _environment_uses(tree: ast.AST) -> Iterator[str]:
    names = {"environ", "environb", "getenv", "getenvb", "putenv"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in names:
            if isinstance(node.value, ast.Name) and node.value.id == "os":
                yield f"os.{node.attr}"
        elif isinstance(node, ast.ImportFrom) and node.module == "os":
            yield from (f"os.{item.name}" for item in node.names if item.name in names)


def test_the_environment_is_read_in_one_place() -> None:
    found = {
        name: set(_environment_uses(ast.parse(text)))
        for name, text in SOURCES.items()
        if re.search("environ|getenv|putenv", text)
    }
    assert {name: uses for name, uses in found.items() if uses} == {
        "app/settings.py": {"os.environ"}
    }


def test_text_becomes_markup_in_one_place() -> None:
    found = {name for name, text in SOURCES.items() if re.search(r"\bMarkup\b|__html__", text)}
    assert found == {"app/viewers/__init__.py", "app/viewers/lines.py"}


@each("name", TEMPLATES)
def test_templates_have_nothing_that_the_content_security_policy_would_stop(name: str) -> None:
    text = TEMPLATES[name]
    assert re.findall(r"<script(?![^>]*\bsrc=)", text) == []
    assert re.findall(r"<style\b", text) == []
    assert re.findall(r"\sstyle\s*=", text) == []
    assert re.findall(r"[\s\"']on[a-z]+\s*=", text, re.IGNORECASE) == []
    assert re.findall(r"javascript:|srcdoc", text, re.IGNORECASE) == []
    assert re.findall(r"(?:src|href|action)=\"(?:https?:)?//", text) == []


@each("name", TEMPLATES)
def test_templates_escape_everything(name: str) -> None:
    text = TEMPLATES[name]
    assert re.findall(r"\|\s*safe\b|\bautoescape\b|\bMarkup\b", text) == []
    # An attribute without quotes ends at the first space of its value.
    assert re.findall(r"\w=\{\{", text) == []


def test_every_template_is_used_and_every_used_one_exists() -> None:
    used = {
        name
        for text in SOURCES.values()
        for name in re.findall(r"""render_template\(\s*"([^"]+)\"""", text)
    }
    used |= {
        name
        for text in TEMPLATES.values()
        for name in re.findall(r"""\{%-?\s*(?:extends|include|import|from)\s+"([^"]+)\"""", text)
    }
    assert used == set(TEMPLATES)


def test_every_template_compiles(app: Flask) -> None:
    """Not done at start, as it takes seconds."""
    for environment in (app.jinja_env, _environment()):
        names = environment.list_templates()
        assert len(names) > 20
        for name in names:
            environment.get_template(name)


# Where a script may take text for markup, and why that is safe.
MARKUP_IN_SCRIPTS = {
    # console/_bar.html and console/_request.html, rendered here
    "request-form.js": [".innerHTML = answer.bar;", "holder.innerHTML = answer.html;"],
    "documentation.js": ["DOMParser"],  # a whole page of our own server, rendered here
    "code-example.js": ["place.innerHTML = answer.html;"],  # console/_code.html, rendered here
    "still-under-way.js": ["DOMParser"],  # the page of a call of our own server, rendered here
    # console/_call_names.html, rendered here
    "search-select.js": ["select.innerHTML = rest.textContent;"],
    "stays.js": ["createContextualFragment"],  # saved/_imported.html, rendered here
    "history/start.js": ["DOMParser"],  # history/_calls.html, rendered here
    "runs/list.js": ["DOMParser"],  # runs/_list.html, rendered here
    "saved/tree.js": ["createContextualFragment"],  # saved/_tree.html, rendered here
    "variables/here.js": ["DOMParser"],  # a whole page of our own server, rendered here
    "workflows/start.js": ["createContextualFragment"],  # console/_answer.html, rendered here
    "workshop/start.js": ["DOMParser"],  # a whole page of our own server, rendered here
    "answer/page/receive.js": ["holder.innerHTML = html;"],  # console/_answer.html, rendered here
}


def test_scripts_take_text_for_markup_only_where_the_server_has_escaped_it() -> None:
    doors = (
        r"\w*\.?(?:innerHTML|outerHTML|srcdoc)\b[^;\n]*;?|insertAdjacentHTML|document\.write\w*"
        r"|\beval\(|new Function|createContextualFragment|DOMParser|setHTML\w*|javascript:"
    )
    found = {name: re.findall(doors, text) for name, text in SCRIPTS.items()}
    assert {name: uses for name, uses in found.items() if uses} == MARKUP_IN_SCRIPTS


def _imported_by(name: str) -> set[str]:
    """What a script names: imported at once, when needed, or as a Worker; types are no import."""
    paths = re.findall(
        r"""(?:from|import|new URL)\s*\(?\s*["'](\.{1,2}/[\w./-]+)["']""", _code(SCRIPTS[name])
    )
    folder = ROOT / "static" / "js"
    return {str(((folder / name).parent / path).resolve().relative_to(folder)) for path in paths}


def _closure(name: str) -> set[str]:
    reached, waiting = {name}, [name]
    while waiting:
        further = _imported_by(waiting.pop()) - reached
        reached |= further
        waiting += further
    return reached


def test_what_a_worker_imports_knows_no_page() -> None:
    within = _closure("answer/worker/worker.js")
    assert {str(Path(name).parent) for name in within} == {"answer/worker", "answer/shared"}
    assert {name for name in SCRIPTS if name.startswith("answer/worker/")} <= within
    named = {name for name in within if re.search(r"\b(?:document|window)\b", _code(SCRIPTS[name]))}
    assert named == set()


def _code(script: str) -> str:
    """Without comments, which may speak of anything."""
    return re.sub(r"/\*.*?\*/|(?<![:\w\"'`])//[^\n]*", "", script, flags=re.DOTALL)


def test_what_page_and_worker_share_is_imported_by_both() -> None:
    page, worker = _closure("answer/page/receive.js"), _closure("answer/worker/worker.js")
    page_alone = {name for name in page if name.startswith(("answer/page/", "answer/shared/"))}
    assert {name for name in SCRIPTS if name.startswith("answer/shared/")} <= page_alone & worker


def test_scripts_import_in_one_direction() -> None:
    TopologicalSorter({name: _imported_by(name) for name in SCRIPTS}).prepare()


def test_every_script_is_reached_and_every_verb_has_a_button() -> None:
    places = " ".join([*TEMPLATES.values(), *SCRIPTS.values()])
    buttons = re.findall(r'(?:data-verb=|dataset\.verb = |data-chooses=)"([a-z-]+)"', places)
    verbs = {f"verbs/{name}.js" for name in buttons}
    assert verbs == {name for name in SCRIPTS if name.startswith("verbs/")}
    reached = {"main.js", *verbs}
    reached |= {path for name in SCRIPTS for path in _imported_by(name)}
    assert reached == set(SCRIPTS)


def _posting_rules(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())]


def test_no_route_changes_anything_without_a_token(app: Flask) -> None:
    # What a provider posts has its own token: see tests/oidc/test_signed_out_there.py.
    rules = [rule for rule in _posting_rules(app) if rule.endpoint != "oidc.signed_out"]
    assert len(rules) >= 14
    client = app.test_client()
    urls = app.url_map.bind("localhost")
    paths = [
        urls.build(rule.endpoint, dict.fromkeys(rule.arguments, "x"), method="POST")
        for rule in rules
    ]
    for path in paths:
        for data in ({}, {"csrf_token": "forged"}):
            response = client.post(path, data=data, headers={"Accept": "application/json"})
            # What programs ask for takes a token of their own.
            expected = (401, "NO_TOKEN") if path.startswith("/api/v1/") else (400, "REFUSED")
            code = response.get_json()["error"]["code"]
            assert (response.status_code, code) == expected, path


def test_routes_take_get_or_post_and_nothing_else(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        methods = (rule.methods or set()) - {"HEAD", "OPTIONS"}
        assert methods in ({"GET"}, {"POST"}), rule


def test_a_long_file_says_why_and_none_is_longer_than_that() -> None:
    lengths = {name: len(text.splitlines()) for name, text in SOURCES.items()}
    assert max(lengths.values()) <= 300
    architecture = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    section = architecture.partition("## Long files")[2].partition("\n## ")[0]
    explained = re.findall(r"^- `(app/[\w/.]+)`: ", section, re.MULTILINE)
    long = [name for name, length in lengths.items() if length > 250]
    assert [name for name in long if not name.startswith(tuple(explained))] == []
    assert [one for one in explained if not any(name.startswith(one) for name in long)] == []


KEPT_AND_RUN = ("app/pages/saved/", "app/pages/workflows/")
OVER_ROWS = "app/pages/row_runs/"
FOR_PROGRAMS = "app/pages/programs/"


def test_the_pages_stay_small() -> None:
    pages = {name: text for name, text in SOURCES.items() if name.startswith("app/pages/")}
    kept = {name: pages.pop(name) for name in list(pages) if name.startswith(KEPT_AND_RUN)}
    rows = {name: pages.pop(name) for name in list(pages) if name.startswith(OVER_ROWS)}
    programs = {name: pages.pop(name) for name in list(pages) if name.startswith(FOR_PROGRAMS)}
    assert sum(len(text.splitlines()) for text in pages.values()) < 4200
    assert sum(len(text.splitlines()) for text in rows.values()) < 840
    assert sum(len(text.splitlines()) for text in kept.values()) < 1045
    assert sum(len(text.splitlines()) for text in programs.values()) < 910
    folders = [name.rpartition("/")[0] for name in pages]
    assert max(map(folders.count, folders)) <= 14
