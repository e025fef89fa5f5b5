"""The tables of what is kept by name, and of what runs: see `tables`."""

from sqlalchemy import Column, Double, Index, LargeBinary, Table, Text

from app.storage.tables import metadata as metadata  # noqa: PLC0414 - all of them, with these

# What somebody keeps by name: collections (folders), and in them requests and workflows.
saved = Table(
    "saved",
    metadata,
    Column("id", Text, primary_key=True),
    Column("workspace", Text, nullable=False),
    Column("parent", Text, nullable=False),  # the id of a collection, "" at the top
    Column("position", Double, nullable=False),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    # Of a request what it calls, "service.action"; else "".
    Column("title", Text, nullable=False),
    Column("changed_at", Double, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index(None, "workspace"),
)

# Values by name; `place` says where they are known: `region:eu`, `account:…`, `collection:…`.
variables = Table(
    "variables",
    metadata,
    Column("id", Text, primary_key=True),
    Column("workspace", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index(None, "workspace", "place", "name", unique=True),
)

# Workflows under way in somebody's browser: what has been done of each.
runs = Table(
    "runs",
    metadata,
    Column("id", Text, primary_key=True),
    Column("workspace", Text, nullable=False),
    Column("changed_at", Double, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index(None, "workspace", "changed_at"),
)
