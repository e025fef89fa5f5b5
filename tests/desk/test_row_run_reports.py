"""The report of a run as files: whole values, a bit at a time, and texts as files in a ZIP."""

import csv
import io
import json
import tracemalloc
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence

import pytest
from lxml import etree

from app.call.model import Call
from app.call.variables.values import Json
from app.desk.desk import Desk
from app.desk.row_runs import files, verbs
from app.desk.row_runs.comparing import Difference, compared
from app.desk.row_runs.plan import RowOutcome, RowRun, StepDone, Verdict
from app.desk.row_runs.report import as_file, table
from app.desk.running.beginning import Source
from app.errors import BadInput
from app.workflows.model import ROW, Step, Taking, TextFile, Workflow
from tests.desk.row_run_workflows import OWN
from tests.pages.own_servers import regions_file
from tests.pages.planted import KSES
from tests.prepared import assembled_from

WANTED = (TextFile("files", "names"),)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("reports")
    regions = regions_file(folder, {"own": "http://127.0.0.1:9"})
    environ = {"TESTME_DATA_DIR": str(folder / "own"), "TESTME_REGIONS_FILE": str(regions)}
    parts = assembled_from(environ)
    yield Desk(parts, OWN)
    parts.close()


def came(
    desk: Desk,
    given: Sequence[Mapping[str, Json]],
    taken: Iterable[Mapping[str, Json] | Verdict],
    wanted: tuple[TextFile, ...] = WANTED,
) -> RowRun:
    """A run that has come to this, row for row; a verdict in place of what was taken."""
    takings = tuple(Taking(name, "$") for name in ("files", "names", "texts"))
    step = Step("serve", Call("", "caption_captionasset", "serve", ()), takings=takings, each=ROW)
    source = Source(Workflow("w", "Captions", steps=(step,), files=wanted), "own/x")
    run = verbs.prepare(desk, source, "own", rows=given)
    done = (StepDone("serve", "ok", call_id="c1"),)
    desk.parts.run_rows.write(
        run,
        (
            RowOutcome(row, one) if isinstance(one, str) else RowOutcome(row, "ok", "", done, one)
            for row, one in enumerate(taken)
        ),
    )
    return run


def unpacked(desk: Desk, run: RowRun, *asked: str) -> dict[str, str]:
    wanted = files.wanted(desk, run, *(asked or ("", "", "")))
    packed = io.BytesIO(b"".join(files.zipped(desk, run, wanted)))
    with zipfile.ZipFile(packed) as archive:
        assert archive.testzip() is None
        return {one: archive.read(one).decode() for one in archive.namelist()}


def test_files_have_values_whole_and_as_they_are(desk: Desk) -> None:
    long = "word " * 8000  # more than a cell of a spreadsheet has
    run = came(desk, [{"id": "0_a", "of": long, "ks": "hidden-in-a-row"}], [{"files": [long, "b"]}])
    [line] = csv.DictReader(io.StringIO(b"".join(as_file(desk, run, "csv")).decode("utf-8-sig")))
    assert (line["of"], json.loads(line["files"]), line["calls"]) == (long, [long, "b"], "c1")
    [told] = map(json.loads, b"".join(as_file(desk, run, "jsonl")).splitlines())
    assert (told["row"], told["of"], told["files"], told["texts"]) == (1, long, [long, "b"], None)
    assert set(line["ks"]) == set(told["ks"]) == {"•"}
    assert list(table(desk, run, ["failed"]).values) == []


def test_each_column_of_a_row_has_a_name_of_its_own(desk: Desk) -> None:
    row = {"row": "1", "row (given)": "2", "verdict": "3", "name": "4"}
    step = Step("one", Call("", "media", "get", ()), takings=(Taking("name", "$.name"),), each=ROW)
    source = Source(Workflow("w", "W", steps=(step,)), "own/x")
    run = verbs.prepare(desk, source, "own", rows=[row], columns=tuple(row))
    [line] = table(desk, run).rows
    assert [*line] == [
        *("row", "verdict", "sentence", "error"),
        *("row (given)", "row (given) (given)", "verdict (given)", "name", "name (taken)", "calls"),
    ]
    assert [line["row (given)"], line["row (given) (given)"], line["name"]] == ["1", "2", "4"]


def test_a_report_is_made_bit_by_bit(desk: Desk) -> None:
    """12 MB of texts, of which a few are in memory at a time."""
    count, size = 300, 40_000
    given = [{"id": f"0_{n}"} for n in range(count)]
    run = came(desk, given, ({"files": f"{n} " + "x" * size} for n in range(count)))
    sizes = []
    for pieces in (
        *(as_file(desk, run, kind) for kind in ("csv", "jsonl", "xml")),
        files.zipped(desk, run, WANTED),
    ):
        tracemalloc.start()
        sizes.append(sum(map(len, pieces)))
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < 4_000_000
    assert min(sizes[:2]) > count * size


