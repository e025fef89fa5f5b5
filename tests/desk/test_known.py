"""What can be put into a field of a workflow's step, before and after a run."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.call.model import Call, Object
from app.call.variables.scope import Scope, Variable
from app.desk.desk import Desk
from app.desk.row_runs import verbs
from app.desk.running.beginning import Source
from app.desk.running.known import Given, given_by, known_at, of_a_row
from app.desk.running.run import begin
from app.desk.saved import workflows
from app.errors import NotFound
from app.workflows.model import ROW, Input, Step, Taking, Workflow
from tests.prepared import assembled_from

LIST = Call("sandbox", "media", "list", (("filter", Object("KalturaMediaEntryFilter", ())),))
GET = Call("sandbox", "media", "get", (("entryId", "{{first}}"),))
START = Call("sandbox", "session", "start")
WORKFLOW = Workflow(
    "w",
    "W",
    inputs=(Input("tag", "sea-{{season}}"), Input("season")),
    steps=(
        Step("start", START),
        Step("list", LIST, takings=(Taking("first", "$.objects[0].id"),)),
        Step("get", GET),
    ),
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    parts = assembled_from({"TESTME_DATA_DIR": str(tmp_path / "data")})
    yield Desk(parts, "w")
    parts.close()


def test_earlier_steps_give_what_they_take_and_what_their_answers_have(desk: Desk) -> None:
    item = workflows.keep(desk, WORKFLOW)
    place = desk.place("sandbox")
    known = known_at(desk, place, f"{item.id}/get")
    assert known.asked == ("season",)
    given = list(given_by(place.registry, known, "KalturaBaseEntry"))
    assert given[0] == Given("list", "first", "$.objects[0].id", taken=True, fits=True)
    members = {one.path: one for one in given if one.step == "list"}
    assert members["$.objects[0].name"].name == "name"
    assert not members["$.objects[0].name"].fits
    # One that is the id of something else is none for an entry.
    assert not members["$.objects[0].userId"].fits
    assert members["$.objects[*].id"].name == "mediaIds"
    assert members["$.totalCount"].name == "totalCount"
    assert given[-1] == Given("start", "sessionStart", "$")
    # Nothing comes before the first step, nor into the inputs.
    for address in (f"{item.id}/start", f"{item.id}/"):
        assert list(given_by(place.registry, known_at(desk, place, address))) == []
    with pytest.raises(NotFound):
        known_at(desk, place, "gone/get")


def test_a_run_gives_them_their_values(desk: Desk) -> None:
    item = workflows.keep(desk, WORKFLOW)
    source = f"own/{item.id}"
    run = begin(WORKFLOW, source, "sandbox", given={"season": "{{place}}"}, taken={"first": "0_a"})
    desk.parts.runs.save(desk.workspace, run)
    desk.parts.variables.put(desk.workspace, "everywhere", "place", "beach")
    place = desk.place("sandbox")
    scope = known_at(desk, place, f"{item.id}/get", run.id).scope
    assert scope.fill("{{first}} {{tag}}").text == "0_a sea-beach"
    # That of another workflow is not this one's.
    other = workflows.keep(desk, WORKFLOW)
    assert known_at(desk, place, f"{other.id}/get", run.id).scope.find("first") is None


def test_what_a_row_has_is_known_to_what_is_done_for_each(desk: Desk) -> None:
    first, *_, last = WORKFLOW.steps
    steps = (first, Step("list", LIST, pages=True), replace(last, each=ROW))
    item = workflows.keep(desk, replace(WORKFLOW, steps=steps))
    place = desk.place("sandbox")
    known = known_at(desk, place, f"{item.id}/get")
    names = of_a_row(desk, place.registry, known)
    assert names[:2] == ["row.id", "row.name"]
    assert "row.createdAt" in names
    assert known.later["row"] == "row is each row of a run."
    assert {one.step for one in given_by(place.registry, known)} == {"start"}
    # The condition of the rows, which is no step's, knows it too; what comes before them does not.
    assert of_a_row(desk, place.registry, known_at(desk, place, f"{item.id}/")) == names
    assert of_a_row(desk, place.registry, known_at(desk, place, f"{item.id}/list")) == []
    # Once there were rows of a file, its columns.
    source = Source(workflows.opened(desk, item.id).workflow, f"own/{item.id}")
    row = {"id": "0_a", "Entry's ID": "0_b"}
    run = verbs.prepare(desk, source, "sandbox", rows=[row], columns=tuple(row))
    assert of_a_row(desk, place.registry, known) == ["row.id", r"row['Entry\'s ID']"]
    scope = Scope([[Variable(ROW, dict(row), "this row")]])
    assert scope.fill(r"{{row['Entry\'s ID']}}").text == "0_b"
    assert run.status == "ready"
