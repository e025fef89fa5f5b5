"""`flask --app app workflow`: what it says of each step, its exit status, JUnit, how it ends."""

import json
import os
import pty
import re
import signal
import time
from pathlib import Path

from lxml import etree

from app.call.model import Call
from app.desk.saved.workflows import keep
from app.sandbox import DEMO
from app.workflows.bundled import bundled
from app.workflows.model import Check, Input, OnError, Step, Taking, Workflow
from tests.commands.terminal import KS, Terminal
from tests.started import started_anew
from tests.upstream import Upstream, http, silence

FOUND = http(b'{"objects": [{"id": "0_a"}], "totalCount": 1, "secret": "geheim-in-answer"}')
BUSY = http(b"", status="503 Busy")


def step(name: str, called: str, *parameters: tuple[str, str], **more: object) -> Step:
    service, _, action = called.partition(".")
    return Step(name, Call("", service, action, parameters, format="1"), **more)  # type: ignore[arg-type]


FIRST = step(
    *("find", "media.list"),
    takings=(Taking("entryId", "$.objects[0].id"), Taking("own", "$.secret")),
    checks=(Check("count", "==", "{{count}}", "$.objects"),),
)
SECOND = step("get", "media.get", ("entryId", "{{entryId}}-{{pass}}"), on_error=OnError("retry", 2))
INPUTS = (Input("count", "1"), Input("pass", "geheimnis42", secret=True))


def kept(terminal: Terminal, *steps: Step, title: str = "Find and get") -> str:
    """Saved there; gives its id."""
    desk = terminal.desk
    return keep(desk, Workflow("find-and-get", title, "", INPUTS, steps)).id


def test_it_runs_through(terminal: Terminal, upstream: Upstream, tmp_path: Path) -> None:
    kept(terminal, FIRST, step("never", "system.ping", when="count > 3"), SECOND)
    upstream.respond(FOUND, BUSY, http(b"{}"))
    report = tmp_path / "report.xml"
    ran = terminal("workflow", "run", "find and get", "--junit", str(report), "--json")
    assert ran.exit_code == 0, ran.stderr
    lines = [re.sub(r"\d+\.\d s", "0.0 s", one) for one in ran.stderr.splitlines()]
    assert lines == [
        "1/3  ok       find  0.0 s",
        "2/3  skipped  never  0.0 s  Passed over: count > 3 is not so.",
        "3/3  again    get  0.0 s  The endpoint answered 503 Service Unavailable: it is in trouble "
        "itself; try again later. It is tried again in 0.0 s.".replace("0.0 s.", "1 s."),
        "3/3  ok       get  0.0 s",
    ]
    came = [json.loads(one) for one in ran.stdout.splitlines()]
    assert [(one["step"], one["verdict"], one["attempt"]) for one in came] == [
        ("find", "ok", 1),
        ("never", "skipped", 1),
        ("get", "again", 1),
        ("get", "ok", 2),
    ]
    assert came[0]["taken"] == {"entryId": "0_a", "own": "••••••••"}
    assert [dict(one.form)["ks"] for one in upstream.requests] == [KS] * 3
    assert ("entryId", "0_a-geheimnis42") in upstream.requests[2].form
    assert [origin for _, _, origin in terminal.recorded] == [
        "command line, Find and get: get",
        "command line, Find and get: get",
        "command line, Find and get: find",
    ]
    suite = etree.parse(report).getroot()[0]
    assert dict(suite.attrib) | {"time": ""} == {
        "name": "Find and get", "tests": "3", "failures": "0", "errors": "0", "skipped": "1",
        "time": "",
    }  # fmt: skip
    assert float(suite.get("time", "")) >= 1
    for place in (ran.output, report.read_text()):
        assert "geheim" not in place
    assert b"geheim" not in terminal.everything_kept()


def test_junit_may_be_the_output(terminal: Terminal, upstream: Upstream, tmp_path: Path) -> None:
    kept(terminal, FIRST)
    upstream.respond(FOUND)
    ran = terminal("workflow", "run", "find and get", "--junit", "-")
    assert ran.exit_code == 0, ran.stderr
    assert etree.fromstring(ran.stdout_bytes)[0].get("tests") == "1"
    rows = tmp_path / "rows.csv"
    rows.write_text("id\n0_a\n")
    ran = terminal("workflow", "run", "find and get", "--junit", "x.xml", "--data", str(rows))
    assert (ran.exit_code, len(upstream.requests)) == (2, 1)
    assert "--report FILE.xml is JUnit's XML" in ran.stderr


def test_a_failure_is_told_masked_and_the_rest_is_not_reached(
    terminal: Terminal, upstream: Upstream, tmp_path: Path
) -> None:
    kept(terminal, FIRST, SECOND, title="A \x1b[31m workflow")
    said = b'{"objectType":"KalturaAPIException","code":"NO","message":"0_a-geheimnis42 <\\u001b["}'
    upstream.respond(FOUND, http(said))
    report = tmp_path / "report.xml"
    (name,) = [one.id for one in terminal.desk.parts.saved.tree(terminal.desk.workspace)]
    ran = terminal("workflow", "run", name, "--junit", str(report), "--var", "count=1")
    assert (ran.exit_code, ran.stdout) == (1, "")
    assert ran.stderr.splitlines()[1].endswith("NO: 0_a-•••••••• <\ufffd[")
    _, case = etree.parse(report).getroot()[0]
    assert (case.get("name"), case.get("classname")) == ("get", "find-and-get")
    (fault,) = case
    assert (fault.tag, fault.get("message")) == ("failure", "NO: 0_a-•••••••• <\ufffd[")

    upstream.respond(FOUND)
    ran = terminal("workflow", "run", name, "--junit", str(report), "--var", "count=2")
    assert ran.exit_code == 1
    assert "how many at $.objects is 2: it does not hold, it is '1'." in ran.stderr
    find, get = etree.parse(report).getroot()[0]
    assert (find[0].tag, get[0].tag) == ("failure", "skipped")
    assert get[0].get("message") == "It was not reached."
    assert "geheim" not in ran.output + report.read_text()


