"""Each job over rows that comes with the console, carried out in the sandbox: what it changed."""

import csv
import io
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from app.call.model import Call
from app.call.variables.values import Json
from app.desk.desk import Desk
from app.desk.row_runs import verbs
from app.desk.row_runs.engine import Threads
from app.desk.row_runs.keeper import Keeper
from app.desk.row_runs.plan import OVER, RowOutcome, RowRun
from app.desk.row_runs.working import working_of
from app.desk.running.beginning import Source
from app.sandbox.account import DEMO
from app.storage.running import Presence
from app.workflows.bundled import bundled, by_call
from app.workflows.model import Workflow
from tests.prepared import assembled_from
from tests.sandbox.conftest import Caller

OWN = "w"
JOBS = {one.name: one.workflow for one in bundled().values() if one.group == "jobs"}


@dataclass
class Done:
    """What a run came to: its rows and outcomes, and the sandbox to look into."""

    caller: Caller
    rows: Sequence[Mapping[str, Json]]
    outcomes: Sequence[RowOutcome]

    @property
    def taken(self) -> list[Mapping[str, Any]]:
        return [one.taken for one in self.outcomes]

    def by_id(self) -> dict[str, Mapping[str, Any]]:
        return {
            str(row["id"]): {**row, **one.taken}
            for row, one in zip(self.rows, self.outcomes, strict=True)
        }

    def entry(self, entry_id: str) -> Any:
        return self.caller.json("baseentry", "get", entryId=entry_id)

    def category(self, full_name: str) -> Any:
        listed = self.caller.json("category", "list", filter__fullNameEqual=full_name)
        return listed["objects"][0]

    def members(self, full_name: str) -> dict[str, int]:
        number = self.category(full_name)["id"]
        listed = self.caller.json("categoryuser", "list", filter__categoryIdEqual=number)
        return {one["userId"]: one["permissionLevel"] for one in listed["objects"]}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    parts = assembled_from({"TESTME_DATA_DIR": str(tmp_path_factory.mktemp("jobs"))})
    presence = Presence(parts.settings.data_dir)
    parts = replace(parts, keeper=Keeper(parts.row_runs, Threads, presence))
    parts.keeper.start(working_of(parts))
    made = Desk(parts, OWN)
    started(made, DEMO.partner_id, DEMO.admin_secret)
    yield made
    parts.close()


def started(desk: Desk, partner_id: int, secret: str) -> None:
    parameters = (("partnerId", str(partner_id)), ("secret", secret), ("type", "2"))
    start = Call("sandbox", "session", "start", parameters, format="1")
    assert desk.send(start, desk.place("sandbox")).kept


@pytest.fixture(scope="module")
def caller(desk: Desk) -> Caller:
    assert desk.parts.sandbox
    return Caller(desk.parts.sandbox).admin()


def sample(workflow: Workflow) -> list[dict[str, Json]] | None:
    """The rows of the file that its description shows."""
    *before, last = workflow.description.split("\n\n")
    return list(csv.DictReader(io.StringIO(last))) if before and "\n" in last else None


def carried_out(desk: Desk, workflow: Workflow, rows: Any, given: Mapping[str, str]) -> RowRun:
    run = verbs.prepare(desk, Source(workflow, "jobs/x"), "sandbox", rows=rows, given=given)
    if workflow.parts.each:
        run = until(desk, run, {"ready"})
        run = verbs.start(desk, run, consent=run.total)
    return until(desk, run, set(OVER) | {"paused"})


def until(desk: Desk, run: RowRun, wanted: set[str]) -> RowRun:
    end = time.monotonic() + 30
    while (now := desk.parts.row_runs.get(OWN, run.id)).status not in wanted:
        assert now.status in {"gathering", "ready", "running"}, now.plan.trouble
        assert time.monotonic() < end, now.status
        time.sleep(0.01)
    return now


def done(desk: Desk, caller: Caller, name: str, rows: Any, given: Mapping[str, str]) -> Done:
    run = carried_out(desk, JOBS[name], rows, given)
    assert (run.status, run.plan.trouble) == ("done", "")
    outcomes = desk.parts.run_rows.outcomes(run)
    assert [(one.row, one.verdict, one.sentence) for one in outcomes] == [
        (row, "ok", "") for row in range(run.total)
    ]
    return Done(caller, desk.parts.run_rows.chunk(run, 0), outcomes)


