"""A workflow that is done for each row, rows for it, and who carries it out."""

from dataclasses import replace

from app.call.model import Call, Object
from app.desk.parts import Parts
from app.desk.row_runs.engine import Threads
from app.desk.row_runs.keeper import Keeper
from app.desk.row_runs.working import working_of
from app.storage.running import Presence
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


def by_threads(parts: Parts) -> Parts:
    """They carry runs out by threads: DBOS takes two seconds to begin and to end, and is what
    tests/desk/test_row_runs_crash.py and those of commands look at."""
    keeper = Keeper(parts.row_runs, Threads, Presence(parts.settings.data_dir))
    made = replace(parts, keeper=keeper)
    keeper.start(working_of(made))
    return made
