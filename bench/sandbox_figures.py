"""The sandbox over 10,000 entries, and what it costs to start with its demo content."""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from werkzeug.test import Client

from app.sandbox import DEMO, Sandbox
from app.schema.facts import bundled
from bench.figure import Figure

ENTRIES = 10_000
ROUNDS = 7

_START = (
    "import sys, time, pathlib\n"
    "from app.schema.facts import bundled\n"
    "from app.sandbox import Sandbox\n"
    "registry = bundled()\n"
    "resident = lambda: int(open('/proc/self/statm').read().split()[1]) * 4096\n"
    "before = resident()\n"
    "begun = time.perf_counter()\n"
    "Sandbox(pathlib.Path(sys.argv[1]), registry).close()\n"
    "print(time.perf_counter() - begun, (resident() - before) / 1e6)\n"
)


def measure() -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        sandbox = Sandbox(Path(folder) / "many", bundled(), _content())
        calls = _Calls(sandbox)
        listing: dict[str, Any] = {"filter:tagsLike": "course", "filter:orderBy": "-createdAt"}
        search = {
            "searchParams:objectType": "KalturaESearchEntryParams",
            "searchParams:searchOperator:objectType": "KalturaESearchEntryOperator",
            "searchParams:searchOperator:operator": 1,
            "searchParams:searchOperator:searchItems:0:objectType": "KalturaESearchUnifiedItem",
            "searchParams:searchOperator:searchItems:0:searchTerm": "number 12",
            "searchParams:searchOperator:searchItems:0:itemType": 2,
        }
        many: dict[str, Any] = {}
        for number in range(1, 21):
            many |= {f"{number}:service": "media", f"{number}:action": "get"}
            many[f"{number}:entryId"] = f"0_many{number:06}"
        figures = [
            Figure(
                "sandbox, 10,000 entries: media.list of 500 with a filter",
                calls.median("media", "list", {**listing, "pager:pageSize": 500}),
                120,
                "ms",
            ),
            Figure(
                "sandbox, 10,000 entries: a page of 50",
                calls.median("media", "list", {"pager:pageSize": 50}),
                40,
                "ms",
            ),
            Figure("sandbox: multirequest of 20", calls.median("multirequest", "", many), 60, "ms"),
            Figure(
                "sandbox, 10,000 entries: eSearch",
                calls.median("elasticsearch_esearch", "searchEntry", search),
                80,
                "ms",
            ),
        ]
        sandbox.close()
        seconds, grown = _fresh(Path(folder))
    return [
        *figures,
        Figure("sandbox: first start with demo content", seconds * 1000, 300, "ms"),
        Figure("sandbox: memory of a start with demo content", grown, 20, "MB"),
    ]


class _Calls:
    """Calls of an administrator, timed."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._client = Client(sandbox)
        start = {"partnerId": DEMO.partner_id, "secret": DEMO.admin_secret, "type": 2}
        self._ks = json.loads(self._post("session", "start", start))

    def median(self, service: str, action: str, form: dict[str, Any]) -> float:
        """Milliseconds; what comes back must be no error."""
        sent = {"ks": self._ks, **form}
        taken = []
        for _ in range(ROUNDS):
            begun = time.perf_counter()
            answer = self._post(service, action, sent)
            taken.append((time.perf_counter() - begun) * 1000)
            if b"KalturaAPIException" in answer:
                raise RuntimeError(f"The sandbox refused {service}.{action}: {answer[:300]!r}")
        return statistics.median(taken)

    def _post(self, service: str, action: str, form: dict[str, Any]) -> bytes:
        path = f"/api_v3/service/{service}" + (f"/action/{action}" if action else "")
        answer: bytes = self._client.post(path, data={**form, "format": 1}).data
        return answer


def _content() -> list[dict[str, Any]]:
    entries = [
        {
            "objectType": "KalturaMediaEntry",
            "id": f"0_many{number:06}",
            "name": f"Entry number {number}",
            "tags": "course, demo" if number % 2 else "demo",
            "status": 2,
            "userId": "ana",
            "duration": number % 600,
            "_daysAgo": number % 365,
        }
        for number in range(1, ENTRIES + 1)
    ]
    return [{"accounts": [{"id": DEMO.partner_id, "name": "Many"}], "objects": entries}]


def _fresh(folder: Path) -> tuple[float, float]:
    """(seconds, MB) of the first start in a process of its own."""
    printed = subprocess.run(
        [sys.executable, "-c", _START, str(folder / "fresh")],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    seconds, grown = printed.split()
    return float(seconds), float(grown)
