"""`python -m app`: check the settings, prepare the database, serve with gunicorn."""

import sys

from flask import Flask
from gunicorn.app.base import BaseApplication

from app import create_app
from app.errors import TestMeError
from app.regions import RegionsFault, load_regions
from app.settings import Settings, SettingsFault
from app.storage.engine import migrate, open_database


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn carries no types
    """One worker process with threads; the console is made in the worker."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        super().__init__()

    def load_config(self) -> None:
        settings = self._settings
        host = f"[{settings.host}]" if ":" in settings.host else settings.host
        for name, value in {
            "bind": f"{host}:{settings.port}",
            "workers": 1,
            "worker_class": "gthread",
            "threads": settings.threads,
            # A request may wait for an endpoint as long as its own time limits allow.
            "timeout": 0,
            # Longer than a reverse proxy keeps a connection (60 s in nginx): the side that sends
            # requests has to be the one that closes, or a request meets a closed connection.
            "keepalive": 75,
            "graceful_timeout": 10,
            "loglevel": "warning",
            "control_socket_disable": True,
        }.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return create_app(self._settings)


def main() -> None:
    """Serves until it is told to end; exits with 2 after saying what is wrong."""
    try:
        settings = Settings.load()
        load_regions(settings.regions_file, sandbox_url="" if settings.sandbox else None)
        engine = open_database(settings.database_url)
        migrate(engine)
        engine.dispose()
    except (SettingsFault, RegionsFault, TestMeError) as fault:
        sentences = fault.faults if isinstance(fault, SettingsFault) else [str(fault)]
        print("TestMe cannot start:", *sentences, sep="\n  ", file=sys.stderr)
        sys.exit(2)
    print(f"TestMe is at http://{settings.host}:{settings.port}/ (Ctrl-C ends it)", flush=True)
    Server(settings).run()


if __name__ == "__main__":
    main()
