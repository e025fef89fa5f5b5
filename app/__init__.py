"""TestMe: a self-hosted console for the Kaltura API. `app.wiring` puts the parts together."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from app.settings import Settings


def create_app(settings: "Settings | None" = None) -> "Flask":
    """The WSGI application; without its pages where `flask --app app` asks for its commands alone.

    Raises SettingsFault, RegionsFault and DatabaseUnusable.
    """
    # Here, so that a single room can be imported (by a tool, a child process) without all others.
    import click  # noqa: PLC0415

    from app.errors import TestMeError  # noqa: PLC0415
    from app.regions import RegionsFault  # noqa: PLC0415
    from app.settings import SettingsFault  # noqa: PLC0415

    context = click.get_current_context(silent=True)
    try:
        with _nothing_collected():
            # With `flask run` and `flask routes` it is that command which asks, and not the group.
            if context is not None and isinstance(context.command, click.Group):
                from app.commands.console import for_commands  # noqa: PLC0415

                made = for_commands(settings)
                # A command ends soon, and what is there now stays until then.
                gc.freeze()
                return made
            from app.wiring import wire  # noqa: PLC0415

            return wire(settings)
    except (TestMeError, SettingsFault, RegionsFault) as fault:
        if context is None:
            raise
        # Of a command: what is wrong, and no traceback.
        raise click.ClickException(str(fault)) from fault


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """What is made at start stays: to look through all of it for garbage, again and again, is a
    seventh of a start."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()
