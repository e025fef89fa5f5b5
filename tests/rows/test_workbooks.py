"""What a workbook's cells become, and workbooks that are made to do harm."""

import io
import zipfile

import pytest

from app.errors import BadInput
from app.rows import workbook as reader
from app.rows.reading import read_file
from app.rows.table import Table, Told
from tests.rows.workbooks import number, packed, row, text, texts, workbook


def read(data: bytes, sheet: str = "") -> Table:
    return read_file(io.BytesIO(data), "rows.xlsx", Told(sheet=sheet))


def refused(data: bytes, sheet: str = "") -> str:
    with pytest.raises(BadInput) as fault:
        read(data, sheet)
    assert fault.value.field == "rows"
    return fault.value.sentence


def test_cells_are_what_the_sheet_shows() -> None:
    head = row(2, *(text(f"{letter}2", f"name {letter}") for letter in "ABCDEFGHIJK"))
    cells = row(
        4,
        text("A4", "007"),
        number("B4", "2"),
        number("C4", "2.5"),
        number("D4", "45000", style=1),
        number("E4", "45000.5", style=2),
        number("F4", "0.25", style=3),
        number("G4", "1.5", style=4),
        '<c r="H4" t="b"><v>1</v></c>',
        '<c r="I4"><f>SUM(B4:B5)</f><v>7</v></c>',
        '<c r="J4" t="str"><f>A4&amp;"x"</f><v>007x</v></c>',
    )
    table = read(workbook({"Entries": head + cells}))
    assert table.columns == tuple(f"name {letter}" for letter in "ABCDEFGHIJK")
    assert table.rows.values == (
        (
            *("007", 2, 2.5, "2023-03-15", "2023-03-15T12:00:00", "06:00:00", "36:00:00"),
            *(True, 7, "007x", ""),
        ),
    )
    assert type(table.rows.values[0][1]) is int
    assert table.notes == ("The sheet 'Entries' is read.", "Line 2 names the columns.")


def test_the_first_sheet_that_is_seen_is_read_unless_one_is_named() -> None:
    data = workbook(
        {name: texts(["id"], [f"0_{name.lower()}"]) for name in ("Old", "New", "Other")}, ["Old"]
    )
    assert read(data).rows.values == (("0_new",),)
    assert read(data).notes[:2] == (
        "The sheet 'New' is read.",
        "Left out: the sheets 'Old', 'Other'.",
    )
    assert read(data, "Old").rows.values == (("0_old",),)
    assert refused(data, "Older") == "There is no sheet 'Older'; there are 'Old', 'New', 'Other'."


def test_cells_without_a_value_are_said() -> None:
    cells = row(
        2,
        number("A2", "7"),
        '<c r="B2" t="e"><f>NA()</f><v>#N/A</v></c>',
        '<c r="C2"><f>A2+1</f></c>',
        '<c r="D2"><f>A2+1</f><v>8</v></c>',
    )
    head = row(1, *(text(f"{letter}1", f"name {letter}") for letter in "ABCD"))
    table = read(workbook({"One": head + cells}))
    assert table.rows.values == ((7, "", "", 8),)
    assert table.notes[1:3] == (
        "Cells of its sheets with an error (#N/A and the like) are empty: 1.",
        "Formulas of its sheets whose value was not saved are empty: 1.",
    )


def test_a_sheet_without_rows_is_said() -> None:
    assert refused(workbook({"Empty": ""})) == "There are no rows in rows.xlsx."
    assert "no rows below" in refused(workbook({"Empty": texts(["id", "name"])}))


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"PK\x03\x04", "This workbook cannot be read: it is damaged, locked"),
        (packed({"word/document.xml": "<w/>"}), "This is a packed file, and no Excel workbook"),
        (packed({"xl/workbook.xml": "<workbook"}), "This workbook cannot be read"),
        (workbook({"One": "<row><c></row>"}), "This workbook cannot be read"),
        (
            workbook({"One": texts(["id"], ["x" * 100_001])}),
            "A cell in row 2 has more than 100,000",
        ),
    ],
)
def test_what_cannot_be_read_is_said(data: bytes, sentence: str) -> None:
    assert refused(data).startswith(sentence)


def test_a_bomb_is_refused_by_what_it_says_of_its_parts() -> None:
    file = io.BytesIO(workbook({"One": texts(["id"], ["1"])}))
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("xl/media/image1.png", b"")
        archive.filelist[-1].file_size = reader._UNPACKED
    sentence = "Unpacked this workbook has more than 400 MB: save the sheet as CSV."
    assert refused(file.getvalue()) == sentence


def test_cells_in_the_far_corners_end_the_child_alone() -> None:
    corners = row(1, number("A1", "1")) + row(1_048_576, number("XFD1048576", "2"))
    assert "takes too much time or memory" in refused(workbook({"Corners": corners}))


def test_an_archive_that_says_less_than_it_holds_is_no_way_round() -> None:
    file = io.BytesIO(workbook({"One": texts(["id"], ["1"])}))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("xl/worksheets/1.xml", b" " * 20_000_000)
        archive.filelist[-1].file_size = 10
    assert refused(file.getvalue()).startswith("This workbook cannot be read")


def test_a_child_that_does_not_come_back_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "_PATIENCE", 0.01)
    assert "takes too much time or memory" in refused(workbook({"One": texts(["id"], ["1"])}))


def test_too_many_cells_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MOST_ROWS", 3)
    assert len(read(workbook({"One": texts(["id"], *["1"] * 3)})).rows) == 3
    assert "more than 3 rows" in refused(workbook({"One": texts(["id"], *["1"] * 4)}))
    monkeypatch.setattr(reader, "MOST_CELLS", 2)
    assert "or 2 cells" in refused(workbook({"One": texts(["id", "name"], ["1", "a"])}))
    monkeypatch.setattr(reader, "_TEXT", 10)
    assert "of text" in refused(workbook({"One": texts(["id"], ["123456789"])}))


def test_other_parts_of_the_archive_are_left_alone() -> None:
    data = io.BytesIO(workbook({"One": texts(["id"], ["1"])}))
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr("../../outside.txt", "x")
        archive.writestr("xl/media/image1.png", b"\x89PNG")
    assert read(data.getvalue()).rows.values == (("1",),)
