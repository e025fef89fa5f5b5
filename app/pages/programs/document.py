"""The OpenAPI 3.1 document of the console's own interface, out of the table of its routes."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from flask.typing import ResponseReturnValue

from app.errors import Refused, TestMeError
from app.pages.programs.shapes import SHAPES, Json
from app.pages.shell.context import PROGRAMS
from app.people.bearers import NoToken
from app.storage.throttle import SignInThrottled
from app.storage.troubles import DatabaseTrouble

_ABOUT = (
    "Calls of the Kaltura API through this console: with its regions, its accounts and kept KS, "
    "its checks, its consent and its History. A token is made on the page /you/tokens and sent as "
    "the header Authorization: Bearer tmt_…; it may what its scope says, and no more than its "
    "person's role. Secrets are masked in all that comes back."
)
_PARAMETER = re.compile("<([a-z_]+)>")
# What each route can be answered with, beside what it names itself.
_ALWAYS: tuple[type[TestMeError], ...] = (NoToken, Refused, SignInThrottled, DatabaseTrouble)


@dataclass(frozen=True, slots=True)
class Route:
    """`path` is as Flask has it, below PROGRAMS; `about` a sentence; `answer` and `body` name one
    of SHAPES, "" for none: what answers neither one nor `files` (their media types) is open to
    all. With `made` its answer is of something new. `faults` are what it raises beside what all
    do."""

    method: Literal["GET", "POST"]
    path: str
    view: Callable[..., ResponseReturnValue]
    about: str
    answer: str = ""
    body: str = ""
    example: Json | None = field(default=None, repr=False)
    faults: tuple[type[TestMeError], ...] = ()
    made: bool = False
    files: tuple[str, ...] = ()
    query: Mapping[str, Json] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.view.__name__

    @property
    def open_to_all(self) -> bool:
        return not (self.answer or self.files)


def document(routes: Iterable[Route]) -> Json:
    paths: dict[str, Json] = {}
    for one in routes:
        paths.setdefault(_PARAMETER.sub(r"{\1}", one.path), {})[one.method.lower()] = _told(one)
    return {
        "openapi": "3.1.0",
        "info": {"title": "TestMe", "version": "1", "description": _ABOUT},
        "servers": [{"url": PROGRAMS.rstrip("/")}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": SHAPES,
        },
    }


def _told(route: Route) -> Json:
    by_status: dict[str, list[str]] = {}
    for one in () if route.open_to_all else (*_ALWAYS, *route.faults):
        by_status.setdefault(str(one.status), []).append(one.code)
    content = {one: {"schema": {"type": "string"}} for one in route.files}
    done = {"description": "It is done.", "content": content or _content(route.answer)}
    responses = {"201" if route.made else "200": done}
    for status, codes in sorted(by_status.items()):
        responses[status] = {"description": " or ".join(codes), "content": _content("Error")}
    told: Json = {"operationId": route.name, "summary": route.about, "responses": responses}
    told["parameters"] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in _PARAMETER.findall(route.path)
    ]
    told["parameters"] += [
        {"name": name, "in": "query", "schema": schema} for name, schema in route.query.items()
    ]
    if route.body:
        required = bool(SHAPES[route.body].get("required"))
        told["requestBody"] = {"required": required, "content": _content(route.body, route.example)}
    if route.open_to_all:
        told["security"] = []
    return told


def _content(name: str, example: Json | None = None) -> Json:
    schema = {"$ref": f"#/components/schemas/{name}"} if name else {"type": "object"}
    return {"application/json": {"schema": schema, **({"example": example} if example else {})}}
