"""What a language is: its variants, each with how it is installed, run and written."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from typing import Literal as OneOf

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.codegen.program import CannotWrite, Program

_TEMPLATES = Path(__file__).with_name("templates")


@dataclass(frozen=True, slots=True)
class Library:
    """An official client library, as packages are named, and the release that is written for."""

    name: str
    version: str


@dataclass(frozen=True, slots=True)
class Variant:
    """One way of writing a program: "client" with the official library, "http" without any.

    `install` and `run` are commands for the folder that the project was saved to; `install`
    is "" where there is nothing to install. `dependencies` are further files, name and text.
    `highlight` is the name that Pygments knows the language by. `write` raises CannotWrite
    for a program that the library cannot carry. A page has no environment: it asks for what
    others take from there, and for the files. `note` is what the README says besides.
    """

    id: OneOf["client", "http"]
    label: str
    file: str
    run: str
    highlight: str
    write: Callable[[Program], str]
    install: str = ""
    library: Library | None = None
    dependencies: tuple[tuple[str, str], ...] = ()
    is_page: bool = False
    note: str = ""

    def render(self, program: Program) -> str:
        """The source. Raises CannotWrite for a program that the library cannot carry."""
        if self.library and program.beside:
            raise CannotWrite(
                f"{self.library.name} sends nothing beside the calls of a multirequest, and here "
                f"is {program.beside[0][:80]!r}: choose plain HTTP."
            )
        return self.write(program)


@dataclass(frozen=True, slots=True)
class Language:
    """`place` orders the languages on the page, from the top.

    `variants`: the official library's first where there is one, then plain HTTP.
    """

    id: str
    label: str
    place: int
    variants: tuple[Variant, ...]

    def variant(self, id: str = "") -> Variant:
        """By id; the first for "" or one that the language does not have."""
        return next((one for one in self.variants if one.id == id), self.variants[0])

    def faults(self, id: str) -> Iterator[str]:
        """What its file lacks or has wrong, as sentences; `id` is how the file is called."""
        if self.id != id:
            yield f"the id of its LANGUAGE is {self.id!r}: write {id!r}, as the file is called"
        place: Any = self.place
        if not isinstance(place, int):
            yield f"the place of its LANGUAGE is {place!r}: write a whole number"
        variants: Any = self.variants
        if not isinstance(variants, tuple):
            yield "its variants are not a tuple: put a comma behind a single one"
            return
        if not self.variants or self.variants[-1].id != "http":
            yield 'it lacks a Variant "http", the last of them: a program without any library'
        for variant in self.variants:
            template = f"{id}.{variant.id}.j2"
            if not (_TEMPLATES / template).is_file():
                yield f"it lacks its template, app/codegen/templates/{template}"
            if variant.id == "client" and variant.library is None:
                yield 'its Variant "client" lacks the library that it is written for'


@cache
def _environment() -> Environment:
    return Environment(  # nosec B701
        loader=FileSystemLoader(_TEMPLATES),
        # What comes out is source, not HTML: values are written by the literal writers.
        autoescape=False,  # noqa: S701
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def fill(template: str, program: Program, **values: Any) -> str:
    """A template of the folder `templates` with `program` and these values filled in.

    Nothing is escaped: whatever is text must have gone through the language's literal writer.
    """
    return _environment().get_template(template).render(program=program, **values)
