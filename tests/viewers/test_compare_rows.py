"""What a comparison looks like: masked, cut, and marked where texts part."""

import json
from typing import Any

from app.call.secrets.masking import MASK, Masker
from app.compare.differences import compare
from app.compare.nodes import secrets_in
from app.compare.rows import Cell, Line, lay_out, line_of_texts, visible
from app.compare.tree import read


def lines(*bodies: Any, **options: Any) -> list[Line]:
    read_ones = [read(json.dumps(body).encode(), "") for body in bodies]
    masks = [Masker(secrets_in(one.tree)).text for one in read_ones]
    return lay_out(compare(read_ones, **options), masks)


def test_only_what_differs_in_a_text_is_marked() -> None:
    [line] = lines({"name": "a first film"}, {"name": "a second film"})
    assert line == Line(
        "name",
        (Cell("base", "a ", "first", " film"), Cell("changed", "a ", "second", " film")),
    )


def test_a_long_text_is_cut_around_what_differs() -> None:
    [line] = lines("x" * 5000 + "1" + "y" * 5000, "x" * 5000 + "2" + "y" * 5000)
    assert line.cells[1] == Cell("changed", "…" + "x" * 80, "2", "y" * 80 + "…")
    [line] = lines("a" * 5000, "b" * 5000)
    assert line.cells[0] == Cell("base", "a" * 400 + "…")


def test_whole_branches_are_described() -> None:
    found = lines({"b": None, "c": ""}, {"a": {"objectType": "KalturaUser", "id": 1}, "b": [1, 2]})
    assert [(line.path, line.cells[0], line.cells[1]) for line in found] == [
        ("b", Cell("base", "null"), Cell("changed", "", note="list of 2")),
        ("c", Cell("base", "", note="empty"), Cell("missing", "", note="absent")),
        ("a", Cell("base", "", note="absent"), Cell("added", "", note="KalturaUser, 2 properties")),
    ]


def test_the_type_is_told_where_the_look_is_the_same() -> None:
    [line] = lines({"expiry": "17"}, {"expiry": 17}, types=True)
    assert line.cells == (Cell("base", "17", note="text"), Cell("changed", "17", note="number"))


def test_a_secret_that_differs_is_said_to_and_not_shown() -> None:
    secrets = ("first-Secret-41", "other-Secret-42")
    found = lines(
        *(
            {
                "password": one,
                "note": f"see {one}",
                "passwords": [{"id": one}],
                "custom": [{"key": "secret", "value": one}],
                one: 1,
            }
            for one in secrets
        )
    )
    shown = repr(found)
    assert not any(secret in shown for secret in secrets)
    by_path = {line.path: line.cells for line in found}
    assert by_path["password"] == (
        Cell("base", MASK, note="differs, masked"),
        Cell("changed", MASK, note="differs, masked"),
    )
    assert by_path["note"][1] == Cell("changed", f"see {MASK}", note="differs, masked")
    assert by_path["custom[key=secret].value"][1].note == "differs, masked"
    [same] = lines({"password": "first-Secret-41"}, {"password": "first-Secret-41"}, unchanged=True)
    assert same.cells[1] == Cell("same", MASK)


def test_what_cannot_be_seen_is_written_as_an_escape() -> None:
    assert visible("a\u202eb\x00\U000e0001\n") == "a\\u202eb\\u0000\\U000e0001\n"
    [line] = lines({"name": "ab"}, {"name": "a\u200bb"})
    assert line.cells[1] == Cell("changed", "a", "\\u200b", "b")


def test_parameters_differ_or_are_absent() -> None:
    line = line_of_texts("filter:statusIn", ["2", None, "2"], ["2", None, "2"])
    assert line == Line(
        "filter:statusIn",
        (Cell("base", "2"), Cell("missing", "", note="absent"), Cell("same", "2")),
    )
    line = line_of_texts("ks", ["one", "two"], [MASK, MASK])
    assert line.cells[1] == Cell("changed", MASK, note="differs, masked")
