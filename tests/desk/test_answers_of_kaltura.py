"""The answers of a real server of release 22.19.0: verdict, advice, and the KS that is kept.

A server of the test's own answers as each file of tests/answers_of_kaltura says.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

import pytest

from app.call.model import Call
from app.call.wire.unflatten import build_call
from app.desk.advising.advice import advice_for
from app.desk.desk import Desk
from app.desk.exchange import Exchange
from app.desk.parts import Parts
from app.desk.ways.inspect import InspectRequest, inspected
from app.schema.facts import bundled
from app.sessions.ks import ADMIN, USER, verify
from tests.pages.own_servers import regions_file
from tests.prepared import assembled_from
from tests.upstream import Upstream, http

FOLDER = Path(__file__).resolve().parents[1] / "answers_of_kaltura"
SECRET = "0f" * 16
PARTNER = 4102


class Told(NamedTuple):
    """A file of the folder."""

    path: str
    form: dict[str, str]
    answer: bytes
    body: str


class Row(NamedTuple):
    """What is expected: `means` is how the advice begins, `kept` how the KS came to be kept."""

    number: int
    code: str = ""
    means: str = ""
    kept: str = ""


NO_ACCOUNT = "This region serves no such account"
NO_SESSION = "No session was started for partner"
WRONG = "The password is wrong, or there is no such login, or a KS that is no good"
GOOD = "The KS is good: one that is not would have been answered with INVALID_KS."
NO_FIELD = "The value of id is not one that the server takes."
ROWS = (
    Row(42, kept="session.start"),
    Row(43, "START_SESSION_ERROR", f"{NO_SESSION} {PARTNER}"),
    Row(44, "SERVICE_FORBIDDEN_CONTENT_BLOCKED", NO_ACCOUNT),
    Row(45, "START_SESSION_ERROR", f"{NO_SESSION} 0"),
    Row(46, "INVALID_ENUM_VALUE", "1 is none of the values of KalturaSessionType."),
    Row(47, kept="session.start"),
    Row(48, kept="session.start"),
    Row(49, kept="session.startWidgetSession"),
    Row(50, "MANDATORY_PARAMETER_MISSING", "The action cannot do without a parameter"),
    Row(51),
    Row(52),
    Row(53, "INVALID_USER_ID", "The user id is empty, unknown"),
    Row(54, "INVALID_KS", "Somebody has ended this session"),
    Row(55, "INVALID_KS", "The KS may be used from one address alone"),
    Row(56, "INVALID_KS", "The KS is limited to certain paths"),
    Row(57, "INVALID_KS", "The KS was made for a limited number of calls"),
    Row(58, "INVALID_KS", "The KS was good, but its lifetime is over."),
    Row(59, kept="session.start"),
    Row(60, "USER_WRONG_PASSWORD", WRONG),
    Row(61, kept="user.loginByLoginId"),
    Row(62, "USER_WRONG_PASSWORD", WRONG),
    Row(63, "SERVICE_FORBIDDEN", GOOD),
    Row(64, "SERVICE_FORBIDDEN", GOOD),
    Row(65, kept="pasted"),
    Row(66, "SERVICE_FORBIDDEN", "This KS may not call session->impersonateByKs."),
    Row(67, "INVALID_FIELD_VALUE", NO_FIELD),
    Row(68, "INVALID_FIELD_VALUE", NO_FIELD),
    Row(69, kept="pasted"),
    Row(70, "PROPERTY_VALIDATION_MIN_LENGTH", "KalturaCategory::name is too short"),
    Row(71, "CATEGORY_NOT_FOUND", "There is no category 777777 that this KS may see."),
    Row(72, kept="pasted"),
    Row(73, "ACTION_DOES_NOT_EXISTS", "The service media is there, but it has no action"),
    Row(74, "QUERY_EXCEEDED_MAX_MATCHES_ALLOWED", "So many objects fit the filter"),
    Row(75, kept="pasted"),
    Row(76, kept="pasted"),
    Row(77, kept="pasted"),
    Row(78, "THUMB_ASSET_ID_NOT_FOUND", "There is no thumbnail that this KS may see."),
    Row(79, "ENTRY_ID_NOT_FOUND", "There is no entry that this KS may see."),
    Row(80, "ENTRY_ID_NOT_FOUND", "There is no entry 0_none that this KS may see."),
    Row(81, "SERVICE_FORBIDDEN_CONTENT_BLOCKED", NO_ACCOUNT),
    Row(82, kept="pasted"),
    Row(83, kept="pasted"),
    Row(84, "CATEGORY_NOT_FOUND", "There is no category 888 that this KS may see."),
    Row(85, kept="pasted"),
    Row(86, kept="pasted"),
)
# The texts of errors that come in a header alone.
ALONE = {
    50: "Mandatory parameter missing [callback]",
    78: 'The Thumbnail asset id "7" not found',
    79: 'Entry id "0_none" not found',
}


def told(number: int) -> Told:
    [file] = FOLDER.glob(f"{number}-*.http")
    request, form, rest = file.read_text("utf-8").split("\n", 2)
    # What was recorded ends one day; these tests do not.
    rest = re.sub(r"\b17959(\d{5})\b", r"41024\1", rest)
    answered, _, body = rest.removeprefix("\n").partition("\n\n")
    status, *headers = answered.split("\n")
    return Told(
        request.removeprefix("POST "),
        dict(parse_qsl(form, keep_blank_values=True, strict_parsing=bool(form))),
        http(body.encode(), *headers, status=status.removeprefix("HTTP/1.1 ")),
        body,
    )


def call_of(one: Told) -> Call:
    url = urlsplit(one.path)
    named = re.fullmatch(r"/api_v3/service/(\w+)/action/(\w+)", url.path)
    if named is None:
        # The console names an action in every call: this one comes nearest.
        return Call("own", one.form["service"], "none", format=one.form["format"])
    pairs = {**dict(parse_qsl(url.query)), **one.form}
    return build_call(
        pairs, registry=bundled(), region="own", service=named[1], action=named[2]
    ).call


@pytest.fixture(scope="module")
def serving() -> Iterator[Upstream]:
    with Upstream() as server:
        yield server


@pytest.fixture
def upstream(serving: Upstream) -> Upstream:
    serving.requests.clear()
    return serving


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory, serving: Upstream) -> Iterator[Parts]:
    folder = tmp_path_factory.mktemp("desk")
    regions = regions_file(folder, {"own": serving.url})
    parts = assembled_from(
        {"TESTME_DATA_DIR": str(folder / "data"), "TESTME_REGIONS_FILE": str(regions)}
    )
    yield parts
    parts.close()


@pytest.fixture
def desk(parts: Parts, request: pytest.FixtureRequest) -> Desk:
    """In a workspace of the test's own."""
    return Desk(parts, request.node.name)


