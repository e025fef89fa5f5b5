"""The programs that are kept as files: those of a dozen calls in every language and variant."""

import re
from pathlib import Path

from app.codegen import CannotWrite, build, languages
from tests.codegen.calls import CASES, GOLDEN, REGISTRY

FOLDER = Path(__file__).with_name("golden")
_VENV = Path(__file__).resolve().parents[2] / ".venv"
SERVICE_URL = "https://www.kaltura.com"


def folders(ids: list[str]) -> list[Path]:
    """The folders that are kept of these languages; of all for none."""
    return [one for one in FOLDER.iterdir() if not ids or one.name.split(".")[0] in ids]


def made(ids: list[str]) -> dict[Path, str]:
    """The programs of these languages, or of all, as they are written now, by file."""
    found = {}
    for language in [one for one in languages() if not ids or one.id in ids]:
        for variant in language.variants:
            for case in GOLDEN:
                program = build(CASES[case], REGISTRY, SERVICE_URL)
                name = re.sub(r"[^a-z0-9]+", "-", case.lower())
                try:
                    text = variant.render(program)
                except CannotWrite as refused:
                    text = f"{refused.sentence}\n"
                # No suffix of the language: these files are data, and no tool's business.
                found[FOLDER / f"{language.id}.{variant.id}" / f"{name}.txt"] = text
    return found


def node_modules() -> Path | None:
    """Where the tests have installed the library for Node.js, the latest."""
    found = sorted(_VENV.glob("node-*/node_modules"), key=lambda one: one.stat().st_mtime)
    return found[-1] if found else None
