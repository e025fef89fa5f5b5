"""The tab API Client Libraries: each official one with what a first program needs."""

from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.codegen import CannotWrite, language, project
from app.codegen.clients import client_named
from app.desk.first_calls import first_program, libraries, partner_id
from app.errors import NotFound
from app.pages.docs.links import opened
from app.pages.shell.context import console, own_desk
from app.pages.shell.zipped import zipped
from app.people.roles import Role
from app.regions import SANDBOX_ID

blueprint = Blueprint("client_libs", __name__, url_prefix="/client-libs")


@blueprint.get("")
def index() -> str:
    """`?region=` chooses whom the programs call, and whose schema the versions are compared to."""
    docs, desk = opened(), own_desk()
    program, refusal = None, ""
    try:
        program = first_program(desk, docs.region, docs.registry)
    except CannotWrite as fault:
        refusal = fault.sentence
    may_call = desk.role >= Role.CALL
    return render_template(
        "client_libs.html",
        docs=docs,
        rows=libraries(docs.registry, program, refusal),
        variables=program.variables if program else (),
        partner_id=partner_id(desk, docs.region),
        token=console().sandbox_token if docs.region.sandbox and may_call else None,
    )


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
    program = first_program(own_desk(), docs.region, docs.registry)
    files = project(language(client.language), program, "client")
    return zipped(f"first-calls-{client.id}", files)
