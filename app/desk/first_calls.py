"""The first program of each official client library: session.start, then media.list with its KS."""

from dataclasses import dataclass
from functools import lru_cache

from app.call.model import Call, Object
from app.codegen import CannotWrite, Program, build
from app.codegen.clients import CLIENTS, Client, actions_had, fit
from app.desk.desk import Desk
from app.desk.reached import reached
from app.regions import Region
from app.sandbox.account import DEMO
from app.schema.registry import Registry
from app.viewers.lines import highlight

# The same few programs for every visitor of a region.
_highlighted = lru_cache(maxsize=32)(highlight)
_FIRST_CALLS = ("session", "start"), ("media", "list")


@dataclass(frozen=True, slots=True)
class Library:
    """A library beside a schema; `source` is the program as `highlight` gives it, "" where
    `refusal` says why."""

    client: Client
    fit: str
    actions: tuple[int, int] | None
    source: str
    refusal: str


def first_program(desk: Desk, region: Region, registry: Registry) -> Program:
    """Both calls in one request. Raises CannotWrite where the schema lacks one of them."""
    for service, action in _FIRST_CALLS:
        if registry.action(service, action) is None:
            raise CannotWrite(f"The schema of {region.name} has no {service}.{action}.")
    # A secret is never written into a program: what stands here is asked for when it runs.
    start = (("secret", "-"), ("type", "2"), ("partnerId", partner_id(desk, region)))
    listing = (("filter", Object("KalturaMediaEntryFilter", (("orderBy", "-createdAt"),))),)
    call = Call(
        region.id,
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
    return build(call, registry, reached(desk, region).url)


def partner_id(desk: Desk, region: Region) -> str:
    """Of the KS that is used with the region; of the sandbox; else a number to be replaced."""
    kept = desk.parts.jar.chosen(desk.workspace, region.id)
    if kept and kept.session.partner_id:
        return str(kept.session.partner_id)
    return str(DEMO.partner_id) if region.sandbox else "0"


def libraries(registry: Registry, program: Program | None, refusal: str) -> list[Library]:
    """All of them with their first program; where there is none, `refusal` says why."""
    return [_library(registry, client, program, refusal) for client in CLIENTS]


def _library(registry: Registry, client: Client, program: Program | None, refusal: str) -> Library:
    source = ""
    if program and client.variant:
        try:
            text = client.variant.render(program)
            source = _highlighted(text, client.variant.highlight)
        except CannotWrite as fault:
            refusal = fault.sentence
    return Library(client, fit(client, registry), actions_had(client, registry), source, refusal)
