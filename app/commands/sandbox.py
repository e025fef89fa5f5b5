"""`flask --app app sandbox serve`: the sandbox alone, for other people's tests."""

import json
import tempfile
from collections.abc import Callable, Collection
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import click
from flask import current_app
from flask.cli import AppGroup
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.serving import make_server

from app.assembly import EXTENSION
from app.errors import TestMeError
from app.sandbox import DEMO, Sandbox
from app.sandbox.content.load import FIRST, MORE, demo
from app.sandbox.control import Control
from app.sandbox.door import Door
from app.schema.facts import bundled
from app.serving.guard import HostGuard
from app.setting_values import is_loopback
from app.storage.sealing import Sealer

sandbox_group = AppGroup("sandbox", help="The built-in Kaltura, without the console around it.")
_LOOPBACK = "127.0.0.1"


@sandbox_group.command("serve")
@click.option("--port", default=8090, show_default=True, help="Loopback port; 0 takes a free one.")
@click.option("--data", type=click.Path(path_type=Path), help="Folder that keeps it. Else nothing.")
@click.option("--content", type=click.Path(path_type=Path, exists=True), help="JSON to begin with.")
@click.option("--empty", is_flag=True, help="Begin with the account alone, without demo content.")
@click.option("--control", is_flag=True, help="Let tests reset it, set its clock, make it fail.")
def serve(port: int, data: Path | None, content: Path | None, empty: bool, control: bool) -> None:
    """Serve it until it is told to end. Its address is the first line that is printed."""
    with ExitStack() as left:
        folder = data or Path(left.enter_context(tempfile.TemporaryDirectory()))
        try:
            first = _beginning(content, empty)
            settings = current_app.extensions[EXTENSION].settings
            noted, sealer = Control() if control else None, Sealer(settings.secret_key)
            sandbox = Sandbox(folder, bundled(), first, noted, sealer)
        except OSError as fault:
            raise click.ClickException(f"The folder {folder} cannot be used: {fault}.") from fault
        except (TestMeError, ValueError) as fault:
            raise click.ClickException(" ".join(str(fault).split())) from fault
        left.callback(sandbox.close)
        try:
            # Under /sandbox too, so that an address of the console's own works here as well.
            door = Door(sandbox, "", None, _known(settings.sandbox_origins))
            mounted = DispatcherMiddleware(door, {"/sandbox": door})
            application = HostGuard(mounted, settings)
            server = make_server(_LOOPBACK, port, application, threaded=True)
        except (OSError, SystemExit) as fault:
            raise click.ClickException(f"Port {port} cannot be opened: {fault}.") from fault
        left.callback(server.server_close)
        click.echo(f"http://{_LOOPBACK}:{server.server_port}")
        click.echo(f"partner {DEMO.partner_id}, administrator secret {DEMO.admin_secret}", err=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            click.echo("", err=True)


def _known(named: Collection[str]) -> Callable[[str], bool]:
    """Pages of this machine, such as the one that somebody tests, and those of the setting."""

    def known(origin: str) -> bool:
        return origin in named or is_loopback(urlsplit(origin).hostname or "")

    return known


def _beginning(content: Path | None, empty: bool) -> list[dict[str, object]]:
    """What a new one is filled with: the account, and a file or the demo content."""
    account = demo(FIRST)[0]
    if empty or content:
        account = {**account, "objects": [], "account": DEMO.partner_id}
    if content:
        return [account, json.loads(content.read_text("utf-8"))]
    return [account] if empty else demo(FIRST, MORE)
