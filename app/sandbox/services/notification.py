"""eventNotificationTemplate: what would be sent is listed, and nothing is."""

from app.sandbox.context import Context
from app.sandbox.errors import ApiError
from app.sandbox.generic import objects
from app.sandbox.incoming.arguments import Arguments
from app.sandbox.values import Value

_TEMPLATE = "KalturaEventNotificationTemplate"
_ACTIVE = 2  # KalturaEventNotificationTemplateStatus
_MOST = 1_000  # notifications that are remembered


def dispatch(context: Context, arguments: Arguments) -> Value:
    """The number of the job that would send it; `_control/` lists what would have gone out."""
    key = arguments.number("id")
    row = objects.found(context, _TEMPLATE, key, "EVENT_NOTIFICATION_TEMPLATE_NOT_FOUND")
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
