"""How many calls are under way at once, for each person and in all, and who is next.

`Admission` is what a desk asks; `Counted` is that of one process.
"""

import threading
from collections import OrderedDict, deque
from typing import Protocol

from app.call.transport.cancel import Cancel
from app.errors import Busy
from app.waits import Told

# Calls that may wait for their turn; more than that is no haste but a fault.
MOST_WAITING, MOST_WAITING_IN_ALL = 32, 512


class Ticket:
    """That of one call: it may go when `admitted`, and has to `leave` in the end."""

    def __init__(self, desk: "Counted", person: str, cancel: Cancel) -> None:
        self.person = person
        self.cancel = cancel
        self.admitted = False
        self._desk = desk
        self._stirred = Told()
        cancel.attach(self.stir)

    @property
    def stirred(self) -> Told:
        """Told when it is admitted, or its call cancelled."""
        return self._stirred

    @property
    def place(self) -> int:
        """How many turns it is until its own, 0 where it is admitted."""
        return self._desk.place_of(self)

    def stir(self) -> None:
        self._stirred.tell()

    def leave(self) -> None:
        """To be called once the answer has ended, or was never asked for; again is no fault."""
        self.cancel.detach(self.stir)
        self._desk.leave(self)


class Admission(Protocol):
    def enter(self, person: str, cancel: Cancel) -> Ticket:
        """Raises Busy where too many wait already."""

    def stop(self, *, waiting: bool = False) -> None:
        """Stop every call, or those alone that still wait: the console ends."""


class Counted:
    """`each` calls for a person and `in_all` are under way; of those that wait the people take
    turns, so that nobody waits for all the calls of somebody else. May be shared by threads."""

    def __init__(self, each: int, in_all: int) -> None:
        self._each = each
        self._in_all = in_all
        self._lock = threading.Lock()
        self._under_way: dict[str, set[Ticket]] = {}
        self._waiting: OrderedDict[str, deque[Ticket]] = OrderedDict()  # in the order of turns

    def enter(self, person: str, cancel: Cancel) -> Ticket:
        with self._lock:
            waiting = self._waiting.get(person, ())
            if len(waiting) >= MOST_WAITING:
                raise Busy(
                    f"{self._each} calls of yours are under way and {len(waiting)} wait for their "
                    "turn: let some of them end, or cancel them, and send this one again."
                )
            if sum(map(len, self._waiting.values())) >= MOST_WAITING_IN_ALL:
                raise Busy(
                    "Too many calls of everybody wait for their turn: send this one again in a "
                    "minute. TESTME_CALLS_IN_ALL says how many are under way at once."
                )
            ticket = Ticket(self, person, cancel)
            self._waiting.setdefault(person, deque()).append(ticket)
            self._admit()
        return ticket

    def leave(self, ticket: Ticket) -> None:
        with self._lock:
            for tickets in (self._under_way, self._waiting):
                own = tickets.get(ticket.person)
                if own is not None and ticket in own:
                    own.remove(ticket)
                    if not own:
                        del tickets[ticket.person]
            self._admit()

    def place_of(self, ticket: Ticket) -> int:
        with self._lock:
            own = self._waiting.get(ticket.person, ())
            if ticket not in own:
                return 0
            before = list(own).index(ticket)
            if sum(map(len, self._under_way.values())) < self._in_all:
                # Only their own calls keep it waiting.
                return before + 1
            people = list(self._waiting)
            ahead = people[: people.index(ticket.person)]
            others = (
                min(len(tickets), before + (person in ahead))
                for person, tickets in self._waiting.items()
                if person != ticket.person
            )
            return before + 1 + sum(others)

    def stop(self, *, waiting: bool = False) -> None:
        with self._lock:
            under_way = () if waiting else self._under_way.values()
            groups = [*under_way, *self._waiting.values()]
            every = [ticket for group in groups for ticket in group]
        for ticket in every:
            ticket.cancel.cancel("stopping")

    def _admit(self) -> None:
        while sum(map(len, self._under_way.values())) < self._in_all:
            person = next(
                (one for one in self._waiting if len(self._under_way.get(one, ())) < self._each),
                None,
            )
            if person is None:
                return
            own = self._waiting.pop(person)
            ticket = own.popleft()
            if own:
                self._waiting[person] = own  # behind the others
            ticket.admitted = True
            self._under_way.setdefault(person, set()).add(ticket)
            ticket.stir()
