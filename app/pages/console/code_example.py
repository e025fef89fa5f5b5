"""What the form holds as a program: shown as it is typed, copied, saved as a small project."""

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from app.call.copied import named_by
from app.codegen import CannotWrite, Language, Program, Variant, build, language, languages, project
from app.desk.forms.forming import FilledForm
from app.desk.reached import reached
from app.pages.answer.example import Example, written
from app.pages.console.page import PageState, changed, whole_page
from app.pages.shell.context import own_desk, wants_json
from app.pages.shell.zipped import zipped

blueprint = Blueprint("code_example", __name__)


@blueprint.post("/code")
def show() -> ResponseReturnValue:
    """Form fields: those of /send, and `codeLanguage`, `codeVariant`, `codeLiteral=1`."""
    page = changed()
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
    page = changed()
    chosen, variant = _chosen()
    files = project(chosen, _program(page), variant.id)
    folder = f"{page.called.replace(' ', '-')}-{chosen.id}".replace("(", "").replace(")", "")
    return zipped(folder, files)


def _example(page: FilledForm) -> Example:
    chosen, variant = _chosen()
    literal = request.form.get("codeLiteral") == "1"
    try:
        program = _program(page)
    except CannotWrite as fault:
        return Example(chosen, variant, literal, "", refusal=str(fault))
    return written(program, chosen, variant, literal=literal)


def _chosen() -> tuple[Language, Variant]:
    chosen = language(request.form.get("codeLanguage") or languages()[0].id)
    return chosen, chosen.variant(request.form.get("codeVariant", ""))


def _program(page: FilledForm) -> Program:
    typed, _ = page.form.read(page.region.id, as_typed=True)
    call, _ = page.form.read(page.region.id)
    literal = request.form.get("codeLiteral") == "1"
    region = reached(own_desk(), page.region, clear=literal)
    return build(
        *(call, page.registry, region.url),
        literal_secrets=literal,
        named=named_by(typed),
    )
