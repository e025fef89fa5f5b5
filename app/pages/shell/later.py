"""An answer that has to be waited for: whoever asks is answered later, and holds no thread."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from flask import Response, current_app, request, stream_with_context
from flask.typing import ResponseReturnValue
from werkzeug.wsgi import ClosingIterator

from app.serving.answering import CLIENT
from app.waits import Steps, drive

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


def later(steps: Steps[ResponseReturnValue]) -> ResponseReturnValue:
    """What a view returns where `steps` make its answer; where the server cannot wait, waits."""
    return _Later(steps) if CLIENT in request.environ else drive(steps)


class _Later(Response):
    """Stands for the answer while it is waited for; passes what every answer passes once more."""

    def __init__(self, steps: Steps[ResponseReturnValue]) -> None:
        super().__init__()
        self._start: StartResponse
        # Begun here, where the request is, which it keeps.
        self._pieces = iter(stream_with_context(self._made(steps)))

    def __call__(self, _: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        self._start = start_response
        return ClosingIterator(self._pieces, self.close)

    def _made(self, steps: Steps[ResponseReturnValue]) -> Iterator[bytes]:
        try:
            response = current_app.make_response((yield from steps))
        except Exception as fault:  # noqa: BLE001 - as Flask answers one of a view
            response = current_app.make_response(current_app.handle_user_exception(fault))
        response = current_app.process_response(response)
        yield from response(request.environ, self._start)
        response.close()
