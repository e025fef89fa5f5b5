"""Code examples: a Call becomes a program that a person can save and start.

    program = build(call, registry, region.url)      the language-neutral program
    languages()                                      all languages, in the page's order
    language("python").variant("client").render(program)
    project(language("python"), program, "http")     the files of a small project

To add a language, write three files and nothing else:

- `languages/<id>.py` with `LANGUAGE = Language(id, label, variants)`; the id is in ORDER.
- `templates/<id>.client.j2` and `templates/<id>.http.j2`, filled by `language.fill`. TypeScript's
  plain HTTP is that of Node.js, with types.

and `tests/codegen/test_<id>.py`; `python -m tests.codegen.regenerate <id>` writes its golden
files. The writer has one function `text(value) -> source` that
gives a literal of one line for any text, with the help of `literals.escaped`; every name that
is written bare goes through `program.identifier`, everything else through `text`. Plain HTTP
writes `program.pairs` (form fields, flattened) and `program.files`; with files the body is
multipart. A client library's writer turns the nodes (`nodes`) of `program.calls` and
`program.settings` into expressions, and asks `lacking` for what its release does not have.
"""

import importlib
import pkgutil
from functools import cache

from app.codegen import languages as folder
from app.codegen.build import build
from app.codegen.language import Language, Library, Variant
from app.codegen.program import CannotWrite, Program
from app.codegen.project import project
from app.errors import NotFound

__all__ = [
    "ORDER",
    "CannotWrite",
    "Language",
    "Library",
    "Program",
    "Variant",
    "build",
    "language",
    "languages",
    "project",
]

# The original console's five, then the others.
ORDER = (
    "php",
    "java",
    "csharp",
    "python",
    "javascript",
    "curl",
    "node",
    "typescript",
    "go",
    "ruby",
    "powershell",
    "kotlin",
    "swift",
)


@cache
def languages() -> tuple[Language, ...]:
    """Every language that has a file in `languages`, in the page's order."""
    return tuple(language(id) for id in sorted(_ids(), key=ORDER.index))


def language(id: str) -> Language:
    """By id. Raises NotFound."""
    if id not in _ids():
        known = ", ".join(sorted(_ids(), key=ORDER.index))
        raise NotFound(f"There are no examples in {id!r:.40}. Choose one of {known}.")
    found: Language = importlib.import_module(f"{folder.__name__}.{id}").LANGUAGE
    return found


@cache
def _ids() -> frozenset[str]:
    return frozenset(found.name for found in pkgutil.iter_modules(folder.__path__))
