"""Each workflow that comes with the console, run twice in the sandbox: green, and nothing left."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.call.model import Array, Object, Value
from app.call.multirequest import calls_of
from app.call.variables.scope import Variable
from app.desk.consent import may_change
from app.desk.desk import Desk
from app.desk.running.run import Run, begin
from app.desk.running.step import stepping
from app.desk.saved.scope import scope_at
from app.sandbox.account import DEMO
from app.schema.facts import bundled as bundled_schema
from app.waits import drive
from app.workflows.bundled import Bundled, bundled
from app.workflows.model import Step
from tests.each import each
from tests.prepared import assembled_from

OWN = "w"
# Jobs over rows have a test of their own: test_bundled_jobs.py.
STEP_BY_STEP = [source for source, one in bundled().items() if not one.workflow.over_rows]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    parts = assembled_from({"TESTME_DATA_DIR": str(tmp_path_factory.mktemp("runs"))})
    yield Desk(parts, OWN)
    parts.close()


@pytest.fixture
def kept(desk: Desk) -> Iterator[None]:
    """That the sandbox has the same objects afterwards as before."""
    file = desk.parts.settings.data_dir / "sandbox" / "sandbox.sqlite"
    before = _objects(file)
    yield
    assert _objects(file) == before


def _objects(file: Path) -> set[tuple[str, str]]:
    with closing(sqlite3.connect(file)) as connection:
        query = "SELECT kind, id FROM objects WHERE data IS NOT NULL"
        return set(connection.execute(query).fetchall())


def through(desk: Desk, one: Bundled) -> Run:
    run = begin(one.workflow, one.source, "sandbox")
    while run.next:
        run = run.after(drive(stepping(desk, run)))
    return run


@pytest.mark.parametrize("source", STEP_BY_STEP)
@pytest.mark.usefixtures("kept")
def test_it_runs_twice_and_cleans_up(desk: Desk, source: str) -> None:
    one = bundled()[source]
    for _ in range(2):
        done = through(desk, one)
        assert [(each.step, each.verdict, each.sentence) for each in done.done] == [
            (step.id, "ok", "") for step in one.workflow.steps
        ]
    checked = [each for each in done.done if each.checks]
    assert all(check.holds for each in checked for check in each.checks)
    calls = [desk.parts.history.get(OWN, each.call_id).call for each in done.done]
    assert [(call.service, call.action) for call in calls] == [
        (step.call.service, step.call.action) for step in one.workflow.steps
    ]


@each("source", STEP_BY_STEP)
def test_after_a_change_it_looks_at_what_has_changed(source: str) -> None:
    registry = bundled_schema()
    steps = bundled()[source].workflow.steps

    def changes(step: Step) -> bool:
        return may_change(registry, step.call)

    first = next((at for at, one in enumerate(steps) if changes(one)), None)
    if first is not None:
        assert any(one.checks and not changes(one) for one in steps[first:])
    assert any(one.checks for one in steps)


def test_the_secrets_of_the_sandbox_are_known_nowhere_else(desk: Desk) -> None:
    found = scope_at(desk, desk.place("sandbox")).find("secret")
    assert found == Variable("secret", DEMO.admin_secret, "the sandbox's demo account", True)
    assert scope_at(desk, desk.place("eu")).find("secret") is None
    desk.parts.variables.put(OWN, "everywhere", "secret", "mine")
    found = scope_at(desk, desk.place("sandbox")).find("secret")
    assert found is not None
    assert found.value == "mine"


@each("source", bundled())
def test_what_it_sends_is_known_to_the_schema(source: str) -> None:
    """A server passes over what it does not know, and the workflow would seem to work."""
    for step in bundled()[source].workflow.steps:
        for call in calls_of(step.call):
            action = bundled_schema().action(call.service, call.action)
            assert action is not None
            known = {one.name for one in action.parameters}
            assert [name for name, _ in call.parameters if name not in known] == []
            for _, value in call.parameters:
                assert list(_unknown(value)) == []


def _unknown(value: Value) -> Iterator[str]:
    match value:
        case Object(type, fields):
            known = {one.name for _, one in bundled_schema().properties(type)}
            yield from (f"{type}.{name}" for name, _ in fields if name not in known)
            for _, inner in fields:
                yield from _unknown(inner)
        case Array(items):
            for inner in items:
                yield from _unknown(inner)
