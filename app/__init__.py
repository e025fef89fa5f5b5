"""TestMe: a self-hosted console for the Kaltura API. `app.wiring` puts the parts together."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from app.settings import Settings


def create_app(settings: "Settings | None" = None) -> "Flask":
    """The WSGI application. Raises SettingsFault, RegionsFault and DatabaseUnusable."""
    # Here, so that a single room can be imported (by a tool, a child process) without all others.
    from app.wiring import wire  # noqa: PLC0415

    return wire(settings)
