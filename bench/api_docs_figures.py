"""How soon the documentation is there, and how large its pages are."""

import statistics
import time
from collections.abc import Iterator

import requests

from app.schema.facts import bundled
from bench.console_figures import running_console
from bench.figure import Figure

RUNS = 5
# The most subclasses, uses, properties, values, actions and errors; and the long lists.
HEAVIEST = (
    "",
    "?q=entry",
    "/objects",
    "/enums",
    "/errors",
    "/object/KalturaFilter",
    "/object/KalturaFilterPager",
    "/object/KalturaBaseEntry",
    "/object/KalturaLiveStreamEntry",
    "/object/KalturaLiveStreamEntryFilter",
    "/object/KalturaKeyValue",
    "/enum/KalturaLanguage",
    "/enum/KalturaNullableBoolean",
    "/service/jobs",
    "/service/jobs/action/listBatchJobs",
    "/service/livestream/action/add",
    "/service/media/action/list",
    "/error/ENTRY_ID_NOT_FOUND",
    "/error/INVALID_KS",
    "/guide/objects",
)


def measure() -> list[Figure]:
    times, sizes = [], []
    with running_console("http://127.0.0.1:9") as (url, _, _):
        session = requests.Session()
        session.get(f"{url}/api-docs").raise_for_status()
        for path in sample():
            took = []
            for _ in range(RUNS):
                begun = time.perf_counter()
                answer = session.get(f"{url}/api-docs{path}", stream=True)
                body = answer.raw.read(decode_content=False)
                took.append((time.perf_counter() - begun) * 1000)
                answer.raise_for_status()
            times.append(statistics.median(took))
            sizes.append(len(body) / 1000)
    return [
        Figure(
            "documentation pages, time on the server, median", statistics.median(times), 40, "ms"
        ),
        Figure("documentation pages, time on the server, slowest", max(times), 40, "ms"),
        Figure("documentation pages, compressed size, largest", max(sizes), 40, "kB"),
    ]


def sample() -> Iterator[str]:
    """The heaviest pages, and every fiftieth of the others."""
    schema = bundled().schema
    yield from HEAVIEST
    for service in schema.services[::10]:
        yield f"/service/{service.id}"
        yield from (f"/service/{service.id}/action/{one.name}" for one in service.actions[::5])
    yield from (f"/object/{one.name}" for one in schema.classes[::50])
    yield from (f"/enum/{one.name}" for one in schema.enums[::50])
    yield from (f"/error/{one.code.strip()}" for one in schema.errors[::50])
