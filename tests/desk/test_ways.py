"""Each way to a KS at the desk, against the sandbox in process: no web around it."""

import hashlib
import time
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event

from app.call.body import read
from app.call.model import Call, Object
from app.desk.desk import Desk
from app.desk.ways.impersonate import ByKsRequest, ImpersonateRequest, by_ks, impersonate
from app.desk.ways.inspect import InspectRequest, inspected
from app.desk.ways.login import LoginRequest, login
from app.desk.ways.profiles import DEMO_ID, profiles
from app.desk.ways.result import Result
from app.desk.ways.sign import SIGNED_HERE, SignRequest, sign
from app.desk.ways.start import StartRequest, start
from app.desk.ways.token import TokenRequest, app_token, token_in
from app.desk.ways.tokens import TokenAddRequest, added, check_revoking, listed, revoked
from app.desk.ways.widget import WidgetRequest, widget
from app.errors import BadInput, NeedsConsent, NotFound
from app.sandbox.account import DEMO
from app.schema.reading import changes_things
from app.sessions.accounts import Account
from app.sessions.found import PASTED
from app.sessions.kept import KeptSession
from app.sessions.ks import ADMIN, USER, Session, sign_v2, verify
from tests.prepared import assembled_from

OWN = "a runner"
START = StartRequest("sandbox", DEMO.partner_id, ADMIN, DEMO.admin_secret, lasts=3600)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    parts = assembled_from({"TESTME_DATA_DIR": str(tmp_path / "data")})
    yield Desk(parts, OWN)
    parts.close()


def account(desk: Desk, **values: Any) -> Account:
    given = {"name": "Acme", "region": "sandbox", "partner_id": str(DEMO.partner_id), **values}
    return desk.parts.accounts.save(OWN, **given)


def kept_of(result: Result) -> KeptSession:
    assert result.ok, [step.exchange.outcome for step in result.steps if step.exchange]
    assert result.kept is not None
    return result.kept


def sent_by(result: Result, step: int = 0) -> dict[str, object]:
    exchange = result.steps[step].exchange
    assert exchange is not None
    return dict(exchange.call.parameters)


def recorded(desk: Desk) -> list[str]:
    """The calls in history, the latest first."""
    return [f"{row.service}.{row.action}" for row in desk.parts.history.list(OWN).rows]


def test_start(desk: Desk) -> None:
    request = replace(START, user_id="ana", privileges="list:*")
    result = start(desk, request)
    kept = kept_of(result)
    assert kept.chosen
    assert desk.place("sandbox").kept == (kept,)
    session = verify(kept.ks, DEMO.admin_secret)
    assert (session.type, session.user_id, session.privileges) == (ADMIN, "ana", "list:*")
    assert session.expiry == pytest.approx(time.time() + 3600, abs=60)
    [step] = result.steps
    assert step.title == "session.start"
    assert step.exchange
    assert desk.record(step.exchange.record_id).call == step.exchange.call
    assert DEMO.admin_secret not in repr(request)
    assert DEMO.admin_secret not in step.exchange.masker.text(f"told again: {DEMO.admin_secret}")


def test_what_is_not_said_is_left_to_the_server(desk: Desk) -> None:
    result = start(desk, replace(START, lasts=None))
    sent = sent_by(result)
    assert set(sent) == {"secret", "type", "partnerId"}
    left = kept_of(result).session.expiry
    assert left == pytest.approx(time.time() + 86_400, abs=60)


def test_the_secret_of_an_account_stands_behind_an_empty_one(desk: Desk) -> None:
    own = account(desk, admin_secret=DEMO.admin_secret)
    request = replace(START, secret=" ", account=own.id)
    kept = kept_of(start(desk, request))
    assert kept.account_id == own.id
    # A USER session takes either secret; the user's own is taken where it is there.
    assert sent_by(start(desk, replace(request, type=USER)))["secret"] == DEMO.admin_secret
    both = account(desk, admin_secret=DEMO.admin_secret, user_secret=DEMO.user_secret)
    user = start(desk, replace(request, type=USER, account=both.id))
    assert sent_by(user)["secret"] == DEMO.user_secret
    lesser = account(desk, user_secret=DEMO.user_secret)
    with pytest.raises(BadInput, match=r"tor secret\. The chosen account has none\.") as refused:
        start(desk, replace(request, account=lesser.id))
    assert refused.value.field == "secret"
    # The demo account is none of those that are kept.
    demo = kept_of(start(desk, replace(request, type=USER, account=DEMO_ID)))
    assert (demo.account_id, demo.session.type) == ("", USER)


