"""What files and pasted texts become: their columns, their rows, and what is said of them."""

import io

import pytest

from app.errors import BadInput
from app.rows.reading import pasted, read_file
from app.rows.table import NOTHING_TOLD, Table, Told
from tests.each import each

NAMED = b"id,name\n0_aa11,Sea\n0_bb22,Sun\n"
ROWS = (("0_aa11", "Sea"), ("0_bb22", "Sun"))


def read(data: bytes | str, name: str = "rows.csv", told: Told = NOTHING_TOLD) -> Table:
    return read_file(io.BytesIO(data.encode() if isinstance(data, str) else data), name, told)


def refused(data: bytes | str, name: str = "rows.csv", told: Told = NOTHING_TOLD) -> str:
    with pytest.raises(BadInput) as fault:
        read(data, name, told)
    assert fault.value.field == "rows"
    return fault.value.sentence


def test_a_row_is_a_mapping_of_the_columns() -> None:
    table = read(NAMED, "C:\\exports\\entries.csv")
    assert table.source == "entries.csv"
    assert table.columns == ("id", "name")
    assert table.rows[0] == {"id": "0_aa11", "name": "Sea"}
    assert list(table.rows[1:]) == [{"id": "0_bb22", "name": "Sun"}]
    assert table.notes == (
        "It is read as UTF-8.",
        "There are commas between the cells.",
        "Line 1 names the columns.",
    )
    table.rows[0]["id"] = "changed"
    assert table.rows.values == ROWS


@each(
    ("separator", "words"),
    [(",", "commas"), (";", "semicolons"), ("\t", "tabs"), ("|", "upright strokes")],
)
def test_separators_are_recognised(separator: str, words: str) -> None:
    table = read(NAMED.replace(b",", separator.encode()), "rows.txt")
    assert table.rows.values == ROWS
    assert f"There are {words} between the cells." in table.notes


@each(
    ("text", "values"),
    [
        ("id;price\n0_aa;1,5\n0_bb;2,5\n", (("0_aa", "1,5"), ("0_bb", "2,5"))),
        ("0_aa;1,5\n0_bb;2,5\n", (("0_aa", "1,5"), ("0_bb", "2,5"))),
        ('id,name\n0_aa,"a; b; c"\n0_bb,"d; e; f"\n', (("0_aa", "a; b; c"), ("0_bb", "d; e; f"))),
        ("sep=|\nid|name\n1|a,b\n", (("1", "a,b"),)),
        (
            "title\nHello, world\nNo comma\nNone here\n",
            (("Hello, world",), ("No comma",), ("None here",)),
        ),
    ],
)
def test_a_separator_is_not_taken_from_the_texts(text: str, values: object) -> None:
    assert read(text).rows.values == values


@each(
    ("encoding", "words"),
    [
        ("utf-8", "It is read as UTF-8."),
        ("utf-8-sig", "It is read as UTF-8."),
        ("utf-16", "It is read as UTF-16 (little-endian)."),
        ("utf-16-le", "It is read as UTF-16 (little-endian)."),
        ("utf-16-be", "It is read as UTF-16 (big-endian)."),
        ("cp1252", "It is not UTF-8 and is read as windows-1252"),
    ],
)
def test_encodings_are_recognised(encoding: str, words: str) -> None:
    table = read("id;name\n0_aa;Größe – schön €\n".encode(encoding))
    assert table.columns == ("id", "name")
    assert table.rows.values == (("0_aa", "Größe – schön €"),)
    assert table.notes[0].startswith(words)


def test_an_encoding_that_is_told_is_taken() -> None:
    data = "id,name\n0_aa,Лекция\n".encode("cp1251")
    assert read(data, told=Told(encoding="cp1251")).rows[0]["name"] == "Лекция"
    assert read(data).rows[0]["name"] == "Ëåêöèÿ"
    assert "is not UTF-8 from line 2 on" in refused(data, told=Told(encoding="utf-8"))
    assert "no encoding 'zip'" in refused(data, told=Told(encoding="zip"))


def test_utf_8_with_a_damaged_line_is_no_windows_1252() -> None:
    data = "id,name\n0_aa,Größe schön\n0_bb,Müße\n".encode() + b"0_cc,\xff\n"
    assert refused(data).startswith("Line 4 is damaged")


