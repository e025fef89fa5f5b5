"""What somebody gives in a form: rows, as a file or a text that was pasted, and numbers."""

from typing import BinaryIO, cast

from flask import request

from app.errors import BadInput
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


def number_given(name: str, default: int) -> int:
    """What was typed, also as 1,200. Raises BadInput."""
    text = request.values.get(name, "").strip().replace(",", "")
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 8):
        raise BadInput("This takes a whole number.", field=name)
    return int(text)