def test_a_secret_travels_to_its_own_region_alone(desk: Desk) -> None:
    elsewhere = account(desk, region="eu", admin_secret=DEMO.admin_secret)
    request = replace(START, account=elsewhere.id)
    for wrong, sentence in (
        (request, "Acme belongs to another region: choose that region, or no account."),
        (replace(request, region="eu", account=DEMO_ID), "Demo account of the sandbox belongs"),
        (replace(request, account="gone"), "This account is no longer kept"),
        (replace(request, account="gone", secret=""), "This account is no longer kept"),
    ):
        with pytest.raises(BadInput, match=sentence) as refused:
            start(desk, wrong)
        assert refused.value.field == "account"
    assert recorded(desk) == []


def test_a_refusal_leaves_the_jar_as_it_was(desk: Desk) -> None:
    kept = kept_of(start(desk, START))
    result = start(desk, replace(START, secret="0" * 32))
    assert not result.ok
    assert result.kept is None
    assert result.steps[0].exchange
    assert result.steps[0].exchange.outcome.code == "START_SESSION_ERROR"
    assert desk.place("sandbox").kept == (kept,)


def test_login(desk: Desk) -> None:
    request = LoginRequest("sandbox", DEMO.login_id, DEMO.password, lasts=600)
    assert DEMO.password not in repr(request)
    kept = kept_of(login(desk, request))
    assert verify(kept.ks, DEMO.admin_secret).user_id == DEMO.login_id
    # A password may begin with a space, so that it goes out as it is.
    wrong = login(desk, replace(request, password=f" {DEMO.password}"))
    assert not wrong.ok
    assert sent_by(wrong)["password"] == f" {DEMO.password}"
    assert kept_of(login(desk, replace(request, password="", account=DEMO_ID))).account_id == ""
    with pytest.raises(BadInput, match=r"Type the password\.$") as refused:
        login(desk, replace(request, password=""))
    assert refused.value.field == "password"


def test_widget(desk: Desk) -> None:
    result = widget(desk, WidgetRequest("sandbox", DEMO.partner_id, lasts=600))
    assert sent_by(result) == {"widgetId": f"_{DEMO.partner_id}", "expiry": "600"}
    assert kept_of(result).session.source == "session.startWidgetSession"
    other = widget(desk, WidgetRequest("sandbox", DEMO.partner_id, widget_id="_1"))
    assert sent_by(other)["widgetId"] == "_1"


def test_impersonate(desk: Desk) -> None:
    request = ImpersonateRequest("sandbox", DEMO.partner_id, DEMO.partner_id, user_id="ana")
    with pytest.raises(BadInput, match="Type your administrator secret") as refused:
        impersonate(desk, request)
    assert refused.value.field == "secret"
    kept = kept_of(impersonate(desk, replace(request, secret=DEMO.admin_secret)))
    # Every KS is signed with the administrator secret, a USER's too.
    session = verify(kept.ks, DEMO.admin_secret)
    assert (session.user_id, session.type) == ("ana", USER)


def test_by_ks(desk: Desk) -> None:
    admin = kept_of(start(desk, START))
    user = kept_of(start(desk, replace(START, type=USER, secret=DEMO.user_secret, user_id="bo")))
    result = by_ks(desk, ByKsRequest(admin.id, f" {user.ks}\n", lasts=300))
    assert result.steps[0].exchange
    assert result.steps[0].exchange.call.ks == admin.ks
    # A real server lets no ordinary ADMIN KS do it, and so does the sandbox.
    assert result.steps[0].exchange.outcome.code == "SERVICE_FORBIDDEN"
    assert result.kept is None
    for wrong, field in (
        (ByKsRequest(admin.id, " "), "session"),
        (ByKsRequest("gone", user.ks), "with_ks"),
    ):
        with pytest.raises(BadInput) as refused:
            by_ks(desk, wrong)
        assert refused.value.field == field


