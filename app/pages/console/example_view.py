"""A call as a program, as the page shows it."""

from dataclasses import dataclass

from app.codegen import Language, Variant


@dataclass(frozen=True, slots=True)
class Example:
    """A call in one language; `refusal` is why that cannot be, "" where it can."""

    language: Language
    variant: Variant
    literal: bool
    lines: str  # as `highlight` gives them
    variables: tuple[str, ...] = ()
    refusal: str = ""
