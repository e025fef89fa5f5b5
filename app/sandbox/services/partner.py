"""partner: the one account, with its secrets."""

from app.sandbox.access import Access
from app.sandbox.account import DEMO
from app.sandbox.context import Context, Handler
from app.sandbox.errors import ApiError
from app.sandbox.incoming.arguments import Arguments
from app.sandbox.values import Value, from_row


def get_info(context: Context, _arguments: Arguments) -> Value:
    row = context.objects.get("partner", str(DEMO.partner_id))
    if row is None:
        raise ApiError("UNKNOWN_PARTNER_ID", PID=DEMO.partner_id)
    return from_row(row)


def get(context: Context, arguments: Arguments) -> Value:
    wanted = arguments.number("id")
    if wanted not in {None, DEMO.partner_id}:
        raise ApiError("INVALID_PARTNER_ID", PID=wanted)
    return get_info(context, arguments)


ACTIONS = {
    "getInfo": Handler(get_info, Access.ADMIN),
    "get": Handler(get, Access.ADMIN),
}
