"""The time of all calls is watched by one clock: it stops a call when its own has run out."""

import socket
import threading
from contextlib import ExitStack

from app.call.transport.cancel import Watch


def stopped(watch: Watch) -> None:
    """Waits for the socket of a watch whose clock runs to be shut down; fails after ten seconds."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.settimeout(10)
        watch.hold(ours)
        assert ours.recv(1) == b""


def test_a_call_with_less_time_ends_before_one_that_began_earlier() -> None:
    patient, hasty = Watch(None, 60, 60), Watch(None, 0.05, 60)
    with patient, hasty:
        patient.start_clock()
        hasty.start_clock()
        stopped(hasty)
        assert (hasty.reason, patient.reason) == ("too_long", None)


def test_each_call_has_its_own_time() -> None:
    watches = [Watch(None, seconds, 60) for seconds in (0.2, 0.05, 0.1, 0.1)]
    with ExitStack() as running:
        for watch in watches:
            running.enter_context(watch)
            watch.start_clock()
        for watch in watches:
            stopped(watch)
    assert [watch.reason for watch in watches] == ["too_long"] * 4


def test_a_call_that_has_ended_is_left_alone() -> None:
    ended, later = Watch(None, 0.05, 60), Watch(None, 0.1, 60)
    with ended:
        ended.start_clock()
    with later:
        later.start_clock()
        stopped(later)
    assert ended.reason is None


def test_many_calls_take_no_thread_each() -> None:
    with Watch(None, 60, 60) as first:
        first.start_clock()
        before = threading.active_count()
        with ExitStack() as running:
            for _ in range(20):
                running.enter_context(Watch(None, 60, 60)).start_clock()
            assert threading.active_count() <= before
