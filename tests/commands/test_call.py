"""`flask --app app call`: what it sends, prints and refuses, and how it ends."""

import json
import signal
import subprocess
import sys
import threading
from pathlib import Path

import requests

from app.people.at_terminal import OWN
from app.people.roles import Role
from app.sessions.ks import ADMIN
from tests.commands.terminal import KS, Terminal
from tests.conftest import MakeApp
from tests.pages.running import running
from tests.started import ROOT
from tests.upstream import Upstream, http, silence

SECRET = "0123456789abcdef0123456789abcdef"
OTHER_KS = "djJ8MTAyfHp5eHd2dXRzcnFwb25tbGtqaWhnZmVkY2JhOTg3NjU0MzIxMA"
LIST = b'{"objects": [{"id": "0_a", "adminSecret": "geheim-in-answer"}], "totalCount": 1}'
REFUSED = b'{"objectType":"KalturaAPIException","code":"NOT_ALLOWED","message":"no \\u001b[2J"}'


def test_members_and_variables_go_out_and_the_answer_comes_masked(
    terminal: Terminal, upstream: Upstream, tmp_path: Path
) -> None:
    upstream.respond(http(LIST, "Content-Type: application/json"))
    (tmp_path / "tags.txt").write_text("two\nlines\n")
    given = ("filter.statusIn=2,{{other}}", "filter.nameLike=@-", "--var", "other=7")
    more = (f"filter.tagsLike@{tmp_path / 'tags.txt'}", 'pager:={"pageSize": 5}')
    ran = terminal("call", "media.list", *given, *more, given=b"piped in\n")
    assert (ran.exit_code, ran.stderr) == (0, "")
    first = json.loads(ran.stdout)["objects"][0]
    assert first == {"id": "0_a", "adminSecret": "••••••••"}
    sent = dict(upstream.requests[0].form)
    assert upstream.requests[0].path == "/api_v3/service/media/action/list"
    assert sent["filter:objectType"] == "KalturaMediaEntryFilter"
    assert sent["filter:statusIn"] == "2,7"
    assert sent["filter:tagsLike"] == "two\nlines"
    assert sent["filter:nameLike"] == "piped in"
    assert (sent["pager:pageSize"], sent["format"], sent["ks"]) == ("5", "1", KS)
    assert terminal.recorded == [("media.list", "ok", "command line")]

    ran = terminal("call", "media.list", "--show-secrets", "--ks", "-", given=OTHER_KS.encode())
    assert (ran.stdout_bytes, ran.stderr) == (LIST, "")
    assert dict(upstream.requests[1].form)["ks"] == OTHER_KS
    (event,) = terminal.desk.parts.audit.events(happening="shown in clear")
    assert event.what == "the answer to media.list at a terminal"