def sent(desk: Desk, upstream: Upstream, number: int) -> Exchange:
    one = told(number)
    upstream.respond(one.answer)
    return desk.send(call_of(one), desk.place("own"), consent=True)


def test_each_file_has_its_row() -> None:
    numbers = [int(file.name.partition("-")[0]) for file in FOLDER.glob("*.http")]
    assert sorted(numbers) == [row.number for row in ROWS] == list(range(42, 87))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row.number))
def test_verdict_advice_and_ks(desk: Desk, upstream: Upstream, row: Row) -> None:
    exchange = sent(desk, upstream, row.number)
    outcome, kept = exchange.outcome, exchange.kept
    assert (outcome.kind, outcome.code) == ("api_error" if row.code else "ok", row.code)
    if row.number in ALONE:
        assert outcome.message == ALONE[row.number]
    advice = advice_for(exchange.place.registry, exchange.call, outcome, place=exchange.place)
    assert advice.means.startswith(row.means) if advice else not row.means
    assert (kept.session.source if kept else "") == row.kept
    if kept and row.kept == "pasted":
        assert kept.ks == exchange.call.ks
    elif kept:
        # It is the one in the answer, of a KS that the account's administrator secret signs.
        assert kept.ks in told(row.number).body
        inside = verify(kept.ks, SECRET)
        assert inside.partner_id == kept.session.partner_id == PARTNER
        if kept.session.type is not None:
            assert inside.type == kept.session.type