def test_junit_names_each_row(desk: Desk) -> None:
    count = 10_000
    given = [{"id": f"0_{n}", "name": f"Lecture {n}"} for n in range(count)]
    run = came(desk, given, ["failed", "skipped", "uncertain"])
    pieces = as_file(desk, run, "xml")
    assert next(pieces).startswith(b"<?xml")
    assert b"1 0_0" in next(pieces)
    suite = etree.fromstring(b"".join(as_file(desk, run, "xml")))[0]
    names = [one.get("name") for one in suite]
    assert (len(names), names[0], names[-1]) == (count, "1 0_0", "10000 0_9999")
    kinds = [one[0].tag for one in [*suite][:4]]
    assert kinds == ["failure", "skipped", "error", "skipped"]


def test_texts_are_files_in_a_zip(desk: Desk) -> None:
    given = [{"id": "0_a"}, {"id": "0_b"}, {"id": "0_c"}]
    taken: list[Mapping[str, Json]] = [
        {"files": ["1\r\nä", "<tt/>"], "names": ["a English.srt", "a German.dfxp"]},
        {"files": [], "names": []},
        {"files": ["WEBVTT"], "names": ["A English.SRT"], "texts": ["", ["one", "two"]]},
    ]
    run = came(desk, given, taken, (*WANTED, TextFile("texts", "id", "txt")))
    assert unpacked(desk, run) == {
        "a English.srt": "1\r\nä",
        "a German.dfxp": "<tt/>",
        # On some systems the one and the other are the same.
        "A English (2).SRT": "WEBVTT",
        "0_c.txt": "one\ntwo",
    }
    assert unpacked(desk, run, "id", "", "txt") == {
        "row 1.txt": "0_a",
        "row 2.txt": "0_b",
        "row 3.txt": "0_c",
    }
    for column, called, ending, field in (
        ("none", "", "", "column"),
        ("files", "none", "", "called"),
        ("files", "id", "../x", "ending"),
        ("files", "id", "x" * 11, "ending"),
    ):
        with pytest.raises(BadInput) as refused:
            files.wanted(desk, run, column, called, ending)
        assert refused.value.field == field


def test_names_of_files_are_harmless(desk: Desk) -> None:
    becomes: list[tuple[Json, str]] = [
        ("../../etc/passwd", "-..-etc-passwd.txt"),
        ("..\\x:y", "-x_y.txt"),
        ("C:/nul", "C_-nul.txt"),
        ("con", "_con.txt"),
        ("a\u202etxt.exe", "atxt.exe.txt"),
        ("a\nb\0", "ab.txt"),
        (" . ", "row 7.txt"),
        ("/", "-.txt"),
        ("é" * 200, "é" * 73 + ".txt"),
        ("TOLD.TXT", "TOLD.TXT"),
        ("told", "told (2).txt"),
        (None, "row 12.txt"),
        (KSES["pasted"], "row 13.txt"),
    ]
    given = [{"name": name} for name, _ in becomes]
    run = came(desk, given, [{"files": ["x"]}] * len(given))
    assert [*unpacked(desk, run, "files", "name", "txt")] == [name for _, name in becomes]


def test_what_is_left_out_of_a_zip_is_told_in_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = [{"id": "0_a", "token": "hidden"}, {"id": "0_b", "token": ""}]
    run = came(desk, given, ["failed", {"files": ["1", "2", "333"], "names": ["a"] * 3}])
    assert unpacked(desk, run, "token", "id", "") == {
        "Left out.txt": "No row has a text for a file.\n"
        "Row 1, token: it is a secret, or has one in it."
    }
    monkeypatch.setattr(files, "MOST_FILES", 2)
    assert unpacked(desk, run) == {
        "a": "1",
        "a (2)": "2",
        "Left out.txt": "Row 2, files: a ZIP has 2 files and 2,000,000,000 bytes at most.",
    }
    monkeypatch.setattr(files, "MOST_FILES", 9)
    monkeypatch.setattr(files, "MOST_BYTES", 2)
    assert [*unpacked(desk, run)] == ["a", "a (2)", "Left out.txt"]


def test_runs_are_compared_by_what_both_have(desk: Desk) -> None:
    store = desk.parts.run_rows
    every = [{"id": f"0_{n}"} for n in range(6)] + [{"id": ""}]
    before = came(desk, every, ["ok", "failed", "failed", "uncertain"])
    after = came(desk, [*every[1:4], {"id": "0_new"}], ["ok", "failed", "ok", "failed"])
    found = compared(store, before, after, "id")
    assert (found.unchanged, found.only_before, found.only_after) == (1, 3, 1)
    assert dict(found.changed) == {("failed", "ok"): 1, ("uncertain", "ok"): 1}
    changed = [Difference("0_1", "failed", "ok"), Difference("0_3", "uncertain", "ok")]
    assert found.differences == changed
    assert compared(store, before, after, "id", of_one=True).differences == [
        *changed,
        Difference("0_0", "ok", ""),
        Difference("0_4", "left", ""),
        Difference("0_5", "left", ""),
        Difference("0_new", "", "failed"),
    ]
