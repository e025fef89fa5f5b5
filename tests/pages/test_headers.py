"""What every answer carries: cookies, security headers, caching; and /healthz and /metrics."""

import gzip
import logging
import re
import time
from http.cookies import SimpleCookie

import brotli
import pytest
from flask.testing import FlaskClient

from app.history.store import History
from app.pages.shell.entrance import CONTENT_SECURITY_POLICY
from app.serving.assets import digest, files
from tests.conftest import MakeApp
from tests.pages.browse import JSON, answer, post, send
from tests.pages.reading import PING, error_of


def test_the_cookie_is_for_this_site_and_no_script(make_app: MakeApp) -> None:
    for https, secure in (("off", False), ("on", True)):
        response = make_app(https=https).test_client().get("/", base_url="https://localhost")
        [header] = response.headers.getlist("Set-Cookie")
        cookie = SimpleCookie(header)["__Host-testme" if secure else "testme"]
        assert cookie["httponly"] is True
        assert cookie["samesite"] == "Lax"
        assert cookie["path"] == "/"
        assert cookie["domain"] == ""
        assert bool(cookie["secure"]) is secure


def test_what_needs_no_cookie_sets_none(client: FlaskClient) -> None:
    for path in (f"/assets/{digest()}/console.css", "/healthz", "/metrics", PING):
        response = client.get(path)
        assert response.status_code == 200
        assert "Set-Cookie" not in response.headers, path


PAGE_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
}


def test_the_policy_allows_nothing_but_our_own_files_and_pictures_out_of_answers() -> None:
    policy = dict(part.split(" ", 1) for part in CONTENT_SECURITY_POLICY.split("; "))
    assert policy == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' blob:",
        "media-src": "blob:",
        "connect-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }


