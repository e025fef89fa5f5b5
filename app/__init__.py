"""TestMe: a self-hosted console for the Kaltura API. `app.wiring` puts the parts together."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from app.settings import Settings


def create_app(settings: "Settings | None" = None) -> "Flask":
    """The WSGI application. Raises SettingsFault, RegionsFault and DatabaseUnusable."""
    # Here, so that a single room can be imported (by a tool, a child process) without all others.
    import click  # noqa: PLC0415

    from app.errors import TestMeError  # noqa: PLC0415
    from app.wiring import wire  # noqa: PLC0415

    try:
        return wire(settings)
    except TestMeError as fault:
        if click.get_current_context(silent=True) is None:
            raise
        # Of a command: a sentence, and no traceback.
        raise click.ClickException(fault.sentence) from fault
