"""Which calls a form names: services and actions found in the schema, or a sentence why not."""

from app.call.form.call_form import PREFIX
from app.call.form.draft import Draft
from app.call.multirequest import NAME as MULTIREQUEST
from app.errors import BadInput, NotFound
from app.schema.model import Action, Service
from app.schema.registry import Registry

FIRST_SERVICE, FIRST_ACTION = "session", "start"


def calls_in(registry: Registry, draft: Draft, *, strict: bool) -> list[tuple[Service, Action]]:
    """The calls that a draft names; not `strict`, what does not exist becomes what does."""
    if draft.values.get("service") != MULTIREQUEST:
        return [call_in(registry, draft, "", strict=strict)]
    numbers = sorted(
        int(name.split(":")[1])
        for name in draft.values
        if name.startswith(PREFIX)
        and name.endswith(":service")
        and name.count(":") == 2
        and name.split(":")[1].isdigit()
    )
    if numbers != list(range(1, len(numbers) + 1)) or not numbers:
        raise BadInput(
            "The calls of a multirequest are numbered 1, 2, 3 and so on.", field="service"
        )
    return [call_in(registry, draft, f"{PREFIX}{number}:", strict=strict) for number in numbers]


def call_in(
    registry: Registry, draft: Draft, prefix: str, *, strict: bool
) -> tuple[Service, Action]:
    service_name = str(draft.values.get(f"{prefix}service", ""))
    action_name = str(draft.values.get(f"{prefix}action", ""))
    if strict:
        service = service_named(registry, service_name)
        return service, action_named(registry, service, action_name)
    service = registry.service(service_name) or first_service(registry)
    return service, registry.action(service.id, action_name) or first_action(registry, service)


def service_named(registry: Registry, name: str) -> Service:
    service = registry.service(name)
    if service is None:
        raise NotFound(
            f"Schema {registry.version} has no service {name!r}: choose one from the list.",
            field="service",
        )
    return service


def first_service(registry: Registry) -> Service:
    # Every Kaltura has sessions; a schema of something smaller may not.
    found = registry.service(FIRST_SERVICE) or next(
        (service for service in registry.services if service.actions), None
    )
    if found is None:
        raise NotFound(f"Schema {registry.version} has no action that could be called.")
    return found


def action_named(registry: Registry, service: Service, name: str) -> Action:
    action = registry.action(service.id, name)
    if action is None:
        raise NotFound(
            f"The service {service.name} of schema {registry.version} has no action {name!r}: "
            "choose one from the list.",
            field="action",
        )
    return action


def first_action(registry: Registry, service: Service) -> Action:
    usual = FIRST_ACTION if service.id == FIRST_SERVICE else "list"
    found = registry.action(service.id, usual) or next(iter(service.actions), None)
    if found is None:
        raise NotFound(f"The service {service.name} has no action in schema {registry.version}.")
    return found