def test_an_application_token_is_made_used_and_revoked(desk: Desk) -> None:
    admin = kept_of(start(desk, START))
    made = added(
        desk,
        TokenAddRequest(
            admin.id, "For Bo", "SHA1", USER, "bo", lasts=600, privileges="list:*", expires=86_400
        ),
    )
    new = made.token
    assert new is not None
    assert (new.hash_type, new.partner_id, new.region) == ("SHA1", str(DEMO.partner_id), "sandbox")
    assert made.done == f"The application token {new.id} is made."
    token = token_in(desk, new.record_id)
    assert token not in repr(made)
    request = TokenRequest(
        "sandbox", DEMO.partner_id, new.id, hash_type="SHA1", made_by=new.record_id
    )
    opened = app_token(desk, request)
    first, hashing, last = opened.steps
    assert (first.title, last.title) == ("session.startWidgetSession", "appToken.startSession")
    assert first.exchange
    assert hashing.hashing
    ks = read(first.exchange.answer.body).fields["ks"]
    assert hashing.hashing.value == hashlib.sha1((ks + token).encode()).hexdigest()
    kept = kept_of(opened)
    assert (kept.session.user_id, str(kept.session.privileges)[:7]) == ("bo", "list:*,")
    # The widget session on the way is in history and not in the jar.
    assert {one.ks for one in desk.place("sandbox").kept} == {admin.ks, kept.ks}
    mine = [one for one in listed(desk, admin.id).tokens if one.id == new.id]
    assert [(one.description, one.type, one.status, one.user_id) for one in mine] == [
        ("For Bo", "USER", "active", "bo")
    ]
    gone = revoked(desk, admin.id, new.id)
    assert gone.done == f"The token {new.id} is revoked."
    assert new.id not in {one.id for one in listed(desk, admin.id).tokens}
    # None of these calls chooses the KS that it is made with.
    chosen = desk.place("sandbox").chosen
    assert chosen
    assert chosen.ks == kept.ks


def test_a_token_that_cannot_be_used(desk: Desk) -> None:
    request = TokenRequest("sandbox", DEMO.partner_id, DEMO.app_token_id, hash_type="SHA256")
    for wrong, field in (
        (request, "token"),
        (replace(request, made_by="gone"), "token"),
        (replace(request, token="x", hash_type="CRC32"), "hash_type"),
    ):
        with pytest.raises(BadInput) as refused:
            app_token(desk, wrong)
        assert refused.value.field == field
    assert recorded(desk) == []
    started = start(desk, START).steps[0].exchange
    assert started
    with pytest.raises(BadInput, match="The call that made the token is gone"):
        token_in(desk, started.record_id)
    refusal = app_token(desk, replace(request, token="not the token"))
    assert [step.ok for step in refusal.steps] == [True, True, False]
    assert refusal.kept is None


@pytest.mark.parametrize("format", ["1", "2", "3", "9"])
def test_a_token_is_taken_out_of_a_call_of_any_format(desk: Desk, format: str) -> None:
    admin = kept_of(start(desk, START))
    token = Object("KalturaAppToken", (("hashType", "MD5"),))
    call = Call("sandbox", "apptoken", "add", (("appToken", token),), format=format, ks=admin.ks)
    record = desk.send(call, desk.place("sandbox"), consent=True).record_id
    [listed_last] = [one for one in listed(desk, admin.id).tokens if one.hash_type == "MD5"]
    request = TokenRequest(
        "sandbox", DEMO.partner_id, listed_last.id, hash_type="MD5", made_by=record
    )
    assert kept_of(app_token(desk, request)).session.partner_id == DEMO.partner_id


