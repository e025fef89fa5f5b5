"""A run whose process is killed: no row is passed over, and no change is made twice.

What counts is what the endpoint counted. Programs of one data folder come one after the other, each
killed at a moment that chance decides, until one comes to the end.
"""

import json
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.desk.row_run_workflows import rows
from tests.pages.own_servers import regions_file
from tests.pages.running import ROOT, environ_of
from tests.sizes import WHOLE, examples
from tests.upstream import Upstream, http

KILLS = 3


@pytest.mark.soak
@pytest.mark.timeout(600)
@pytest.mark.parametrize("number", range(examples(2, 20)))
def test_killed_at_any_moment_each_row_is_changed_once_or_uncertain(
    tmp_path: Path, number: int
) -> None:
    count, chance = (2000 if WHOLE else 100), random.Random(number)
    with Upstream() as upstream:
        upstream.respond(http(b"true"))
        regions = regions_file(tmp_path, {"own": upstream.url})
        environ = environ_of(tmp_path, regions_file=str(regions))
        for _ in range(KILLS if WHOLE else 1):
            _killed(environ, upstream, count, chance)
        ended = subprocess.run(
            [sys.executable, "-m", "tests.desk.row_run_program", str(count)],
            cwd=ROOT,
            env=environ,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert ended.returncode == 0, ended.stderr
        told = json.loads(ended.stdout)
        changed = Counter(
            fields["entryId"]
            for one in upstream.requests
            if one.path.endswith("/update") and (fields := dict(one.form))
        )
    assert (told["status"], told["trouble"]) == ("done", "")
    # None passed over, and none changed twice.
    assert sum(told["counts"].values()) == count
    assert set(told["counts"]) <= {"ok", "uncertain"}
    assert max(changed.values()) == 1
    # Whoever is said to have been changed was; of the others nobody knows.
    assert told["counts"]["ok"] <= len(changed) <= count
    assert set(changed) <= {one["id"] for one in rows(count)}
    assert told["counts"].get("uncertain", 0) <= 8 * (KILLS if WHOLE else 1)


def _killed(environ: dict[str, str], upstream: Upstream, count: int, chance: random.Random) -> None:
    before = len(upstream.requests)
    command = [sys.executable, "-m", "tests.desk.row_run_program", str(count)]
    with subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.DEVNULL) as program:
        until = time.monotonic() + 60
        wanted = before + chance.randrange(1, count // 3)
        while len(upstream.requests) < wanted and time.monotonic() < until:
            if program.poll() is not None:
                return
            time.sleep(0.001)
        program.kill()
