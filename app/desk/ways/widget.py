"""session.startWidgetSession: a session that needs no secret."""

from dataclasses import dataclass

from app.desk.desk import Desk
from app.desk.ways.result import Result, call_of, in_one_step, seconds


@dataclass(frozen=True, slots=True)
class WidgetRequest:
    """`widget_id` is "" for the partner's own widget; `lasts` is in seconds."""

    region: str
    partner_id: int
    widget_id: str = ""
    account: str = ""
    lasts: int | None = None


def widget(desk: Desk, request: WidgetRequest, *, consent: bool = False) -> Result:
    """Raises NotFound, and NeedsConsent."""
    place = desk.place(request.region)
    call = call_of(
        request.region,
        "session",
        "startWidgetSession",
        widgetId=request.widget_id or f"_{request.partner_id}",
        expiry=seconds(request.lasts),
    )
    return in_one_step(
        desk, "session.startWidgetSession", call, place, consent=consent, account=request.account
    )
