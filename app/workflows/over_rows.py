"""A workflow that was made of calls, as one over rows."""

import re
from dataclasses import replace

from app.call.variables.filling import with_texts
from app.workflows.model import ROW, Step, Workflow

# What is taken of the first thing that a list gave.
_OF_THE_FIRST = re.compile(r"\$\.objects\[0\]\.([A-Za-z_]\w*)")


def with_rows_of(workflow: Workflow, step_id: str) -> Workflow:
    """It with all pages of that step as its rows: what later steps had of the first thing in its
    answer, they have of each row."""
    names = {
        taking.name: f"{ROW}.{found[1]}"
        for step in workflow.steps
        if step.id == step_id
        for taking in step.takings
        if (found := _OF_THE_FIRST.fullmatch(taking.path))
    }
    templates = {
        re.compile(rf"(\{{\{{\s*){re.escape(name)}(?![\w$])"): names[name] for name in names
    }

    def of_row(text: str) -> str:
        for template, member in templates.items():
            text = template.sub(rf"\g<1>{member}", text)
        return text

    def made(step: Step) -> Step:
        if step.id == step_id:
            return replace(step, pages=True, each="", takings=())
        # One step alone gives the rows.
        return replace(step, pages=False, call=with_texts(step.call, of_row))

    return replace(workflow, steps=tuple(made(one) for one in workflow.steps))
