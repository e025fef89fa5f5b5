"""The console as its commands have it: its parts, and no page, which takes as long again."""

import time
from importlib import import_module
from typing import cast

import click
from flask import Flask
from flask.cli import AppGroup

from app.assembly import EXTENSION, assembled
from app.desk.parts import Parts
from app.schema.help import client_library
from app.settings import Settings

# By the name that people write: the module of this folder, and what it is called there.
_COMMANDS = {
    "audit": "audit.audit",
    "call": "call.call",
    "people": "people.people_group",
    "rotate-key": "keys.rotate_key",
    "sandbox": "sandbox.sandbox_group",
    "schema": "schema.schema_group",
    "workflow": "workflow.workflow_group",
}


class _Commands(AppGroup):
    """Each is imported when it is asked for: what one needs is much, and no other needs it."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # as click calls it
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        module, _, named = _COMMANDS[cmd_name].partition(".")
        return cast(click.Command, getattr(import_module(f"app.commands.{module}"), named))


def for_commands(settings: Settings | None = None) -> Flask:
    """An application without a route. Raises what `assembled` does."""
    app = Flask("app", static_folder=None)
    begin(app, assembled(settings or Settings.load()))
    return app


def begin(app: Flask, parts: Parts) -> None:
    """Give the application its parts and commands, and see to what is done at each start."""
    app.extensions[EXTENSION] = parts
    app.cli = _Commands(app.name)
    parts.retention.turn(time.time())
    client_library.start_in_background(parts.settings.data_dir)
