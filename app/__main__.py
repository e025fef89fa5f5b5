"""`python -m app`: check the settings, prepare the database, hand over to gunicorn."""

import os
import sys
from pathlib import Path
from typing import NoReturn

from app.errors import TestMeError
from app.regions import RegionsFault, load_regions
from app.settings import Settings, SettingsFault
from app.storage.engine import migrate, open_database


def main() -> None:
    """Replaces this process with the server; exits with 2 after saying what is wrong."""
    try:
        settings = Settings.load()
        load_regions(settings.regions_file, sandbox_url="" if settings.sandbox else None)
        engine = open_database(settings.database_url)
        # Here rather than in the worker, which would keep Alembic in its memory for good.
        migrate(engine)
        engine.dispose()
    except (SettingsFault, RegionsFault, TestMeError) as fault:
        sentences = fault.faults if isinstance(fault, SettingsFault) else [str(fault)]
        print("TestMe cannot start:", *sentences, sep="\n  ", file=sys.stderr)
        sys.exit(2)
    _serve(settings)


def _serve(settings: Settings) -> NoReturn:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    print(f"TestMe is at http://{host}:{settings.port}/ (Ctrl-C ends it)", flush=True)
    gunicorn = str(Path(sys.executable).with_name("gunicorn"))
    arguments = [
        "app:create_app()",
        f"--bind={host}:{settings.port}",
        "--workers=1",
        "--worker-class=gthread",
        f"--threads={settings.threads}",
        # A request may wait for an endpoint as long as its own time limits allow.
        "--timeout=0",
        "--graceful-timeout=10",
        "--log-level=warning",
        "--no-control-socket",
    ]
    os.execv(gunicorn, [gunicorn, *arguments])  # noqa: S606 - our own gunicorn and arguments


if __name__ == "__main__":
    main()