@each(
    ("text", "columns"),
    [
        ("0_aa11\n0_bb22\n", ("id",)),
        ("4711\n4712\n", ("id",)),
        ("alice\nbob\n", ("column1",)),
        ("asset\n0_aa\n", ("asset",)),
        ("entryId\n0_aa\n", ("entryId",)),
        ("Reference ID\nx-1\n", ("Reference ID",)),
        ("david\nmaria\n", ("column1",)),
        ("Sea,0_aa11\nSun,0_bb22\n", ("column1", "id")),
        ("0_aa11,name\n0_bb22,other\n", ("id", "column2")),
        ("who,what\nalice,sea\n", ("who", "what")),
        ("who,2024,2025\nalice,1,2\n", ("column1", "column2", "column3")),
        ("name,2024\nalice,1\n", ("name", "2024")),
        ("colour,https://example.com\nred,blue\n", ("column1", "column2")),
        ("alice,bob\n", ("column1", "column2")),
    ],
)
def test_names_of_columns_are_told_from_values(text: str, columns: tuple[str, ...]) -> None:
    table = read(text)
    assert table.columns == columns
    first = tuple(text.splitlines()[0].split(","))
    assert (table.rows.values[0] == first) == (columns != first)


def test_it_can_be_told_whether_a_line_names_the_columns() -> None:
    assert read("alice\nbob\n", told=Told(header=True)).columns == ("alice",)
    table = read(NAMED, told=Told(header=False))
    assert table.columns == ("column1", "column2")
    assert table.rows.values == (("id", "name"), *ROWS)
    assert "No line names the columns: they are called column1 and column2." in table.notes


def test_each_column_has_a_name_of_its_own() -> None:
    table = read("name,name, ,name_2,the\tlong name\n1,2,3,4,5\n", told=Told(separator=","))
    assert table.columns == ("name", "name_3", "column3", "name_2", "the long name")
    assert table.rows.values == (("1", "2", "3", "4", "5"),)
    assert table.notes[-2:] == (
        "Columns without a name are called column3.",
        "Columns with the name of one before them are called name_3.",
    )


def test_what_a_cell_says_stays_as_it_is() -> None:
    table = read('id,name\n007,"a ""b""\r\nc"\n1_abc,\' =1+1 \n1e5,TRUE\n+49,\u2028x\x85\n')
    assert table.rows.values == (
        ("007", 'a "b"\r\nc'),
        ("1_abc", "' =1+1 "),
        ("1e5", "TRUE"),
        ("+49", "\u2028x\x85"),
    )


def test_uneven_rows_are_refused_with_their_lines_or_kept_as_told() -> None:
    text = 'id,name\n0_aa,"a\nb"\n0_bb\n0_cc,z,more\n'
    assert refused(text).startswith("1 row has fewer than 2 cells (line 4): correct them")
    table = read(text, told=Told(keep_uneven=True))
    assert table.columns == ("id", "name", "column3")
    assert table.rows.values == (("0_aa", "a\nb", ""), ("0_bb", "", ""), ("0_cc", "z", "more"))
    assert table.notes[-3:] == (
        "1 row has fewer than 2 cells (line 4): what they lack is empty.",
        "1 row has more than 2 cells (line 5): the rest has its own columns.",
        "Columns without a name are called column3.",
    )


def test_blank_lines_and_empty_columns_are_no_rows_and_no_columns() -> None:
    table = read("id,name,,\n0_aa11,Sea,,\n\n,,,\n0_bb22,Sun,,,,\n")
    assert table.columns == ("id", "name")
    assert table.rows.values == ROWS
    assert table.notes[-1] == "2 blank lines left out: 3 and 4."


@each(
    ("text", "sentence"),
    [
        ("", "There are no rows in rows.csv."),
        (" \n\t\n", "There are no rows in rows.csv."),
        ("id,name\n", "rows.csv has names of columns, and no rows below them."),
        ('a,b\n1,2\n"x,1\n2,3\n', "A quotation mark that is opened in line 3 is never closed."),
        ('a,b\n"x"y,1\n', "In line 2 text stands behind a closing quotation mark"),
        ("a,b\n1,\0\n", "This file is no text"),
        ("<!DOCTYPE html><p>1", "rows.csv is a web page or XML"),
        ("%PDF-1.7\n", "rows.csv is a PDF"),
        ("a,b\n1," + "x" * 100_001, "A cell in line 2 has more than 100,000 characters"),
        ("a,b\n1," + "x" * 140_000, "A cell that begins in line 2 is too long"),
        (",".join(["id"] * 201) + "\n" + ",".join("1" * 201), "These rows have 201 columns"),
        ("1\n" * 200_001, "There are more than 200,000 rows"),
    ],
)
def test_what_cannot_be_read_is_said(text: str, sentence: str) -> None:
    assert refused(text).startswith(sentence)


def test_files_that_are_no_rows_are_said_to_be_what_they_are() -> None:
    assert "old Excel file" in refused(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "rows.xls"
    )
    assert "compressed" in refused(b"\x1f\x8b\x08\0", "rows.csv.gz")
    assert refused(b"1\n" * 25_000_001) == "rows.csv has more than 50 MB: split it."