def test_a_multirequest_carries_results_on_and_fails_with_its_first_failure(
    terminal: Terminal, upstream: Upstream, tmp_path: Path
) -> None:
    answers = b'[{"id": "0_a", "adminSecret": "geheim-in-answer"}, {"objects": []}]'
    upstream.respond(http(answers), http(b"[1, " + REFUSED + b"]"))
    calls = ("1:service=media", "1:action=get", "1.entryId=0_a", "2.service=flavorAsset")
    more = (
        "2:action=list",
        "2:filter.entryIdEqual={1:result:id}",
        "2.language=de",
        "clientTag=mine",
    )
    ran = terminal("call", "multirequest", *calls, *more)
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert json.loads(ran.stdout)[0]["adminSecret"] == "••••••••"
    sent = dict(upstream.requests[0].form)
    assert upstream.requests[0].path == "/api_v3/service/multirequest"
    assert (sent["1:service"], sent["1:action"], sent["1:entryId"]) == ("media", "get", "0_a")
    assert sent["2:filter:entryIdEqual"] == "{1:result:id}"
    assert (sent["ks"], sent["clientTag"], sent["2:language"]) == (KS, "mine", "de")
    assert terminal.recorded == [("multirequest.", "ok", "command line")]

    film = tmp_path / "film.mp4"
    film.write_bytes(b"film")
    upload = ("1.service=uploadToken", "1.action=upload", "1.uploadTokenId=a", f"1.fileData@{film}")
    ran = terminal("call", "multirequest", *upload, "2.service=system", "2.action=ping")
    assert ran.exit_code == 1
    assert ran.stderr.startswith("NOT_ALLOWED")
    assert b'name="1:fileData"' in upstream.requests[1].body

    for arguments, said in (
        ((), "The calls of a multirequest are numbered 1, 2, 3 and so on."),
        ((*calls, "2:action=lst"), "has no action 'lst'"),
        ((*calls, "2:action=list", "entryId=0_a"), "of its first call it is 1:entryId."),
        ((*calls, "2:action=list", "3.x=0_a"), "multirequest has no parameter 3;"),
        ((*calls, "2:action=list", "2.filtre.x=1"), "list has no parameter filtre; did you mean"),
        ((*calls, "2:action=list", "2.filter.idEqual={2:result:id}"), "a call before this one"),
    ):
        ran = terminal("call", "multirequest", *arguments)
        assert (ran.exit_code, said in ran.stderr) == (2, True), ran.stderr
    assert len(upstream.requests) == 2


def test_objects_lists_nulls_and_uploads(
    terminal: Terminal, upstream: Upstream, tmp_path: Path
) -> None:
    upstream.respond(http(b"null"))
    ran = terminal(
        *("call", "baseEntry.add", "entry.objectType=KalturaMediaEntry", "entry.name="),
        *("entry.tags:=null", "entry.operationAttributes.0.offset=7", "responseProfile.fields=id"),
        *("responseProfile.mappings.0.parentProperty=id", "--anyway", "--ks", OTHER_KS),
    )
    assert ran.exit_code == 0, ran.stderr
    assert "Caution: --ks on a command line can be read" in ran.stderr
    sent = dict(upstream.requests[0].form)
    assert sent["entry:objectType"] == "KalturaMediaEntry"
    assert (sent["entry:name"], sent["entry:tags__null"]) == ("", "")
    assert sent["entry:operationAttributes:0:objectType"] == "KalturaClipAttributes"
    assert sent["entry:operationAttributes:0:offset"] == "7"
    assert sent["responseProfile:fields"] == "id"

    headers = ("resource.urlHeaders=A: 1", "resource.urlHeaders=B: 2")
    resource = ("resource.objectType=KalturaUrlResource", "resource.url=https://x.example/")
    ran = terminal("call", "baseEntry.updateContent", "entryId=0_a", *resource, *headers)
    assert ran.exit_code == 0, ran.stderr
    sent = dict(upstream.requests[1].form)
    assert sent["resource:urlHeaders:1:objectType"] == "KalturaString"
    assert [sent[f"resource:urlHeaders:{n}:value"] for n in (0, 1)] == ["A: 1", "B: 2"]

    film = tmp_path / "film.mp4"
    film.write_bytes(b"\0\1\2film")
    ran = terminal("call", "uploadToken.upload", "uploadTokenId=t", f"fileData@{film}")
    assert ran.exit_code == 0
    assert b'filename="film.mp4"' in upstream.requests[2].body
    assert b"video/mp4" in upstream.requests[2].body
    assert b"\0\1\2film" in upstream.requests[2].body


