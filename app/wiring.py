"""Where the parts of the console are made and handed to each other, and nothing else."""

import logging
import time
from pathlib import Path

from flask import Flask
from flask_compress import Compress
from flask_wtf import CSRFProtect
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from app import pages, regions
from app.call.transport.door import Transport
from app.call.transport.in_process import InProcessAdapter
from app.commands import schema
from app.history.store import History
from app.pages.console import uploads
from app.pages.shell import entrance, failures, filters
from app.pages.shell.context import EXTENSION, Console
from app.sandbox import Sandbox
from app.schema.facts import bundled
from app.schema.help import client_library
from app.schema.help.texts import Help, own_words
from app.schema.store import SchemaStore
from app.sessions.accounts import AccountStore
from app.sessions.jar import SessionJar
from app.settings import Settings
from app.storage.engine import migrate, open_database
from app.storage.sealing import Sealer
from app.storage.throttle import Throttle

SANDBOX_PATH = "/sandbox"
_ROOT = Path(__file__).resolve().parent.parent
_ONE_YEAR = 365 * 24 * 3600  # seconds


def wire(settings: Settings | None = None) -> Flask:
    """The WSGI application. Raises SettingsFault, RegionsFault and DatabaseUnusable."""
    settings = settings or Settings.load()
    app = Flask("app", template_folder=str(_ROOT / "templates"), static_folder=None)
    app.request_class = uploads.UploadRequest
    uploads.prepare(settings.data_dir)
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME="testme",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.https,
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=_ONE_YEAR,
        MAX_CONTENT_LENGTH=settings.max_upload_mb * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=32 * 1024 * 1024,
        MAX_FORM_PARTS=10_000,
        # A page stays open all day; the token lives as long as the session that it belongs to.
        WTF_CSRF_TIME_LIMIT=None,
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_STREAMS=False,
    )
    parts = _parts(settings)
    found = app.extensions[pages.EXTENSION] = pages.pages()
    app.extensions[EXTENSION] = parts
    entrance.install(app)
    failures.install(app)
    filters.install(app, found)
    CSRFProtect(app)
    Compress(app)
    for page in found:
        for blueprint in page.blueprints:
            app.register_blueprint(blueprint)
    app.cli.add_command(schema.schema_group)
    whole = app.wsgi_app
    if parts.sandbox:
        whole = DispatcherMiddleware(whole, {SANDBOX_PATH: parts.sandbox})
    app.wsgi_app = entrance.HostGuard(whole, settings)  # type: ignore[method-assign]  # Flask's own advice
    parts.history.purge(time.time())
    client_library.start_in_background(settings.data_dir)
    return app


def _parts(settings: Settings) -> Console:
    engine = open_database(settings.database_url)
    migrate(engine)
    sealer = Sealer(settings.secret_key)
    sandbox = Sandbox(settings.data_dir / "sandbox", bundled()) if settings.sandbox else None
    sandbox_url = f"http://127.0.0.1:{settings.port}{SANDBOX_PATH}" if sandbox else None
    allowed = regions.load_regions(settings.regions_file, sandbox_url=sandbox_url)
    if settings.default_region not in allowed:
        logging.getLogger(__name__).warning(
            "TESTME_DEFAULT_REGION names %r, which is none of %s: the first one is used.",
            settings.default_region,
            ", ".join(allowed),
        )
    adapters = {regions.SANDBOX_ID: InProcessAdapter(sandbox, SANDBOX_PATH)} if sandbox else {}
    return Console(
        settings=settings,
        engine=engine,
        regions=allowed,
        schemas=SchemaStore(settings.data_dir / "schemas"),
        help=Help(own_words(), client_library.LibraryWords(settings.data_dir)),
        transport=Transport(
            allowed,
            connect_timeout=settings.connect_timeout,
            read_timeout=settings.read_timeout,
            max_bytes=settings.max_answer_mb * 1024 * 1024,
            upstream_proxy=settings.upstream_proxy,
            ca_bundle=settings.ca_bundle,
            adapters=adapters,
        ),
        history=History(
            engine,
            sealer,
            answer_limit_bytes=settings.history_answer_kb * 1024,
            keep_calls=settings.history_calls,
        ),
        jar=SessionJar(engine, sealer),
        accounts=AccountStore(engine, sealer),
        throttle=Throttle(engine),
        sandbox=sandbox,
    )
