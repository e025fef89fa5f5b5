"""`flask --app app audit`: what happened, from the command line."""

from typing import Protocol, cast

import click
from flask import current_app
from flask.cli import with_appcontext

from app.assembly import EXTENSION
from app.desk.exported.events import as_csv, moment
from app.people.audit import HAPPENINGS, Audit
from app.people.nobody import UNNAMED


class _Console(Protocol):
    """What this command needs of the console's parts."""

    @property
    def audit(self) -> Audit: ...


@click.command("audit")
@click.option("--text", default="", help="Words that stand in who, address or what.")
@click.option("--happening", type=click.Choice(HAPPENINGS), help="These alone.")
@click.option("--csv", "all_of_it", is_flag=True, help="All of it as CSV, not the latest 100.")
@with_appcontext
def audit(text: str, happening: str | None, all_of_it: bool) -> None:
    """Show who signed in, what was refused, shown in clear or changed; the latest first."""
    found = cast(_Console, current_app.extensions[EXTENSION]).audit
    if all_of_it:
        for line in as_csv(found.every(text, happening or "")):
            click.echo(line, nl=False)
        return
    for one in found.events(text, happening or ""):
        by = f"{one.who or UNNAMED} from {one.address or UNNAMED}"
        click.echo(f"{moment(one)}  {one.happening:20}  {by:40}  {one.what}".rstrip())
