"""`python -m tests.scripts_checked`: what tsc says of the types in the scripts' JSDoc.

tests/unchecked_scripts.txt lists the scripts that do not say their types yet: what is wrong in them
is passed over. The list may only get shorter, so one in it that nothing is wrong with is a fault,
too, as is a script that tsc did not look at.
"""

import re
import subprocess
import sys
from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIST = Path(__file__).with_name("unchecked_scripts.txt")
TSC = ROOT / "node_modules" / ".bin" / "tsc"
PROJECTS = ("tsconfig.json", "tsconfig.worker.json")
_IN_A_SCRIPT = re.compile(r"(static/js/\S+\.js)\(\d+,\d+\): error ")


def main() -> int:
    """The exit code: 1 where there is a fault, which is printed."""
    with ThreadPoolExecutor() as pool:
        told = "".join(pool.map(_told_of, PROJECTS))
    found = list(faults(told, scripts(), unchecked()))
    for fault in found:
        print(fault)
    checked = len(scripts()) - len(unchecked())
    print(f"Types: {checked} of {len(scripts())} scripts checked, {len(found)} faults.")
    return 1 if found else 0


def scripts() -> list[str]:
    """All scripts of the console, as paths below the root."""
    return sorted(str(file.relative_to(ROOT)) for file in (ROOT / "static/js").rglob("*.js"))


def unchecked() -> list[str]:
    return LIST.read_text("utf-8").split()


def faults(told: str, every: Collection[str], passed_over: Collection[str]) -> Iterator[str]:
    """What is to be mended, from what tsc has printed with --listFiles."""
    looked_at = set(told.splitlines())
    seen = {one for one in every if str(ROOT / one) in looked_at}
    wrong = set()
    passing = False
    for line in told.splitlines():
        if not line.startswith(" "):
            script = _IN_A_SCRIPT.match(line)
            passing = script is not None and script[1] in passed_over
            if script:
                wrong.add(script[1])
        # What begins with blanks explains the line above it.
        if not passing and ("error TS" in line or line.startswith(" ")):
            yield line
    for one in sorted(set(passed_over) - wrong):
        yield f"{one}: nothing is wrong with its types; take it out of {LIST.name}."
    for one in sorted(set(every) - seen):
        yield f"{one}: no tsconfig includes it."


def _told_of(project: str) -> str:
    ran = subprocess.run(
        [TSC, "--project", project, "--listFiles", "--pretty", "false"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    return ran.stdout + ran.stderr


if __name__ == "__main__":
    sys.exit(main())
