"""The workflow of a file, among the regions and accounts of this console."""

from dataclasses import replace

from app.desk.desk import Desk
from app.desk.place import Place
from app.workflows.model import Workflow


def placed(desk: Desk, place: Place, workflow: Workflow, notes: list[str]) -> Workflow:
    """The workflow with the ids of the regions and accounts that it names; `notes` gets a sentence
    for each that is not known here, in whose place it would run where the others do."""
    # Few name any: a file may have thousands of workflows.
    places = desk.places() if any(one.region or one.account for one in workflow.steps) else ()
    regions = {one.region.name: one.region.id for one in places}
    accounts = {one.name: one.id for each in places for one in each.accounts}
    steps = []
    for step in workflow.steps:
        for what, name, known in (
            ("region", step.region, regions),
            ("account", step.account, accounts),
        ):
            if name and name not in known and "{{" not in name:
                notes.append(
                    f"The {what} {name:.80} of {step.id} is not known here: choose another."
                )
        region, account = (
            known.get(name, name if "{{" in name else "")
            for name, known in ((step.region, regions), (step.account, accounts))
        )
        call = replace(step.call, region=regions.get(step.region) or place.region.id)
        steps.append(replace(step, call=call, region=region, account=account))
    title = workflow.title.strip()[:200] or workflow.name
    return replace(workflow, title=title, steps=tuple(steps))
