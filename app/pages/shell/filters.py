"""What every template may use: assets, the regions, and numbers and times as people read them."""

from datetime import UTC, datetime
from typing import Any

from flask import Flask, g, url_for

from app.call.form.fields import type_name
from app.call.secrets.masking import MASK
from app.codegen import languages
from app.desk import answer_facts
from app.desk.advising.offers import Start
from app.desk.answer_view import HEADLINES
from app.pages import Page
from app.pages.shell.assets import asset
from app.pages.shell.context import chosen_region, console
from app.pages.shell.untranslated import Untranslated
from app.sandbox.account import DEMO
from app.schema.facts import service_name
from app.sessions.kept_words import ks_choice, ks_facts, ks_name, over, time_left


def install(app: Flask, pages: tuple[Page, ...]) -> None:
    tabs = [page.tab for page in pages if page.tab]
    tab_of = {
        blueprint.name: page.tab.endpoint
        for page in pages
        if page.tab
        for blueprint in page.blueprints
    }
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension(Untranslated)
    app.jinja_env.globals.update(
        asset=asset,
        tabs=tabs,
        tab_of=tab_of,
        demo=DEMO,
        mask=MASK,
        ks_choice=ks_choice,
        ks_facts=ks_facts,
        ks_name=ks_name,
        time_left=time_left,
        ks_over=over,
        start_address=start_address,
        type_name=type_name,
        outcome_names=HEADLINES,
        facts=answer_facts,
        code_languages=languages,
    )
    app.jinja_env.filters.update(
        milliseconds=milliseconds,
        bytes=size,
        iso=iso,
        call_name=call_name,
        service_name=service_name,
        moment=moment,
    )

    @app.context_processor
    def of_this_request() -> dict[str, object]:
        regions = console().regions
        return {
            "regions": regions,
            "here": chosen_region(),
            "own_regions": [region for region in regions.values() if region.own],
            "visit": g.get("visit"),
        }


def start_address(region: str, start: Start) -> str:
    """Where a session.start that is offered opens."""
    if start.recorded:
        return url_for("console.index", history=start.recorded, region=region)
    values: dict[str, Any] = dict(start.fields)
    return url_for("console.action", service="session", action="start", region=region, **values)


def call_name(call: Any) -> str:
    """`uploadToken.upload`, `multirequest`, of anything with a service and an action."""
    service = service_name(str(call.service))
    return f"{service}.{call.action}" if call.action else service


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
