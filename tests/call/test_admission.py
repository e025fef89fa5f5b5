"""So many calls at once and no more; who waits has a place, and the people take turns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.call.admission import MOST_WAITING, MOST_WAITING_IN_ALL, Counted, Ticket
from app.call.transport.cancel import Cancel
from app.errors import Busy


def places(tickets: list[Ticket]) -> list[int]:
    return [ticket.place for ticket in tickets]


def test_the_ninth_waits_with_its_place_and_goes_when_one_ends() -> None:
    admission = Counted(8, 256)
    own = [admission.enter("anna", Cancel()) for _ in range(11)]
    assert [one.admitted for one in own] == [True] * 8 + [False] * 3
    assert places(own) == [0] * 8 + [1, 2, 3]
    assert admission.enter("ben", Cancel()).place == 0
    own[3].leave()
    assert own[8].admitted
    assert own[8].stirred
    assert places(own[8:]) == [0, 1, 2]
    own[3].leave()  # again
    assert places(own[8:]) == [0, 1, 2]


def test_the_people_take_turns() -> None:
    admission = Counted(3, 3)
    first = [admission.enter("anna", Cancel()) for _ in range(6)]
    ben, cleo = admission.enter("ben", Cancel()), admission.enter("cleo", Cancel())
    assert places([*first[3:], ben, cleo]) == [1, 4, 5, 2, 3]
    order = []
    waiting = {"anna 4": first[3], "anna 5": first[4], "ben": ben, "cleo": cleo}
    for ended in first[:3]:
        ended.leave()
        order += [name for name, one in waiting.items() if one.admitted and name not in order]
    assert order == ["anna 4", "ben", "cleo"]


def test_who_leaves_while_waiting_gives_the_place_up() -> None:
    admission = Counted(1, 10)
    under_way, second, third = [admission.enter("anna", Cancel()) for _ in range(3)]
    second.leave()
    assert third.place == 1
    under_way.leave()
    assert third.admitted
    assert not second.admitted


def test_too_many_are_refused_with_what_can_be_done() -> None:
    admission = Counted(8, 256)
    for _ in range(8 + MOST_WAITING):
        admission.enter("anna", Cancel())
    with pytest.raises(Busy, match=r"8 calls of yours are under way and 32 wait .* cancel them"):
        admission.enter("anna", Cancel())
    assert admission.enter("ben", Cancel()).admitted


def test_too_many_of_everybody_are_refused() -> None:
    admission = Counted(1, 1)
    for number in range(MOST_WAITING_IN_ALL + 1):
        admission.enter(f"person {number}", Cancel())
    with pytest.raises(Busy, match="TESTME_CALLS_IN_ALL"):
        admission.enter("one more", Cancel())


def test_cancelling_and_stopping_stir_who_waits() -> None:
    admission = Counted(1, 10)
    cancels = [Cancel() for _ in range(3)]
    tickets = [admission.enter("anna", cancel) for cancel in cancels]
    cancels[1].cancel()
    assert (tickets[1].stirred, tickets[2].stirred) == (tickets[1].stirred, tickets[2].stirred)
    assert bool(tickets[1].stirred)
    assert not tickets[2].stirred
    admission.stop()
    assert [one.reason for one in cancels] == ["stopping", "cancelled", "stopping"]


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.integers(0, 9)), max_size=200))
def test_no_more_than_that_are_under_way_and_nobody_is_forgotten(
    doings: list[tuple[str, int]],
) -> None:
    each, in_all = 2, 5
    admission = Counted(each, in_all)
    there: list[Ticket] = []
    for person, which in doings:
        if which < 5 or not there:
            try:
                there.append(admission.enter(person, Cancel()))
            except Busy:
                continue
        else:
            there.pop(which % len(there)).leave()
        admitted = [one.person for one in there if one.admitted]
        waiting = {one.person for one in there if not one.admitted}
        assert len(admitted) <= in_all
        assert all(admitted.count(person) <= each for person in admitted)
        # Nobody waits who could go.
        assert len(admitted) == in_all or all(admitted.count(one) == each for one in waiting)
        assert sorted(one.place == 0 for one in there) == sorted(one.admitted for one in there)
    for one in there:
        one.leave()
    assert admission.enter("a", Cancel()).admitted
