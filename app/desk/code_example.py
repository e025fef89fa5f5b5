"""A call as a program, coloured."""

from dataclasses import dataclass

from app.call.model import Call
from app.codegen import CannotWrite, Language, Program, Variant, build, language
from app.regions import Region
from app.schema.registry import Registry
from app.viewers.lines import highlight

# Most people can start a program in these at once.
SENT_IN = ("curl", "python")


@dataclass(frozen=True, slots=True)
class Example:
    """A call in one language; `refusal` is why that cannot be, "" where it can."""

    language: Language
    variant: Variant
    literal: bool
    lines: str  # as `highlight` gives them
    variables: tuple[str, ...] = ()
    refusal: str = ""


def written(program: Program, chosen: Language, variant: Variant, *, literal: bool) -> Example:
    """The program in that language; `literal` says that its secrets stand in it."""
    try:
        source = variant.render(program)
    except CannotWrite as fault:
        return Example(chosen, variant, literal, "", refusal=str(fault))
    lines = highlight(source, variant.highlight)
    return Example(chosen, variant, literal, lines, tuple(program.variables))


def examples_of(call: Call, registry: Registry, region: Region) -> tuple[Example, ...]:
    """A call that was sent, in the languages of SENT_IN, without its secrets."""
    program = build(call, registry, region.url)
    chosen = [language(id) for id in SENT_IN]
    return tuple(written(program, one, one.variant(), literal=False) for one in chosen)
