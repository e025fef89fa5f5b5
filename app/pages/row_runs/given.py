"""What somebody gives in a form: rows, in a file, pasted or ticked elsewhere, and numbers."""

from typing import BinaryIO, cast

from flask import request
from werkzeug.datastructures import MultiDict

from app.desk.desk import Desk
from app.desk.row_runs.from_history import Picked, of_answers, of_calls
from app.errors import BadInput
from app.history.days import zone_of
from app.rows.reading import pasted, read_file
from app.rows.table import Table, Told


def table_given(wanted: str = "") -> Table:
    """What is in `file`, else in `pasted`, or in the one of these that is `wanted`.

    `encoding`, `sheet` and `header` (yes, no) are told of it, and `uneven` = 1 keeps rows that lack
    cells. Raises BadInput, whose field is one of the two.
    """
    form = request.form
    header = {"yes": True, "no": False}.get(form.get("header", ""))
    told = Told(
        sheet=form.get("sheet", "").strip(),
        encoding=form.get("encoding", ""),
        header=header,
        keep_uneven=form.get("uneven") == "1",
    )
    file = request.files.get("file")
    field = wanted or ("file" if file and file.filename else "pasted")
    try:
        if field == "file" and file and file.filename:
            return read_file(cast(BinaryIO, file.stream), file.filename, told)
        text = form.get("pasted", "").replace("\r\n", "\n")
        if field == "file" or not text.strip():
            raise BadInput(
                "Choose the file." if field == "file" else "Paste the values, one a line."
            )
        return pasted(text)
    except BadInput as fault:
        fault.field = field
        raise


def picked(desk: Desk, given: MultiDict[str, str]) -> Picked | None:
    """The rows that `from` names: `calls`, recorded ones by `id`, or `answer`: of each recorded
    `call` those that stand at its place in `rows`, of the list at `path`; None for anything else.

    Raises NotFound and BadInput.
    """
    zone, how = zone_of(request.cookies.get("zone", "")), given.get("from")
    if how == "calls":
        return of_calls(desk, given.getlist("id"), zone)
    if how != "answer":
        return None
    path = given.get("path", "$.objects")
    return of_answers(desk, given.getlist("call"), given.getlist("rows"), path, zone)


def number_given(name: str, default: int) -> int:
    """What was typed, also as 1,200. Raises BadInput."""
    text = request.values.get(name, "").strip().replace(",", "")
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 8):
        raise BadInput("This takes a whole number.", field=name)
    return int(text)
