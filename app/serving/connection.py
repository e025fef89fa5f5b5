"""One client's connection: a request is gathered without a thread, and answered in one.

Gathering has deadlines, so that nobody holds anything by sending half of a request; a connection
that asks nothing costs no more than its socket. Before a long body is gathered, the application is
asked whether it would have it: nobody fills the disk who may not.
"""

import contextlib
import logging
import socket
import time
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, Protocol

import h11

from app.errors import BadInput, NoRoom, TestMeError
from app.serving.answering import CLIENT, Answering, Client
from app.serving.asking import ASKED_ABOVE, TAKES, Said, asked
from app.serving.incoming import Between, Incoming, environ_of, fault_of
from app.serving.parking import Parked
from app.serving.poller import READ, Poller
from app.serving.threads import Threads

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

log = logging.getLogger(__name__)

# Seconds. Of a head in all; of a body without a byte; of a connection that asks nothing: longer
# than a proxy in front keeps it (60 s in nginx), as the side that sends requests has to be the one
# that closes.
HEAD_SECONDS, BODY_SILENCE, IDLE_SECONDS = 10.0, 20.0, 75.0
LONGEST_HEAD, MOST_FIELDS = 65_536, 200  # bytes, header fields
# Bytes that wait of all bodies together that nobody had to sign in for.
MOST_OF_ANYBODY = 500_000_000
LINGER = 2.0  # seconds that a client has to read why it was refused
_PIECE = 262_144  # bytes
_AT_ONCE = 64  # events of one connection before others have their turn
_BEFORE_ITS_TURN = 65_536  # bytes that may come while a request is handled


class Front(Protocol):
    """What a connection is served by."""

    poller: Poller
    folder: str  # where long bodies wait
    of_anybody: int  # bytes that wait of bodies that nobody had to sign in for
    https: bool  # whether people come by it alone

    @property
    def application(self) -> "WSGIApplication": ...

    @property
    def stopping(self) -> bool: ...

    def threads(self, incoming: Incoming) -> Threads:
        """Those that handle requests of that kind."""

    def secure(self, incoming: Incoming, client: tuple[str, int]) -> bool:
        """Whether people reach it over https."""

    def over(self, connection: "Connection") -> None:
        """The connection is closed."""


