"""The form's request to take along: as a program, and as text for a shell, a URL or a link."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.call import copied
from app.codegen import CannotWrite, Language, Program, Variant, build
from app.desk.code_example import Example, written
from app.desk.desk import Desk
from app.desk.forms.forming import FilledForm
from app.desk.reached import IN_ITS_PLACE, reached
from app.errors import BadInput

_SHELLS = {"bash": copied.bash, "cmd": copied.cmd, "powershell": copied.powershell}
KINDS = (*_SHELLS, "url", "link")


@dataclass(frozen=True, slots=True)
class Copied:
    """`left_out` names what the text does not have of the request."""

    text: str
    left_out: Sequence[str]


def copied_as(desk: Desk, page: FilledForm, kind: str, *, clear: bool) -> Copied:
    """`kind` is one of KINDS. Secrets stand as environment variables, in a URL not at all, and in
    clear only where that is wanted; a link never has any. Raises BadInput."""
    if kind not in KINDS:
        raise BadInput(f"as takes one of {', '.join(KINDS)}.", field="as")
    typed, _ = page.form.read(page.region.id, as_typed=True)
    call, _ = page.form.read(page.region.id)
    if kind == "link":
        # It leads to the form, where names mean what they mean here.
        link = copied.link(typed)
        return Copied(link.href, link.left_out)
    region = reached(desk, page.region, clear=clear)
    token = [f"the sandbox's token ({IN_ITS_PLACE})"] if IN_ITS_PLACE in region.url else []
    if kind in _SHELLS:
        secrets: copied.Secrets = "literal" if clear else "environment"
        named = copied.named_by(typed)
        return Copied(_SHELLS[kind](call, region, secrets=secrets, named=named), token)
    url = copied.url(call, region, secrets=clear)
    return Copied(url.href, [*url.left_out, *token])


def program_of(desk: Desk, page: FilledForm, *, clear: bool) -> Program:
    """The form's request as a program; `clear` says that its secrets stand in it. Raises
    CannotWrite."""
    typed, _ = page.form.read(page.region.id, as_typed=True)
    call, _ = page.form.read(page.region.id)
    url = reached(desk, page.region, clear=clear).url
    named = copied.named_by(typed)
    return build(call, page.registry, url, literal_secrets=clear, named=named)


def example_of(
    desk: Desk, page: FilledForm, language: Language, variant: Variant, *, clear: bool
) -> Example:
    """The same in a language."""
    try:
        program = program_of(desk, page, clear=clear)
    except CannotWrite as fault:
        return Example(language, variant, clear, "", refusal=str(fault))
    return written(program, language, variant, literal=clear)
