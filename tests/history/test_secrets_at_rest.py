"""No secret stands in clear in the database's files, in no spelling and no part of it."""

import html
import json
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.call.model import Answer, Array, Call, Map, Object, Value
from app.call.outcome import Outcome
from app.call.secrets.masking import Masker
from app.history.records import Filters
from app.history.search_text import _WINDOW, LIMIT, request_text, search_text
from app.history.store import History
from app.sessions.found import FoundSession
from app.sessions.jar import SessionJar
from app.storage.engine import migrate, open_database
from app.storage.sealing import Sealer
from tests.history.examples import NOW, OK, recorded
from tests.sizes import examples

# At both ends, so that a part of a secret is noticed as well.
MARK = "Mark3d"


def _user(**fields: str) -> Object:
    return Object("KalturaUser", tuple(fields.items()))


def _secret_bearing(secret: str) -> list[tuple[str, str, str, Value]]:
    """(service, action, parameter, value with the secret in it)"""
    return [
        ("session", "start", "secret", secret),
        ("user", "login", "password", secret),
        ("user", "loginByLoginId", "otp", secret),
        ("apptoken", "startSession", "tokenHash", secret),
        ("session", "impersonateByKs", "session", secret),
        ("user", "add", "user", _user(id="a", password=secret)),
        ("apptoken", "add", "appToken", Object("KalturaAppToken", (("token", secret),))),
        ("x", "y", "items", Array((_user(password=secret),))),
        ("x", "y", "map", Map((("apiKey", secret),))),
        (
            "x",
            "y",
            "pair",
            Object("KalturaKeyValue", (("key", "password"), ("value", secret))),
        ),
    ]


def _echoes(secret: str) -> list[Answer]:
    """Answers that repeat the secret, in the spellings of their formats."""
    in_json = json.dumps({"result": secret, "note": f"you sent {secret}!"})
    bodies = [
        ("text/xml", f"<xml><result>{html.escape(secret, quote=False)}</result></xml>"),
        ("application/json", in_json),
        ("application/json", in_json.replace("/", r"\/")),
        ("application/json", json.dumps(secret, ensure_ascii=False)),
        ("text/html", f"<p title='{html.escape(secret)}'>"),
        ("text/plain", secret * 3),
        ("image/jpeg", secret),
    ]
    headers = ("Location", f"https://kaltura.example/?s={secret}")
    return [
        Answer(200, (("Content-Type", content_type), headers), body.encode())
        for content_type, body in bodies
    ]


_secrets = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=4, max_size=30
).map(lambda text: MARK + text + MARK)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database, to be copied: a migration for each example would take long."""
    path = tmp_path_factory.mktemp("template") / "a.sqlite"
    engine = open_database(f"sqlite:///{path}")
    migrate(engine)
    engine.dispose()
    return path


def _bytes_after(path: Path, calls: list[tuple[Call, Answer, Outcome]], kept: str) -> bytes:
    engine = open_database(f"sqlite:///{path}")
    sealer = Sealer("a secret key of thirty-two or more characters")
    history = History(engine, sealer, answer_limit_bytes=1000, keep_calls=100)
    for call, answer, outcome in calls:
        recorded(history, call, answer, outcome)
    session = FoundSession(kept, 2, 102, "alice", None, "all:*", "session.start")
    SessionJar(engine, sealer).keep("w", "eu", session, NOW)
    assert len(history.list("w", Filters(text="kaltura.example")).rows) == len(calls)
    # Before closing, so that the write-ahead log is still there.
    history.close()
    stored = b"".join(file.read_bytes() for file in path.parent.iterdir())
    history.close()
    engine.dispose()
    return stored + path.read_bytes()


@pytest.mark.soak
@settings(
    max_examples=examples(15, 40),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(secret=_secrets)
def test_no_planted_secret_reaches_the_disk(secret: str, template: Path, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path)
    tmp_path.mkdir()
    path = Path(shutil.copy(template, tmp_path))
    echoes = _echoes(secret)
    calls = []
    for number, (service, action, name, value) in enumerate(_secret_bearing(secret)):
        error = f"kaltura.example refused {secret} ({number})"
        call = Call("eu", service, action, ((name, value),))
        outcome = Outcome("api_error", f"BAD {secret}", error, (("VALUE", secret),))
        calls.append((call, echoes[number % len(echoes)], outcome))
    by_ks = Outcome("api_error", secret, f"kaltura.example refused {secret}")
    calls += [(Call("eu", "media", "list", ks=secret), echo, by_ks) for echo in echoes]
    stored = _bytes_after(path, calls, secret)
    assert b"kaltura.example refused" in stored
    assert MARK.lower().encode() not in stored.lower()


def test_a_ks_that_only_the_answer_names_does_not_reach_the_disk(
    template: Path, tmp_path: Path
) -> None:
    ks = "djJ8MTAyfIOlrCMnU64jyywqdTO10ZGPaDFmggkyJ6R7vAQmqcxAtDDZ9Io0lrcvNcxtVNxMlOkUW7EeCvcSEXwo"
    answers = [
        Answer(200, body=f"<xml><result>{ks}</result><a>kaltura.example</a></xml>".encode()),
        Answer(200, body=json.dumps({"ks": ks, "a": "kaltura.example"}).encode()),
    ]
    calls = [(Call("eu", "session", "start"), answer, OK) for answer in answers]
    stored = _bytes_after(Path(shutil.copy(template, tmp_path)), calls, ks).lower()
    assert all(ks[start : start + 12].lower().encode() not in stored for start in range(8, 70))


@settings(deadline=None)
@given(
    before=st.integers(0, 200)
    | st.integers(LIMIT - 60, LIMIT)
    | st.integers(_WINDOW - 60, _WINDOW),
    repeated=st.sampled_from([1, 2, 1000, 3000]),
    multibyte=st.booleans(),
)
def test_a_secret_that_a_cut_goes_through_leaves_no_half(
    before: int, repeated: int, multibyte: bool
) -> None:
    secret = MARK + "0123456789" * 3 + MARK
    body = ("é" if multibyte else ".") * before + secret * repeated + "." * _WINDOW
    call = Call("eu", "session", "start", (("secret", secret), ("note", body)))
    answer = Answer(200, body=body.encode())
    masker = Masker.for_exchange(call, answer)
    found = search_text(request_text(call, masker), answer, OK, masker)
    assert MARK.lower() not in found
    assert len(found) <= 3 * LIMIT
