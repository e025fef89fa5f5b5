"""A file that lacks something is named when the console starts, not when a page needs it."""

import subprocess
import sys

from tests.how_to.additions import LANGUAGE, PAGE, PRIVILEGE, VIEWER
from tests.how_to.copied import START, Copy

BROKEN = """
import importlib
import pathlib

def started_with(file, content):
    path = pathlib.Path(file)
    path.parent.mkdir(exist_ok=True)
    before = path.read_text() if path.exists() else None
    path.write_text(content)
    importlib.invalidate_caches()
    try:
        console(sys.argv[1])
    except Exception as fault:
        return f"{type(fault).__name__}: {fault}"
    finally:
        path.unlink() if before is None else path.write_text(before)

told(faults={file: started_with(file, content) for file, content in CASES.items()})
"""


def test_a_file_that_lacks_something_is_named_at_start(copy: Copy) -> None:
    languages = "app/codegen/languages"
    named_so = LANGUAGE.replace('"pseudo",', '"other",')
    workflow = "app/workflows/bundled/Upload/From_a_URL.yaml"
    summary = "    summary: Upload from a URL\n"
    described = (copy.tree / workflow).read_text("utf-8")
    assert summary in described
    cases = {
        workflow: (described.replace(summary, ""), "BundledFault: {}: it has no title."),
        f"{languages}/pseudo.py": (
            LANGUAGE,
            "LanguageFault: {}: it lacks its template, app/codegen/templates/pseudo.http.j2.",
        ),
        f"{languages}/silent.py": (
            "",
            "LanguageFault: {} has no LANGUAGE: see app/codegen/__init__.py.",
        ),
        f"{languages}/elsewhere.py": (
            LANGUAGE.replace("    45,\n", ""),
            "LanguageFault: {}: Language.__init__() missing 1 required positional argument: "
            "'variants'",
        ),
        f"{languages}/another.py": (
            named_so.replace("(Variant", "() and (Variant"),
            "LanguageFault: {}: the id of its LANGUAGE is 'other': write 'another', as the file is "
            'called; it lacks a Variant "http", the last of them: a program without any library.',
        ),
        f"{languages}/spelt.py": (
            LANGUAGE.replace('"pseudo"', '"spelt"').replace("    45,", '    "45",'),
            "LanguageFault: {}: the place of its LANGUAGE is '45': write a whole number; it lacks "
            "its template, app/codegen/templates/spelt.http.j2.",
        ),
        f"{languages}/single.py": (
            LANGUAGE.replace('"pseudo"', '"single"').replace("http),),", "http)),"),
            "LanguageFault: {}: its variants are not a tuple: put a comma behind a single one.",
        ),
        # What is found to be whole is not read again: languages first, then viewers.
        "app/viewers/as_yaml.py": (
            VIEWER.replace("VIEWER =", "Viewer_ ="),
            "ViewerFault: {} has no VIEWER of its language: see app/viewers/__init__.py.",
        ),
        "app/viewers/as_ini.py": (
            VIEWER.replace('"yaml", ("---", "%YAML")', '"ini", ("[",)'),
            "ViewerFault: app/viewers/as_json.py: {} shows texts that begin with '['.",
        ),
        "app/viewers/as_toml.py": (
            VIEWER.replace(", lay_out)", ")"),
            "ViewerFault: {}: Viewer.__init__() missing 1 required positional argument: 'lay_out'.",
        ),
        "app/viewers/as_csv.py": (
            VIEWER.replace('"yaml", ("---", "%YAML")', '"csv", ("---")'),
            "ViewerFault: {}: `begins` is not a tuple: put a comma behind a single text.",
        ),
        "app/pages/weather.py": (
            PAGE.replace("PAGES =", "PAGE ="),
            "PageFault: app/pages/weather has no PAGES: see app/pages/__init__.py.",
        ),
        "app/pages/climate.py": (
            PAGE.replace("weather.index", "weather.indx"),
            "PageFault: The page 'Weather' is at the endpoint 'weather.indx', which no route has, "
            "or not with these values: see its PAGES.",
        ),
        "app/pages/forecast.py": (
            PAGE.replace("place=9", 'entries=(Entry("Wind", "weather.wind"),)'),
            "PageFault: The page 'Wind' is at the endpoint 'weather.wind', which no route has, "
            "or not with these values: see its PAGES.",
        ),
        "app/pages/tide.py": (
            PAGE.replace('"/weather"', '"/history"'),
            "PageFault: GET /history is the address of two endpoints, 'history.index' and "
            "'weather.index': give one of them another.",
        ),
        # Last, as its folder stays.
        "app/pages/storm/page.py": (
            PAGE,
            "PageFault: app/pages/storm has no __init__.py: see app/pages/__init__.py.",
        ),
    }
    contents = {file: content for file, (content, _) in cases.items()}
    told = copy.run(f"CASES = {contents!r}\n{BROKEN}")
    assert told["faults"] == {file: said.format(file) for file, (_, said) in cases.items()}


def test_a_privilege_that_lacks_something_is_named_at_start(copy: Copy) -> None:
    with (copy.tree / "app/sessions/privileges/known.toml").open("a", encoding="utf-8") as file:
        file.write(PRIVILEGE.replace('kind = "number"\n', ""))
    ended = subprocess.run(
        [sys.executable, "-c", START],
        cwd=copy.tree,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 1
    assert ended.stderr.splitlines()[-1] == (
        "app.sessions.privileges.known.PrivilegeFault: "
        "app/sessions/privileges/known.toml, privilege 'shelf': "
        "Known.__init__() missing 1 required positional argument: 'kind'."
    )
