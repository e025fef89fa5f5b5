"""`python -m tests.codegen.regenerate`: writes the golden files anew, and what libraries lack.

`tests/codegen/lacks.py` needs the libraries: those of Node.js are installed by the tests.
"""

import shutil
import sys

from tests.codegen import golden, lacks


def main() -> None:
    (lacks.FOLDER / "python.json").write_text(lacks.as_text(lacks.of_python()), "utf-8")
    node, modules = shutil.which("node"), golden.node_modules()
    if node and modules:
        (lacks.FOLDER / "node.json").write_text(
            lacks.as_text(lacks.of_node(node, modules)), "utf-8"
        )
    else:
        sys.stderr.write("Run the tests once, so that the library for Node.js is installed.\n")
    shutil.rmtree(golden.FOLDER, ignore_errors=True)
    for file, text in golden.made().items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
