"""A multirequest is no success where its answer has not a result for each of its calls."""

from pathlib import Path

import pytest

from app.call.model import Call
from app.call.multirequest import together
from app.desk.desk import Desk
from tests.pages.own_servers import regions_file
from tests.prepared import assembled_from
from tests.upstream import Upstream, http

BODIES = {
    "1": (b"[1, 2]", b"[1]"),
    "2": (
        b"<xml><result><item>1</item><item>2</item></result></xml>",
        b"<xml><result><item>1</item></result></xml>",
    ),
    "3": (b"a:2:{i:0;i:1;i:1;i:2;}", b"a:1:{i:0;i:1;}"),
}


@pytest.mark.parametrize("format", BODIES)
def test_a_result_that_is_missing(format: str, tmp_path: Path) -> None:
    with Upstream() as server:
        regions = regions_file(tmp_path, {"own": server.url})
        environ = {"TESTME_DATA_DIR": str(tmp_path / "own"), "TESTME_REGIONS_FILE": str(regions)}
        desk = Desk(assembled_from(environ), "w")
        call = together([Call("own", "system", "ping")] * 2, [("format", format)])
        kinds = []
        for body in BODIES[format]:
            server.respond(http(body))
            exchange = desk.send(call, desk.place("own"), consent=True)
            kinds.append((exchange.outcome.kind, exchange.outcome.code, len(exchange.parts)))
        desk.parts.close()
    assert kinds == [("ok", "", 2), ("unreadable", "RESULTS_MISMATCH", 0)]