def test_what_is_wrong_sends_nothing(terminal: Terminal, upstream: Upstream) -> None:
    wrong = [
        (["media.lst"], "has no action 'lst'"),
        (["media.list", "fliter.x=1"], "did you mean filter?"),
        (["media.list", "filter.statusIx=2"], "did you mean statusIn?"),
        (["media.list", "pager.pageSize=many"], "pager.pageSize: "),
        (["media.list", "pager:={"], "pager is no JSON"),
        (["media.get", "entryId={{nobody}}"], "{{nobody}} is still to be filled in"),
        (["media.get"], "entryId is mandatory."),
        (["media.get", "entryId=a", "entryId=b"], "entryId is given twice"),
        (["media.get", "entryId"], "entryId is no value"),
        (["media.get", "entryId@nowhere.txt"], "nowhere.txt: No such file"),
        (["media.get", "entryId=a", "--account", "nobody"], "has no account 'nobody'"),
        (["media.get", "entryId=a", "--region", "eux"], "There is no region 'eux'"),
        (["media.get", "entryId=a", "--person", "alice"], "leave out --person"),
        (["media.get", "entryId=@-", "--ks", "-"], "good for one value"),
        (["media.delete", "entryId=a", "--region", "prod"], "confirm it with --yes."),
    ]
    for arguments, sentence in wrong:
        ran = terminal("call", *arguments, given=b"x")
        assert (ran.exit_code, ran.stdout) == (2, ""), arguments
        assert sentence in ran.stderr, arguments
    assert upstream.requests == []
    assert terminal.recorded == []


def test_exit_statuses(terminal: Terminal, upstream: Upstream) -> None:
    upstream.respond(http(REFUSED))
    ran = terminal("call", "media.delete", "entryId=a", "--region", "prod", "--yes")
    assert (ran.exit_code, ran.stdout_bytes) == (1, REFUSED)
    assert ran.stderr == "NOT_ALLOWED: no \ufffd[2J\n"
    (event,) = terminal.desk.parts.audit.events(happening="guarded call")
    assert (event.who, event.what) == (
        "(command line)",
        "media.delete in Server prod, which is guarded",
    )
    upstream.respond(http(b"<html>busy</html>", status="503 Busy"))
    ran = terminal("call", "media.get", "entryId=a")
    assert ran.exit_code == 3
    assert "503" in ran.stderr
    upstream.respond(lambda *_: None)
    assert terminal("call", "media.get", "entryId=a").exit_code == 3
    assert [outcome for _, outcome, _ in terminal.recorded] == ["failed", "http_error", "api_error"]


def test_a_session_of_the_account_is_started_once_and_its_secret_is_nowhere(
    terminal: Terminal, upstream: Upstream
) -> None:
    desk = terminal.desk
    desk.parts.accounts.save(
        desk.workspace, name="Prod", region="own", partner_id="102", admin_secret=SECRET
    )
    upstream.respond(http(f'"{OTHER_KS}"'.encode()), http(b"{}"))
    for _ in range(2):
        ran = terminal("call", "media.get", "entryId=0_a", "--account", "prod")
        assert (ran.exit_code, ran.stdout, ran.stderr) == (0, "{}", "")
    started, *got = [dict(one.form) for one in upstream.requests]
    assert (started["secret"], started["type"]) == (SECRET, str(ADMIN))
    assert [one["ks"] for one in got] == [OTHER_KS, OTHER_KS]
    assert [(action, origin) for action, _, origin in terminal.recorded] == [
        ("media.get", "command line"),
        ("media.get", "command line"),
        ("session.start", "command line"),
    ]
    kept = terminal.everything_kept()
    assert b"media" in kept
    assert SECRET.encode() not in kept
    assert OTHER_KS.encode() not in kept


def test_a_secret_on_the_command_line_is_cautioned_about(
    terminal: Terminal, upstream: Upstream
) -> None:
    upstream.respond(http(f'"{OTHER_KS}"'.encode()))
    given = ("call", "session.start", "partnerId=102", "type=2")
    ran = terminal(*given, f"secret={SECRET}")
    assert "Caution: secret on a command line can be read" in ran.stderr
    assert SECRET not in ran.output
    assert OTHER_KS not in ran.output
    ran = terminal(*given, "secret=@-", given=f"{SECRET}\n".encode())
    assert ran.stderr == ""
    assert dict(upstream.requests[1].form)["secret"] == SECRET
    ran = terminal(*given, "secret={{own}}", "--var", "own=@-", given=SECRET.encode())
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert dict(upstream.requests[2].form)["secret"] == SECRET


