"""A workflow that is done for each row, and rows for it."""

from app.call.model import Call, Object
from app.workflows.model import ROW, Step, Workflow

OWN = "w"


def renaming(**more: object) -> Workflow:
    entry = Object("KalturaMediaEntry", (("name", "{{row.name}} (old)"),))
    parameters = (("entryId", "{{row.id}}"), ("mediaEntry", entry))
    call = Call("", "media", "update", parameters, format="1")
    return Workflow("w", "Rename", steps=(Step("rename", call, each=ROW),), **more)  # type: ignore[arg-type]


def rows(count: int) -> list[dict[str, str]]:
    return [{"id": f"0_{n}", "name": f"Lecture {n}"} for n in range(count)]
