"""A 2 GB upload through the console, sent on and cancelled: memory, files and connections."""

import http.server
import re
import socket
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import requests
from requests_toolbelt import MultipartEncoder

from bench.console_figures import ANSWER, resident, running_console
from bench.figure import Figure

SIZE = 2_000_000_000  # bytes
GROWTH = 40  # MB
_PATTERN = bytes(range(256)) * 4096


class Pattern:
    """A file of `len` bytes that are made when they are read."""

    def __init__(self, size: int) -> None:
        self.len = size

    def read(self, size: int = -1) -> bytes:
        piece = _PATTERN[: min(size, self.len) if size >= 0 else self.len]
        self.len -= len(piece)
        return piece


class Counting(http.server.BaseHTTPRequestHandler):
    """Counts and drops what comes; `open` is how many requests are under way."""

    protocol_version = "HTTP/1.1"
    received = 0
    open = 0

    def do_POST(self) -> None:
        Counting.open += 1
        left = int(self.headers["Content-Length"])
        buffer = memoryview(bytearray(1 << 20))
        try:
            while left and (count := self.connection.recv_into(buffer, min(left, len(buffer)))):
                left -= count
                Counting.received += count
        finally:
            Counting.open -= 1
        if left:
            self.close_connection = True
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/xml")
        self.send_header("Content-Length", str(len(ANSWER)))
        self.end_headers()
        self.wfile.write(ANSWER)

    # Its buffer would swallow the beginning of the body.
    rbufsize = 0

    def log_message(self, *_: object) -> None:
        pass
