"""From a web request to the form it is about: region, service, action and what was typed."""

from dataclasses import dataclass

from flask import request
from werkzeug.datastructures import FileStorage, MultiDict

from app.call.form import PREFIX, RequestForm, Typed, typed_from
from app.errors import NotFound
from app.history.records import Record
from app.pages.context import chosen_format, chosen_region, console, workspace
from app.regions import Region
from app.sandbox.account import DEMO
from app.schema.model import Action, Service
from app.schema.registry import Registry
from app.sessions.jar import KeptSession

Values = MultiDict[str, str | FileStorage]

FIRST_SERVICE, FIRST_ACTION = "session", "start"
# What the demo button fills in, by action; elsewhere it opens the first of them.
DEMO_VALUES = {
    "session.start": {"secret": DEMO.admin_secret, "partnerId": str(DEMO.partner_id), "type": "2"},
    "session.startWidgetSession": {"widgetId": DEMO.widget_id},
    "user.loginByLoginId": {"loginId": DEMO.login_id, "password": DEMO.password},
    "user.login": {
        "partnerId": str(DEMO.partner_id),
        "userId": DEMO.login_id,
        "password": DEMO.password,
    },
}


@dataclass(frozen=True, slots=True)
class RequestPage:
    """All that the request side of the console shows; `record` is the call that filled it in."""

    region: Region
    registry: Registry
    service: Service
    action: Action
    form: RequestForm
    kept: KeptSession | None
    record: Record | None = None

    @property
    def path(self) -> str:
        return f"/console/service/{self.service.id}/action/{self.action.name}"


def opened(service_name: str | None = None, action_name: str | None = None) -> RequestPage:
    """The page that a link opens: `?region=`, `?history=` and filled-in fields are heeded.

    Raises NotFound for a region, service, action or recorded call that there is not.
    """
    record = _record(request.args.get("history"))
    if record and not service_name:
        return of_record(record, request.args.get("region"))
    wanted = request.args.get("region")
    region = console().region(wanted) if wanted else chosen_region()
    registry = console().schemas.registry_for(region.id)
    values: Values = MultiDict(request.args)
    values.setdefault("format", chosen_format())
    kept = console().jar.chosen(workspace(), region.id)
    if kept and "ks" not in values:
        values["ks"] = kept.masked
    service = _service(registry, service_name) if service_name else _first_service(registry)
    action = _action(registry, service, action_name) if action_name else _first(registry, service)
    return _page(region, service, action, values, fresh=True)


def of_record(record: Record, region_id: str | None = None) -> RequestPage:
    """The page that a recorded call fills in, in its own region or another one."""
    region = console().region(region_id or record.call.region)
    registry = console().schemas.registry_for(region.id)
    service = _service(registry, record.call.service)
    action = _action(registry, service, record.call.action)
    return _page(region, service, action, typed_from(record.call), record=record)


def posted() -> RequestPage:
    """The page as a form describes it, to be sent. Raises NotFound as `opened` does."""
    region = console().region(request.form.get("region", ""))
    registry = console().schemas.registry_for(region.id)
    service = _service(registry, request.form.get("service", ""))
    action = _action(registry, service, request.form.get("action", ""))
    return _page(region, service, action, _posted_values(), marked=request.form.getlist("sent"))


def changed(*, demo: bool = False) -> RequestPage:
    """The page after another region, service or action was chosen: what still fits is kept.

    `demo` fills the sandbox's credentials in.
    """
    region = console().region(request.form.get("region", ""))
    registry = console().schemas.registry_for(region.id)
    service = registry.service(request.form.get("service", "")) or _first_service(registry)
    action = registry.action(service.id, request.form.get("action", "")) or _first(
        registry, service
    )
    values = _posted_values()
    sent = request.form.getlist("sent")
    if request.form.get("shownRegion", region.id) != region.id:
        # A KS is worth nothing in another region, and each has its own schema version.
        values.pop("ks", None)
        values.pop("apiVersion", None)
        kept = console().jar.chosen(workspace(), region.id)
        if kept:
            values["ks"] = kept.masked
            sent.append("ks")
    if demo:
        service, action, filled = _demo(registry, service, action)
        for name, value in filled.items():
            values[name] = value  # update() would add a second value to the list of each
        sent += list(filled)
    return _page(region, service, action, values, marked=sent)


def with_kept(page: RequestPage, kept: KeptSession) -> RequestPage:
    """The same page with a KS that has just been found, filled in."""
    values = _posted_values()
    values["ks"] = kept.masked
    sent = [*request.form.getlist("sent"), "ks"]
    return _page(page.region, page.service, page.action, values, marked=sent)


def _page(
    region: Region,
    service: Service,
    action: Action,
    values: Values,
    *,
    marked: list[str] | None = None,
    fresh: bool = False,
    record: Record | None = None,
) -> RequestPage:
    """`marked` are the ticked fields of a posted form; `fresh` is a form nobody has posted."""
    registry = console().schemas.registry_for(region.id)
    kept = console().jar.chosen(workspace(), region.id)
    record = record or _record(request.form.get("recorded"))
    typed = Typed(
        values=values,
        sent=frozenset(marked or ()),
        marks=marked is not None and request.form.get("marks") == "1",
        fresh=fresh,
        recorded=record.call if record else None,
        kept_ks=kept.ks if kept else "",
        kept_mask=kept.masked if kept else "",
    )
    form = RequestForm(registry, service, action, typed)
    return RequestPage(region, registry, service, action, form, kept, record)


def _posted_values() -> Values:
    values: Values = MultiDict(request.form)
    for name, upload in request.files.items(multi=True):
        values.add(name, upload)
    return values


def _record(record_id: str | None) -> Record | None:
    return console().history.get(workspace(), record_id) if record_id else None


def _demo(
    registry: Registry, service: Service, action: Action
) -> tuple[Service, Action, dict[str, str]]:
    name = f"{service.name}.{action.name}"
    if name not in DEMO_VALUES:
        service = _service(registry, FIRST_SERVICE)
        action = _action(registry, service, FIRST_ACTION)
        name = f"{service.name}.{action.name}"
    return service, action, {PREFIX + key: value for key, value in DEMO_VALUES[name].items()}


def _service(registry: Registry, name: str) -> Service:
    service = registry.service(name)
    if service is None:
        raise NotFound(
            f"Schema {registry.version} has no service {name!r}: choose one from the list.",
            field="service",
        )
    return service


def _first_service(registry: Registry) -> Service:
    # Every Kaltura has sessions; a schema of something smaller may not.
    found = registry.service(FIRST_SERVICE) or next(
        (service for service in registry.services if service.actions), None
    )
    if found is None:
        raise NotFound(f"Schema {registry.version} has no action that could be called.")
    return found


def _action(registry: Registry, service: Service, name: str) -> Action:
    action = registry.action(service.id, name)
    if action is None:
        raise NotFound(
            f"The service {service.name} of schema {registry.version} has no action {name!r}: "
            "choose one from the list.",
            field="action",
        )
    return action


def _first(registry: Registry, service: Service) -> Action:
    usual = FIRST_ACTION if service.id == FIRST_SERVICE else "list"
    found = registry.action(service.id, usual) or next(iter(service.actions), None)
    if found is None:
        raise NotFound(f"The service {service.name} has no action in schema {registry.version}.")
    return found
