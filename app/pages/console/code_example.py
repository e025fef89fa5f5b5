"""What the form holds as a program: shown as it is typed, copied, saved as a small project."""

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from app.call.model import Call
from app.codegen import CannotWrite, Language, Program, Variant, build, language, languages, project
from app.pages.console import request_page
from app.pages.console.example_view import Example
from app.pages.console.page import PageState, whole_page
from app.pages.console.request_page import RequestPage
from app.pages.shell.context import console, wants_json
from app.pages.shell.zipped import zipped
from app.viewers.lines import highlight

blueprint = Blueprint("code_example", __name__)
SENT_IN = ("curl", "python")


@blueprint.post("/code")
def show() -> ResponseReturnValue:
    """Form fields: those of /send, and `codeLanguage`, `codeVariant`, `codeLiteral=1`."""
    page = request_page.changed()
    example = _example(page)
    if not wants_json():
        return whole_page(page, PageState(example=example))
    return jsonify(
        html=render_template("console/_code.html", example=example),
        variant=example.variant.id,
        refusal=example.refusal,
    )


@blueprint.post("/code/project")
def save() -> ResponseReturnValue:
    """The program with what it needs, as a ZIP file. Raises CannotWrite."""
    page = request_page.changed()
    chosen, variant = _chosen()
    files = project(chosen, _program(page), variant.id)
    folder = f"{page.title.replace(' ', '-')}-{chosen.id}".replace("(", "").replace(")", "")
    return zipped(folder, files)


@blueprint.app_template_global()
def examples_of(call: Call) -> list[Example]:
    """A call that was sent, as programs in the languages that most people can start at once."""
    region = console().regions.get(call.region)
    if region is None:
        return []
    registry = console().schemas.registry_for(region.id)
    program = build(call, registry, region.url)
    chosen = [language(id) for id in SENT_IN]
    return [_written(program, one, one.variant(), literal=False) for one in chosen]


def _example(page: RequestPage) -> Example:
    chosen, variant = _chosen()
    literal = request.form.get("codeLiteral") == "1"
    try:
        program = _program(page)
    except CannotWrite as fault:
        return Example(chosen, variant, literal, "", refusal=str(fault))
    return _written(program, chosen, variant, literal=literal)


def _written(program: Program, chosen: Language, variant: Variant, *, literal: bool) -> Example:
    try:
        source = variant.render(program)
    except CannotWrite as fault:
        return Example(chosen, variant, literal, "", refusal=str(fault))
    lines = highlight(source, variant.highlight)
    return Example(chosen, variant, literal, lines, tuple(program.variables))


def _chosen() -> tuple[Language, Variant]:
    chosen = language(request.form.get("codeLanguage") or languages()[0].id)
    return chosen, chosen.variant(request.form.get("codeVariant", ""))


def _program(page: RequestPage) -> Program:
    call, _ = page.form.read(page.region.id)
    registry = console().schemas.registry_for(page.region.id)
    literal = request.form.get("codeLiteral") == "1"
    return build(call, registry, page.region.url, literal_secrets=literal)