@dataclass(frozen=True)
class Case:
    """`holds` looks at what was done, with the inputs `given`. Rows are those that the job lists,
    or with `file` those of the file that its description shows."""

    holds: Callable[[Done], None]
    given: Mapping[str, str] = field(default_factory=dict)
    file: bool = True
    before: Callable[[Desk, Caller], None] | None = None


def exported(it: Done) -> None:
    rows = {row["id"]: row for row in it.rows}
    assert rows["0_welcome1"]["name"] == "Welcome to the sandbox"
    assert rows["0_welcome1"]["minutes"] == 1.6
    assert len(str(rows["0_welcome1"]["created"])) == len("2026-01-01")
    # Those that are not ready are asked for, too.
    assert rows["0_waiting1"]["status"] == 7
    everything = it.caller.json("baseentry", "list", filter__statusIn="2,7", pager__pageSize=1)
    assert len(rows) == everything["totalCount"]


def counted(it: Done) -> None:
    row = next(one for one in it.rows if one["id"] == "0_keynote1")
    made = it.entry("0_keynote1")["createdAt"]
    day = time.strftime("%Y-%m-%d", time.gmtime(made))
    assert (row["year"], row["month"], row["day"]) == (day[:4], day[:7], day)
    assert row["seconds"] == 2710
    assert all(isinstance(one["seconds"], int) for one in it.rows)


def renamed(it: Done) -> None:
    assert [row["id"] for row in it.rows] == ["0_history01", "0_history02"]
    assert it.entry("0_history01")["name"] == "Old: The printing press (archive)"
    assert it.entry("0_history02")["name"] == "Old: Life in a medieval town (archive)"
    assert it.taken[0]["oldName"] == "The printing press"


def retagged(it: Done) -> None:
    assert len(it.rows) > 3
    for row in it.rows:
        tags = it.entry(str(row["id"]))["tags"].split(", ")
        before = str(row["tags"]).split(", ")
        assert set(tags) == {*before, "lecture"} - {"course"}


def reassigned(it: Done) -> None:
    for old in ("eli", "goro"):
        left = it.caller.json("baseentry", "list", filter__userIdEqual=old)
        assert left["totalCount"] == 0
    given = [entry for one in it.taken for entry in one["entries"]]
    assert len(given) >= 2
    assert {it.entry(entry)["userId"] for entry in given} == {"dana"}


def deleted(it: Done) -> None:
    for row in it.rows:
        assert it.entry(str(row["id"]))["code"] == "ENTRY_ID_NOT_FOUND"
    assert it.taken[0] == {"name": "In one minute: Atoms", "owner": "ana"}


def recycled(it: Done) -> None:
    assert {it.entry(str(row["id"]))["displayInSearch"] for row in it.rows} == {-2}
    assert it.taken[0]["name"] == "In one minute: Forces"


def published(it: Done) -> None:
    for row in it.rows:
        assert row["category"] in it.entry(str(row["id"]))["categories"].split(",")


def unpublished(it: Done) -> None:
    for row in it.rows:
        assert row["category"] not in it.entry(str(row["id"]))["categories"].split(",")
    assert {one["there"] for one in it.taken} == {1}


def channels(it: Done) -> None:
    assert it.members("Courses>Physics club")["bo"] == 3
    assert {"bo", "chidi"} <= set(it.members("Courses>Physics club"))
    club = it.category("Courses>Physics club")
    assert (club["owner"], club["description"], club["contributionPolicy"]) == (
        *("ana", "Every Monday"),
        2,
    )
    assert it.category("Courses>Chess")["owner"] == "dana"


def members_added(it: Done) -> None:
    assert it.members("Courses")["chidi"] == 3
    assert it.members("Courses>History>Medieval")["ana"] == 2


def members_removed(it: Done) -> None:
    assert "dana" not in it.members("Courses")
    assert "fatima" not in it.members("Events")
    assert {one["there"] for one in it.taken} == {1}