class Connection:
    """For the poller's thread alone."""

    def __init__(self, front: Front, used: socket.socket, address: tuple[str, int]) -> None:
        used.setblocking(False)
        with contextlib.suppress(OSError):
            used.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._front = front
        self._socket = used
        self._number = used.fileno()
        server = used.getsockname()
        self._ends = address, (server[0], server[1])
        self._http = h11.Connection(h11.SERVER, max_incomplete_event_size=LONGEST_HEAD)
        self._incoming: Incoming | None = None
        self._client = Client()
        self.state: Literal["idle", "head", "asked", "body", "handled", "lingers", "closed"]
        self.state, self.since = "idle", time.monotonic()
        self.touched = self.since
        self._early = 0  # bytes that came while a request was handled
        front.poller.watch(self._number, READ, self._more)

    def look(self, now: float) -> None:
        """See whether its time is over."""
        took = now - self.since
        if self.state == "head" and took > HEAD_SECONDS:
            self._refuse(408, f"The head of a request has {HEAD_SECONDS:g} seconds to come.")
        elif self.state == "body" and (incoming := self._incoming):
            if now > incoming.due:
                self._refuse(408, "The body of this request came too slowly: send it again.")
        elif (self.state == "idle" and took > IDLE_SECONDS) or (
            self.state == "lingers" and took > LINGER
        ):
            self.close()

    def close(self) -> None:
        """Not while it is handled."""
        if self.state != "closed":
            self.state = "closed"
            self._front.poller.unwatch(self._number, READ)
            self._socket.close()
            self._forget()
            self._front.over(self)

    def _more(self) -> None:
        data = self._received(_PIECE)
        if data is None:
            return
        self.touched = time.monotonic()
        if not data:
            # Whoever leaves behind half of a request hears nothing of it.
            self.close()
        elif self.state != "lingers":
            if self.state == "idle":
                self.state, self.since = "head", self.touched
            self._http.receive_data(data)
            self._gather()

    def _received(self, most: int) -> bytes | None:
        """None where nothing has come, nothing where the client has left."""
        try:
            return self._socket.recv(most)
        except (BlockingIOError, InterruptedError):
            return None
        except OSError:
            return b""

    def _gather(self) -> None:
        try:
            self._take_events()
        except h11.RemoteProtocolError as fault:
            self._refuse(fault.error_status_hint, "This is not sound HTTP.")
        except Exception as fault:
            # Whatever it was, nobody else is to be held up by it.
            log.error("A request could not be gathered: %s", type(fault).__name__)
            self.close()
            raise

    def _take_events(self) -> None:
        for _ in range(_AT_ONCE):
            if self.state in {"head", "body"}:
                match self._http.next_event():
                    case h11.Request() as head:
                        self._begin(head)
                    case h11.Data(data=data) if self._incoming:
                        self._take(self._incoming, data)
                    case h11.EndOfMessage() if self._incoming:
                        self._handle(self._incoming)
                    case _:
                        self._await_more()
                        return
        if self.state in {"head", "body"}:
            # Nothing more is read until these have been taken.
            self._front.poller.unwatch(self._number, READ)
            self._front.poller.soon(self._gather)

    def _await_more(self) -> None:
        self._front.poller.watch(self._number, READ, self._more)
        if self.state == "body" and self._http.they_are_waiting_for_100_continue:
            go_on = h11.InformationalResponse(status_code=100, headers=[])
            with contextlib.suppress(OSError):
                self._socket.send(self._http.send(go_on) or b"")

    def _begin(self, head: h11.Request) -> None:
        if fault := fault_of(head, LONGEST_HEAD, MOST_FIELDS):
            self._refuse(*fault)
            return
        now = time.monotonic()
        due = now + HEAD_SECONDS + BODY_SILENCE
        self._incoming = incoming = Incoming.of(head, self._front.folder, due)
        self.state, self.since = "body", now
        if incoming.length is None or incoming.length > ASKED_ABOVE:
            self.state = "asked"
            self._front.poller.unwatch(self._number, READ)
            environ = self._environ(incoming, {TAKES: 0})
            self._front.threads(incoming).submit(partial(self._ask, environ))

    def _ask(self, environ: dict[str, Any]) -> None:
        """In a thread."""
        said = Said(500)
        try:
            said = asked(self._front.application, environ)
        except Exception as fault:  # noqa: BLE001 - the thread has to go on for the others
            log.error("A request could not be asked about: %s", type(fault).__name__)
        self._front.poller.soon(partial(self._asked, environ[TAKES], said))

    def _asked(self, takes: int, said: Said) -> None:
        if takes and self._incoming:
            self.state, self.since = "body", time.monotonic()
            self._incoming.due = self.since + HEAD_SECONDS + BODY_SILENCE
            self._incoming.most = takes
            self._gather()
        else:
            self._say(said)

    def _take(self, incoming: Incoming, data: bytes) -> None:
        incoming.take(len(data), time.monotonic() + BODY_SILENCE)
        if incoming.of_anybody:
            self._front.of_anybody += len(data)
        if incoming.in_crumbs:
            self._refuse(
                400, "The body of this request comes in too many chunks: send larger ones."
            )
            return
        if incoming.of_anybody and self._front.of_anybody > MOST_OF_ANYBODY:
            self._refuse(503, "Too much is being sent at once: send this again in a minute.")
            return
        if incoming.came > incoming.most:
            # One in chunks, which does not say how long it is.
            self._refuse(413, "This is more than the console takes: raise TESTME_MAX_UPLOAD_MB.")
            return
        try:
            incoming.body.write(data)
        except OSError as fault:
            self._say(Said.of(NoRoom.where(fault)))

    def _handle(self, incoming: Incoming) -> None:
        self.state = "handled"
        incoming.body.seek(0)
        self._client = Client()
        environ = self._environ(incoming, {CLIENT: self._client})
        answering = Answering(
            self._socket, self._http, incoming, self._client, https=self._front.https
        )
        steps = answering.steps(self._front.application, environ, last=self._front.stopping)
        submit = self._front.threads(incoming).submit
        self._front.poller.watch(self._number, READ, self._noticed)
        submit(Parked(self._front.poller, submit, steps, self._done).go_on)

    def _environ(self, incoming: Incoming, extra: dict[str, Any]) -> dict[str, Any]:
        client, server = self._ends
        secure = self._front.secure(incoming, client)
        return environ_of(incoming, Between(client, server, secure, extra))

    def _noticed(self) -> None:
        """The client sends more, which waits, or has left, of which the call under way hears."""
        data = self._received(_BEFORE_ITS_TURN)
        if data is None:
            return
        if data:
            # Beside what h11 sends meanwhile, it only puts this by.
            self._http.receive_data(data)
            self._early += len(data)
        else:
            self._client.gone.tell()
        if not data or self._early >= _BEFORE_ITS_TURN:
            self._front.poller.unwatch(self._number, READ)

    def _done(self) -> None:
        self._forget()
        self._early = 0
        if self._http.our_state is not h11.DONE or self._http.their_state is not h11.DONE:
            self._linger()
            return
        self._http.start_next_cycle()
        self.state, self.since = "idle", time.monotonic()
        self.touched = self.since
        if self._client.gone:
            self.close()
        elif self._http.trailing_data[0]:
            self.state = "head"
            self._gather()
        else:
            self._front.poller.watch(self._number, READ, self._more)

    def _refuse(self, status: int, sentence: str) -> None:
        fault: TestMeError = BadInput(sentence)
        fault.status = status
        self._say(Said.of(fault))

    def _say(self, said: Said) -> None:
        """Answer what is not gathered, and let it be read before the connection is closed."""
        self._forget()
        with contextlib.suppress(OSError, h11.LocalProtocolError):
            self._socket.send(said.sent_by(self._http, https=self._front.https))
        self._linger()

    def _linger(self) -> None:
        self.state, self.since = "lingers", time.monotonic()
        try:
            self._socket.shutdown(socket.SHUT_WR)
        except OSError:
            self.close()
            return
        self._front.poller.watch(self._number, READ, self._more)

    def _forget(self) -> None:
        if self._incoming:
            self._incoming.body.close()
            if self._incoming.of_anybody:
                self._front.of_anybody -= self._incoming.came
            self._incoming = None
