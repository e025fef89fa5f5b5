"""A run whose process is killed, or held up: no row is passed over, and no change is made twice.

What counts is what the endpoint counted. Programs of one data folder come one after the other, each
killed at a moment that chance decides, until one comes to the end; or two work beside each other.
"""

import json
import random
import signal
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from app.settings import Settings
from tests.desk.row_run_workflows import rows
from tests.pages.own_servers import regions_file
from tests.pages.running import environ_of
from tests.prepared import fill_for
from tests.sizes import WHOLE, examples
from tests.started import Started
from tests.upstream import Upstream, http

pytest_plugins = ["tests.storage.databases"]

KILLS = 3


def program(environ: dict[str, str], *arguments: object) -> Started:
    fill_for(Settings.load(environ))
    return Started("tests.desk.row_run_program", *map(str, arguments), env=environ)


def told(process: Started) -> dict[str, Any]:
    out, errors = process.communicate(timeout=300)
    assert process.returncode == 0, errors
    found: dict[str, Any] = json.loads(out)
    return found


def changed(upstream: Upstream) -> Counter[tuple[str, str]]:
    return Counter(
        (action, dict(one.form)["entryId"])
        for one in upstream.requests
        if (action := one.path.rpartition("/")[2]) != "get"
    )


def checked(upstream: Upstream, came: dict[str, Any], count: int) -> None:
    # None passed over, and none changed twice.
    found = changed(upstream)
    assert sum(came["counts"].values()) == count
    assert set(came["counts"]) <= {"ok", "uncertain"}
    assert max(found.values()) == 1
    # Whoever is said to have been changed was; of the others nobody knows.
    renamed = [entry for action, entry in found if action == "update"]
    assert came["counts"]["ok"] <= len(renamed) <= count
    assert set(renamed) <= {one["id"] for one in rows(count)}


@pytest.mark.soak
@pytest.mark.timeout(600)
@pytest.mark.parametrize("number", range(examples(2, 20)))
def test_killed_at_any_moment_each_row_is_changed_once_or_uncertain(
    tmp_path: Path, number: int
) -> None:
    count, chance = (2000 if WHOLE else 100), random.Random(number)
    workflow = "often" if number % 2 else "renaming"
    with Upstream() as upstream:
        upstream.respond(http(b"true"))
        regions = regions_file(tmp_path, {"own": upstream.url})
        environ = environ_of(tmp_path, regions_file=str(regions))
        for _ in range(KILLS if WHOLE else 1):
            _killed(environ, upstream, chance, count, workflow)
        came = told(program(environ, count, workflow))
        for _ in range(4):
            # What is uncertain of what is done once is for a person to see: who goes on has.
            if came["status"] != "paused":
                break
            assert "To go on takes it as done" in came["trouble"]
            came = told(program(environ, count, workflow))
        checked(upstream, came, count)
    assert (came["status"], came["trouble"]) == ("done", "")
    assert came["counts"].get("uncertain", 0) <= 8 * (KILLS if WHOLE else 1)


def _killed(
    environ: dict[str, str], upstream: Upstream, chance: random.Random, count: int, workflow: str
) -> None:
    each = 4 if workflow == "often" else 1
    wanted = len(upstream.requests) + chance.randrange(1, count * each // 3)
    with program(environ, count, workflow) as process:
        _reaches(upstream, process, wanted)
        process.kill()


def _reaches(upstream: Upstream, process: Started, wanted: int, within: float = 60.0) -> None:
    until = time.monotonic() + within
    while len(upstream.requests) < wanted and time.monotonic() < until:
        if process.poll() is not None:
            return
        time.sleep(0.001)


@pytest.mark.timeout(120)
def test_one_that_is_held_up_changes_nothing_of_what_another_took_over(
    tmp_path: Path, database_url: str
) -> None:
    """On SQLite and on PostgreSQL, as two consoles of one database."""
    count, silence = 60, 1.5
    with Upstream() as upstream:
        upstream.respond(http(b"true"))
        regions = regions_file(tmp_path, {"own": upstream.url})
        environ = environ_of(tmp_path, regions_file=str(regions), database_url=database_url)
        one = program(environ, count, "often", silence)
        try:
            _reaches(upstream, one, 40)
            one.send_signal(signal.SIGSTOP)
            before = len(upstream.requests)
            other = program(environ, count, "often", silence)
            # Where it was stopped within a transaction, nobody writes until it goes on.
            _reaches(upstream, other, before + 30, within=12)
            one.send_signal(signal.SIGCONT)
            came = told(other)
            assert told(one)["counts"] == came["counts"]
        finally:
            one.kill()
        checked(upstream, came, count)
    assert (came["status"], came["trouble"]) == ("done", "")
