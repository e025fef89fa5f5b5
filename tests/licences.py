"""`python -m tests.licences` prints the licences of what the console runs on, for LICENCES.md."""

import re
from importlib.metadata import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def packages() -> list[str]:
    """What requirements.txt pins, by name."""
    pinned = (ROOT / "requirements.txt").read_text("utf-8")
    return re.findall(r"^([\w.-]+)==", pinned, re.MULTILINE)


def licence(package: str) -> str:
    """What the installed package says of itself: an expression, else a few words, else a class."""
    told = metadata(package)
    for field in ("License-Expression", "License"):
        words = "".join(told.get_all(field) or []).strip()
        if 0 < len(words) < 60:
            return words
    # The whole text of a licence, or none.
    classes = told.get_all("Classifier") or []
    return ", ".join(one.rpartition(" :: ")[2] for one in classes if one.startswith("License ::"))


def rows() -> list[str]:
    return [f"| {package} | {licence(package)} |" for package in packages()]


if __name__ == "__main__":
    print("\n".join(rows()))
