"""Addresses of documentation pages, and what each of these pages has: region, registry, help."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from typing import TypeVar
from urllib.parse import quote

from flask import url_for

from app.errors import NotFound
from app.pages.shell.context import asked_region, console
from app.regions import Region
from app.schema.help.documentation import Index, index_of
from app.schema.help.texts import Help
from app.schema.registry import Registry

Found = TypeVar("Found")

_MOST_NEAR = 5  # names offered for one that is not there
_LONGEST = 80  # characters of a name that near ones are looked for


@dataclass(frozen=True)
class Docs:
    """What a documentation page is about: a region's schema. Addresses are made without Flask's
    router, which is too slow for pages with thousands of links."""

    region: Region
    registry: Registry
    help: Help
    root: str  # "/api-docs" below whatever the console is mounted at

    def at(self, path: str = "", fragment: str = "") -> str:
        """The address of a page of the documentation, for this region."""
        within = f"#{fragment}" if fragment else ""
        return f"{self.root}{path}?region={_segment(self.region.id)}{within}"

    @cached_property
    def index(self) -> Index:
        return index_of(self.registry)

    @property
    def origin(self) -> str:
        return self.registry.origin

    def service(self, service: str) -> str:
        return self.at(f"/service/{_segment(service)}")

    def action(self, service: str, action: str) -> str:
        return self.at(f"/service/{_segment(service)}/action/{_segment(action)}")

    def error(self, code: str) -> str:
        return self.at(f"/error/{_segment(code.strip())}")

    def guide(self, name: str) -> str:
        return self.at(f"/guide/{name}")

    def type(self, name: str) -> str:
        """The page of a class or enum; "" for a primitive and for what the schema does not have."""
        if self.registry.object_type(name):
            return self.at(f"/object/{_segment(name)}")
        return self.at(f"/enum/{_segment(name)}") if self.registry.enum(name) else ""

    def owner(self, kind: str, owner: str, member: str) -> str:
        """The place of a member: see `registry.Use`."""
        if kind == "property":
            return f"{self.type(owner)}#member-{_segment(member)}"
        if kind == "request":
            return self.guide("request")
        service, _, action = owner.partition(".")
        return f"{self.action(service, action)}#member-{_segment(member)}"

    def changed(self, word: str, name: str) -> str:
        """The page of a thing that a change is about, "" where this schema does not have it."""
        first, _, rest = name.partition(".")
        if word in {"service", "action", "parameter"}:
            service = self.registry.service(first)
            action = self.registry.action(first, rest.partition(".")[0]) if rest else None
            if service is None or (rest and action is None):
                return ""
            return self.action(first, action.name) if action else self.service(first)
        if word == "error":
            return self.error(name) if self.registry.error(name) else ""
        return self.type(first) if word in {"class", "property", "enum", "constant"} else ""


def opened(wanted: str | None = None) -> Docs:
    """For the region `wanted` or `?region=`, else the one used last. Raises NotFound."""
    region = asked_region(wanted)
    registry = console().schemas.registry_for(region.id)
    return Docs(region, registry, console().help, url_for("api_docs.overview").rstrip("/"))


def there(docs: Docs, kind: str, name: str, found: Found | None) -> Found:
    """What was `found` by a name. Raises NotFound, with what a person can do, where it is None."""
    if found is not None:
        return found
    raise NotFound(
        f"The schema of {docs.region.name} (release {docs.registry.version}) has no {kind} "
        f"{name!r:.80}. Another release may have it: refresh the schema from the region, or "
        "choose another region.",
        links=_near(docs, kind, name[:_LONGEST]),
    )


def _near(docs: Docs, kind: str, name: str) -> Iterator[tuple[str, str]]:
    """Names like `name` with their pages, the nearest first; then where to look further."""
    pages = _pages_of(docs, kind, name)
    folded = {one.lower(): one for one in pages}
    for one in get_close_matches(name.lower(), folded, _MOST_NEAR):
        yield folded[one], pages[folded[one]]
    yield f"Find “{name}” anywhere", url_for("find.page", q=name, region=docs.region.id)
    yield "API Documentation", docs.at()


def _pages_of(docs: Docs, kind: str, name: str) -> dict[str, str]:
    """The pages of this kind, by name; of actions, those of the service that `name` begins with."""
    schema = docs.registry.schema
    if kind == "service":
        return {one.id: docs.service(one.id) for one in schema.services}
    if kind == "action":
        service = name.partition(".")[0]
        known = docs.registry.service(service)
        actions = known.actions if known else ()
        return {f"{service}.{one.name}": docs.action(service, one.name) for one in actions}
    if kind == "error":
        return {one.code.strip(): docs.error(one.code) for one in schema.errors}
    if kind in {"class", "enum"}:
        names = [one.name for one in schema.classes] + [one.name for one in schema.enums]
        return {name: docs.type(name) for name in names}
    return {}


def _segment(name: str) -> str:
    return quote(name, safe="")