def test_tabs_of_a_database_know_no_quoting() -> None:
    table = read('id\tname\n0_aa\t"Sea" and sun\n', "rows.tsv")
    assert table.rows.values == (("0_aa", '"Sea" and sun'),)
    assert "Quotation marks are part of the cells." in table.notes


@each(
    ("text", "name"),
    [
        ('[{"id": "0_aa", "n": 7, "tags": ["a"]}, {"id": "0_bb", "x": null}]', "rows.json"),
        ('{"id": "0_aa", "n": 7, "tags": ["a"]}\n\n{"id": "0_bb", "x": null}\n', "rows.jsonl"),
        ('{"id": "0_aa", "n": 7, "tags": ["a"]}\n{"id": "0_bb", "x": null}\n', "rows.txt"),
        (
            '{"objects":\n[{"id": "0_aa", "n": 7, "tags": ["a"]}, {"id": "0_bb", "x": null}]}',
            "answer",
        ),
    ],
)
def test_json_keeps_its_values(text: str, name: str) -> None:
    table = read(text, name)
    assert table.columns == ("id", "n", "tags", "x")
    assert table.rows.values == (("0_aa", 7, ["a"], None), ("0_bb", None, None, None))
    assert table.notes[-1] == "2 rows lack some of the columns, and have none there."


def test_json_values_are_one_column() -> None:
    assert read('["0_aa", "0_bb"]', "rows.json").columns == ("id",)
    assert read('"sea"\n"sun"\n', "rows.jsonl").rows.values == (("sea",), ("sun",))
    huge = read(f"[1e999, {'9' * 40}, 1.5]", "rows.json")
    assert huge.rows.values == (("1e999",), ("9" * 40,), (1.5,))


@each(
    ("text", "name", "sentence"),
    [
        ('[{"a": 1},]', "rows.json", "This is no JSON: "),
        (
            '{"a": 1}\n{"a": }\n',
            "rows.jsonl",
            "This is no JSON: in line 2 at character 7 a value is missing",
        ),
        (
            '[{"a": 1}',
            "rows.json",
            "This is no JSON: in line 1 at character 10 a comma, or a bracket, is missing.",
        ),
        ('{"a": 1}\n{"a": NaN}\n', "rows.jsonl", "Line 2: NaN is no JSON"),
        ('[{"a": 1, "a": 2}]', "rows.json", "An object has 'a' twice."),
        ('[{"a": 1}, 2]', "rows.json", "Row 2 is no object, though others are"),
        ("[[1], [2]]", "rows.json", "rows.json has lists for rows"),
        ("[]", "rows.json", "There are no rows in rows.json."),
        ("[{}]", "rows.json", "The objects of rows.json have no members."),
        ("[" * 100_000, "rows.json", "This JSON is nested too deep."),
        ('["\\ud800"]', "rows.json", "A text has half a character"),
        ('{"a": 1} x', "rows.json", "In line 1 something stands behind the end of the JSON."),
        ("[" + "1," * 5_000_000 + "1]", "rows.json", "rows.json has more than 5,000,000 values"),
    ],
)
def test_json_that_cannot_be_read_is_said(text: str, name: str, sentence: str) -> None:
    assert refused(text, name).startswith(sentence)


@each(
    ("text", "columns", "values"),
    [
        ("0_aa\n0_bb\n", ("id",), (("0_aa",), ("0_bb",))),
        (" 0_aa, 0_bb;0_cc 0_dd\n\n0_ee,", ("id",), tuple((f"0_{c}{c}",) for c in "abcde")),
        ("alice, bob smith", ("column1",), (("alice",), ("bob smith",))),
        ("alice bob", ("column1",), (("alice",), ("bob",))),
        ("alice\nbob smith\n", ("column1",), (("alice",), ("bob smith",))),
        ("id\tname\n0_aa\tSea, sun\n", ("id", "name"), (("0_aa", "Sea, sun"),)),
        ("id,name\n0_aa,Sea\n", ("id", "name"), (("0_aa", "Sea"),)),
        ('[{"id": 1}]', ("id",), ((1,),)),
    ],
)
def test_what_is_pasted(text: str, columns: object, values: object) -> None:
    table = pasted(text)
    assert (table.columns, table.rows.values) == (columns, values)
    assert table.source == "what was pasted"


@each("text", ["", " \n", "\0", "\ud800", "1 " * 2_500_001, "[1"])
def test_what_cannot_be_pasted_is_said(text: str) -> None:
    with pytest.raises(BadInput) as fault:
        pasted(text)
    assert fault.value.field == "rows"