@pytest.mark.parametrize("version", [1, 2])
def test_sign(desk: Desk, version: int) -> None:
    request = SignRequest(
        "sandbox",
        DEMO.partner_id,
        ADMIN,
        DEMO.admin_secret,
        user_id="ana",
        version=version,  # type: ignore[arg-type]
    )
    told = sign(desk, replace(request, keep=False, lasts=60))
    session = verify(told.shown, DEMO.admin_secret)
    assert (session.version, session.user_id) == (version, "ana")
    assert session.expiry == pytest.approx(time.time() + 60, abs=10)
    assert told.shown not in repr(told)
    assert desk.place("sandbox").kept == ()
    own = account(desk, admin_secret=DEMO.admin_secret)
    kept = kept_of(sign(desk, replace(request, secret="", account=own.id)))
    assert (kept.session.source, kept.account_id, kept.chosen) == (SIGNED_HERE, own.id, True)
    assert kept.session.expiry == pytest.approx(time.time() + 86_400, abs=10)
    assert recorded(desk) == []


def test_inspect(desk: Desk) -> None:
    expiry = int(time.time()) + 600
    ks = sign_v2(Session(2, DEMO.partner_id, ADMIN, expiry, "ana", "list:*"), DEMO.admin_secret)
    request = InspectRequest("sandbox", ks)
    assert ks not in repr(request)
    seen = inspected(desk, request)
    assert (seen.inspection.signature, seen.whole, seen.type_name) == ("unknown", False, "")
    assert recorded(desk) == []
    good = inspected(desk, replace(request, account=DEMO_ID))
    assert (good.inspection.signature, good.type_name, good.when[:3]) == ("good", "ADMIN", "in ")
    asked = inspected(desk, replace(request, ask=True))
    assert asked.asked
    assert asked.asked.ok
    assert asked.session
    assert (asked.session.type, asked.session.user_id, asked.session.expiry) == (
        ADMIN,
        "ana",
        expiry,
    )
    assert (recorded(desk), desk.place("sandbox").kept) == (["session.get"], ())
    kept = inspected(desk, replace(request, keep=True)).kept
    assert kept
    assert (kept.ks, kept.session.source) == (ks, PASTED)
    again = inspected(desk, InspectRequest(kept=kept.id))
    assert (again.kept, again.region) == (kept, "sandbox")
    for wrong, field in (
        (InspectRequest("sandbox", " "), "ks"),
        (InspectRequest("sandbox", kept="gone"), "kept"),
        (InspectRequest("sandbox", "no KS at all", keep=True), "ks"),
    ):
        with pytest.raises(BadInput) as refused:
            inspected(desk, wrong)
        assert refused.value.field == field


def test_what_changes_something_is_asked_about_in_production(desk: Desk) -> None:
    admin = kept_of(start(desk, START))
    token = added(desk, TokenAddRequest(admin.id)).token
    assert token
    account(desk, production=True)
    before = recorded(desk)
    for change in (
        lambda: added(desk, TokenAddRequest(admin.id)),
        lambda: revoked(desk, admin.id, token.id),
        lambda: check_revoking(desk, admin.id, token.id),
        lambda: desk.end(admin),
    ):
        with pytest.raises(NeedsConsent, match="in Acme, which is marked as production"):
            change()
    assert recorded(desk) == before
    assert added(desk, TokenAddRequest(admin.id), consent=True).ok
    assert revoked(desk, admin.id, token.id, consent=True).ok
    # To look and to start sessions is not asked about.
    assert listed(desk, admin.id).step.ok
    assert start(desk, START).ok
    assert app_token(
        desk, TokenRequest("sandbox", DEMO.partner_id, DEMO.app_token_id, account=DEMO_ID)
    ).ok


def test_a_ks_of_another_workspace_cannot_be_used(desk: Desk) -> None:
    admin = kept_of(start(desk, START))
    other = replace(desk, workspace="another")
    uses: tuple[Callable[[], object], ...] = (
        lambda: by_ks(other, ByKsRequest(admin.id, admin.ks)),
        lambda: listed(other, admin.id),
        lambda: added(other, TokenAddRequest(admin.id)),
        lambda: revoked(other, admin.id, "1_x"),
        lambda: inspected(other, InspectRequest(kept=admin.id)),
    )
    for use in uses:
        with pytest.raises(BadInput, match="There is no such saved session"):
            use()


