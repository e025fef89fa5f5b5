"""`flask --app app rotate-key`: everything sealed anew with another key."""

import os
import secrets
import sys
from pathlib import Path
from typing import Protocol, cast

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import Engine

from app.assembly import EXTENSION
from app.commands.faults import one_line_errors
from app.people.audit import Audit, Who
from app.people.nobody import COMMAND
from app.setting_values import SHORTEST_KEY
from app.settings import Settings
from app.storage.keys import rotate
from app.storage.running import alone
from app.storage.sealing import Sealer


class _Resealed(Protocol):
    def reseal(self, sealer: Sealer) -> None: ...


class _Console(Protocol):
    """What this command needs of the console's parts."""

    @property
    def engine(self) -> Engine: ...

    @property
    def settings(self) -> Settings: ...

    @property
    def audit(self) -> Audit: ...

    @property
    def sandbox(self) -> _Resealed | None: ...

    @property
    def sandbox_token(self) -> _Resealed | None: ...


@click.command("rotate-key")
@click.option(
    "--given",
    is_flag=True,
    help="The new key is piped in, or asked for: where TESTME_SECRET_KEY holds the present one.",
)
@with_appcontext
def rotate_key(given: bool) -> None:
    """Seal everything with another key, in one transaction. Stop the console before.

    Without --given the new key is made here and takes the place of the one in the key's file.
    """
    parts = cast(_Console, current_app.extensions[EXTENSION])
    settings, path = parts.settings, parts.settings.key_path
    with one_line_errors(), alone(settings.data_dir) as free:
        kept = path.read_text("utf-8").strip() if path.exists() else ""
        in_file = kept == settings.secret_key
        if in_file == given:
            raise click.UsageError(
                f"The key in use is the one in {path}: leave out --given."
                if in_file
                else "The key in use is given by TESTME_SECRET_KEY: pipe in the new one, --given."
            )
        if not free:
            raise click.UsageError(
                "A console has this data open, and would go on sealing with the key of before: "
                "stop it first."
            )
        new = _given() if given else secrets.token_urlsafe(48)
        if len(new) < SHORTEST_KEY:
            raise click.UsageError(f"A key takes at least {SHORTEST_KEY} characters.")
        waiting = path.with_name(path.name + ".new")
        if in_file:
            _write(waiting, new)
        count, left = rotate(parts.engine, Sealer(settings.secret_key), Sealer(new))
        for sealed in (parts.sandbox, parts.sandbox_token):
            if sealed:
                sealed.reseal(Sealer(new))
        if in_file:
            waiting.replace(path)
    parts.audit.tell("key changed", Who(COMMAND), f"{count} values sealed anew")
    where = f"The new key is in {path}" if in_file else "Set TESTME_SECRET_KEY to the new key now"
    lost = f" {left} that the key before did not open either stay unreadable." if left else ""
    click.echo(f"{count} values are sealed with another key. {where}.{lost}")


def _given() -> str:
    if sys.stdin.isatty():
        asked: str = click.prompt("New key", hide_input=True, confirmation_prompt=True)
        return asked.strip()
    return sys.stdin.readline().strip()


def _write(path: Path, key: str) -> None:
    """On disk before anything is sealed with it: a crash leaves both keys."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
