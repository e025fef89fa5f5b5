"""How fast answers are masked: whole ones, and in pieces on their way to the page."""

import json
import time
from collections.abc import Callable
from html import escape

from app.call.model import Call
from app.call.secrets.masking import Masker
from app.call.secrets.stream import MaskedStream
from bench.figure import Figure

SIZE = 8_000_000
PIECE = 65_536
RUNS = 5
MASKER = Masker.for_call(Call("here", "media", "list", ks="djJ8MTAwMDAwMXw" + "A" * 80))

ENTRY: dict[str, object] = {
    "id": "0_abcdefgh",
    "name": "A talk & its notes",
    "description": "What the tasks were, who passed them, and the key points. Thanks to all.",
    "partnerId": 1000001,
    "userId": "someone@example.com",
    "tags": "one, two",
    "status": 2,
    "createdAt": 1700000000,
    "thumbnailUrl": "https://cdn.example.com/p/1000001/sp/100000100/thumbnail/entry_id/0_abcdefgh",
    "downloadUrl": "https://cdn.example.com/p/1000001/playManifest/entryId/0_abcdefgh?a=1&b=2",
    "mediaType": 1,
    "plays": 12,
    "objectType": "KalturaMediaEntry",
}


def measure() -> list[Figure]:
    entries = _repeated(lambda number: json.dumps(ENTRY | {"createdAt": number}) + ",")
    items = _repeated(lambda number: _xml(ENTRY | {"createdAt": number}))
    tokens = _repeated(lambda number: json.dumps(_token(number)) + ",")
    return [
        Figure("masking a MB of entries, JSON", _whole(entries), 25, "ms"),
        Figure("masking a MB of entries, XML", _whole(items), 25, "ms"),
        Figure("masking a MB of app tokens", _whole(tokens), 200, "ms"),
        Figure("masking a MB of entries in pieces, JSON", _streamed(entries), 25, "ms"),
        Figure("masking a MB of entries in pieces, XML", _streamed(items), 25, "ms"),
        Figure("masking a MB of app tokens in pieces", _streamed(tokens), 200, "ms"),
    ]


def _whole(text: str) -> float:
    return _best(lambda: MASKER.text(text)) / (len(text) / 1e6)


def _streamed(text: str) -> float:
    data = text.encode()

    def stream() -> None:
        masked = MaskedStream(MASKER)
        for start in range(0, len(data), PIECE):
            masked.feed(data[start : start + PIECE])
        masked.end()

    return _best(stream) / (len(data) / 1e6)


def _best(work: Callable[[], object]) -> float:
    # The least of all: what else the machine does only adds to it.
    times = []
    for _ in range(RUNS):
        begun = time.process_time()
        work()
        times.append((time.process_time() - begun) * 1000)
    return min(times)


def _repeated(row: Callable[[int], str]) -> str:
    return "".join(row(number) for number in range(SIZE // len(row(0))))


def _xml(entry: dict[str, object]) -> str:
    return f"<item>{''.join(f'<{k}>{escape(str(v))}</{k}>' for k, v in entry.items())}</item>"


def _token(number: int) -> dict[str, object]:
    return {
        "id": f"1_{number:08x}",
        "token": f"{number * 0x9E3779B97F4A7C15F39CC0605CEDC834 % 2**128:032x}",
        "partnerId": 1000001,
        "createdAt": 1700000000,
        "status": 2,
        "sessionDuration": 86400,
        "sessionPrivileges": "setrole:1",
        "hashType": "SHA256",
        "objectType": "KalturaAppToken",
    }