def test_a_region_that_there_is_not(desk: Desk) -> None:
    with pytest.raises(NotFound, match="choose one of"):
        start(desk, replace(START, region="nowhere"))


def test_a_way_is_one_reading_transaction_and_the_two_of_its_call(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.history.store.random.random", lambda: 1.0)  # it is not pruned
    begun: list[str] = []

    def begin(connection: Connection) -> None:
        begun.append("write" if connection.get_execution_options().get("writing") else "read")

    own = account(desk, admin_secret=DEMO.admin_secret)
    event.listen(desk.parts.engine, "begin", begin)
    kept = kept_of(start(desk, START))
    assert begun == ["read", "write", "write"]
    begun.clear()
    # The account's secret is opened beside the place; its KS is kept once, as its own.
    named = kept_of(start(desk, replace(START, secret="", account=own.id)))
    assert begun == ["read", "read", "write", "write"]
    assert (kept.account_id, named.account_id) == ("", own.id)


def test_what_a_profile_fills_in_is_known_to_its_request(desk: Desk) -> None:
    account(desk, user_id="ana", login_id="a@example.com", user_secret="x")
    ways: dict[str, type[Any]] = {
        "start": StartRequest,
        "login": LoginRequest,
        "token": TokenRequest,
        "sign": SignRequest,
        "impersonate": ImpersonateRequest,
        "widget": WidgetRequest,
        "inspect": InspectRequest,
    }
    demo, own = profiles(desk.stored().accounts, desk.parts.regions)
    assert (demo.id, own.name) == (DEMO_ID, "Acme")
    assert own.fills("start")["type"] == str(USER)
    assert demo.fills("sign")["type"] == str(ADMIN)
    assert "partner_id" not in own.fills("inspect")
    known = {name for way in ways.values() for name in (one.name for one in fields(way))}
    assert set(own.fills("start")) | set(demo.fills("login")) <= known
    assert profiles(desk.stored().accounts, {"eu"}) == (own,)


def test_no_call_of_a_way_counts_as_a_change() -> None:
    """Else a guarded region would ask before each sign-in."""
    for service, action in (
        ("session", "start"),
        ("session", "startWidgetSession"),
        ("session", "impersonate"),
        ("session", "impersonateByKs"),
        ("session", "get"),
        ("user", "loginByLoginId"),
        ("apptoken", "startSession"),
        ("apptoken", "list"),
    ):
        assert not changes_things(service, action), action


def test_the_call_that_a_way_makes_is_the_registrys(desk: Desk) -> None:
    """Every parameter that is sent is one of its action's."""
    admin = kept_of(start(desk, replace(START, user_id="ana", privileges="list:*")))
    user = replace(START, user_id="ana", privileges="list:*", type=USER, secret=DEMO.user_secret)
    results = [
        start(desk, user),
        login(desk, LoginRequest("sandbox", DEMO.login_id, DEMO.password, otp="1", lasts=60)),
        impersonate(
            desk,
            ImpersonateRequest(
                "sandbox", DEMO.partner_id, DEMO.partner_id, USER, DEMO.admin_secret, "", "ana", 60
            ),
        ),
        by_ks(desk, ByKsRequest(admin.id, admin.ks, USER, 60, "list:*")),
        app_token(
            desk,
            TokenRequest(
                "sandbox",
                DEMO.partner_id,
                DEMO.app_token_id,
                account=DEMO_ID,
                user_id="ana",
                type=USER,
                lasts=60,
                privileges="list:*",
            ),
        ),
    ]
    calls: list[Call] = [
        step.exchange.call for result in results for step in result.steps if step.exchange
    ]
    assert len(calls) == 6
    for call in calls:
        action = desk.place("sandbox").registry.action(call.service, call.action)
        assert action
        declared = {one.name for one in action.parameters}
        assert {name for name, _ in call.parameters} <= declared, call.action