def test_ctrl_c_ends_the_call_which_history_has(terminal: Terminal, upstream: Upstream) -> None:
    upstream.respond(silence)
    with terminal.process("call", "media.list") as process:
        assert upstream.received.wait(60)
        process.send_signal(signal.SIGINT)
        stdout, stderr = process.communicate(timeout=20)
    assert (process.returncode, stdout) == (130, b"")
    assert stderr.startswith(b"cancelled: ")
    assert terminal.recorded == [("media.list", "cancelled", "command line")]


def test_a_closed_pipe_is_no_fault(terminal: Terminal, upstream: Upstream) -> None:
    lines = b"\n".join(b'"%d",' % number for number in range(300_000))
    upstream.respond(http(b"[" + lines + b"0]"))
    called = f"{sys.executable} -m flask --app app call system.getTime"
    ran = subprocess.run(
        ["bash", "-c", f"{called} | head -1; exit ${{PIPESTATUS[0]}}"],
        cwd=ROOT,
        env=terminal.environ,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (141, b'["0",\n', b"")
    assert [one[0] for one in terminal.recorded] == ["system.getTime"]


def test_beside_a_console_it_works_for_the_browser_that_came_last(
    terminal: Terminal, upstream: Upstream, tmp_path: Path
) -> None:
    upstream.respond(http(b"1700000000"))
    assert terminal("call", "system.ping").stderr == ""
    with running(tmp_path, **terminal.settings) as console:
        browser = requests.Session()
        browser.headers["User-Agent"] = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"
        token = browser.get(console.url).text.partition('name="csrf-token" content="')[2][:200]
        headers = {"X-CSRFToken": token.partition('"')[0], "Accept": "application/json"}
        sent = {"region": "own", "service": "system", "action": "ping", "format": "1"}
        assert browser.post(f"{console.url}/send", sent, headers=headers).json()["kept"]
        ended: list[tuple[int, bytes]] = []

        def call() -> None:
            with terminal.process("call", "system.getTime") as process:
                ended.append((process.wait(60), process.stderr.read() if process.stderr else b""))

        threads = [threading.Thread(target=call) for _ in range(2)]
        for one in threads:
            one.start()
        for one in threads:
            assert browser.post(f"{console.url}/send", sent, headers=headers).json()["kept"]
            one.join()
        told = b"In the workspace of the browser that came last (Firefox 140, Linux).\n"
        assert ended == [(0, told)] * 2
    with terminal.desk.parts.engine.connect() as connection:
        made = connection.exec_driver_sql("SELECT workspace, origin FROM calls").all()
    (theirs,) = {workspace for workspace, _ in made} - {OWN}
    assert sorted((one == theirs, origin or "") for one, origin in made) == [
        (False, "command line"),
        *[(True, "")] * 3,
        *[(True, "command line")] * 2,
    ]
    assert terminal("call", "system.ping", "--own").stderr == ""


def test_a_persons_role_holds(make_app: MakeApp, tmp_path: Path, upstream: Upstream) -> None:
    terminal = Terminal(make_app, tmp_path, upstream.url, auth="people")
    alice = terminal.desk.parts.people.add("alice", "correct horse", Role.CALL)
    upstream.respond(http(b"1"))
    assert "--person NAME" in terminal("call", "system.ping").stderr
    assert terminal("call", "system.ping", "--person", "alice").exit_code == 0
    ran = terminal("call", "media.delete", "entryId=a", "--person", "alice", "--yes")
    assert ran.exit_code == 2
    assert "Your role here is 'call'" in ran.stderr
    with terminal.desk.parts.engine.connect() as connection:
        owners = connection.exec_driver_sql("SELECT owner FROM workspaces").scalars().all()
    assert owners == [alice.id]
