"""partner: the account itself with its secrets, and new accounts."""

import secrets

from app.sandbox import rows
from app.sandbox.account import DEMO, PARTNER
from app.sandbox.content import account
from app.sandbox.context import Context
from app.sandbox.errors import ApiError
from app.sandbox.generic import objects
from app.sandbox.incoming.arguments import Arguments
from app.sandbox.values import Object, Value, from_row

_PUBLIC_INFO = "KalturaPartnerPublicInfo"
_STATISTICS = "KalturaPartnerStatistics"


def get_info(context: Context, _arguments: Arguments) -> Value:
    return from_row(context.partner)


def get(context: Context, arguments: Arguments) -> Value:
    wanted = arguments.number("id")
    if wanted not in {None, context.account}:
        raise ApiError("INVALID_PARTNER_ID", PID=wanted)
    return get_info(context, arguments)


def get_public_info(context: Context, arguments: Arguments) -> Value:
    row = context.partner_of(arguments.number("id") or context.account)
    if row is None:
        raise ApiError("INVALID_PARTNER_ID", PID=arguments.number("id"))
    shown = {name: row.get(name) for name in context.shapes.properties(_PUBLIC_INFO)}
    return Object(_PUBLIC_INFO, shown)


def update(context: Context, arguments: Arguments) -> Value:
    sent = context.shapes.updatable(arguments.sent("partner"))
    return from_row(context.objects.of_account(0).change(PARTNER, {**context.partner, **sent}))


def register(context: Context, arguments: Arguments) -> Value:
    """A new account with secrets of its own and no content."""
    sent = context.shapes.insertable(arguments.sent("partner"))
    accounts = context.objects.of_account(0)
    number = accounts.next_number("partner", DEMO.partner_id + 1)
    there = context.in_account(number)
    name, made = sent.get("name") or "", (secrets.token_hex(16), secrets.token_hex(16))
    fresh = rows.partner(there, account=number, name=name, secrets=made)
    row = accounts.add(PARTNER, {**fresh, **sent})
    account.fill(there)
    return from_row(row)


def list_for_user(context: Context, _arguments: Arguments) -> Value:
    return Object(
        "KalturaPartnerListResponse", {"totalCount": 1, "objects": [from_row(context.partner)]}
    )


def get_statistics(context: Context, _arguments: Arguments) -> Value:
    return Object(_STATISTICS, objects.fresh(context, _STATISTICS))
