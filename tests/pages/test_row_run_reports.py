"""The report of a run as files, to print, and two runs compared."""

import csv
import io
import json
import zipfile

from flask.testing import FlaskClient
from lxml import etree

from app.call.variables.values import Json
from app.desk.row_runs import verbs
from app.desk.row_runs.again import made_again
from app.desk.row_runs.plan import Pace
from app.desk.running.beginning import Source
from tests.desk.row_run_workflows import renaming
from tests.desk.test_row_runs import NO
from tests.pages.test_row_runs import client as client  # noqa: PLC0414 - a fixture
from tests.pages.test_row_runs import desk_of, over, page_at
from tests.upstream import Upstream, http

ROWS = [
    {"kind": "entry", "id": "0_a", "name": "=A", "password": "geheim-in-a-row"},
    {"kind": "entry", "id": "0_b", "name": "<b>B", "password": ""},
]


def test_as_files_to_print_and_beside_another(client: FlaskClient, upstream: Upstream) -> None:
    upstream.respond(http(b"true"), NO, http(b"true"))
    desk = desk_of(client)
    columns = ("id", "name", "password")
    source = Source(renaming(), "own/x")
    run = verbs.prepare(desk, source, "own", rows=ROWS, columns=columns, pace=Pace(1))
    verbs.start(desk, run)
    place = f"/runs/rows/{run.id}"
    run = over(client, place)
    assert all(f"{place}/report.{kind}" in page_at(client, place) for kind in ("csv", "jsonl"))

    got = client.get(f"{place}/report.csv")
    assert got.headers["Content-Disposition"].startswith("attachment")
    lines = list(csv.DictReader(io.StringIO(got.data.decode("utf-8-sig"))))
    assert [(one["verdict"], one["name"], one["error"]) for one in lines] == [
        ("ok", "'=A", ""),
        ("failed", "<b>B", "ENTRY_ID_NOT_FOUND"),
    ]
    assert lines[0]["password"] == "•" * len(lines[0]["password"]) != ""
    told = [json.loads(one) for one in client.get(f"{place}/report.jsonl").data.splitlines()]
    assert [(one["row"], one["id"]) for one in told] == [(1, "0_a"), (2, "0_b")]
    only = client.get(f"{place}/report.jsonl?verdict=failed").data.splitlines()
    assert [json.loads(one)["id"] for one in only] == ["0_b"]
    suite = etree.fromstring(client.get(f"{place}/report.xml").data)[0]
    assert (suite.get("tests"), suite.get("failures")) == ("2", "1")
    assert suite[1][0].get("message") == "ENTRY_ID_NOT_FOUND: no"
    assert [one.get("name") for one in suite] == ["1 0_a", "2 0_b"]
    assert client.get(f"{place}/report.exe").status_code == 404

    printed = page_at(client, f"{place}/print")
    assert "&lt;b&gt;B" in printed
    assert "geheim" not in printed

    again = made_again(desk, run, ["ok", "failed"])
    verbs.start(desk, again)
    over(client, f"/runs/rows/{again.id}")
    beside = page_at(client, f"/runs/rows/{again.id}/compare?with={run.id}&column=id")
    assert "0_b" in beside
    assert "0_a" not in beside
    assert '<td colspan="2">the same in both</td><td>1</td>' in beside
    page = page_at(client, f"{place}?text=0_a")
    assert "Save texts of a column as files" in page
    assert "Files (ZIP)" not in page
    got = client.get(f"{place}/files.zip?column=name&called=id&ending=txt")
    assert got.headers["Content-Disposition"] == 'attachment; filename="Rename.zip"'
    with zipfile.ZipFile(io.BytesIO(got.data)) as archive:
        assert [(one, archive.read(one)) for one in archive.namelist()] == [
            ("0_a.txt", b"=A"),
            ("0_b.txt", b"<b>B"),
        ]
    assert client.get(f"{place}/files.zip?column=none").status_code == 400
    assert client.get(f"{place}/files.zip").status_code == 400


def test_rows_are_counted_and_summed_by_a_column(client: FlaskClient) -> None:
    desk = desk_of(client)
    given: list[dict[str, Json]] = [
        {"id": "0_a", "month": "2026-01", "seconds": 60, "tags": "a, b"},
        {"id": "0_b", "month": "2026-02", "seconds": "90.5", "tags": "b"},
        {"id": "0_c", "month": "2026-01", "seconds": "", "tags": "<i>"},
        {"id": "0_d", "month": "", "seconds": "long", "tags": ""},
    ]
    run = verbs.prepare(desk, Source(renaming(), "own/x"), "own", rows=given)
    place = f"/runs/rows/{run.id}/totals"

    def table(query: str = "") -> list[list[str]]:
        text = client.get(f"{place}.csv{query}").data.decode("utf-8-sig")
        return list(csv.reader(io.StringIO(text)))

    assert table() == [
        ["month", "rows", "seconds"],
        ["(none)", "1", "0"],
        ["2026-01", "2", "60"],
        ["2026-02", "1", "90.5"],
    ]
    assert table("?by=tags&sum=&apart=1") == [
        ["tags", "rows"],
        *(["(none)", "1"], ["<i>", "1"], ["a", "1"], ["b", "2"]),
    ]
    page = page_at(client, f"{place}?by=tags")
    assert "&lt;i&gt;" in page
    assert "150.5" in page
    assert client.get(f"{place}?by=none").status_code == 400
