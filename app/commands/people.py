"""`flask --app app people add|list|role|reset|remove`: who may sign in by name. With
TESTME_AUTH=oidc a provider adds people as they come, and has their passwords."""

import sys
from datetime import UTC, datetime
from typing import Protocol, cast

import click
from flask import current_app
from flask.cli import AppGroup

from app.assembly import EXTENSION
from app.commands.faults import one_line_errors
from app.errors import BadInput
from app.people.audit import Audit, Who
from app.people.nobody import COMMAND
from app.people.own import Own
from app.people.roles import ROLES, Role
from app.people.store import People
from app.settings import Settings

people_group = AppGroup("people", help="The people who may sign in (TESTME_AUTH=people and oidc).")
_role = click.option(
    "--role",
    type=click.Choice(ROLES),
    default=Role.CHANGE.word,
    show_default=True,
    help="; ".join(f"{role.word}: {role.told}" for role in Role),
)


class _Console(Protocol):
    """What these commands need of the console's parts."""

    @property
    def settings(self) -> Settings: ...

    @property
    def people(self) -> People: ...

    @property
    def own(self) -> Own: ...

    @property
    def audit(self) -> Audit: ...


@people_group.command("add")
@click.argument("name")
@_role
def add(name: str, role: str) -> None:
    """Add somebody. The password is asked for, or is the first line of what is piped in."""
    with one_line_errors():
        if _console().settings.auth == "oidc":
            raise BadInput("With TESTME_AUTH=oidc the provider adds people, as they sign in.")
        person = _console().people.add(name, _password(), Role.named(role))
    _tell(f"{person.name} added, role {person.role.word}")
    click.echo(f"{person.name} may sign in now, with the role {person.role.word}.")


@people_group.command("list")
def list_people() -> None:
    """List who may sign in: name, role, since when, and by which provider."""
    for person in _console().people.list():
        since = datetime.fromtimestamp(person.created_at, UTC).strftime("%Y-%m-%d")
        by = f"  by {person.issuer}" if person.issuer else ""
        click.echo(f"{person.name:24}  {person.role.word:10}  since {since}{by}")


@people_group.command("role")
@click.argument("name")
@click.argument("role", type=click.Choice(ROLES))
def change_role(name: str, role: str) -> None:
    """Give somebody another role; it holds from the next request on."""
    with one_line_errors():
        person = _console().people.get(name)
        administer = [one.id for one in _console().people.list() if one.role == Role.ADMINISTER]
        if administer == [person.id] and role != Role.ADMINISTER.word:
            raise click.UsageError(f"Nobody but {person.name} administers: add another one first.")
        _console().people.set_role(person, Role.named(role))
    _tell(f"{person.name} has the role {role}")
    until = ", until the next sign-in tells another one" if person.issuer else ""
    click.echo(f"{person.name} has the role {role} now{until}.")


@people_group.command("reset")
@click.argument("name")
def reset(name: str) -> None:
    """Give somebody another password; whoever is signed in as that person is so no more."""
    with one_line_errors():
        person = _console().people.get(name)
        if person.issuer:
            raise BadInput(f"The password of {person.name} is kept by {person.issuer}.")
        _console().own.reset_password(person, _password())
    _tell(f"{person.name} has another password")
    click.echo(f"{person.name} has another password now, and is signed in nowhere.")


@people_group.command("remove")
@click.argument("name")
@click.option("--hand-over-to", "to", metavar="NAME", help="Who gets history, sessions, accounts.")
@click.option("--delete", is_flag=True, help="Delete all of that for good.")
def remove(name: str, to: str | None, delete: bool) -> None:
    """Remove somebody, who is signed in nowhere any more. What becomes of their things is asked."""
    with one_line_errors():
        people = _console().people
        person = people.get(name)
        if to and delete:
            raise click.UsageError("Hand it over, or delete it: one of the two.")
        if not to and not delete:
            answer = click.prompt(
                f"Who gets what {person.name} has here (a name, or - to delete all of it)"
            )
            to = None if answer.strip() == "-" else answer
        heir = people.get(to) if to else None
        count = _console().own.remove(person, heir)
    things = f"{count} workspace{'' if count == 1 else 's'}"
    done = f"handed over to {heir.name}" if heir else "deleted"
    _tell(f"{person.name} removed; {things} {done}")
    click.echo(f"{person.name} is removed; {things} {done}.")
    if person.issuer:
        click.echo(f"Who may sign in with {person.issuer} comes in anew, as somebody else.")


def _tell(what: str) -> None:
    _console().audit.tell("people changed", Who(COMMAND), what)


def _password() -> str:
    """Never an argument: those stand in the list of processes, and in the shell's history."""
    if sys.stdin.isatty():
        asked: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
        return asked
    return sys.stdin.readline().rstrip("\r\n")


def _console() -> _Console:
    return cast(_Console, current_app.extensions[EXTENSION])
