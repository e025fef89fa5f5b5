"""A console that may call servers of the test's own."""

import socket
from pathlib import Path

from flask import Flask

from tests.conftest import MakeApp


def console_with(make_app: MakeApp, folder: Path, urls: dict[str, str], **settings: str) -> Flask:
    """A console with a region for each id and URL, and TESTME_ settings as keywords."""
    return make_app(regions_file=str(regions_file(folder, urls)), **settings)


def regions_file(folder: Path, urls: dict[str, str], guarded: tuple[str, ...] = ()) -> Path:
    file = folder / "regions.toml"
    file.write_text(
        "".join(
            f'[[region]]\nid = "{id}"\nname = "Server {id}"\nurl = "{url}"\n'
            f"guard = {str(id in guarded).lower()}\n"
            for id, url in urls.items()
        )
    )
    return file


def url_of_nobody() -> str:
    """The URL of a port that takes no connections."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return f"http://127.0.0.1:{probe.getsockname()[1]}"
