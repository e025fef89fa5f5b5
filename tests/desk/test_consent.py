"""Whose account a call is for: whatever names it asks, where the account is marked production."""

from dataclasses import replace

import pytest

from app.call.model import Call, Object, Value
from app.desk.consent import check, guarded, may_ask
from app.desk.place import Place
from app.errors import NeedsConsent
from app.regions import Region
from app.schema.facts import bundled
from app.sessions.accounts import Account
from app.sessions.ks import ADMIN, Session, sign_v1, sign_v2

OURS, OTHER = 111, 222
SECRET = "0123456789abcdef" * 2


def place(*, production: bool = True) -> Place:
    account = Account("a", "Prod", "here", OURS, production=production)
    region = Region("here", "Here", "https://host.example")
    return Place(region, bundled(), (), (account,))


def ks(partner: int, version: int = 2) -> str:
    session = Session(version, partner, ADMIN, 1_900_000_000, "", "")
    return sign_v2(session, SECRET) if version == 2 else sign_v1(session, SECRET)


def changing(partner_id: str | None = None, **sent: str) -> Call:
    return Call(
        "here",
        "category",
        "delete",
        tuple((name, value) for name, value in sent.items() if name != "own_ks"),
        partner_id=partner_id,
        ks=sent.get("own_ks"),
    )


def multi(*calls: tuple[str, dict[str, str]], partner_id: str | None = None) -> Call:
    inner: list[tuple[str, Value]] = []
    for number, (name, fields) in enumerate(calls, 1):
        service, action = name.split(".")
        pairs = {"service": service, "action": action, **fields}
        inner.append((str(number), Object("", tuple(pairs.items()))))
    return Call("here", "multirequest", "", tuple(inner), partner_id=partner_id)


DELETE = ("category.delete", {"id": "1", "ks": "{1:result}"})
ASKS: dict[str, Call] = {
    "the request's partner": changing("111"),
    "a partner that begins like it": changing("111.0"),
    "and like this": changing("111abc"),
    "a parameter behind another partner": changing("222", partnerId="111"),
    "a v2 KS": changing(own_ks=ks(OURS)),
    "a v1 KS": changing(own_ks=ks(OURS, 1)),
    "a KS in the action's own parameter": changing(ks=ks(OURS)),
    "a KS that cannot be read": changing(own_ks=ks(OTHER)[:-1] + "!"),
    "a KS of a kind to come": changing(own_ks="eyJhbGciOi.J9.x"),
    "a session of a multirequest": multi(
        ("session.start", {"secret": SECRET, "partnerId": "111"}), DELETE, partner_id="0"
    ),
    "impersonating": multi(
        ("session.impersonate", {"secret": SECRET, "impersonatedPartnerId": "111"}), DELETE
    ),
    "a widget": multi(("session.startWidgetSession", {"widgetId": "_111"}), DELETE),
    "a KS to act for": multi(("session.impersonateByKs", {"session": ks(OURS)}), DELETE),
    "a login of whomever": multi(("user.loginByLoginId", {"loginId": "a@b.example"}), DELETE),
    "a reference to nothing": multi(("category.delete", {"id": "1", "ks": "{7:result}"})),
}


@pytest.mark.parametrize("call", ASKS.values(), ids=ASKS.keys())
def test_a_call_that_may_be_for_production_is_asked_about(call: Call) -> None:
    with pytest.raises(NeedsConsent) as asks:
        check(call, place())
    assert asks.value.asks.startswith("Prod, which is marked as production")
    check(call, place(production=False))


PASSES: dict[str, Call] = {
    "another partner": changing("222"),
    "another's KS": changing(own_ks=ks(OTHER)),
    "no KS and no partner": changing(),
    "another's session": multi(("session.start", {"secret": SECRET, "partnerId": "222"}), DELETE),
    "what reads alone": Call("here", "media", "list", ks=ks(OURS)),
}


@pytest.mark.parametrize("call", PASSES.values(), ids=PASSES.keys())
def test_what_is_for_others_or_reads_is_not(call: Call) -> None:
    check(call, place())


def test_a_ks_that_does_not_tell_says_so() -> None:
    assert guarded(changing(own_ks="unreadable"), place()) == (
        "Prod, which is marked as production (its KS does not tell whose it is)"
    )


def test_an_account_that_cannot_be_opened_asks_as_it_may_be_production() -> None:
    there = replace(place(production=False), accounts_lost=True)
    assert may_ask(there)
    with pytest.raises(NeedsConsent, match="sealed with another key"):
        check(changing("222"), there)
    check(Call("here", "category", "get", (("id", "1"),)), there)