def test_consent(terminal: Terminal, upstream: Upstream) -> None:
    kept(terminal, step("drop", "media.delete", ("entryId", "0_a")))
    upstream.respond(http(b"null"))
    ran = terminal("workflow", "run", "Find and get", "--region", "prod")
    assert ran.exit_code == 2
    assert "confirm it with --yes." in ran.stderr
    assert upstream.requests == []
    assert terminal("workflow", "run", "Find and get", "--region", "prod", "--yes").exit_code == 0


def test_the_list_and_names(terminal: Terminal) -> None:
    first, second = kept(terminal, FIRST), kept(terminal, FIRST, SECOND)
    desk = terminal.desk
    collection = desk.parts.saved.add(desk.workspace, "collection", "Mine", {}).id
    desk.parts.saved.move(desk.workspace, second, collection)
    lines = terminal("workflow", "list").stdout.splitlines()
    assert sorted(one.split("  ")[0] for one in lines[:2]) == ["Find and get", "Mine/Find and get"]
    assert sorted(one.split()[-1] for one in lines[:2]) == sorted((first, second))
    assert lines[2].split("  ")[0] == next(iter(bundled()))
    ran = terminal("workflow", "run", "find and get")
    assert ran.exit_code == 2
    assert "Mine/Find and get" in ran.stderr
    assert "no file and no workflow 'other'" in terminal("workflow", "run", "other").stderr
    assert terminal("workflow", "run", "mine/find and get", "--region", "eux").exit_code == 2


def test_a_file_and_what_comes_with_the_console(terminal: Terminal, tmp_path: Path) -> None:
    """In the sandbox, by its demo account; the file is what the console itself would write."""
    given = ("--region", "sandbox", "--account", "demo")
    ran = terminal("workflow", "run", "Content/Nothing", *given)
    assert ran.exit_code == 2
    name = "Generate_API_Sessions/Authentication"
    secret = ("--var", "secret=@-")
    ran = terminal("workflow", "run", name, *given, *secret, given=DEMO.admin_secret.encode())
    assert ran.exit_code == 0, ran.stderr
    file = tmp_path / "mine.yaml"
    file.write_text(bundled()[name].text)
    asked = (str(file), *given, *secret, "--json")
    ran = terminal("workflow", "run", *asked, given=DEMO.admin_secret.encode())
    assert ran.exit_code == 0, ran.stderr
    assert {json.loads(one)["verdict"] for one in ran.stdout.splitlines()} == {"ok"}
    assert DEMO.admin_secret not in ran.output
    ran = terminal("workflow", "run", f"{file}#other", *given)
    assert (
        ran.stderr
        == "Error: The file has the workflows Authentication: name one of them behind a #.\n"
    )
    piped = ("workflow", "run", "-", *given, "--var", f"secret@{tmp_path / 'secret'}")
    (tmp_path / "secret").write_text(DEMO.admin_secret)
    ran = terminal(*piped, given=file.read_bytes())
    assert ran.exit_code == 0, ran.stderr
    ran = terminal("workflow", "run", "-", *given, *secret, given=file.read_bytes())
    assert (ran.exit_code, "good for one value" in ran.stderr) == (2, True)
    file.write_text("arazzo: 3.0.0")
    assert terminal("workflow", "run", str(file)).exit_code == 2


def test_ctrl_c_in_a_pause_ends_it(terminal: Terminal, upstream: Upstream, tmp_path: Path) -> None:
    kept(
        terminal, step("get", "media.get", ("entryId", "0_a"), on_error=OnError("retry", 20)), FIRST
    )
    upstream.respond(BUSY)
    report = tmp_path / "report.xml"
    process = ("workflow", "run", "Find and get", "--junit", str(report))
    with terminal.process(*process) as ran:
        assert ran.stderr
        assert b"  again    get" in ran.stderr.readline()
        ran.send_signal(signal.SIGINT)
        stdout, stderr = ran.communicate(timeout=20)
    assert (ran.returncode, stdout) == (130, b"")
    assert stderr.splitlines()[-1] == b"Ended before all steps were done."
    get, find = etree.parse(report).getroot()[0]
    assert (get[0].tag, find[0].tag) == ("failure", "skipped")


def test_on_a_terminal_it_asks_and_shows_the_step_under_way(
    terminal: Terminal, upstream: Upstream
) -> None:
    kept(terminal, step("drop", "media.delete", ("entryId", "0_a")), SECOND)
    upstream.respond(http(b"null"), silence)
    ours, theirs = pty.openpty()
    asked = ("workflow", "run", "Find and get", "--region", "prod", "--var", "entryId=0_a")
    with terminal.process(*asked, stream=theirs, start=started_anew) as ran:
        os.close(theirs)
        asking = _read(ours, b"Go on? [y/N]")
        assert b"media.delete may change or delete something in Server prod, which" in asking
        os.write(ours, b"y\n")
        shown = _read(ours, b"2/2  get \xe2\x80\xa6")
        assert b"\r\x1b[K1/2  ok       drop" in shown
        while len(upstream.requests) < 2:
            time.sleep(0.05)
        ran.send_signal(signal.SIGINT)
        assert b"Ended before all steps were done." in _read(ours, b"done.")
        assert ran.wait(20) == 130
    os.close(ours)


def _read(terminal: int, until: bytes) -> bytes:
    seen = b""
    while until not in seen:
        seen += os.read(terminal, 4096)
    return seen