def test_every_kind_of_answer_carries_the_headers(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = {
        200: [client.get(path) for path in ("/", "/history", "/sessions", "/healthz", "/metrics")]
        + [send(client, "system", "ping")],
        303: [post(client, "/history/clear", {})],
        400: [client.post("/send"), client.post("/send", headers=JSON)],
        404: [client.get("/nowhere"), client.get("/assets/x/none.js"), client.get("/history/x")],
        405: [client.get("/send"), client.put("/", headers=JSON)],
        422: [send(client, "session", "start"), post(client, "/send", _incomplete(), json=False)],
    }
    monkeypatch.setattr(History, "list", _broken)
    answers[500] = [client.get("/"), client.get("/healthz", headers=JSON)]
    for status, responses in answers.items():
        for response in responses:
            assert response.status_code == status, response.request.path
            found = {name: response.headers.get(name) for name in PAGE_HEADERS}
            assert found == PAGE_HEADERS, response.request.path
            assert len(response.headers.getlist("Content-Security-Policy")) == 1


def _incomplete() -> dict[str, str]:
    return {"region": "sandbox", "service": "session", "action": "start", "format": "1"}


_MESSAGE = "planted in the message"


def _broken(*_: object, **__: object) -> None:
    raise RuntimeError(_MESSAGE)


def test_an_unforeseen_fault_says_nothing_of_itself(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(History, "list", _broken)
    with caplog.at_level(logging.DEBUG):
        as_json = client.get("/history?text=planted&%0Aforged", headers=JSON)
        as_page = client.get("/history")
        assert client.get("/healthz").status_code == 500
    assert error_of(as_json)["code"] == "INTERNAL_ERROR"
    assert "Something went wrong in the console itself" in as_page.get_data(as_text=True)
    logged = caplog.text
    assert "RuntimeError in GET '/history'" in logged
    for text in (logged, as_json.get_data(as_text=True), as_page.get_data(as_text=True)):
        assert _MESSAGE not in text
        assert "text=planted" not in text
    assert "Traceback" not in as_page.get_data(as_text=True)


def test_a_path_cannot_forge_a_line_of_the_log(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(History, "get", _broken)
    assert client.get("/history/a%0AERROR forged").status_code == 500
    assert "\nERROR forged" not in caplog.text


def test_what_is_no_page_of_ours_cannot_be_taken_for_one(client: FlaskClient) -> None:
    others = [
        client.get(PING),
        client.get(PING.replace("format=1", "format=2")),
        client.get(PING.replace("format=1", "format=9&callback=a")),
        client.get("/sandbox/api_v3/?service=<script>&action=x"),
        client.get("/sandbox/elsewhere"),
        client.options("/sandbox/api_v3/"),
        client.get("/", environ_overrides={"HTTP_HOST": "evil.example"}),
    ]
    for response in others:
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["X-Frame-Options"] == "DENY"
        policy = response.headers["Content-Security-Policy"].split("; ")
        assert policy == ["default-src 'none'", "frame-ancestors 'none'", "sandbox"]
        assert "no-store" in response.headers["Cache-Control"]
        assert response.mimetype != "text/html"
        assert "Set-Cookie" not in response.headers


def test_a_saved_body_is_no_page_either(client: FlaskClient) -> None:
    record = answer(send(client, "system", "ping"))["id"]
    saved = client.get(f"/history/{record}/body")
    assert saved.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert saved.headers["X-Content-Type-Options"] == "nosniff"
    assert saved.headers["Cache-Control"] == "no-store"
    assert saved.mimetype == "application/octet-stream"
    assert saved.headers["Content-Disposition"].startswith("attachment;")


def test_assets_may_be_kept_for_good_under_their_digest_alone(client: FlaskClient) -> None:
    for name, kind in (
        ("console.css", "text/css"),
        ("js/main.js", "text/javascript"),
        ("icon.svg", "image/svg+xml"),
    ):
        kept = client.get(f"/assets/{digest()}/{name}", buffered=True)
        assert (kept.status_code, kept.mimetype) == (200, kind)
        assert kept.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert kept.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
        assert kept.headers["X-Content-Type-Options"] == "nosniff"
        older = client.get(f"/assets/0123456789abcdef/{name}", buffered=True)
        assert (older.status_code, older.headers["Cache-Control"]) == (200, "no-store")
        assert older.data == kept.data


@pytest.mark.parametrize("encoding", ["br", "gzip", "gzip, br;q=0.1", ""])
def test_assets_come_compressed(client: FlaskClient, encoding: str) -> None:
    url = f"/assets/{digest()}/js/main.js"
    plain = files()["js/main.js"]
    got = client.get(url, headers={"Accept-Encoding": encoding})
    assert "Accept-Encoding" in got.headers["Vary"]
    taken = encoding.partition(",")[0]
    assert got.headers.get("Content-Encoding", "") == taken
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}[taken]
    assert unpack(got.data) == plain
    assert not taken or len(got.data) < len(plain) / 2


def test_assets_are_the_folder_of_assets_and_no_more(client: FlaskClient) -> None:
    for name in ("../app/settings.py", "%2e%2e/app/settings.py", "..%2fapp/settings.py", "js", ""):
        assert client.get(f"/assets/{digest()}/{name}").status_code == 404, name
    for name in ("/etc/passwd", "%2fetc%2fpasswd"):
        found = client.get(f"/assets/{digest()}/{name}", follow_redirects=True)
        assert found.status_code == 404, name


def test_pages_name_the_assets_by_their_digest(client: FlaskClient) -> None:
    page = client.get("/").get_data(as_text=True)
    named = set(re.findall(r'(?:src|href)="(/assets/[^"]+)"', page))
    assert len(named) == 3
    for path in named:
        assert path.startswith(f"/assets/{digest()}/")
        assert client.get(path, buffered=True).status_code == 200


# For whoever runs it


def test_health_is_the_databases(client: FlaskClient) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.get_json()) == (200, {"status": "ok"})


def test_metrics_count_calls(client: FlaskClient) -> None:
    assert "testme_calls_total{" not in client.get("/metrics").get_data(as_text=True)
    for _ in range(2):
        answer(send(client, "system", "ping"))
    answer(send(client, "session", "start", p_secret="wrong", p_partnerId="1000001"))
    response = client.get("/metrics")
    assert response.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    text = response.get_data(as_text=True)
    assert text.endswith("\n")
    samples = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    assert samples.pop('testme_calls_total{region="sandbox",outcome="ok"}') == "2"
    assert samples.pop('testme_calls_total{region="sandbox",outcome="api_error"}') == "1"
    memory = int(samples.pop("testme_resident_memory_peak_bytes"))
    assert 10_000_000 < memory < 100_000_000_000
    assert abs(float(samples.pop("testme_start_time_seconds")) - time.time()) < 86400
    assert samples == {}
    for name in ("testme_calls_total", "testme_resident_memory_peak_bytes"):
        assert f"# TYPE {name} " in text
        assert f"# HELP {name} " in text
