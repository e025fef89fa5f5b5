"""What Content-Encoding says, undone piece by piece: gzip, deflate, br and zstd, one in another.

An end that comes too early is told, by all four. What is not compressed although the head says so
is passed on as it came, with a note.
"""

import zlib
from collections.abc import Callable, Generator, Iterator
from typing import Protocol

import brotli
from backports import zstd

from app.call.transport.failures import EndedEarly, Undecodable
from app.call.transport.line import PIECE
from app.waits import Wait

# More than anybody needs; each costs its own memory.
_LAYERS = 5


class _Decoder(Protocol):
    """One compressed stream; what it gives at once is limited, so that a bomb takes no memory."""

    @property
    def ended(self) -> bool: ...
    @property
    def unused(self) -> bytes:
        """What came behind the end."""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Raises an error of its library."""


class _Zlib:
    def __init__(self, window: int) -> None:
        self._zlib = zlib.decompressobj(window)

    @property
    def ended(self) -> bool:
        return self._zlib.eof

    @property
    def unused(self) -> bytes:
        return self._zlib.unused_data

    def feed(self, data: bytes) -> Iterator[bytes]:
        while data and not self._zlib.eof:
            before = self._zlib.copy()
            try:
                yield self._zlib.decompress(data, PIECE)
            except zlib.error:
                yield _sound(before, data)
                raise
            data = self._zlib.unconsumed_tail
        # Of a long run, zlib may hold something back although it has taken all that came.
        while not self._zlib.eof and (more := self._zlib.decompress(b"", PIECE)):
            yield more


def _sound(decoder: "zlib._Decompress", data: bytes, step: int = 256) -> bytes:
    """What comes before a fault in `data`: the call that finds a fault gives nothing."""
    out = bytearray()
    for place in range(0, len(data), step):
        before, part = decoder.copy(), data[place : place + step]
        try:
            out += decoder.decompress(part, PIECE)
        except zlib.error:
            return bytes(out) + (_sound(before, part, 1) if step > 1 else b"")
        if len(out) > PIECE:
            break
    return bytes(out)


class _Brotli:
    unused = b""

    def __init__(self) -> None:
        self._brotli = brotli.Decompressor()

    @property
    def ended(self) -> bool:
        return bool(self._brotli.is_finished())

    def feed(self, data: bytes) -> Iterator[bytes]:
        yield self._brotli.process(data, output_buffer_limit=PIECE)
        # It may hold something back although it would take more.
        while not self.ended and (more := self._brotli.process(b"", output_buffer_limit=PIECE)):
            yield more


class _Zstd:
    def __init__(self) -> None:
        self._zstd = zstd.ZstdDecompressor()

    @property
    def ended(self) -> bool:
        return self._zstd.eof

    @property
    def unused(self) -> bytes:
        return self._zstd.unused_data

    def feed(self, data: bytes) -> Iterator[bytes]:
        yield self._zstd.decompress(data, PIECE)
        while not (self._zstd.eof or self._zstd.needs_input):
            yield self._zstd.decompress(b"", PIECE)


# What to try, in this order; deflate without the head of zlib is not what the standard says, but
# what some servers send.
_DECODERS: dict[str, tuple[Callable[[], _Decoder], ...]] = {
    "gzip": (lambda: _Zlib(16 + zlib.MAX_WBITS),),
    "deflate": (lambda: _Zlib(zlib.MAX_WBITS), lambda: _Zlib(-zlib.MAX_WBITS)),
    "br": (_Brotli,),
    "zstd": (_Zstd,),
}
_DECODERS["x-gzip"] = _DECODERS["gzip"]
_FOLLOWED = {"gzip", "x-gzip", "zstd"}  # whose streams may be joined
_FAULTS = (zlib.error, brotli.error, zstd.ZstdError)
_PRINTED = bytes({*range(0x20, 0x7F), *b"\t\r\n"})


class Decoding:
    """The decoded pieces of one body; `notes` are sentences of what was odd about them."""

    def __init__(self, content_encoding: str) -> None:
        """`content_encoding` is the header's value, "" for none."""
        names = [name.strip().lower() for name in content_encoding.split(",")]
        self._names = [name for name in names if name not in {"", "identity"}]
        self.notes: list[str] = []
        unknown = sorted({name for name in self._names if name not in _DECODERS})
        if unknown:
            self._leave(f"Content-Encoding says {unknown[0][:40]!r}, which is not known here")
        elif len(self._names) > _LAYERS:
            self._leave(f"Content-Encoding says {len(self._names)} encodings, one in another")

    def pieces(self, encoded: Generator[bytes, None, None]) -> Generator[bytes, None, None]:
        """The decoded pieces, Waits passed on. Raises EndedEarly, Undecodable, and what is raised
        by what gives the encoded ones."""
        pieces = encoded
        for name in reversed(self._names):
            pieces = self._undone(name, pieces)
        return pieces

    def _leave(self, why: str) -> None:
        self.notes.append(f"{why}: the answer is shown as it came.")
        self._names = []

    def _undone(
        self, name: str, encoded: Generator[bytes, None, None]
    ) -> Generator[bytes, None, None]:
        decoder: _Decoder | None = None
        plain = False
        for piece in encoded:
            if isinstance(piece, Wait) or plain:
                yield piece
            elif not piece:
                continue
            elif decoder is None:
                decoder = _begun(name, piece)
                if decoder is None:
                    plain = True
                    self._leave(f"Content-Encoding says {name}, which the body is not")
                    yield piece
                else:
                    decoder = yield from _fed(name, decoder, piece)
            else:
                decoder = yield from _fed(name, decoder, piece)
        if decoder is not None and not decoder.ended:
            raise EndedEarly(f"its {name} is not complete")


def _begun(name: str, piece: bytes) -> _Decoder | None:
    """A new decoder that takes the beginning of a body; None where none does."""
    if name in {"deflate", "br"} and len(piece) > 3 and not piece[:64].translate(None, _PRINTED):
        # These two have no signature; and bytes that are compressed are never all printable.
        return None
    for make in _DECODERS[name]:
        try:
            for _ in make().feed(piece[:64]):
                pass
        except _FAULTS:
            continue
        return make()
    return None


def _fed(name: str, decoder: _Decoder, piece: bytes) -> Generator[bytes, None, _Decoder]:
    """Decodes a piece. Behind the end, another stream may follow; anything else is passed over."""
    while piece:
        try:
            if decoder.ended:
                following = _begun(name, piece) if name in _FOLLOWED else None
                if following is None:
                    break
                decoder = following
            for out in decoder.feed(piece):
                if out:
                    yield out
        except _FAULTS:
            raise Undecodable(name) from None
        piece = decoder.unused if decoder.ended else b""
    return decoder
