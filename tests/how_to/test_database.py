"""A column and a table, in a database with data from before and in a new one."""

from pathlib import Path
from typing import Any

from sqlalchemy import text

from app.storage.engine import HEAD, migrate, open_database, writing
from app.storage.keys import cookie_key
from app.storage.sealing import Sealer
from tests.how_to.copied import Copy, named

NEXT = f"{int(HEAD) + 1:04}"
REVISION = f'''"""One more."""

import sqlalchemy as sa
from alembic import op

revision = "{NEXT}"
down_revision = "{HEAD}"


def upgrade() -> None:
'''
COLUMN = """    op.add_column(
        "accounts", sa.Column("colour", sa.Text, nullable=False, server_default="blue")
    )
"""
DECLARED_COLUMN = """    Column("colour", Text, nullable=False, server_default="blue"),
"""
TABLE = """    op.create_table(
        "notes",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_notes"),
    )
"""
DECLARED_TABLE = """
notes = Table(
    "notes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("words", Text, nullable=False),
)
"""
ACCOUNTS = 'accounts = Table(\n    "accounts",\n    metadata,\n'
KEY = "the key of a console of before, of many characters"
INSERT = "INSERT INTO accounts (id, workspace, sealed) VALUES ('a', 'somebody', 'x')"


def kept_before(folder: Path) -> None:
    """A database of the version before, with an account in it."""
    folder.mkdir(exist_ok=True)
    engine = open_database(f"sqlite:///{folder / 'testme.sqlite'}")
    migrate(engine)
    (folder / "secret_key").write_text(KEY)
    cookie_key(engine, Sealer(KEY))
    with writing(engine) as connection:
        connection.execute(text(INSERT))
    engine.dispose()


def after_change(
    copy: Copy, title: str, what: str, upgrade: str, declared: tuple[str, str], use: str
) -> Any:
    """What a database has with data from before, and a new one: revision, differences, rows.

    `use` is a statement, and a query whose rows are told, parted by a semicolon.
    """
    kept_before(copy.data)
    files: dict[str, str | tuple[str, str]] = {
        f"app/storage/migrations/versions/r{NEXT}_{what}.py": REVISION + upgrade,
        "app/storage/tables.py": declared,
        "app/storage/engine.py": (f'HEAD = "{HEAD}"', f'HEAD = "{NEXT}"'),
    }
    copy.add(files, named(title, number=NEXT, what=what))
    return copy.run(
        f"""
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from app.storage.engine import writing
from app.storage.tables import metadata
change, _, query = {use!r}.partition("; ")

def of(folder):
    engine = console(folder).extensions[EXTENSION].engine
    with writing(engine) as connection:
        revision = connection.scalar(text("SELECT version_num FROM alembic_version"))
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
        connection.execute(text(change))
        rows = [list(row) for row in connection.execute(text(query))]
    engine.dispose()
    return [revision, list(map(str, differences)), rows]

told(migrated=of(sys.argv[1]), fresh=of(sys.argv[1] + "-of-a-new-console"))
"""
    )


def test_a_column(copy: Copy) -> None:
    accounts = 'accounts = Table(\n    "accounts",\n    metadata,\n'
    use = (
        "INSERT INTO accounts (id, workspace, sealed, colour) VALUES ('b', 'w', 'y', 'red'); "
        "SELECT id, colour FROM accounts ORDER BY id"
    )
    declared = (accounts, accounts + DECLARED_COLUMN)
    assert after_change(copy, "A column", "colours", COLUMN, declared, use) == {
        "migrated": [NEXT, [], [["a", "blue"], ["b", "red"]]],
        "fresh": [NEXT, [], [["b", "red"]]],
    }


def test_a_table(copy: Copy) -> None:
    last = '    Index(None, "counted_at"),\n)\n'
    use = "INSERT INTO notes (words) VALUES ('mild'); SELECT id, words FROM notes"
    assert after_change(copy, "A table", "notes", TABLE, (last, last + DECLARED_TABLE), use) == {
        "migrated": [NEXT, [], [[1, "mild"]]],
        "fresh": [NEXT, [], [[1, "mild"]]],
    }
