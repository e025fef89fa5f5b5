"""Rows of a run out of history: of the lists in recorded answers, and the calls themselves."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.call.model import Array, Call, Null, Object, Value
from app.desk.desk import Desk
from app.desk.row_runs.columns import lacking, of_its_list, used
from app.desk.row_runs.from_history import of_answers, of_calls
from app.desk.row_runs.offered import OWN as YOURS
from app.desk.row_runs.offered import offered
from app.desk.saved import workflows
from app.errors import BadInput, NotFound
from app.rows.table import MOST_COLUMNS
from app.workflows.bundled import bundled
from app.workflows.model import Input, Step, Workflow
from tests.call.answers import spellings
from tests.call.spellings import Spelling
from tests.desk.row_run_workflows import renaming
from tests.desk.test_row_runs import desk as desk  # noqa: PLC0414 - fixtures
from tests.desk.test_row_runs import upstream as upstream  # noqa: PLC0414
from tests.pages.own_servers import regions_file
from tests.prepared import assembled_from
from tests.upstream import Upstream, http

KS = "djJ8MTAwfHNlY3JldHNlY3JldHNlY3JldHNlY3JldHNlY3JldA"
ENTRIES = [{"id": f"0_{n}", "name": f"Lecture {n}", "tags": "a, b"} for n in range(1, 6)]


def made(
    desk: Desk,
    service: str,
    action: str,
    parameters: Mapping[str, Value] | None = None,
    form: str = "1",
) -> str:
    """A recorded call; its id."""
    call = Call("own", service, action, tuple((parameters or {}).items()), format=form, ks=KS)
    return desk.send(call, desk.place("own"), consent=True).record_id


def listed(desk: Desk, upstream: Upstream, objects: Sequence[Any]) -> str:
    upstream.respond(http(json.dumps({"objects": objects, "totalCount": 9}).encode()))
    return made(desk, "media", "list")


@spellings
def test_ticked_rows_are_those_of_the_recorded_answer(
    desk: Desk, upstream: Upstream, spelling: Spelling
) -> None:
    upstream.respond(http(spelling.write({"objects": ENTRIES, "totalCount": "5"})))
    call_id = made(desk, "media", "list", form=spelling.format)
    found = of_answers(desk, [call_id], ["1-2,5"], "$.objects", UTC)
    assert [one["id"] for one in found.rows] == ["0_1", "0_2", "0_5"]
    assert dict(found.rows[2]) == ENTRIES[4]
    assert (found.columns, found.region) == (("id", "name", "tags"), "own")
    whole = of_answers(desk, [call_id], [""], "$.objects", UTC)
    assert list(whole.rows) == ENTRIES


def test_pages_of_a_list_come_together_and_say_whence(desk: Desk, upstream: Upstream) -> None:
    first, second = listed(desk, upstream, ENTRIES[:3]), listed(desk, upstream, ENTRIES[3:])
    zone = ZoneInfo("Asia/Tokyo")
    found = of_answers(desk, [first, second], ["3", "2"], "$.objects", zone)
    assert [one["id"] for one in found.rows] == ["0_3", "0_5"]
    assert found.source.startswith("2 ticked rows of media.list (2 pages), ")
    assert "UTC" not in found.source
    one = of_answers(desk, [first], [""], "$.objects", UTC)
    assert one.source.startswith("all 3 rows of media.list, ")
    assert one.source.endswith(" (UTC)")


def test_a_list_within_a_multirequest_and_one_of_plain_values(
    desk: Desk, upstream: Upstream
) -> None:
    upstream.respond(http(json.dumps([{"objects": []}, {"objects": ENTRIES}, ["a", 2]]).encode()))
    inner = {str(n): Object("", (("service", "media"), ("action", "list"))) for n in (1, 2, 3)}
    call_id = made(desk, "multirequest", "", inner)
    found = of_answers(desk, [call_id], ["4"], "$[1].objects", UTC)
    assert [one["name"] for one in found.rows] == ["Lecture 4"]
    assert found.source.startswith("1 ticked row of multirequest, ")
    plain = of_answers(desk, [call_id], [""], "$[2]", UTC)
    assert list(plain.rows) == [{"value": "a"}, {"value": 2}]
    with pytest.raises(BadInput, match="The list has no rows"):
        of_answers(desk, [call_id], [""], "$[0].objects", UTC)


@pytest.mark.parametrize(
    ("numbers", "path", "fault"),
    [
        ("6", "$.objects", "The list has 5 rows: 6 is none"),
        ("4-6", "$.objects", "4-6 is none"),
        ("0", "$.objects", "0 is none"),
        ("3,2", "$.objects", "2 is none behind the others"),
        ("2-5,5", "$.objects", "5 is none"),
        ("5-2", "$.objects", "5-2 is none"),
        ("1,", "$.objects", "written as 1-3,7"),
        ("1;2", "$.objects", "written as 1-3,7"),
        ("\uff11", "$.objects", "written as 1-3,7"),
        ("1", "$.totalCount", r"no list at \$\.totalCount in the answer of media\.list"),
        ("1", "$.things", "There is no list"),
        ("1", "$.objects[*]", "There is no list"),
        ("1", "$.objects[", "is no JSONPath"),
    ],
)
def test_what_names_no_rows_is_refused(
    desk: Desk, upstream: Upstream, numbers: str, path: str, fault: str
) -> None:
    call_id = listed(desk, upstream, ENTRIES)
    with pytest.raises(BadInput, match=fault):
        of_answers(desk, [call_id], [numbers], path, UTC)


def test_rows_of_a_call_that_is_gone_or_somebody_elses_are_refused(
    desk: Desk, upstream: Upstream
) -> None:
    call_id = listed(desk, upstream, ENTRIES)
    other = replace(desk, workspace="other")
    with pytest.raises(NotFound, match="is in history no more: send it again"):
        of_answers(other, [call_id], ["1"], "$.objects", UTC)
    with pytest.raises(NotFound, match="is in history no more: send it again"):
        of_calls(other, [call_id], UTC)
    desk.parts.history.delete(desk.workspace, [call_id])
    with pytest.raises(NotFound, match="is in history no more"):
        of_answers(desk, [call_id], ["1"], "$.objects", UTC)
    with pytest.raises(BadInput, match="Tick the rows"):
        of_answers(desk, [], [], "$", UTC)
    with pytest.raises(BadInput, match="Tick the rows"):
        of_calls(desk, [], UTC)


def test_an_answer_that_was_not_kept_whole_gives_no_rows(
    tmp_path: Path, upstream: Upstream
) -> None:
    environ = {
        "TESTME_DATA_DIR": str(tmp_path / "small"),
        "TESTME_REGIONS_FILE": str(regions_file(tmp_path, {"own": upstream.url})),
        "TESTME_HISTORY_ANSWER_KB": "1",
    }
    parts = assembled_from(environ)
    try:
        desk = Desk(parts, "w")
        call_id = listed(desk, upstream, ENTRIES * 10)
        with pytest.raises(BadInput, match=r"media\.list was longer: ask for smaller pages"):
            of_answers(desk, [call_id], ["1"], "$.objects", UTC)
        upstream.respond(http(b""))
        with pytest.raises(BadInput, match=r"History has no answer of media\.list"):
            of_answers(desk, [made(desk, "media", "list")], ["1"], "$.objects", UTC)
    finally:
        parts.close()


def test_recorded_calls_are_rows_of_what_was_sent_and_what_came(
    desk: Desk, upstream: Upstream
) -> None:
    refused = {"code": "ENTRY_ID_NOT_FOUND", "message": "no", "objectType": "KalturaAPIException"}
    upstream.respond(http(b'{"id": "0_7", "name": "made"}'), http(json.dumps(refused).encode()))
    filter = Object("KalturaMediaEntryFilter", (("idEqual", "0_7"), ("nameLike", Null())))
    added = made(desk, "media", "add", {"filter": filter, "empty": Array(()), "action": "x"})
    asked = made(desk, "media", "get", {"entryId": "0_9"})
    found = of_calls(desk, [asked, added], UTC)
    assert found.columns == (
        *("service", "action", "region", "sentAt", "outcome", "errorCode", "resultId"),
        *("filter_objectType", "filter_idEqual", "filter_nameLike", "action_sent", "entryId"),
    )
    one, other = map(dict, found.rows)  # in the order in which they were made
    assert isinstance(one.pop("sentAt"), int)
    assert one == {
        **{"service": "media", "action": "add", "region": "own", "outcome": "ok"},
        **{"errorCode": "", "resultId": "0_7", "action_sent": "x", "entryId": None},
        "filter_objectType": "KalturaMediaEntryFilter",
        **{"filter_idEqual": "0_7", "filter_nameLike": None},
    }
    assert (other["outcome"], other["errorCode"]) == ("api_error", "ENTRY_ID_NOT_FOUND")
    assert (other["entryId"], other["filter_idEqual"], other["resultId"]) == ("0_9", None, "")
    assert all(name.isidentifier() for name in found.columns)  # row.filter_idEqual
    assert found.source.startswith("2 ticked calls of History, ")


def test_secrets_of_recorded_calls_are_no_columns(desk: Desk, upstream: Upstream) -> None:
    upstream.respond(http(json.dumps(KS).encode()), http(json.dumps({"id": KS}).encode()))
    start = made(desk, "session", "start", {"secret": "0123456789abcdef" * 2, "userId": "u"})
    other = made(desk, "session", "get", {"session": KS})
    found = of_calls(desk, [start, other], UTC)
    assert "userId" in found.columns
    assert not {"secret", "ks", "session", "format"} & set(found.columns)
    assert KS not in json.dumps([dict(one) for one in found.rows])
    assert "•" not in json.dumps([dict(one) for one in found.rows], ensure_ascii=False)


def test_calls_of_a_multirequest_are_columns_by_their_number(
    desk: Desk, upstream: Upstream
) -> None:
    upstream.respond(http(b"[true]"))
    inner = Object("", (("service", "media"), ("action", "get"), ("entryId", "0_1")))
    found = of_calls(desk, [made(desk, "multirequest", "", {"1": inner})], UTC)
    assert found.rows[0]["call1_entryId"] == "0_1"


def test_calls_with_too_many_parameters_are_refused(desk: Desk, upstream: Upstream) -> None:
    upstream.respond(http(b"true"))
    many = {f"p{n}": "1" for n in range(MOST_COLUMNS)}
    with pytest.raises(BadInput, match=f"at most {MOST_COLUMNS} are taken"):
        of_calls(desk, [made(desk, "media", "get", many)], UTC)


def test_workflows_are_offered_by_what_the_rows_have(desk: Desk) -> None:
    own = workflows.keep(desk, renaming())
    single = Workflow("one", "One", steps=(Step("get", Call("", "media", "get")),))
    workflows.keep(desk, single)
    found = offered(desk, ["entryId", "Name"])
    assert (found[0].source, found[0].group) == (f"own/{own.id}", YOURS)
    assert (found[0].needs, found[0].lacks) == (("id", "name"), ())
    assert "One" not in {one.title for one in found}  # it asks for nothing of a row
    by_source = {one.source: one for one in found}
    assert by_source["jobs/Publish_to_categories"].lacks == ("category",)
    assert "jobs/Export_entries" not in by_source  # whose rows are its report
    jobs = [bool(one.lacks) for one in found if one.group != YOURS]
    assert jobs == sorted(jobs)
    assert {one.source for one in offered(desk)} - set(by_source) == {
        "jobs/Export_entries",
        "jobs/Count_and_duration",
    }


def test_what_a_listing_step_names_is_not_asked_for() -> None:
    listing = Step("list", Call("", "media", "list", (("x", "{{row.other}}"),)), pages=True)
    workflow = Workflow(
        "w", "W", inputs=(Input("a"),), steps=(listing, *renaming().steps), where="row.plays > 1"
    )
    assert used(workflow) == ("id", "name")
    assert lacking(("id", "tags"), ["ENTRY ID"]) == ("tags",)


def test_what_its_list_alone_takes_is_not_asked_of_other_rows() -> None:
    jobs = {one.name: one.workflow for one in bundled().values() if one.group == "jobs"}
    assert of_its_list(jobs["Rename_entries"]) == {"tag", "words", "categoryId"}
    # One that only lists takes no other rows, and one that lists nothing has no such inputs.
    assert of_its_list(jobs["Export_entries"]) == of_its_list(jobs["Add_members"]) == frozenset()
