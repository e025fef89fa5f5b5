"""The tab API Client Libraries: each official one with what a first program needs."""

from dataclasses import dataclass
from functools import lru_cache

from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.call.model import Call, Object
from app.codegen import CannotWrite, Program, build, language, project
from app.codegen.clients import CLIENTS, Client, actions_had, client_named, fit
from app.desk.reached import reached
from app.errors import NotFound
from app.pages.docs.links import Docs, opened
from app.pages.shell.context import console, own_desk, workspace
from app.pages.shell.zipped import zipped
from app.people.roles import Role
from app.regions import SANDBOX_ID
from app.sandbox.account import DEMO
from app.viewers.lines import highlight

blueprint = Blueprint("client_libs", __name__, url_prefix="/client-libs")

# The same few programs for every visitor of a region.
_highlighted = lru_cache(maxsize=32)(highlight)
_FIRST_CALLS = ("session", "start"), ("media", "list")


@dataclass(frozen=True, slots=True)
class Row:
    """A library as the page shows it; `source` is the program as `highlight` gives it, "" where
    `refusal` says why."""

    client: Client
    fit: str
    actions: tuple[int, int] | None
    source: str
    refusal: str


@blueprint.get("")
def index() -> str:
    """`?region=` chooses whom the programs call, and whose schema the versions are compared to."""
    docs = opened()
    program, refusal = _program(docs)
    return render_template(
        "client_libs.html",
        docs=docs,
        rows=[_row(docs, one, program, refusal) for one in CLIENTS],
        variables=program.variables if program else (),
        partner_id=_partner_id(docs),
        token=console().sandbox_token if docs.region.sandbox and _may_call() else None,
    )


def _may_call() -> bool:
    return own_desk().role >= Role.CALL


@blueprint.post("/sandbox-token")
def new_token() -> ResponseReturnValue:
    """Another token for the sandbox's clients."""
    own_desk().new_sandbox_token()
    return redirect(url_for("client_libs.index", region=SANDBOX_ID), 303)


@blueprint.get("/<id>/project")
def save(id: str) -> Response:
    """The first program as a ZIP file. Raises NotFound and CannotWrite."""
    docs = opened()
    client = client_named(id)
    if client is None or not client.language:
        raise NotFound(f"There is no program for a client library {id!r:.40}.")
    program, refusal = _program(docs)
    if program is None:
        raise CannotWrite(refusal)
    files = project(language(client.language), program, "client")
    return zipped(f"first-calls-{client.id}", files)


def _program(docs: Docs) -> tuple[Program | None, str]:
    """session.start, then media.list with its KS, in one request; or why that cannot be."""
    for service, action in _FIRST_CALLS:
        if docs.registry.action(service, action) is None:
            return None, f"The schema of {docs.region.name} has no {service}.{action}."
    # A secret is never written into a program: what stands here is asked for when it runs.
    start = (("secret", "-"), ("type", "2"), ("partnerId", _partner_id(docs)))
    listing = (("filter", Object("KalturaMediaEntryFilter", (("orderBy", "-createdAt"),))),)
    call = Call(
        docs.region.id,
        "multirequest",
        "",
        (
            ("1", Object("", (("service", "session"), ("action", "start"), *start))),
            (
                "2",
                Object(
                    "",
                    (("service", "media"), ("action", "list"), ("ks", "{1:result}"), *listing),
                ),
            ),
        ),
    )
    return build(call, docs.registry, reached(own_desk(), docs.region).url), ""


def _partner_id(docs: Docs) -> str:
    """Of the KS that is used with the region; of the sandbox; else a number to be replaced."""
    kept = console().jar.chosen(workspace(), docs.region.id)
    if kept and kept.session.partner_id:
        return str(kept.session.partner_id)
    return str(DEMO.partner_id) if docs.region.sandbox else "0"


def _row(docs: Docs, client: Client, program: Program | None, refusal: str) -> Row:
    source = ""
    if program and client.variant:
        try:
            text = client.variant.render(program)
            source = _highlighted(text, client.variant.highlight)
        except CannotWrite as fault:
            refusal = fault.sentence
    return Row(
        client, fit(client, docs.registry), actions_had(client, docs.registry), source, refusal
    )
