"""From a web request to the form it is about: region, calls, and what was typed."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import request
from werkzeug.datastructures import MultiDict

from app.call.form import edits, references
from app.call.form.call_form import PREFIX
from app.call.form.draft import Draft
from app.call.form.json_value import JsonProblem
from app.call.form.request_form import RequestForm, Typed, draft_of
from app.call.multirequest import NAME as MULTIREQUEST
from app.history.records import Record
from app.pages.console.account_view import behind_masks, values_of
from app.pages.console.named_calls import (
    FIRST_SERVICE,
    action_named,
    call_in,
    calls_in,
    first_action,
    first_service,
    service_named,
)
from app.pages.shell.context import chosen_format, chosen_region, console, workspace
from app.regions import Region
from app.sandbox.account import DEMO
from app.schema.model import Action, Service
from app.schema.reading import changes_things
from app.schema.registry import Registry
from app.sessions.jar import KeptSession

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
    """All that the request side of the console shows; `record` is the call that filled it in.

    `account` is the id of the one whose secret a mask stands for, "" if none.
    """

    region: Region
    registry: Registry
    form: RequestForm
    kept: KeptSession | None
    record: Record | None = None
    account: str = ""

    @property
    def title(self) -> str:
        calls = self.form.calls
        return f"{MULTIREQUEST} ({len(calls)})" if self.form.multirequest else calls[0].title

    @property
    def changes_things(self) -> bool:
        """Whether one of the calls may change or delete something."""
        return any(changes_things(call.action) for call in self.form.calls)

    @property
    def path(self) -> str:
        if self.form.multirequest:
            return f"/console/{MULTIREQUEST}"
        call = self.form.calls[0]
        return f"/console/service/{call.service.id}/action/{call.action.name}"


def opened(service_name: str = "", action_name: str = "") -> RequestPage:
    """The page that a link opens: `?region=`, `?history=` and filled-in fields are heeded.

    Raises NotFound for a region, service, action or recorded call that there is not.
    """
    record = _record(request.args.get("history"))
    if record and not service_name:
        return of_record(record, request.args.get("region"))
    wanted = request.args.get("region")
    region = console().region(wanted) if wanted else chosen_region()
    draft = _draft(MultiDict(request.args))
    draft.values.setdefault("format", chosen_format())
    kept = _kept(region)
    if kept and "ks" not in draft.values:
        draft.values["ks"] = kept.masked
    registry = console().schemas.registry_for(region.id)
    if service_name == MULTIREQUEST:
        draft.values["service"] = MULTIREQUEST
        draft.values.setdefault(f"{PREFIX}1:service", FIRST_SERVICE)
        calls = calls_in(registry, draft, strict=False)
        return _page(region, kept, calls, draft, fresh=True, opens=True)
    service = service_named(registry, service_name) if service_name else first_service(registry)
    action = (
        action_named(registry, service, action_name)
        if action_name
        else first_action(registry, service)
    )
    return _page(region, kept, [(service, action)], draft, fresh=True, opens=True)


def of_record(record: Record, region_id: str | None = None) -> RequestPage:
    """The page that a recorded call fills in, in its own region or another one."""
    region = console().region(region_id or record.call.region)
    registry = console().schemas.registry_for(region.id)
    draft = draft_of(record.call)
    return _page(
        region, _kept(region), calls_in(registry, draft, strict=True), draft, record=record
    )


def of_draft(region: Region, draft: Draft) -> RequestPage:
    """The page that a draft fills in, with the region's kept KS where it has none."""
    kept = _kept(region)
    if kept and "ks" not in draft.values:
        draft.put("ks", kept.masked)
    registry = console().schemas.registry_for(region.id)
    return _page(region, kept, calls_in(registry, draft, strict=True), draft)


def posted() -> RequestPage:
    """The page as a form describes it, to be sent. Raises NotFound as `opened` does."""
    region = console().region(request.form.get("region", ""))
    registry = console().schemas.registry_for(region.id)
    draft = _posted_draft()
    return _page(region, _kept(region), calls_in(registry, draft, strict=True), draft)


