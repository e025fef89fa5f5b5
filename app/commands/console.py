"""The console as its commands have it: its parts, and no page, which takes as long again."""

import time

from flask import Flask

from app.assembly import assembled
from app.commands import audit, call, keys, people, sandbox, schema, workflow
from app.desk.parts import Parts
from app.schema.help import client_library
from app.settings import Settings

_COMMANDS = (
    schema.schema_group,
    people.people_group,
    audit.audit,
    call.call,
    workflow.workflow_group,
    keys.rotate_key,
    sandbox.sandbox_group,
)


def for_commands(settings: Settings | None = None) -> Flask:
    """An application without a route. Raises what `assembled` does."""
    app = Flask("app", static_folder=None)
    begin(app, assembled(settings or Settings.load()))
    return app


def begin(app: Flask, parts: Parts) -> None:
    """Give the application its commands, and see to what is done at each start."""
    app.extensions["testme"] = parts
    for one in _COMMANDS:
        app.cli.add_command(one)
    parts.retention.turn(time.time())
    client_library.start_in_background(parts.settings.data_dir)
