"""`flask --app app` against a server of the test's own: in a process of its own, and within this
one where what a process has is not what is looked at."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from click.testing import Result
from flask import Flask

from app.assembly import EXTENSION
from app.desk.desk import Desk
from app.people.at_terminal import OWN
from tests.conftest import MakeApp
from tests.pages.own_servers import regions_file
from tests.pages.running import Process, Start
from tests.prepared import fill_for_a_process
from tests.started import DEVNULL, PIPE, Started

KS = "djJ8MTAyfGFiY2RlZmdoaWprbG1ub3BxcnN0dXZ3eHl6MDEyMzQ1Njc4OQ"


class Terminal:
    """Regions `own` and, guarded, `prod`, both at `url`, and the sandbox; TESTME_KS is KS."""

    def __init__(self, make_app: MakeApp, folder: Path, url: str, **more: str) -> None:
        file = regions_file(folder, {"own": url, "prod": url}, guarded=("prod",))
        self.settings = {"default_region": "own", "regions_file": str(file), "ks": KS, **more}
        self.app: Flask = make_app(**self.settings)
        self.data = folder / "data"
        fill_for_a_process(self.data)
        plain = {k: v for k, v in os.environ.items() if not k.startswith("TESTME_")}
        own = {f"TESTME_{name.upper()}": value for name, value in self.settings.items()}
        self.environ = plain | own | {"TESTME_DATA_DIR": str(self.data)}

    def __call__(self, *arguments: str, given: bytes = b"") -> Result:
        return self.app.test_cli_runner().invoke(args=arguments, input=given)

    @contextmanager
    def process(
        self, *arguments: str, stream: int | None = None, start: Start = Started
    ) -> Iterator[Process]:
        """On its way, at the terminal `stream`, else at pipes; what is left of it is killed."""
        out = PIPE if stream is None else stream
        command = ("flask", "--app", "app", *arguments)
        given = DEVNULL if stream is None else stream
        with start(*command, env=self.environ, stdin=given, stdout=out, stderr=out) as process:
            try:
                yield process
            finally:
                process.kill()

    @property
    def desk(self) -> Desk:
        """That of the command line's own workspace."""
        return Desk(self.app.extensions[EXTENSION], OWN)

    @property
    def recorded(self) -> list[tuple[str, str, str | None]]:
        """Action, outcome and origin of the calls in history, the latest first."""
        rows = self.desk.parts.history.list(OWN).rows
        return [(f"{one.service}.{one.action}", one.outcome, one.origin) for one in rows]

    def everything_kept(self) -> bytes:
        """All that is in the data folder."""
        return b"".join(one.read_bytes() for one in self.data.rglob("*") if one.is_file())
