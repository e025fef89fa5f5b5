"""The desk is what a runner or a command works at: nothing of it needs Flask."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_a_script_does_it_all_without_flask(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "tests.desk.script", str(tmp_path / "data")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout) == {
        "started": "ok",
        "asked": "category.add may change or delete something in Prod, which is marked as "
        "production: confirm it.",
        "added": "ok",
        "listed": "ok",
        "is another KS": True,
        "kept": [True],
        "opened": "category.add",
        "recorded": 4,
        "web": [],
    }
