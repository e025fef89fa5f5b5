"""What the form holds as a program: shown as it is typed, copied, saved as a small project."""

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from app.codegen import Language, Variant, language, languages, project
from app.desk.forms.copying import example_of, program_of
from app.pages.console.page import PageState, changed, whole_page
from app.pages.shell.context import own_desk, wants_json
from app.pages.shell.zipped import zipped

blueprint = Blueprint("code_example", __name__)


@blueprint.post("/code")
def show() -> ResponseReturnValue:
    """Form fields: those of /send, and `codeLanguage`, `codeVariant`, `codeLiteral=1`."""
    page = changed()
    example = example_of(own_desk(), page, *_chosen(), clear=_clear())
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
    files = project(chosen, program_of(own_desk(), page, clear=_clear()), variant.id)
    folder = f"{page.called.replace(' ', '-')}-{chosen.id}".replace("(", "").replace(")", "")
    return zipped(folder, files)


def _chosen() -> tuple[Language, Variant]:
    chosen = language(request.form.get("codeLanguage") or languages()[0].id)
    return chosen, chosen.variant(request.form.get("codeVariant", ""))


def _clear() -> bool:
    return request.form.get("codeLiteral") == "1"
