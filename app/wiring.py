"""Where the parts of the console are made and handed to each other, and nothing else."""

import re
from collections.abc import Iterable
from pathlib import Path

from flask import Flask
from flask_compress import Compress
from flask_wtf import CSRFProtect
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.routing import BuildError, Map

from app import pages
from app.assembly import SANDBOX_PATH, assembled
from app.codegen import languages
from app.commands import console
from app.pages.programs import routes as programs
from app.pages.shell import entrance, failures, filters, uploads
from app.sandbox.door import Door
from app.serving.guard import HostGuard
from app.settings import Settings
from app.viewers import viewers

_ROOT = Path(__file__).resolve().parent.parent
_ONE_YEAR = 365 * 24 * 3600  # seconds


def wire(settings: Settings | None = None) -> Flask:
    """The WSGI application.

    Raises what `assembled` does, and PageFault, LanguageFault and ViewerFault for a file of ours
    that lacks something.
    """
    settings = settings or Settings.load()
    app = Flask("app", template_folder=str(_ROOT / "templates"), static_folder=None)
    app.request_class = uploads.UploadRequest
    uploads.prepare(settings.data_dir)
    app.config.update(
        # A page of another port or a sibling domain can set no cookie of that name; it takes https.
        SESSION_COOKIE_NAME="__Host-testme" if settings.https else "testme",
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
    parts = assembled(settings)
    app.config["SECRET_KEY"] = parts.cookie_key
    # Signed so until cookies had a key of their own.
    app.config["SECRET_KEY_FALLBACKS"] = [settings.secret_key]
    found = app.extensions[pages.EXTENSION] = pages.pages()
    # What lacks something is named now, and not by the first page that needs it.
    languages()
    viewers()
    console.begin(app, parts)
    entrance.install(app)
    failures.install(app)
    filters.install(app, found)
    # Nothing that a browser sends by itself opens these; what a provider posts is signed by it.
    csrf = CSRFProtect(app)
    csrf.exempt(programs.blueprint)
    csrf.exempt("app.pages.people.oidc.signed_out")
    Compress(app)
    for page in found:
        for blueprint in page.blueprints:
            app.register_blueprint(blueprint)
    _check_addresses(found, app.url_map)
    whole = app.wsgi_app
    takes = None
    if parts.sandbox:
        known = frozenset(settings.sandbox_origins).__contains__
        door = Door(parts.sandbox, SANDBOX_PATH, parts.sandbox_token, known)
        whole, takes = DispatcherMiddleware(whole, {SANDBOX_PATH: door}), door.takes
    app.wsgi_app = HostGuard(whole, settings, takes)  # type: ignore[method-assign]  # Flask's own advice
    return app


def _check_addresses(found: Iterable[pages.Page], routes: Map) -> None:
    """Raises PageFault for an entry that has no address, and for an address with two endpoints."""
    adapter = routes.bind("localhost")
    for page in found:
        for entry in (*((page.tab,) if page.tab else ()), *page.entries):
            try:
                adapter.build(entry.endpoint, dict(entry.values))
            except BuildError as fault:
                raise pages.PageFault(
                    f"The page {entry.title!r} is at the endpoint {entry.endpoint!r}, which no "
                    "route has, or not with these values: see its PAGES."
                ) from fault
    taken: dict[tuple[str, str], str] = {}
    for rule in routes.iter_rules():
        # What a value is called makes no other address of it.
        address = re.sub(r"[^<>:]+>", ">", rule.rule)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            other = taken.setdefault((address, method), rule.endpoint)
            if other != rule.endpoint:
                raise pages.PageFault(
                    f"{method} {rule.rule} is the address of two endpoints, {other!r} and "
                    f"{rule.endpoint!r}: give one of them another."
                )
