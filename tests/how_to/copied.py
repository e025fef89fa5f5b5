"""A copy of the tree that is changed as "How to" in ARCHITECTURE.md says, and started.

The files are those that the document names in the first sentence of each entry, so that it cannot
say less, or more, than what is needed.
"""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.prepared import fill

ROOT = Path(__file__).resolve().parents[2]

# A console in the copy, with which each of the programs below goes on.
START = """
import json
import sys
from app import create_app
from app.assembly import EXTENSION
from app.schema.help import client_library
from app.settings import Settings
client_library.start_in_background = lambda data_dir: None

def console(folder):
    app = create_app(Settings.load({"TESTME_DATA_DIR": folder}))
    app.config["WTF_CSRF_ENABLED"] = False
    return app

def told(**values):
    print(json.dumps(values))

"""


def named(title: str, **names: str) -> set[str]:
    """The files that the entry of "How to" says have to change, `<name>` and the like filled in."""
    section = (ROOT / "ARCHITECTURE.md").read_text("utf-8").partition("\n## How to\n")[2]
    found = re.search(rf"^- \*\*{re.escape(title)}\*\*: (.*?)\.(?:\s|\Z)", section, re.M | re.S)
    assert found, title
    files = {path for path in re.findall(r"`([^`]+)`", found[1]) if "/" in path}
    return {re.sub(r"<(\w+)>", lambda name: names[name[1]], file) for file in files}


class Copy:
    """A copy of the console's tree below `folder`, to be changed and started."""

    def __init__(self, folder: Path) -> None:
        self.tree = folder / "tree"
        self.data = folder / "data"
        for name in ("app", "templates", "static"):
            shutil.copytree(ROOT / name, self.tree / name)
        fill(self.data, database=False)

    def add(self, files: Mapping[str, str | tuple[str, str]], expected: set[str]) -> None:
        """Write new files, and put one text in the place of another in those that are there.

        They have to be those that are `expected`. Tests are no part of the copy: the folder that
        they belong to has to be there.
        """
        tests = {file for file in expected if file.startswith("tests/")}
        assert all((ROOT / file).parent.is_dir() for file in tests)
        assert set(files) == expected - tests
        for file, content in files.items():
            path = self.tree / file
            if isinstance(content, str):
                assert path.parent.is_dir()
                assert not path.exists()
                path.write_text(content, "utf-8")
            else:
                before, after = content
                source = path.read_text("utf-8")
                assert source.count(before) == 1, (file, before)
                path.write_text(source.replace(before, after), "utf-8")

    def run(self, program: str) -> Any:
        """What a program says that begins with START; its first argument is the data folder."""
        ended = subprocess.run(
            [sys.executable, "-W", "error", "-c", START + program, str(self.data)],
            cwd=self.tree,
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
        )
        assert ended.returncode == 0, ended.stderr
        return json.loads(ended.stdout.splitlines()[-1])
