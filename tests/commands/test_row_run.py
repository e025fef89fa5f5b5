"""`flask --app app workflow run --data`: rows from a file, consent with a number, the report."""

import csv
import io
import json
import zipfile
from pathlib import Path

from app.call.model import Call
from app.desk.saved.workflows import keep
from app.workflows.model import ROW, Step, Taking, TextFile, Workflow
from tests.commands.terminal import KS, Terminal
from tests.desk.row_run_workflows import renaming
from tests.upstream import Upstream, http

NO = http(b'{"objectType":"KalturaAPIException","code":"ENTRY_ID_NOT_FOUND","message":"no"}')


def kept(terminal: Terminal, workflow: Workflow) -> None:
    keep(terminal.desk, workflow)


def test_rows_of_a_file_but_those_of_another(
    terminal: Terminal, upstream: Upstream, tmp_path: Path
) -> None:
    kept(terminal, renaming())
    upstream.respond(http(b"true"), NO)
    data = tmp_path / "rows.csv"
    data.write_text("id;name\n0_a;A\n0_b;=B\n0_c;C\n", "utf-8")
    (tmp_path / "not.txt").write_text("0_c\n", "utf-8")
    report = tmp_path / "report.csv"
    ran = terminal(
        *("workflow", "run", "rename", "--data", str(data), "--at-once", "1"),
        *("--except", str(tmp_path / "not.txt"), "--report", str(report)),
    )
    assert ran.exit_code == 1, ran.stderr
    assert "2 rows." in ran.stderr
    assert "1 ok, 1 failed" in ran.stderr or "1 failed, 1 ok" in ran.stderr
    sent = [dict(one.form) for one in upstream.requests]
    assert [(one["entryId"], one["mediaEntry:name"], one["ks"]) for one in sent] == [
        ("0_a", "A (old)", KS),
        ("0_b", "=B (old)", KS),
    ]
    lines = list(csv.DictReader(io.StringIO(report.read_text("utf-8-sig"))))
    assert [(one["row"], one["verdict"], one["error"], one["id"]) for one in lines] == [
        ("1", "ok", "", "0_a"),
        ("2", "failed", "ENTRY_ID_NOT_FOUND", "0_b"),
    ]
    assert lines[1]["name"] == "'=B"


def test_where_the_report_cannot_be_written_nothing_is_sent(
    terminal: Terminal, upstream: Upstream, tmp_path: Path
) -> None:
    kept(terminal, renaming())
    data = tmp_path / "rows.csv"
    data.write_text("id,name\n0_a,A\n", "utf-8")
    place = tmp_path / "nowhere" / "report.csv"
    ran = terminal("workflow", "run", "rename", "--data", str(data), "--report", str(place))
    assert (ran.exit_code, f"{place} cannot be written" in ran.stderr) == (2, True)
    assert upstream.requests == []
    # As on a disk that is full by then.
    if Path("/dev/full").exists():
        upstream.respond(http(b"true"))
        full = ("--report", "/dev/full")
        ran = terminal("workflow", "run", "rename", "--data", str(data), *full)
        assert (ran.exit_code, "1 row." in ran.stderr) == (1, True)
        assert "/dev/full could not be written: No space left on device." in ran.stderr


def test_consent_is_for_a_number_of_rows(
    terminal: Terminal, upstream: Upstream, tmp_path: Path
) -> None:
    kept(terminal, renaming())
    upstream.respond(http(b"true"))
    data = tmp_path / "rows.csv"
    data.write_text("id,name\n0_a,A\n0_b,B\n", "utf-8")
    begins = ("workflow", "run", "rename", "--region", "prod", "--data", str(data))
    refused = terminal(*begins)
    assert (refused.exit_code, "confirm it with --yes" in refused.stderr) == (2, True)
    too_many = terminal(*begins, "--yes", "--most", "1")
    assert (too_many.exit_code, "There are 2 rows" in too_many.stderr) == (2, True)
    assert upstream.requests == []
    assert terminal(*begins, "--yes", "--most", "2").exit_code == 0
    assert len(upstream.requests) == 2


def test_a_dry_run_finds_the_rows_and_changes_nothing(
    terminal: Terminal, upstream: Upstream
) -> None:
    upstream.respond(http(b'{"objects": [{"id": "0_a"}, {"id": "0_b"}], "totalCount": 2}'))
    listing = Step("list", Call("", "media", "list", (), format="1"), pages=True)
    steps = (listing, *renaming().steps)
    kept(terminal, Workflow("w", "Rename", steps=steps))
    ran = terminal("workflow", "run", "rename", "--dry-run")
    assert (ran.exit_code, "2 rows." in ran.stderr) == (0, True), ran.stderr
    assert [one.path.rpartition("/")[2] for one in upstream.requests] == ["list"]


def test_what_a_workflow_says_are_files_is_saved_as_a_zip(
    terminal: Terminal, upstream: Upstream, tmp_path: Path
) -> None:
    upstream.respond(http(b"1\n00:01 --> 00:02\nHi", "Content-Type: text/plain"))
    serve = Call("", "caption_captionasset", "serve", (("captionAssetId", "{{row.id}}"),))
    step = Step("serve", serve, takings=(Taking("file", "$"),), each=ROW)
    kept(terminal, Workflow("w", "Captions", steps=(step,), files=(TextFile("file", "id", "srt"),)))
    kept(terminal, renaming())
    data, packed = tmp_path / "rows.csv", tmp_path / "captions.zip"
    data.write_text("id\n1_a\n1_b\n", "utf-8")
    with_files = ("--data", str(data), "--files", str(packed))
    refused = terminal("workflow", "run", "rename", *with_files)
    assert (refused.exit_code, "does not say what" in refused.stderr) == (2, True)
    ran = terminal("workflow", "run", "captions", *with_files)
    assert ran.exit_code == 0, ran.stderr
    with zipfile.ZipFile(packed) as archive:
        assert archive.namelist() == ["1_a.srt", "1_b.srt"]
        assert archive.read("1_b.srt") == b"1\n00:01 --> 00:02\nHi"


def test_a_list_alone_comes_to_its_report_by_itself(
    terminal: Terminal, upstream: Upstream, tmp_path: Path
) -> None:
    upstream.respond(http(b'{"objects": [{"id": "0_a"}, {"id": "0_b"}], "totalCount": 2}'))
    listing = Step("list", Call("", "media", "list", (), format="1"), pages=True)
    kept(terminal, Workflow("w", "All", steps=(listing,)))
    report = tmp_path / "all.jsonl"
    ran = terminal("workflow", "run", "all", "--report", str(report))
    assert (ran.exit_code, "2 rows." in ran.stderr) == (0, True), ran.stderr
    assert [json.loads(one)["id"] for one in report.read_text().splitlines()] == ["0_a", "0_b"]
