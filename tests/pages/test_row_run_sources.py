"""Runs over what was ticked, over HTTP without a script: rows of answers, calls of History."""

import json
import re
from html import unescape
from urllib.parse import parse_qs, parse_qsl, urlsplit

from flask.testing import FlaskClient

from app.desk.row_runs.plan import RowRun
from app.desk.saved import workflows
from app.workflows.model import Input
from tests.desk.row_run_workflows import renaming
from tests.pages.browse import answer, post, send
from tests.pages.test_row_runs import client as client  # noqa: PLC0414 - a fixture
from tests.pages.test_row_runs import desk_of, kept, over, page_at, posted, run_of
from tests.upstream import Upstream, http

ENTRIES = [{"id": f"0_{n}", "name": f"Lecture {n}"} for n in range(1, 4)]
LIST = http(json.dumps({"objects": ENTRIES, "totalCount": 3}).encode())


def listed(client: FlaskClient, upstream: Upstream) -> str:
    upstream.respond(LIST)
    return str(answer(send(client, "media", "list", region="own"))["id"])


def hidden(page: str) -> list[tuple[str, str]]:
    """What the page itself says of the rows."""
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page)
    return [(name, unescape(value)) for name, value in found if name != "csrf_token"]


def rows_of(client: FlaskClient, run: RowRun) -> list[dict[str, object]]:
    return [dict(one) for one in desk_of(client).parts.run_rows.chunk(run, 0)]


def test_ticked_rows_lead_to_a_workflow_and_are_done(
    client: FlaskClient, upstream: Upstream
) -> None:
    call_id, own = listed(client, upstream), f"own/{kept(client)}"
    ticked = {"from": "answer", "call": call_id, "rows": "1,3", "path": "$.objects"}
    place = posted(client, "/runs/new", **ticked)
    # The link says which they are, and nothing of what they say.
    assert dict(parse_qsl(urlsplit(place).query)) == ticked
    page = page_at(client, place)
    assert "2 ticked rows of media.list, " in page
    assert "Lecture" not in page
    assert "these rows lack" in page
    assert (
        f'<button class="quiet" name="source" value="{own}" translate="no">Rename</button>' in page
    )
    place = posted(client, "/runs/new", **dict(hidden(page)), source=own)
    page = page_at(client, place)
    assert re.search(r'value="answer" checked> 2 ticked rows of media\.list, ', page)
    assert '<option value="own" selected' in page  # where the rows are from
    upstream.respond(http(b"true"), http(b"true"))
    given = {**dict(hidden(page)), "from": "answer", "region": "own"}
    place = posted(client, "/runs/rows", **given)
    run = run_of(client, place)
    assert rows_of(client, run) == [ENTRIES[0], ENTRIES[2]]
    assert run.plan.columns == ("id", "name")
    assert run.plan.notes[0].startswith("From 2 ticked rows of media.list, ")
    assert "From 2 ticked rows of media.list, " in page_at(client, place)
    posted(client, f"{place}/start", confirmed="2")
    assert over(client, place).status == "done"
    sent = [dict(one.form)["entryId"] for one in upstream.requests[1:]]
    assert sorted(sent) == ["0_1", "0_3"]


def test_ticked_calls_are_rows_that_a_condition_narrows(
    client: FlaskClient, upstream: Upstream
) -> None:
    refused = {"code": "ENTRY_ID_NOT_FOUND", "message": "no", "objectType": "KalturaAPIException"}
    upstream.respond(http(b'{"id": "0_1"}'), http(json.dumps(refused).encode()))
    for entry in ("0_1", "0_2"):
        send(client, "media", "get", region="own", p_entryId=entry)
    history = page_at(client, "/history?region=own")
    assert 'formaction="/runs/new" name="from" value="calls">Run over these calls' in history
    ids = re.findall(r'name="id" value="([^"]+)" form="ticked"', history)
    place = posted(
        client, "/runs/new", **{"from": "calls", "id": ids, "region": "own", "text": "x"}
    )
    assert parse_qs(urlsplit(place).query) == {"from": ["calls"], "id": ids}
    own = f"own/{kept(client)}"
    page = page_at(client, f"{place}&source={own}")
    assert "2 ticked calls of History, " in page
    assert "Its steps name a column that these have not" in page
    assert '<span translate="no">name</span>' in page  # the id is that of the entry
    given = {"source": own, "region": "own", "from": "calls", "id": ids}
    place = posted(client, "/runs/rows", **given)
    run = run_of(client, place)
    assert [one["id"] for one in rows_of(client, run)] == ["0_1", "0_2"]
    assert "The column entryId is id here, as in the steps." in run.plan.notes
    place = posted(client, f"{place}/narrow", by="condition", where='row.outcome != "ok"')
    assert [one["errorCode"] for one in rows_of(client, run_of(client, place))] == [
        "ENTRY_ID_NOT_FOUND"
    ]