@pytest.mark.parametrize("number", [51, 52, 53])
def test_the_name_of_jsonp_s_function_stands_in_the_url(
    desk: Desk, upstream: Upstream, number: int
) -> None:
    sent(desk, upstream, number)
    [received] = upstream.requests
    assert parse_qsl(urlsplit(received.path).query) == [("callback", "callback")]
    assert "callback" not in dict(received.form)


def test_a_login_s_ks_is_known_whole_once_somebody_has_asked(
    desk: Desk, upstream: Upstream
) -> None:
    kept = sent(desk, upstream, 61).kept
    assert kept is not None
    assert (kept.session.type, kept.session.user_id) == (None, None)
    # Nothing is asked by itself.
    assert len(upstream.requests) == 1
    other = sent(desk, upstream, 42).kept
    assert other is not None
    body = {"sessionType": "2", "partnerId": "4102", "userId": "tess@example.org"}
    body |= {"expiry": "1795926397", "privileges": "all:*"}
    upstream.respond(http(json.dumps(body).encode(), "Content-Type: application/json"))
    seen = inspected(desk, InspectRequest(kept=kept.id, ask=True))
    assert seen.accepted
    [found] = [one for one in desk.place("own").kept if one.id == kept.id]
    assert seen.kept == found
    assert (found.session.type, found.session.user_id) == (ADMIN, "tess@example.org")
    assert (found.session.expiry, found.session.privileges) == (1795926397, "all:*")
    assert (found.session.source, found.made_by) == ("user.loginByLoginId", kept.made_by)
    # To ask about one is not to choose it.
    assert desk.place("own").chosen == other


def test_what_another_ks_is_told_is_remembered_too(desk: Desk, upstream: Upstream) -> None:
    upstream.respond(http(b"true", "Content-Type: application/json"))
    user = told(65).form["session"]
    desk.send(Call("own", "media", "list", format="1", ks=user), desk.place("own"))
    [pasted] = desk.place("own").kept
    assert (pasted.session.type, pasted.session.source) == (None, "pasted")
    sent(desk, upstream, 65)
    known = desk.place("own").find(user)
    assert known is not None
    assert (known.id, known.session.type, known.session.user_id) == (pasted.id, USER, "ben")


def test_a_pasted_ks_that_session_get_describes_is_kept_with_all_of_it(
    desk: Desk, upstream: Upstream
) -> None:
    answer = told(65).answer
    upstream.respond(answer)
    ks = told(63).form["ks"]
    exchange = desk.send(Call("own", "session", "get", format="1", ks=ks), desk.place("own"))
    assert exchange.kept is not None
    session = exchange.kept.session
    assert (session.type, session.user_id, session.privileges) == (USER, "ben", "")


@pytest.mark.parametrize("number", [63, 64])
def test_a_refused_session_get_proves_the_ks_and_it_can_be_kept(
    desk: Desk, upstream: Upstream, number: int
) -> None:
    one = told(number)
    upstream.respond(one.answer)
    seen = inspected(desk, InspectRequest("own", one.form["ks"], ask=True))
    assert seen.asked is not None
    assert (seen.accepted, seen.asked.ok, seen.kept) == (True, False, None)
    kept = inspected(desk, InspectRequest("own", one.form["ks"], keep=True)).kept
    assert kept is not None
    assert kept.ks == one.form["ks"]
    # A KS that is no good is none of the kind.
    upstream.respond(told(58).answer)
    assert not inspected(desk, InspectRequest("own", one.form["ks"], ask=True)).accepted
