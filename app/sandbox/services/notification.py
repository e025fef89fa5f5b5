"""eventNotificationTemplate: what would be sent is listed, and nothing is."""

from app.sandbox.access import Access
from app.sandbox.context import Context, Handler
from app.sandbox.errors import ApiError
from app.sandbox.filters import listed, matching, ordered
from app.sandbox.generic import objects
from app.sandbox.incoming.arguments import Arguments
from app.sandbox.values import Row, Value, from_row

_TEMPLATE = "KalturaEventNotificationTemplate"
_ACTIVE = 2  # KalturaEventNotificationTemplateStatus
_MOST = 1_000  # notifications that are remembered


def _found(context: Context, arguments: Arguments) -> Row:
    key = arguments.number("id")
    code = "EVENT_NOTIFICATION_TEMPLATE_NOT_FOUND"
    row = context.objects.get(_TEMPLATE, str(key))
    if row is None:
        raise objects.refusal(context, code, {"ID": key})
    return row


def dispatch(context: Context, arguments: Arguments) -> Value:
    """The number of the job that would send it; `_control/` lists what would have gone out."""
    row = _found(context, arguments)
    if row.get("status") != _ACTIVE or row.get("manualDispatchEnabled") is False:
        raise ApiError("EVENT_NOTIFICATION_DISPATCH_DISABLED", ID=row["id"])
    scope = arguments.sent("scope")
    note = {
        "templateId": row["id"],
        "name": row.get("name"),
        "type": row["objectType"],
        "to": row.get("url") or row.get("to"),
        "subject": row.get("subject"),
        "objectId": scope.text("objectId"),
        "at": context.now,
    }
    context.notifications.append(note)
    del context.notifications[:-_MOST]
    return context.objects.next_number("job")


def clone(context: Context, arguments: Arguments) -> Value:
    row = _found(context, arguments)
    sent = arguments.object("eventNotificationTemplate")
    own = {"id", "objectType", "createdAt", "updatedAt", "systemName"}
    kept = {name: value for name, value in row.items() if name not in own}
    given = context.shapes.insertable(sent) if sent else {}
    return from_row(objects.kept(context, row["objectType"], {**kept, **given}))


def list_templates(context: Context, arguments: Arguments) -> Value:
    wanted = arguments.object("filter")
    found = ordered(matching(context.objects.all(_TEMPLATE), wanted, context), wanted)
    return listed(found, arguments.object("pager"), f"{_TEMPLATE}ListResponse")


ACTIONS = {
    "dispatch": Handler(dispatch, Access.ADMIN, writes=True),
    "clone": Handler(clone, Access.ADMIN, writes=True),
    "listTemplates": Handler(list_templates, Access.ADMIN),
}
