"""A database that is up to date, for tests that are not about how it came to be so."""

from pathlib import Path

from app.storage.engine import migrate, open_database


def migrated_file(path: Path) -> None:
    """Makes a SQLite database without a row at `path`."""
    engine = open_database(f"sqlite:///{path}")
    migrate(engine)
    engine.dispose()
