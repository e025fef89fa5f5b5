"""A workflow that is done for each row, and rows for it."""

from app.call.model import Call, Object
from app.workflows.model import ROW, Step, Workflow

OWN = "w"


def renaming(**more: object) -> Workflow:
    return Workflow("w", "Rename", steps=(_rename(),), **more)  # type: ignore[arg-type]


def _rename() -> Step:
    entry = Object("KalturaMediaEntry", (("name", "{{row.name}} (old)"),))
    parameters = (("entryId", "{{row.id}}"), ("mediaEntry", entry))
    return Step("rename", Call("", "media", "update", parameters, format="1"), each=ROW)


def _once(name: str) -> Step:
    return Step(name, Call("", "media", "approve", (("entryId", name),), format="1"))


def changing_often() -> Workflow:
    """Once before the rows, twice for each and for each of two things of it, once after them."""
    thing = (("entryId", "{{row.id}} {{item}}"),)
    return Workflow(
        "often",
        "Change often",
        steps=(
            _once("head"),
            _rename(),
            Step("flag", Call("", "media", "flag", thing, format="1"), each='["a", "b"]'),
            Step(
                "reject",
                Call("", "media", "reject", (("entryId", "{{row.id}}"),), format="1"),
                each=ROW,
            ),
            _once("tail"),
        ),
    )


WORKFLOWS = {"renaming": renaming, "often": changing_often}


def rows(count: int) -> list[dict[str, str]]:
    return [{"id": f"0_{n}", "name": f"Lecture {n}"} for n in range(count)]