def members_checked(it: Done) -> None:
    courses, events = (it.category(name)["id"] for name in ("Courses", "Events"))
    assert [dict(one) for one in it.taken] == [
        {"categoryId": courses, "member": "yes", "levelThere": "0", "otherLevel": "yes"},
        {"categoryId": events, "member": "no", "levelThere": "", "otherLevel": ""},
    ]


def chapters(it: Done) -> None:
    wanted = {"filter__entryIdEqual": "0_biology01"}
    listed = it.caller.json("cuepoint_cuepoint", "list", **wanted)["objects"]
    found = {one["startTime"]: (one["title"], one["subType"]) for one in listed}
    assert found[0] == ("Introduction", 2)
    assert found[90_000] == ("Membranes", 2)


def captions_taken(it: Done) -> None:
    taken = it.by_id()["0_physics01"]
    captions, files, texts = taken["captions"], taken["files"], taken["texts"]
    assert len(captions) == len(files) == len(texts) == len(taken["urls"]) > 0
    assert all(url.startswith("http") for url in taken["urls"])
    assert files == [
        it.caller.raw("caption_captionasset", "serve", captionAssetId=one["id"]).text
        for one in captions
    ]
    assert all("-->" in one for one in files)
    assert all(lines and "-->" not in "".join(lines) for lines in texts)
    assert taken["fileNames"][0] == "0_physics01 Light as a wave English.srt"


def captions_audited(it: Done) -> None:
    found = it.by_id()
    assert found["0_physics01"]["captions"] > 0
    assert "English" in found["0_physics01"]["languages"]
    assert found["0_physics01"]["lacking"] == "Welsh"
    assert found["0_poster01"]["lacking"] == "English, Welsh"


def converted(it: Done) -> None:
    assert {len(one["missing"]) for one in it.taken} != {0}
    for row in it.rows:
        listed = it.caller.json("flavorasset", "list", filter__entryIdEqual=row["id"])
        flavors = {one["flavorParamsId"] for one in listed["objects"]}
        assert {2, 4} <= flavors


def users_told(it: Done) -> None:
    found = it.by_id()
    assert found["dana"]["roles"] == "Content Moderator"
    assert found["bo"]["paths"]
    assert "Courses" in found["bo"]["paths"]


def replaced(it: Done) -> None:
    found = it.by_id()
    assert found["0_tokyo001"]["replaced"] == "yes"
    assert found["0_welcome1"]["replaced"] == "no"


def with_replacement(desk: Desk, caller: Caller) -> None:
    resource = {"resource__objectType": "KalturaEntryResource", "resource__entryId": "0_welcome1"}
    caller.json("media", "updateContent", entryId="0_tokyo001", **resource)


OTHER: dict[str, Any] = {}


def with_other_account(desk: Desk, caller: Caller) -> None:
    partner = {"partner__name": "Other", "partner__adminEmail": "a@b.example"}
    OTHER.update(Caller(caller.sandbox).json("partner", "register", **partner))
    number = OTHER["id"]
    desk.parts.accounts.save(OWN, name="Archive", region="sandbox", partner_id=str(number))
    chosen = desk.place("sandbox").chosen
    started(desk, number, OTHER["adminSecret"])
    assert chosen
    desk.parts.jar.choose(OWN, chosen.id)


def copied(it: Done) -> None:
    account = {"partnerId": OTHER["id"], "secret": OTHER["adminSecret"], "type": 2}
    ks = Caller(it.caller.sandbox).json("session", "start", **account)
    there = Caller(it.caller.sandbox, ks)
    for row, one in zip(it.rows, it.outcomes, strict=True):
        copy = there.json("media", "get", entryId=one.taken["copyId"])
        first = it.entry(str(row["id"]))
        assert copy["referenceId"] == f"copy-of-{row['id']}"
        assert copy["partnerId"] == OTHER["id"] != first["partnerId"]
        assert (copy["name"], copy["tags"]) == (first["name"], first["tags"])
        assert copy["status"] == 0  # its content is being fetched


def sources(it: Done) -> None:
    taken = it.by_id()["0_welcome1"]
    assert taken["url"].startswith("http")
    assert taken["fileType"] == "mp4"


