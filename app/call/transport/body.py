"""The body of a request: form-encoded UTF-8, or multipart where there are files."""

import re
from collections.abc import Callable
from contextlib import ExitStack
from urllib.parse import urlencode

from requests_toolbelt import MultipartEncoder, MultipartEncoderMonitor

from app.call import wire
from app.call.model import Call, File
from app.call.transport.cancel import Stopped, Watch

# Hears of bytes sent, and of how many there are to send.
UploadProgress = Callable[[int, int], None]

_CONTENT_TYPE = re.compile(r"[\w.+-]{1,100}/[\w.+-]{1,100}", re.ASCII)


class NotSendable(Exception):
    """A call has no bytes to send; the text says what to do."""


def body_of(call: Call, opened: ExitStack) -> tuple[bytes | MultipartEncoder, str]:
    """The body and its content type; the files that it reads from are entered into `opened`.

    With files it is multipart and read piece by piece while it is sent. Raises NotSendable.
    """
    pairs = wire.pairs(call)
    files = wire.files(call)
    try:
        if not files:
            return urlencode(pairs).encode(), "application/x-www-form-urlencoded; charset=UTF-8"
        parts = [(name, value.encode()) for name, value in pairs]
    except UnicodeEncodeError:
        raise NotSendable(
            "A value has half of a character pair in it, which cannot be sent: type it anew."
        ) from None
    encoder = MultipartEncoder([*parts, *((name, _part(file, opened)) for name, file in files)])
    return encoder, encoder.content_type


def monitored(
    body: MultipartEncoder, watch: Watch, uploaded: UploadProgress | None
) -> MultipartEncoderMonitor:
    """The same body, which says how much of it has been read, and ends when the call is stopped."""

    def read(monitor: MultipartEncoderMonitor) -> None:
        # A call in process has no socket that a Watch could shut down.
        if watch.reason:
            raise Stopped
        if uploaded:
            uploaded(monitor.bytes_read, monitor.len)

    monitor = MultipartEncoderMonitor(body, read)
    read(monitor)
    return monitor


def _part(file: File, opened: ExitStack) -> tuple[str, object, str]:
    if file.open is None:
        raise NotSendable(
            f"The file {file.name} is not at hand any more, only its name: choose it again."
        )
    try:
        source = opened.enter_context(file.open())
    except (OSError, ValueError):
        raise NotSendable(f"The file {file.name} cannot be read: choose it again.") from None
    # It becomes a line of the request: only a plain one may.
    plain = _CONTENT_TYPE.fullmatch(file.content_type)
    return file.name, source, file.content_type if plain else "application/octet-stream"
