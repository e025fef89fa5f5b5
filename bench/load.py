"""People at a console, in a process of their own: `python -m bench.load PLAN` (JSON) prints JSON.

The plan says how many call how often on an upstream that answers after so long, and what is asked
beside them. Also the upstream itself: it answers a call whose `ks` is `wait<ms>` after that time.
Stops by itself. On loopback alone.
"""

import asyncio
import json
import re
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

ANSWER = json.dumps(
    {
        "objectType": "KalturaMediaListResponse",
        "totalCount": 1,
        "objects": [{"objectType": "KalturaMediaEntry", "id": "0_abcd1234", "name": "x" * 1900}],
    }
).encode()


class Upstream(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport, self._came = transport, b""

    def data_received(self, data: bytes) -> None:
        self._came += data
        head, found, body = self._came.partition(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
        if not found or len(body) < int(length[1] if length else 0):
            return
        self._came = b""
        wait = re.search(rb"wait(\d+)", body)
        asyncio.get_running_loop().call_later(int(wait[1]) / 1000 if wait else 0, self._answer)

    def _answer(self) -> None:
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(ANSWER)}"
        if not self._transport.is_closing():
            self._transport.write(head.encode() + b"\r\n\r\n" + ANSWER)


class Person:
    """One connection to the console at `port`, kept alive, with a session of its own."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self._cookies: dict[str, str] = {}
        self._token = ""

    async def sign_in(self) -> None:
        _, body = await self.ask("GET", "/history")
        if token := re.search(rb'name="csrf-token" content="([^"]+)"', body):
            self._token = token[1].decode()

    @property
    def _headers(self) -> str:
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        accept = "Accept: application/vnd.testme.answer\r\n"
        return f"{accept}Cookie: {cookies}\r\nX-CSRFToken: {self._token}\r\n" if cookies else accept

    async def call(self, wait: int) -> bool:
        body = f"region=local&service=media&action=list&format=1&ks=wait{wait}&anyway=1"
        head, came = await self.ask("POST", "/send", body.encode())
        return " 200 " in head[:20] and b"0_abcd1234" in came

    async def ask(self, method: str, path: str, body: bytes = b"") -> tuple[str, bytes]:
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port, limit=1 << 20)
        reader, writer = self._streams
        kind = "Content-Type: application/x-www-form-urlencoded\r\n" if body else ""
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\n{kind}{self._headers}"
        writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        told = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        self._cookies |= re.findall(r"(?im)^set-cookie: ([^=]+)=([^;\r]+)", told)
        if "transfer-encoding: chunked" in told.lower():
            came = b""
            while size := int(await reader.readline(), 16):
                came += (await reader.readexactly(size + 2))[:-2]
            await reader.readexactly(2)
        else:
            length = re.search(r"(?i)content-length: (\d+)", told)
            came = await reader.readexactly(int(length[1] if length else 0))
        return told, came


async def calling(person: Person, plan: dict[str, Any], number: int, took: list[float]) -> int:
    """Every `every` seconds until the end, or once where that is 0; gives how many went wrong."""
    wrong, every = 0, plan["every"]
    await asyncio.sleep((every or 0.5) * number / plan["people"])
    end = time.monotonic() + plan["seconds"]
    while True:
        began = time.monotonic()
        try:
            good = await asyncio.wait_for(person.call(plan["wait"]), 60)
        except (OSError, TimeoutError, asyncio.IncompleteReadError):
            good = False
        took.append(time.monotonic() - began)
        wrong += not good
        if not every or time.monotonic() > end:
            return wrong
        await asyncio.sleep(max(0, every - took[-1]))


async def beside(port: int, path: str, every: float, seconds: float) -> list[float]:
    person, took = Person(port), []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        began = time.monotonic()
        await asyncio.wait_for(person.ask("GET", path), 60)
        took.append(time.monotonic() - began)
        await asyncio.sleep(max(0, every - took[-1]))
    return took


async def slow(port: int, count: int) -> list[asyncio.StreamWriter]:
    """Connections that send nothing, half of a head, and half of a body."""
    writers = []
    head = b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n"
    for number in range(count):
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write((b"", head, head + b"\r\nsome")[number % 3])
        writers.append(writer)
    return writers


async def played(plan: dict[str, Any]) -> dict[str, Any]:
    took: list[float] = []
    port = plan["port"]
    people = [Person(port) for _ in range(plan.get("people", 0))]
    await asyncio.gather(*(person.sign_in() for person in people))
    # Their first call has a cookie set, and a connection made.
    await asyncio.gather(*(person.call(1) for person in people if plan["every"]))
    held = await slow(port, plan.get("slow", 0))
    asked = asyncio.gather(
        *(beside(port, path, 0.1, plan["seconds"]) for path in plan.get("beside", []))
    )
    wrong = await asyncio.gather(
        *(calling(person, plan, number, took) for number, person in enumerate(people))
    )
    times = await asked
    for writer in held:
        with suppress(OSError):
            writer.close()
    return {"took": took, "wrong": sum(wrong), "beside": times}


async def upstream() -> None:
    make: Callable[[], Upstream] = Upstream
    server = await asyncio.get_running_loop().create_server(make, "127.0.0.1", 0, backlog=2000)
    print(server.sockets[0].getsockname()[1], flush=True)
    with suppress(TimeoutError):
        # Nobody has to remember to end it.
        await asyncio.wait_for(server.serve_forever(), 1200)


def main() -> None:
    if sys.argv[1] == "upstream":
        asyncio.run(upstream())
    else:
        print(json.dumps(asyncio.run(played(json.loads(sys.argv[1])))))


if __name__ == "__main__":
    main()
