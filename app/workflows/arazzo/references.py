"""Templates (`{{name}}`) and runtime expressions (`$inputs.name`), one out of the other."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.call.variables.expressions import pieces
from app.errors import BadInput
from app.workflows.model import Input, Step

_NAME = re.compile(r"[A-Za-z_]\w{0,99}", re.ASCII)
_SPELLED = r"\$(?:inputs|steps\.[A-Za-z0-9_-]{1,80}\.outputs)\.[A-Za-z0-9._-]{1,100}"
_WHOLE = re.compile(_SPELLED)
_WITHIN = re.compile(r"\{(" + _SPELLED + r")\}")
_OTHER = re.compile(
    r"(?:\A|\{)\$(?:inputs|outputs|steps|workflows|components|sourceDescriptions|self|url|method"
    r"|statusCode|request|response|message)\b"
)
RUN_KS = "$inputs.ks"  # the KS that a run has, of a session kept or given
# The output with which a step gives a run its KS from then on; no variable is called so.
GIVEN_KS = "run-ks"


def given_ks(step: Step) -> str:
    """The expression of the KS that a step gives its run."""
    return f"$steps.{step.id}.outputs.{GIVEN_KS}"


def is_run_ks(plain: object) -> bool:
    return plain == RUN_KS or (isinstance(plain, str) and plain.endswith(f".outputs.{GIVEN_KS}"))


def variable_name(name: str) -> str:
    """A name of Arazzo's, which may have points and dashes, as one of ours. Raises BadInput."""
    made = re.sub(r"[.-]", "_", name)
    if not _NAME.fullmatch(made):
        raise BadInput(f"{name!r:.80} is no name of a variable: letters, digits and _.")
    return made


@dataclass(frozen=True, slots=True)
class Known:
    """The variables at a step, each with the expression that it is there."""

    expressions: Mapping[str, str]

    @classmethod
    def at(cls, inputs: Iterable[Input], before: Iterable[Step]) -> "Known":
        """What a later step takes comes in the place of what was called so; what the step that
        gives the rows takes is in each row."""
        found = {one.name: f"$inputs.{one.name}" for one in inputs}
        for step in (one for one in before if not one.pages):
            found |= {one.name: f"$steps.{step.id}.outputs.{one.name}" for one in step.takings}
        return cls(found)

    def said(self, text: str) -> str | None:
        """The text with expressions in the place of templates; None where they cannot say it."""
        made, typed = [], []
        for piece in pieces(text):
            if isinstance(piece, str):
                made.append(piece)
                typed.append(piece)
                continue
            name = piece[1].strip()
            if name not in self.expressions:
                return None
            whole = piece[0] == text
            made.append(self.expressions[name] if whole else f"{{{self.expressions[name]}}}")
            typed.append(f"{{{{{name}}}}}")
        said = "".join(made)
        try:
            return said if self.typed(said) == "".join(typed) else None
        except BadInput:
            return None

    def typed(self, text: str) -> str:
        """The text with templates in the place of expressions. Raises BadInput."""
        made = (
            self._template(text)
            if _WHOLE.fullmatch(text)
            else _WITHIN.sub(lambda found: self._template(found[1]), text)
        )
        if _OTHER.search(made):
            raise BadInput(f"{text!r:.120} is an expression that cannot be read here.")
        return made

    def _template(self, expression: str) -> str:
        *before, name = expression.split(".", 3 if expression.startswith("$steps.") else 1)
        known = variable_name(name)
        if self.expressions.get(known) != ".".join([*before, known]):
            raise BadInput(
                f"{expression:.120} is nothing at that place: an input, or an output of an earlier "
                "step, whose name no later one has."
            )
        return f"{{{{{known}}}}}"
