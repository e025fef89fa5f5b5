"""Code examples: a Call becomes a program that a person can save and start.

    program = build(call, registry, region.url)      the language-neutral program
    languages()                                      all languages, in the page's order
    language("python").variant("client").render(program)
    project(language("python"), program, "http")     the files of a small project

To add a language, write one file with its templates and its test, and nothing else:

- `languages/<id>.py` with `LANGUAGE = Language(id, label, place, variants)`;
- `templates/<id>.<variant>.j2` of each variant, `http` and maybe `client`, filled by
  `language.fill`;
- `tests/codegen/test_<id>.py`; `python -m tests.codegen.regenerate <id>` writes its golden files.

What lacks something is named when the console starts. The writer has one function
`text(value) -> source` that gives a literal of one line for any text, with the help of
`literals.escaped`; every name that is written bare goes through `program.identifier`, everything
else through `text`. Plain HTTP writes `program.pairs` (form fields, flattened) and
`program.files`; with files the body is multipart. A client library's writer turns the nodes
(`nodes`) of `program.calls` and `program.settings` into expressions, and asks `lacking` for what
its release does not have.
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
    "CannotWrite",
    "Language",
    "LanguageFault",
    "Library",
    "Program",
    "Variant",
    "build",
    "language",
    "languages",
    "project",
]


class LanguageFault(Exception):
    """A file of app/codegen/languages/ that lacks something; the text says which, and what."""


@cache
def languages() -> tuple[Language, ...]:
    """Every language that has a file in `languages`, in the page's order. Raises LanguageFault."""
    found = [_read(module.name) for module in pkgutil.iter_modules(folder.__path__)]
    return tuple(sorted(found, key=lambda one: one.place))


def language(id: str) -> Language:
    """By id. Raises NotFound, and LanguageFault."""
    found = next((one for one in languages() if one.id == id), None)
    if found is None:
        known = ", ".join(one.id for one in languages())
        raise NotFound(f"There are no examples in {id!r:.40}. Choose one of {known}.")
    return found


def _read(id: str) -> Language:
    file = f"app/codegen/languages/{id}.py"
    try:
        found = getattr(importlib.import_module(f"{folder.__name__}.{id}"), "LANGUAGE", None)
    except TypeError as fault:
        raise LanguageFault(f"{file}: {fault}") from fault
    if not isinstance(found, Language):
        raise LanguageFault(f"{file} has no LANGUAGE: see app/codegen/__init__.py.")
    if faults := "; ".join(found.faults(id)):
        raise LanguageFault(f"{file}: {faults}.")
    return found