CASES = {
    "Export_entries": Case(exported, {"status": "2,7"}, file=False),
    "Count_and_duration": Case(counted, file=False),
    "Rename_entries": Case(renamed, {"prefix": "Old: "}),
    "Retag_entries": Case(retagged, {"remove": "course"}, file=False),
    "Reassign_owners": Case(reassigned),
    "Delete_entries": Case(deleted),
    "Recycle_entries": Case(recycled),
    "Publish_to_categories": Case(published),
    "Unpublish_from_categories": Case(unpublished),
    "Channels_with_members": Case(channels),
    "Add_members": Case(members_added),
    "Remove_members": Case(members_removed),
    "Check_members": Case(members_checked),
    "Add_chapters": Case(chapters),
    "Download_captions": Case(captions_taken, file=False),
    "Audit_captions": Case(captions_audited, {"wanted": "English, Welsh"}, file=False),
    "Convert_missing_flavors": Case(converted, {"flavors": "2,4"}),
    "Categories_and_roles_of_users": Case(users_told, file=False),
    "Replaced_content": Case(replaced, before=with_replacement),
    "Copy_to_another_account": Case(copied, {"target": "archive"}, before=with_other_account),
    "Download_sources": Case(sources),
}


def test_each_has_a_case() -> None:
    assert set(CASES) == set(JOBS)


def test_an_action_knows_the_jobs_that_make_it() -> None:
    made = [one.source for one in by_call()["baseentry", "recycle"]]
    assert made == ["Content/Recycle_bin", "jobs/Recycle_entries"]


@pytest.mark.parametrize("name", JOBS)
def test_it_does_what_it_says(desk: Desk, caller: Caller, name: str) -> None:
    case = CASES[name]
    if case.before:
        case.before(desk, caller)
    rows = sample(JOBS[name]) if case.file else None
    assert rows is None or len(rows) == 2
    case.holds(done(desk, caller, name, rows, case.given))


def test_a_member_who_is_not_active_is_told_from_one_who_is(desk: Desk, caller: Caller) -> None:
    name = "Courses>History>Medieval"
    listed = caller.json("category", "list", filter__fullNameEqual=name)["objects"]
    eli = {"categoryId": listed[0]["id"], "userId": "eli"}
    rows = [{"category": name, "userId": "eli", "level": "2"}]
    for verb, said in (("deactivate", "not active"), ("activate", "yes")):
        caller.json("categoryuser", verb, **eli)
        (told,) = done(desk, caller, "Check_members", rows, {}).taken
        assert (told["member"], told["levelThere"], told["otherLevel"]) == (said, "2", "")


CHANGING = [
    *("Rename_entries", "Retag_entries", "Publish_to_categories", "Unpublish_from_categories"),
    *("Add_members", "Remove_members", "Add_chapters", "Convert_missing_flavors"),
    "Copy_to_another_account",
]


@pytest.mark.parametrize("name", CHANGING)
def test_what_is_done_already_is_left_alone(desk: Desk, caller: Caller, name: str) -> None:
    """They run once more after the test above, over the same rows."""
    it = done(desk, caller, name, sample(JOBS[name]), CASES[name].given)
    last = JOBS[name].parts.each[-1].id
    assert all(
        one.step != last or one.verdict == "skipped" for each in it.outcomes for one in each.steps
    )


REFUSED = {
    "Channels_with_members": ({"name": "History", "members": "bo"}, "totalCount is 0"),
    "Reassign_owners": ({"oldOwner": "", "newOwner": "dana"}, "does not hold"),
    "Publish_to_categories": ({"id": "0_physics01", "category": ""}, "totalCount"),
    "Add_chapters": ({"id": "0_physics01", "start": "soon", "title": "a"}, "at cannot be taken"),
    "Delete_entries": ({"id": "0_none"}, "ENTRY_ID_NOT_FOUND"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_row_that_may_not_be_done_changes_nothing(desk: Desk, caller: Caller, name: str) -> None:
    row, said = REFUSED[name]
    run = carried_out(desk, JOBS[name], [row], {})
    (outcome,) = desk.parts.run_rows.outcomes(run)
    assert outcome.verdict == "failed"
    assert said in outcome.sentence
    before = [one.step for one in outcome.steps]
    assert before == [JOBS[name].parts.each[0].id]
