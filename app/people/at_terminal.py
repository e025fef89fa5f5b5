"""Whose workspace a command works in: a terminal has no cookie that would say so."""

import secrets
import time
from dataclasses import dataclass

from sqlalchemy import Engine, select

from app.errors import BadInput
from app.people import workspaces
from app.people.own import short_agent
from app.people.roles import Role
from app.people.store import People
from app.storage.engine import reading, writing
from app.storage.tables import person_sessions

OWN = "command-line"  # the id of the one that is no browser's and no person's


@dataclass(frozen=True, slots=True)
class Sat:
    """`told` says whose workspace it is where nobody has named it: the end of a sentence."""

    workspace: str
    role: Role = Role.ADMINISTER
    name: str = ""
    told: str = ""


def sat(engine: Engine, people: People, auth: str, *, person: str = "", own: bool = False) -> Sat:
    """By TESTME_AUTH: of `people`, `oidc` and `proxy` the person's that is named; with `none` that
    of the browser which came last, as that is where somebody's accounts are; with `password`,
    which several share, and where `own` says so, the command line's own.

    Raises BadInput and NotFound.
    """
    named = auth in {"people", "oidc", "proxy"}
    if named and not person:
        raise BadInput(f"TESTME_AUTH is {auth}: say whose workspace it is, with --person NAME.")
    if person and not named:
        raise BadInput(f"TESTME_AUTH is {auth}, so that nobody has a name: leave out --person.")
    if named and own:
        raise BadInput(f"TESTME_AUTH is {auth}: --own is for where nobody has a name.")
    found = _sat(engine, people, auth, person, own)
    with writing(engine) as connection:
        owner = people.get(person).id if auth in {"people", "oidc"} else None
        workspaces.keep(connection, found.workspace, owner, time.time())
    return found


def _sat(engine: Engine, people: People, auth: str, person: str, own: bool) -> Sat:
    if auth == "proxy":
        return Sat(workspaces.of_proxy_user(person), name=person)
    if auth in {"people", "oidc"}:
        someone = people.get(person)
        with reading(engine) as connection:
            theirs = workspaces.of_person(connection, someone.id)
        workspace = theirs[0].id if theirs else secrets.token_urlsafe(32)
        return Sat(workspace, someone.role, someone.name)
    row = None
    if auth == "none" and not own:
        rows = person_sessions.c
        with reading(engine) as connection:
            row = connection.execute(
                select(rows.workspace, rows.agent)
                .where(rows.person.is_(None), rows.ended_at.is_(None))
                .order_by(rows.seen_at.desc())
                .limit(1)
            ).first()
    if row is None:
        return Sat(OWN)
    return Sat(row.workspace, told=f"the browser that came last ({short_agent(row.agent)})")
