"""What keeps the database from being used, in words: the cause, as the driver tells it."""

import sqlite3
from collections.abc import Mapping

from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolExhausted

from app.errors import TestMeError

LOCKED = "the database is locked by another program"
FULL = "the disk is full"
UNREACHABLE = "the database cannot be reached"

# Primary result codes: https://www.sqlite.org/rescode.html
_OF_SQLITE: Mapping[int, str] = {
    sqlite3.SQLITE_BUSY: LOCKED,
    sqlite3.SQLITE_LOCKED: LOCKED,
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_READONLY: "the database may only be read",
    sqlite3.SQLITE_IOERR: "the disk cannot be written",
    sqlite3.SQLITE_CANTOPEN: "the database's file cannot be opened",
    sqlite3.SQLITE_PERM: "the database's file may not be written",
    sqlite3.SQLITE_CORRUPT: "the database's file is damaged",
    sqlite3.SQLITE_NOTADB: "the database's file is damaged",
    sqlite3.SQLITE_NOMEM: "there is no memory left",
}
# Beginnings of SQLSTATE: https://www.postgresql.org/docs/current/errcodes-appendix.html
_OF_POSTGRESQL: Mapping[str, str] = {
    "08": UNREACHABLE,
    "57P": UNREACHABLE,
    "53100": FULL,
    "53200": "the database has no memory left",
    "53300": "the database takes no more connections",
    "55P03": LOCKED,
    "40": LOCKED,  # a deadlock, or two transactions that cannot both be
    "25006": "the database may only be read",
    "58": "the database's disk cannot be written",
}


class DatabaseTrouble(TestMeError):
    """The database could not be used just now; `cause` is a clause that says why."""

    code = "DATABASE_TROUBLE"
    status = 503

    def __init__(self, cause: str) -> None:
        super().__init__(
            f"The console's own database could not be used: {cause}. Nothing was changed; try "
            "again once that is over."
        )


def trouble_of(fault: BaseException) -> str | None:
    """The cause as a clause, where it lies with the database and may pass.

    None where trying again would not help: what was asked of the database was wrong.
    """
    if isinstance(fault, PoolExhausted):
        return "all connections to the database are in use"
    if not isinstance(fault, DBAPIError):
        return None
    if isinstance(fault.orig, sqlite3.Error):
        code = getattr(fault.orig, "sqlite_errorcode", None)
        return None if code is None else _OF_SQLITE.get(code & 0xFF)
    # psycopg is not imported for it: that costs memory which SQLite needs not spend.
    state = getattr(fault.orig, "sqlstate", None)
    if state is not None:
        return next(
            (words for start, words in _OF_POSTGRESQL.items() if state.startswith(start)), None
        )
    # None came from the server: the connection is what failed.
    failed = fault.connection_invalidated or isinstance(fault, OperationalError)
    return UNREACHABLE if failed else None


def driver_words(fault: SQLAlchemyError) -> str:
    """What the driver says, for the log: without the statement and its values."""
    return str(getattr(fault, "orig", None) or type(fault).__name__).strip()