def test_nothing_ticked_or_typed_is_lost_by_a_refusal(
    client: FlaskClient, upstream: Upstream
) -> None:
    first, second = listed(client, upstream), listed(client, upstream)
    own = f"own/{kept(client, renaming(inputs=(Input('suffix', ''),)))}"
    ticked = {"from": "answer", "call": [first, second], "rows": ["1-2", "9"], "path": "$.objects"}
    given = {**ticked, "source": own, "region": "own", "input:suffix": " (typed)"}
    response = post(client, "/runs/rows", given, json=False)
    page = response.get_data(as_text=True)
    assert response.status_code == 400
    assert "The list has 3 rows: 9 is none behind the others." in page
    # Of rows that there are not, none is offered; all else stays.
    assert 'value="answer"' not in page
    assert 'value=" (typed)"' in page
    given |= {"rows": ["1-2", "3"], "region": "nowhere"}
    response = post(client, "/runs/rows", given, json=False)
    page = response.get_data(as_text=True)
    assert response.status_code == 404
    assert [pair for pair in hidden(page) if pair[0] in {"call", "rows", "path"}] == [
        *(("call", first), ("call", second), ("rows", "1-2"), ("rows", "3")),
        ("path", "$.objects"),
    ]
    assert re.search(r'value="answer" checked> 3 ticked rows of media\.list \(2 pages\)', page)
    assert 'value=" (typed)"' in page
    given["region"] = "own"
    assert run_of(client, posted(client, "/runs/rows", **given)).total == 3


def test_what_is_too_long_for_an_address_is_shown_at_once(
    client: FlaskClient, upstream: Upstream
) -> None:
    call_id = listed(client, upstream)
    ticked = {"from": "answer", "call": [call_id] * 400, "rows": ["3"] * 400, "path": "$.objects"}
    response = post(client, "/runs/new", ticked, json=False)
    page = response.get_data(as_text=True)
    assert response.status_code == 200
    assert "400 ticked rows of media.list (400 pages), " in page
    assert [name for name, _ in hidden(page)].count("call") == 400


def test_rows_of_another_workspace_are_not_found(client: FlaskClient, upstream: Upstream) -> None:
    call_id = listed(client, upstream)
    other = client.application.test_client()
    source = f"own/{workflows.keep(desk_of(other), renaming()).id}"
    for given in (
        {"from": "answer", "call": call_id, "rows": ""},
        {"from": "calls", "id": call_id},
    ):
        for more in ({}, {"source": source}):
            response = other.get("/runs/new", query_string={**given, **more})
            page = response.get_data(as_text=True)
            assert response.status_code == 404
            assert "is in history no more" in page
            assert "Lecture" not in page
            assert "ticked" not in page.replace("Rows can be ticked", "")
        response = post(other, "/runs/rows", {**given, "source": source, "region": "own"})
        assert response.status_code == 404
    assert desk_of(other).parts.row_runs.list(desk_of(other).workspace) == []


def test_a_new_run_begins_with_what_is_to_be_done(client: FlaskClient) -> None:
    page = page_at(client, "/runs/new")
    assert 'value="jobs/Export_entries"' in page
    assert "these rows lack" not in page
    place = posted(client, "/runs/new", source="jobs/Delete_entries")
    assert place == "/runs/new?source=jobs%2FDelete_entries"
    page = page_at(client, place)
    assert 'value="file" checked' in page
    assert "Rows can be ticked as well" in page
    response = client.get("/runs/new?from=answer&call=a&call=b&rows=1")
    assert response.status_code == 400
    assert "Each call comes with the numbers of its rows." in response.get_data(as_text=True)
