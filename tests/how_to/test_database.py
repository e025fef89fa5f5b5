"""A column and a table, in a database with data from before and in a new one."""

from pathlib import Path

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


PROGRAM = """
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from app.storage.engine import writing
from app.storage.tables import metadata

def of(folder):
    engine = console(folder).extensions[EXTENSION].engine
    with writing(engine) as connection:
        revision = connection.scalar(text("SELECT version_num FROM alembic_version"))
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
        connection.execute(text(
            "INSERT INTO accounts (id, workspace, sealed, colour) VALUES ('b', 'w', 'y', 'red')"
        ))
        connection.execute(text("INSERT INTO notes (words) VALUES ('mild')"))
        rows = [
            [list(row) for row in connection.execute(text(query))]
            for query in (
                "SELECT id, colour FROM accounts ORDER BY id", "SELECT id, words FROM notes"
            )
        ]
    engine.dispose()
    return [revision, list(map(str, differences)), *rows]

told(migrated=of(sys.argv[1]), fresh=of(sys.argv[1] + "-of-a-new-console"))
"""


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


def test_a_column_and_a_table(copy: Copy) -> None:
    """In one revision, as each start takes its time; both name the same files."""
    kept_before(copy.data)
    expected = named("A table", number=NEXT, what="notes")
    assert expected == named("A column", number=NEXT, what="notes")
    last = '    Index(None, "counted_at"),\n)\n'
    files: dict[str, str | tuple[str, str]] = {
        f"app/storage/migrations/versions/r{NEXT}_notes.py": REVISION + COLUMN + TABLE,
        "app/storage/tables.py": (last, last + DECLARED_TABLE),
        "app/storage/engine.py": (f'HEAD = "{HEAD}"', f'HEAD = "{NEXT}"'),
    }
    copy.add(files, expected)
    column = (ACCOUNTS, ACCOUNTS + DECLARED_COLUMN)
    copy.add({"app/storage/tables.py": column}, {"app/storage/tables.py"})
    told = copy.run(PROGRAM)
    assert told == {
        "migrated": [NEXT, [], [["a", "blue"], ["b", "red"]], [[1, "mild"]]],
        "fresh": [NEXT, [], [["b", "red"]], [[1, "mild"]]],
    }
