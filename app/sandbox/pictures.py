"""Pictures of our own making: a small PNG whose colours come from an id."""

import io
import struct
import zlib

_WIDTH, _HEIGHT = 32, 18  # pixels


def placeholder(key: str) -> io.BytesIO:
    """A PNG of two colours, always the same for an id."""
    seed = zlib.crc32(key.encode())
    first = bytes((64 + (seed >> shift) % 160) for shift in (0, 8, 16))
    second = bytes(255 - part // 2 for part in first)
    rows = b"".join(
        b"\0" + b"".join(first if x * _HEIGHT < y * _WIDTH else second for x in range(_WIDTH))
        for y in range(_HEIGHT)
    )
    header = struct.pack(">IIBBBBB", _WIDTH, _HEIGHT, 8, 2, 0, 0, 0)
    parts = (_chunk(b"IHDR", header), _chunk(b"IDAT", zlib.compress(rows)), _chunk(b"IEND", b""))
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + b"".join(parts))


def _chunk(name: bytes, content: bytes) -> bytes:
    check = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", check)
