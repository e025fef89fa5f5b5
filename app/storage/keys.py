"""The key of cookies, which is made here and kept sealed: that it opens shows that the secret key
is the one with which everything was sealed."""

import secrets
import time

from sqlalchemy import Connection, Engine, delete, insert, select

from app.errors import TestMeError
from app.storage import purposes
from app.storage.engine import reading, writing
from app.storage.resealing import opens_any, reseal, unreadable
from app.storage.sealing import SealBroken, Sealer
from app.storage.tables import keys

_COOKIES = "cookies"


class WrongKey(TestMeError):
    """What is stored was sealed with another secret key than the one of the settings."""

    code = "WRONG_KEY"


def cookie_key(engine: Engine, sealer: Sealer, *, give_up: bool = False) -> str:
    """The key that signs cookies: the one that is kept, or a new one where there is none.

    Raises WrongKey where the secret key does not open what is stored, unless that is to be given
    up: then browsers begin anew, and what was sealed stays unreadable.
    """
    with reading(engine) as connection:
        kept = _kept(connection, sealer)
    if kept:
        return kept
    with writing(engine) as connection:
        if engine.dialect.name == "postgresql":
            # Of several that start at once, one makes it.
            connection.exec_driver_sql("LOCK TABLE keys IN EXCLUSIVE MODE")
        kept = _kept(connection, sealer)
        if kept:
            return kept
        # One of before there was a key of cookies has nothing else to show which key was its own.
        known = connection.execute(select(keys.c.name)).first() is not None
        if (known or opens_any(connection, sealer) is False) and not give_up:
            raise WrongKey(_sentence(connection, sealer))
        connection.execute(delete(keys))
        made = secrets.token_urlsafe(48)
        sealed = sealer.seal(made.encode(), purposes.key(_COOKIES))
        connection.execute(insert(keys).values(name=_COOKIES, made_at=time.time(), sealed=sealed))
        return made


def rotate(engine: Engine, before: Sealer, after: Sealer) -> tuple[int, int]:
    """Seal everything with another key, all or nothing; gives how many values these are, and how
    many the present key did not open either."""
    with writing(engine) as connection:
        return reseal(connection, before, after)


def _kept(connection: Connection, sealer: Sealer) -> str | None:
    sealed = connection.scalar(select(keys.c.sealed).where(keys.c.name == _COOKIES))
    if sealed is None:
        return None
    try:
        return sealer.open(sealed, purposes.key(_COOKIES)).decode()
    except SealBroken:
        return None


def _sentence(connection: Connection, sealer: Sealer) -> str:
    lost = unreadable(connection, sealer)
    listed = ", ".join(f"{count} {what}" for what, count in lost.items())
    return (
        "TESTME_SECRET_KEY is not the key with which the database was sealed: "
        f"{f'{listed} could not be read any more, and ' if listed else ''}every browser would have "
        "to begin anew. Bring back the key that was in use, or set "
        "TESTME_ACCEPT_NEW_KEY=on for one start to go on without all that."
    )
