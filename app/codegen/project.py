"""A program as the files of a small project."""

from app.codegen.language import Language
from app.codegen.program import Program


def project(language: Language, program: Program, variant: str = "") -> dict[str, str]:
    """The program, what it depends on and a README, by file name.

    `variant` is "client" or "http"; "" is the language's first. Raises CannotWrite.
    """
    chosen = language.variant(variant)
    return {
        chosen.file: chosen.render(program),
        **dict(chosen.dependencies),
        "README.md": _readme(language, program, variant),
    }


def _readme(language: Language, program: Program, variant: str) -> str:
    chosen = language.variant(variant)
    library = chosen.library
    needs = f"the Kaltura client library {library.name} {library.version}" if library else ""
    about = f"Sends {program.title} to the Kaltura API, in {language.label} with "
    lines = [f"# {program.title}", "", f"{about}{needs or 'plain HTTP'}.", ""]
    if program.variables:
        takes = "It takes these environment variables; set them first:"
        lines += ["The page asks for these:" if chosen.is_page else takes, ""]
        lines += [f"- `{name}`" for name in program.variables]
        lines.append("")
    if program.files:
        beside = "It uploads files that have to lie beside it; the program names them."
        lines += ["It uploads files that you choose in the page." if chosen.is_page else beside, ""]
    if chosen.note:
        lines += [chosen.note, ""]
    commands = [command for command in (chosen.install, chosen.run) if command]
    lines += ["Then, in this folder:", "", *[f"    {command}" for command in commands], ""]
    return "\n".join(lines)
