"""What every template may use: assets, the regions, and numbers and times as people read them."""

from datetime import UTC, datetime
from typing import Any

from flask import Flask, session

from app.call.fields import type_name
from app.codegen import languages
from app.pages import exchange_facts
from app.pages.answer_view import HEADLINES
from app.pages.assets import asset
from app.pages.context import console
from app.pages.kept_view import ks_facts
from app.pages.untranslated import Untranslated
from app.sandbox.account import DEMO

# The original console's tabs in its order, then ours.
TABS = (
    ("Test Console", "console.index"),
    ("API Documentation", "api_docs.overview"),
    ("XML Schema", "xml_schema.index"),
    ("API Client Libraries", "client_libs.index"),
    ("History", "history.index"),
    ("Sessions", "sessions.index"),
)

# Pages that stand under the tab of another blueprint.
_UNDER = {
    "workshop": "sessions",
    "accounts": "sessions",
    "compare": "history",
    "thumbnails": "history",
}


def install(app: Flask) -> None:
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension(Untranslated)
    app.jinja_env.globals.update(
        asset=asset,
        tabs=TABS,
        tab_of=lambda blueprint: _UNDER.get(blueprint, blueprint),
        demo=DEMO,
        ks_facts=ks_facts,
        type_name=type_name,
        outcome_names=HEADLINES,
        exchange_facts=exchange_facts,
        code_languages=languages,
    )
    app.jinja_env.filters.update(
        milliseconds=milliseconds, bytes=size, iso=iso, call_name=call_name, moment=moment
    )

    @app.context_processor
    def of_this_request() -> dict[str, object]:
        regions = console().regions
        return {
            "regions": regions,
            "own_regions": [region for region in regions.values() if region.own],
            "signed_in": console().settings.auth == "password" and session.get("signed_in"),
        }


def call_name(call: Any) -> str:
    """`media.list`, `multirequest`, of anything with a service and an action."""
    return f"{call.service}.{call.action}" if call.action else str(call.service)


def milliseconds(value: float) -> str:
    """`0.4 ms`, `37 ms`, `2.31 s`."""
    if value < 10:
        return f"{value:.1f} ms"
    return f"{value:.0f} ms" if value < 1000 else f"{value / 1000:.2f} s"


def size(count: int) -> str:
    """`512 bytes`, `1.5 kB`, `2.0 MB`."""
    if count < 1000:
        return f"{count} bytes"
    return f"{count / 1000:.1f} kB" if count < 1_000_000 else f"{count / 1_000_000:.1f} MB"


def iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")


def moment(seconds: float) -> str:
    """The date and time in UTC; the page turns it into the reader's own."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
