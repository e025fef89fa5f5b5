"""The tables of runs over rows: see `tables`, and `app/desk/row_runs` for what is in them."""

from sqlalchemy import Column, Double, ForeignKey, Index, Integer, LargeBinary, Table, Text

from app.storage.kept_tables import metadata as metadata  # noqa: PLC0414 - all of them, with these

row_runs = Table(
    "row_runs",
    metadata,
    Column("id", Text, primary_key=True),
    Column("workspace", Text, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("changed_at", Double, nullable=False),
    Column("status", Text, nullable=False),
    # What somebody wants of one that is under way: "", "pause" or "cancel".
    Column("wanted", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("total", Integer, nullable=False),  # rows
    # A process that carries it out, when it was last heard of, and how often one has begun to.
    Column("carrier", Text, nullable=False),
    Column("seen_at", Double, nullable=False),
    Column("turn", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index(None, "workspace", "created_at"),
    Index(None, "status"),
)

# The rows, a hundred at a time, as to open each for itself costs too much.
row_chunks = Table(
    "row_chunks",
    metadata,
    Column("run", Text, ForeignKey("row_runs.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)

# What came of a row, once it is over. The number counts the rows of the run from 0.
row_outcomes = Table(
    "row_outcomes",
    metadata,
    Column("run", Text, ForeignKey("row_runs.id", ondelete="CASCADE"), primary_key=True),
    Column("row", Integer, primary_key=True),
    Column("verdict", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index(None, "run", "verdict"),
)

# Runs that begin by themselves. `cron` is read in the time zone `zone`; `run` is the run whose
# like each is, `last` the one that began last. None of `next_at`: it is switched off.
schedules = Table(
    "schedules",
    metadata,
    Column("id", Text, primary_key=True),
    Column("workspace", Text, nullable=False),
    Column("run", Text, ForeignKey("row_runs.id", ondelete="CASCADE"), nullable=False),
    Column("cron", Text, nullable=False),
    Column("zone", Text, nullable=False),
    # Rows that were agreed to for each, and the partners for which that is a consent, too.
    Column("most", Integer, nullable=False),
    Column("agreed_for", Text, nullable=False),
    Column("next_at", Double),
    Column("last", Text, nullable=False),
    Column("said", Text, nullable=False),  # why the last time nothing began, ""
    Index(None, "workspace"),
    Index(None, "next_at"),
)
