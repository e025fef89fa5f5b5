"""Tables as bytes for a database, in pieces that can be read alone, and back without a loss."""

import json
from collections.abc import Iterator

from app.rows.table import Rows, Table


def chunks(table: Table, size: int) -> Iterator[Table]:
    """The table in tables of at most `size` rows, in their order, without its notes."""
    for start in range(0, len(table.rows), size):
        yield Table(table.columns, table.rows[start : start + size], table.source)


def dump(table: Table) -> bytes:
    """The table in JSON: its columns once, and each row as a list."""
    parts = {
        "columns": table.columns,
        "source": table.source,
        "notes": table.notes,
        "rows": table.rows.values,
    }
    # Half a character that came in an answer's text is kept as well.
    text = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def load(data: bytes) -> Table:
    """The table that `dump` made these bytes of."""
    parts = json.loads(data.decode("utf-8", "surrogatepass"))
    columns = tuple(parts["columns"])
    rows = Rows(columns, tuple(map(tuple, parts["rows"])))
    return Table(columns, rows, parts["source"], tuple(parts["notes"]))