def changed() -> RequestPage:
    """The page after something but a value was changed: what still fits is kept.

    That is another region, service or action, the demo (`demo=1` fills the sandbox's
    credentials in), an account (`fill=account` fills in the one of `fillFrom`), or the structure
    of the form (`op=<operation>|<name>`).
    """
    region = console().region(request.form.get("region", ""))
    registry = console().schemas.registry_for(region.id)
    draft = _posted_draft()
    kept = _kept(region)
    if request.form.get("shownRegion", region.id) != region.id:
        _change_region(draft, kept)
    if request.form.get("demo") == "1":
        _fill_in(registry, draft, DEMO_VALUES)
        draft.values["account"] = ""
    if request.form.get("fill") == "account" and request.form.get("fillFrom"):
        account = console().accounts.get(workspace(), request.form["fillFrom"])
        _fill_in(registry, draft, values_of(account, draft))
        draft.values["account"] = account.id
    page = _page(region, kept, calls_in(registry, draft, strict=False), draft, opens=True)
    operation, _, name = request.form.get("op", "").partition("|")
    if not operation:
        return page
    try:
        _edit(page.form, draft, operation, name)
    except JsonProblem:
        page.form.read(region.id)  # puts the sentence beside the text
        return page
    return _page(region, kept, calls_in(registry, draft, strict=False), draft, opens=True)


def reference_choices(number: int) -> list[references.Choice]:
    """What call `number` of the posted multirequest may refer to."""
    page = changed()
    return list(references.choices(page.registry, page.form.calls, number))


def with_kept(page: RequestPage, kept: KeptSession) -> RequestPage:
    """The same page with a KS that has just been found, filled in."""
    draft = _posted_draft()
    draft.values["ks"] = kept.masked
    draft.sent.add("ks")
    return _page(page.region, kept, [(c.service, c.action) for c in page.form.calls], draft)


def _kept(region: Region) -> KeptSession | None:
    return console().jar.chosen(workspace(), region.id)


def _page(
    region: Region,
    kept: KeptSession | None,
    calls: Sequence[tuple[Service, Action]],
    draft: Draft,
    *,
    fresh: bool = False,
    opens: bool = False,
    record: Record | None = None,
) -> RequestPage:
    """`fresh` is a form nobody has posted; `opens` opens its mandatory objects."""
    registry = console().schemas.registry_for(region.id)
    record = record or _record(request.form.get("recorded"))
    # A link cannot say it: whose secret is sent is for the form alone.
    account = str(draft.values.get("account", "")) if request.form else ""
    typed = Typed(
        draft,
        fresh=fresh,
        opens=opens,
        recorded=behind_masks(record.call if record else None, draft, account, region.id),
        kept_ks=kept.ks if kept else "",
        kept_mask=kept.masked if kept else "",
        ks_expired=bool(kept and kept.session.expiry and kept.session.expiry <= time.time()),
    )
    multirequest = draft.values.get("service") == MULTIREQUEST
    form = RequestForm(registry, calls, typed, multirequest=multirequest)
    return RequestPage(region, registry, form, kept, record, account)


def _posted_draft() -> Draft:
    draft = _draft(MultiDict(request.form))
    if "shownRegion" in request.form:
        # Our page: a browser sends the line breaks of a text area as CRLF, whatever was typed.
        for name in draft.values:
            lines = [str(value).replace("\r\n", "\n") for value in draft.values.getlist(name)]
            draft.values.setlist(name, lines)
    for name, upload in request.files.items(multi=True):
        draft.values.add(name, upload)
    draft.ticks = request.form.get("marks") == "1"
    draft.sent |= set(request.form.getlist("sent"))
    draft.null |= set(request.form.getlist("null"))
    return draft


def _draft(values: MultiDict[str, str]) -> Draft:
    draft = Draft()
    for name, value in values.items(multi=True):
        if name.endswith("__null"):
            # How the wire spells an explicit null, in a link or from a script.
            draft.null.add(name.removesuffix("__null"))
        else:
            draft.values.add(name, value)
    return draft


def _change_region(draft: Draft, kept: KeptSession | None) -> None:
    # A KS is worth nothing in another region, and each has its own schema version.
    draft.values.pop("ks", None)
    draft.values.pop("apiVersion", None)
    draft.sent.discard("ks")
    if kept:
        draft.values["ks"] = kept.masked
        draft.sent.add("ks")


def _fill_in(registry: Registry, draft: Draft, values: Mapping[str, Mapping[str, str]]) -> None:
    """Fill in what `values` has for the action; of one that it does not know, for its first."""
    service, action = call_in(registry, draft, "", strict=False)
    name = f"{service.name}.{action.name}"
    if name not in values:
        name = next(iter(values))
        draft.values["service"], draft.values["action"] = name.split(".")
    for key, value in values[name].items():
        draft.values[PREFIX + key] = value
        draft.sent.add(PREFIX + key)


def _edit(form: RequestForm, draft: Draft, operation: str, name: str) -> None:
    if operation == "multirequest":
        edits.to_multirequest(form, draft)
    elif operation.startswith("call-"):
        edits.edit_calls(form, draft, operation, name)
    else:
        edits.edit(form, draft, operation, name)


def _record(record_id: str | None) -> Record | None:
    return console().history.get(workspace(), record_id) if record_id else None
