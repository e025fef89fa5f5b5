"""`flask --app app schema import|list|diff|refresh`: API schemas from the command line."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol, cast

import click
from flask import current_app
from flask.cli import AppGroup

from app.assembly import EXTENSION
from app.commands.faults import one_line_errors
from app.errors import BadInput, NotFound
from app.people.audit import Audit, Who
from app.people.nobody import COMMAND
from app.schema import facts, reader
from app.schema.diff import diff
from app.schema.model import Schema
from app.schema.store import BUNDLED, SchemaStore, StoredSchema

_REGION = "region:"

schema_group = AppGroup("schema", help="The API schemas that the forms come from.")


class _Console(Protocol):
    """What these commands need of the console's parts."""

    @property
    def schemas(self) -> SchemaStore: ...

    @property
    def audit(self) -> Audit: ...

    def region(self, region_id: str) -> object:
        """Raises NotFound."""

    def refresh_schema(self, region_id: str) -> StoredSchema:
        """Raises UpstreamFailed and SchemaRejected."""


@schema_group.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--region", "regions", multiple=True, help="Region that uses it; may be repeated.")
def import_schema(file: Path, regions: tuple[str, ...]) -> None:
    """Keep a KalturaClient.xml, and have regions use it."""
    with one_line_errors():
        parts = _console()
        for region in regions:
            parts.region(region)
        schema = _read(file)
        stored = parts.schemas.add(schema, file.name)
        for region in regions:
            parts.schemas.assign(region, stored.id)
        told = f"{', '.join(regions) or 'no region'}: {stored.version}, from a file"
        parts.audit.tell("schema changed", Who(COMMAND), told)
    actions = sum(len(service.actions) for service in schema.services)
    click.echo(
        f"Schema {stored.version} is kept as {stored.id}: {len(schema.services)} services, "
        f"{actions} actions, {len(schema.classes)} classes. "
        + (f"It is used by {', '.join(regions)}." if regions else "No region uses it yet.")
    )
    if schema.extras:
        found = ", ".join(f"{what} ({count})" for what, count in schema.extras.items())
        click.echo(f"Left out, as this console does not know it: {found}.")


@schema_group.command("list")
def list_schemas() -> None:
    """List the schemas: id, version, when it came, where from, and the regions that use it."""
    with one_line_errors():
        stored = _console().schemas.list()
    click.echo(f"{BUNDLED:16}  {facts.bundled().version:10}  {'':16}  ships with the console")
    for item in stored:
        added = datetime.fromtimestamp(item.added_at, UTC).strftime("%Y-%m-%d %H:%M")
        used = f"  [{', '.join(item.regions)}]" if item.regions else ""
        click.echo(f"{item.id:16}  {item.version:10}  {added:16}  {item.origin}{used}")


@schema_group.command("diff")
@click.argument("old")
@click.argument("new")
def diff_schemas(old: str, new: str) -> None:
    """Say what differs. OLD and NEW are ids, "bundled", region:ID, files, or versions."""
    with one_line_errors():
        changes = diff(_named(old), _named(new))
    for change in changes:
        click.echo(str(change))
    click.echo(f"{len(changes)} differences" if changes else "No difference.")


@schema_group.command("refresh")
@click.argument("region")
def refresh(region: str) -> None:
    """Fetch the schema of a region from its own server, and use it there from now on."""
    with one_line_errors():
        stored = _console().refresh_schema(region)
        told = f"{region}: {stored.version}, fetched"
        _console().audit.tell("schema changed", Who(COMMAND), told)
    click.echo(f"Region {region} now uses schema {stored.version} ({stored.id}).")


def _console() -> _Console:
    return cast(_Console, current_app.extensions[EXTENSION])


def _named(name: str) -> Schema:
    """Raises NotFound, SchemaRejected, OSError, and BadInput for a version that several have."""
    parts = _console()
    if name.startswith(_REGION):
        region = name.removeprefix(_REGION)
        parts.region(region)
        return parts.schemas.registry_for(region).schema
    alike = [item.id for item in parts.schemas.list() if item.version == name]
    if facts.bundled().version == name:
        alike.append(BUNDLED)
    if len(alike) > 1:
        raise BadInput(
            f"{len(alike)} schemas have the version {name}: {', '.join(alike)}. Give one of these "
            f"ids, a file, or the region that uses it, such as {_REGION}eu."
        )
    try:
        return parts.schemas.get(name).schema
    except NotFound:
        if not Path(name).exists():
            raise
        return _read(Path(name))


def _read(file: Path) -> Schema:
    with file.open("rb") as content:
        return reader.read(content)
