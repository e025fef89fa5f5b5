"""How much each route takes, and that nothing of it is read before it is known who sends it."""

from pathlib import Path

from flask import Flask

from app.pages.shell.entrance import most_bytes
from tests.conftest import MakeApp
from tests.pages.browse import JSON, csrf_token
from tests.pages.named import add, browser_of, cookie_of
from tests.pages.running import running

PASSWORD = "correct horse battery"
FILES = {
    "code_example.save", "code_example.show", "console.form", "console.references",
    "sandbox_reset.reset", "schema.refresh_now", "send.cancel", "send.send",
}  # fmt: skip
TEXTS = {
    "drafts.close", "drafts.reopen", "drafts.save", "paste.copy", "paste.paste",
    "saved_files.bring_in", "programs.start_run", "row_run_planning.prepare",
    "row_run_doing.narrow",
}  # fmt: skip


def test_only_the_form_with_its_files_takes_as_much_as_is_set(app: Flask) -> None:
    posting = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    with app.app_context():
        taken = {endpoint: most_bytes(endpoint) for endpoint in posting}
    assert {one for one, most in taken.items() if most > 100_000_000} == FILES
    assert {one for one, most in taken.items() if 1_000_000 < most <= 100_000_000} == TEXTS
    assert taken["sign_in.submit"] == 16_384


def test_a_larger_body_is_refused_in_the_shape_of_errors(make_app: MakeApp) -> None:
    client = make_app(auth="password", password=PASSWORD).test_client()
    fields = {"password": "x" * 20_000, "csrf_token": csrf_token(client, "/sign-in")}
    refused = client.post("/sign-in", data=fields, headers=JSON)
    assert refused.status_code == 413
    assert refused.get_json()["error"]["code"] == "BAD_INPUT"


def _asking(path: str, *headers: str, length: int = 4_000_000_000) -> str:
    """The head of a request whose body never comes: an answer can only be about the head."""
    more = "".join(f"{one}\n" for one in headers)
    return (
        f"POST {path} HTTP/1.1\nHost: localhost\nConnection: close\n{more}"
        f"Content-Type: application/x-www-form-urlencoded\nContent-Length: {length}\n\n"
    )


def test_nothing_of_a_large_body_is_taken_from_who_may_not_send_it(
    tmp_path: Path, make_app: MakeApp
) -> None:
    app = make_app(auth="people", secret_key="k" * 40)
    add(app, "alice")
    client = browser_of(app, "alice")
    token = f"X-CSRFToken: {csrf_token(client)}"
    own = [f"Cookie: testme={cookie_of(client)}"]
    elsewhere = "Sec-Fetch-Site: same-site"
    with running(tmp_path, auth="people", secret_key="k" * 40, max_upload_mb="5000") as server:
        for path, headers, status in (
            ("/sign-in", [], 413),
            ("/send", [], 401),
            ("/api/v1/runs", ["Authorization: Bearer tmt_wrong"], 401),
            ("/history/clear", own, 413),
            ("/send", [*own, elsewhere], 403),
            ("/send", [*own, "X-CSRFToken: forged"], 400),
        ):
            said = server.send(_asking(path, *headers))
            assert said.startswith(f"HTTP/1.1 {status} "), (path, headers, said[:300])
        # Whoever may send it is asked for it, and hears of what is wrong with it at its end.
        head = _asking("/send", *own, token, length=1_000_001)
        said = server.send(head + "service=system&action=ping&x=" + "y" * (1_000_001 - 29))
        assert said.startswith("HTTP/1.1 404 "), said[:300]
        assert "There is no region" in said
        assert list((tmp_path / "data" / "uploads").iterdir()) == []
