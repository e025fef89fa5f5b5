"""`python -m tests.codegen.regenerate [language …]`: writes the golden files anew.

Without a language, those of all, and what the libraries of `tests/codegen/lacks.py` lack:
those of Node.js are installed by the tests.
"""

import shutil
import sys

from tests.codegen import golden, lacks, typescript_library


def main(ids: list[str]) -> None:
    if not ids:
        _lacks()
    for folder in golden.folders(ids):
        shutil.rmtree(folder)
    for file, text in golden.made(ids).items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def _lacks() -> None:
    (lacks.FOLDER / "python.json").write_text(lacks.as_text(lacks.of_python()), "utf-8")
    node, modules = shutil.which("node"), golden.node_modules()
    if node and modules:
        (lacks.FOLDER / "node.json").write_text(
            lacks.as_text(lacks.of_node(node, modules)), "utf-8"
        )
        (lacks.FOLDER / "typescript.json").write_text(
            lacks.as_text(typescript_library.lacks(node, modules)), "utf-8"
        )
        public = lacks.of_public(lacks.kept("python"), lacks.kept("node"))
        (lacks.FOLDER / "public.json").write_text(lacks.as_text(public), "utf-8")
    else:
        sys.stderr.write("Run the tests once, so that the library for Node.js is installed.\n")


if __name__ == "__main__":
    main(sys.argv[1:])
