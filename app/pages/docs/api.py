"""The tab API Documentation: every service, action, class, enum and error of a region's schema."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.desk.advising.in_general import error_words, thrown_by_action
from app.desk.schema_versions import compared, versions
from app.pages.docs.guides import GUIDES, guide_named
from app.pages.docs.links import Docs, opened, there
from app.pages.shell.context import console
from app.schema.find.search import search_index
from app.schema.help.documentation import (
    by_letter,
    default_of,
    error_named,
    flags_of,
    grouped_uses,
    name_of,
    needs_permission,
)
from app.schema.model import Service
from app.schema.samples.examples import example_of_action, example_of_class
from app.viewers.lines import highlight
from app.workflows.bundled import by_call

blueprint = Blueprint("api_docs", __name__, url_prefix="/api-docs")
blueprint.add_app_template_filter(highlight, "coloured")

MOST_FOUND = 60
MOST_WORKFLOWS = 10


@blueprint.context_processor
def words() -> dict[str, object]:
    """What the templates of these pages use."""
    return {
        "guides": GUIDES,
        "flags_of": flags_of,
        "default_of": default_of,
        "needs_permission": needs_permission,
    }


@blueprint.get("/")
def with_slash() -> ResponseReturnValue:
    return redirect(url_for("api_docs.overview", q=request.args.get("q")))


@blueprint.get("")
def overview() -> str:
    docs = opened()
    typed = request.args.get("q", "").strip()
    return render_template(
        "api_docs/overview.html",
        docs=docs,
        groups=docs.registry.services_by_plugin(),
        actions=sum(len(service.actions) for service in docs.registry.services),
        typed=typed,
        found=search_index(docs.registry).find(typed, MOST_FOUND),
    )


@blueprint.get("/service/<name>")
def service(name: str) -> str:
    docs = opened()
    return render_template("api_docs/service.html", docs=docs, service=_service(docs, name))


@blueprint.get("/service/<service>/action/<name>")
def action(service: str, name: str) -> str:
    docs = opened()
    found = _service(docs, service)
    named = docs.registry.action(found.id, name)
    shown = there(docs, "action", f"{found.id}.{name}", named)
    return render_template(
        "api_docs/action.html",
        docs=docs,
        service=found,
        action=shown,
        example=example_of_action(docs.registry, docs.region, found, shown),
        throws=thrown_by_action(docs.registry, found, shown),
        workflows=by_call().get((found.id, shown.name), ()),
        most_workflows=MOST_WORKFLOWS,
    )


@blueprint.get("/object/<name>")
def object_type(name: str) -> str:
    docs = opened()
    registry = docs.registry
    shown = there(docs, "class", name, registry.object_type(name))
    family = registry.subclasses(name)
    return render_template(
        "api_docs/object.html",
        docs=docs,
        shown=shown,
        ancestors=registry.ancestors(name),
        direct=[one for one in family if one.base == name],
        further=[one for one in family if one.base != name],
        properties=registry.properties(name),
        uses=grouped_uses(registry.used_by(name)),
        returned=docs.index.returned_by.get(name, ()),
        example=example_of_class(registry, shown),
    )


@blueprint.get("/enum/<name>")
def enum(name: str) -> str:
    docs = opened()
    shown = there(docs, "enum", name, docs.registry.enum(name))
    return render_template(
        "api_docs/enum.html",
        docs=docs,
        shown=shown,
        uses=grouped_uses(docs.registry.used_by(name)),
        returned=docs.index.returned_by.get(name, ()),
    )


@blueprint.get("/error/<code>")
def error(code: str) -> str:
    docs = opened()
    shown = there(docs, "error", code, error_named(docs.registry, code))
    return render_template(
        "api_docs/error.html",
        docs=docs,
        shown=shown,
        listed=docs.registry.error(code) is not None,
        words=error_words(docs.registry, shown.code.strip()),
        thrown=docs.index.thrown_by.get(shown.name.strip(), ()),
    )


@blueprint.get("/objects")
def objects() -> str:
    docs = opened()
    names = by_letter(one.name for one in docs.registry.schema.classes)
    return _list(docs, "Classes", "class", names)


@blueprint.get("/enums")
def enums() -> str:
    docs = opened()
    return _list(docs, "Enums", "enum", by_letter(one.name for one in docs.registry.schema.enums))


@blueprint.get("/errors")
def errors() -> str:
    docs = opened()
    names = {one.code.strip() for one in docs.registry.schema.errors} | set(docs.index.thrown_by)
    return _list(docs, "Errors", "error", by_letter(names))


@blueprint.get("/guide/<name>")
def guide(name: str) -> str:
    docs = opened()
    shown = there(docs, "general page", name, guide_named(name))
    return render_template("api_docs/guide.html", docs=docs, guide=shown)


@blueprint.get("/changes")
def changes() -> str:
    """`?from=` and `?to=` take an imported schema's id or `bundled`."""
    docs, schemas = opened(), console().schemas
    kept, given = versions(schemas), (request.args.get("from"), request.args.get("to"))
    for one in filter(None, given):
        there(docs, "other version", one, kept.get(one))
    found = compared(schemas, kept, *given)
    return render_template("api_docs/changes.html", docs=docs, compared=found, name_of=name_of)


def _list(docs: Docs, title: str, kind: str, letters: object) -> str:
    return render_template("api_docs/list.html", docs=docs, title=title, kind=kind, letters=letters)


def _service(docs: Docs, name: str) -> Service:
    return there(docs, "service", name, docs.registry.service(name))
