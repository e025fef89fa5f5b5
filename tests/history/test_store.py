"""What is added comes back: whole, to its own workspace, until it is deleted."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, func, select

from app.call.model import Answer, Array, Call, Failure, File, Map, Null, Object
from app.call.outcome import Outcome
from app.errors import NotFound
from app.history.records import Filters, Row
from app.history.store import History
from app.storage.engine import open_database, reading
from app.storage.sealing import SealBroken, Sealer
from app.storage.tables import call_contents, calls
from tests.history.examples import NOW, OK, Clock, add, recorded, xml_answer

pytest_plugins = ["tests.storage.databases"]

CALL = Call(
    region="eu",
    service="user",
    action="add",
    parameters=(
        ("user", Object("KalturaUser", (("firstName", "Zoë \U0001f600"), ("tags", Null())))),
        ("ids", Array(("1", "2"))),
        ("more", Map((("a", "b"),))),
        ("fileData", File("a.csv", "text/csv", 12)),
        ("secret", "s3cret-value"),
    ),
    format="1",
    client_tag="testme",
    api_version="22.19.0",
    partner_id="102",
    ks="djJ8MTAyfAabcdefgh",
    language="en",
    response_profile=Object("KalturaDetachedResponseProfile", (("fields", "id"),)),
)
ANSWER = Answer(
    200,
    (("Content-Type", "application/json"), ("X-Me", "host-7"), ("X-Me", "twice")),
    b'{"id":"a\nb"}',
    first_byte=0.125,
    total=0.25,
)
FAILED = Answer(None, failure=Failure("read_timeout", "It took too long."), total=60.5)


def _add(history: History, answer: Answer, outcome: Outcome) -> str:
    return recorded(history, CALL, answer, outcome, sent_at=NOW + 0.123456)


def _stored(engine: Engine) -> tuple[int | None, int | None]:
    with reading(engine) as connection:
        counts = [
            connection.scalar(select(func.count()).select_from(table))
            for table in (calls, call_contents)
        ]
    return counts[0], counts[1]


def test_a_call_comes_back_as_it_was(history: History) -> None:
    record = history.get("w", _add(history, ANSWER, OK))
    assert (record.call, record.answer, record.outcome) == (CALL, ANSWER, OK)


def test_a_failed_call_comes_back_as_it_was(history: History) -> None:
    outcome = Outcome("failed", "read_timeout", "It took too long.", (("ID", "0_a"),))
    record = history.get("w", _add(history, FAILED, outcome))
    assert (record.call, record.answer, record.outcome) == (CALL, FAILED, outcome)
    assert (record.row.status, record.row.first_byte_ms, record.row.total_ms) == (None, None, 60500)


def test_the_facts_for_lists(history: History) -> None:
    call_id = _add(history, ANSWER, OK)
    expected = Row(
        id=call_id,
        sent_at=NOW + 0.123456,
        region="eu",
        service="user",
        action="add",
        outcome="ok",
        error_code="",
        status=200,
        first_byte_ms=125,
        total_ms=250,
        size=12,
        cut=False,
        schema_version="22.19.0",
        pinned=False,
        telling="102, 1, 2",
        partner="102",
    )
    assert history.list("w").rows == (expected,)
    assert history.get("w", call_id).row == expected


def test_a_long_answer_is_cut_and_says_so(history: History) -> None:
    exact = history.get("w", add(history, answer=Answer(200, body=b"x" * 1000)))
    longer = history.get("w", add(history, answer=Answer(200, body=b"y" * 1001)))
    assert (exact.answer.body, exact.row.cut, exact.row.size) == (b"x" * 1000, False, 1000)
    assert (longer.answer.body, longer.row.cut, longer.row.size) == (b"y" * 1000, True, 1001)


def test_ids_are_short_fit_for_urls_and_not_in_sequence(history: History) -> None:
    ids = {add(history) for _ in range(20)}
    assert len(ids) == 20
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{16}", one) for one in ids)
    assert len({one[:8] for one in ids}) == 20


def test_texts_that_a_database_refuses_are_no_obstacle(history: History) -> None:
    outcome = Outcome("api_error", code="A\0B" + "x" * 500)
    call_id = add(
        history,
        service="a\0b",
        parameters=(("name", "nul \0 and half \ud800 a pair"),),
        answer=Answer(200, body=b"nul \0 in a text"),
        outcome=outcome,
    )
    record = history.get("w", call_id)
    assert record.call.parameters == (("name", "nul \0 and half \ud800 a pair"),)
    assert record.row.service == "a\ufffdb"
    assert record.row.error_code == "A\ufffdB" + "x" * 197
    assert history.list("w", Filters(service="a\0b", text="NUL \0 \ud800")).rows == (record.row,)
    for strange in ("\0", "\ud800", "", "x" * 5000, "'"):
        with pytest.raises(NotFound):
            history.get("w", strange)


def test_a_workspace_sees_and_changes_its_own_alone(history: History, clock: Clock) -> None:
    mine, pinned = add(history, "mine"), add(history, "mine", service="user")
    history.pin("mine", pinned)
    before = history.list("mine")
    token = history.delete("mine", [add(history, "mine")]).token
    hers = add(history, "hers", service="category", region="us")

    with pytest.raises(NotFound) as of_another:
        history.get("hers", mine)
    with pytest.raises(NotFound) as missing:
        history.get("hers", "no-such-call")
    assert of_another.value.sentence == missing.value.sentence
    for change in (
        lambda: history.pin("hers", mine),
        lambda: history.pin("hers", pinned, pinned=False),
        lambda: history.delete("hers", [mine, pinned]),
        lambda: history.undo("hers", token),
    ):
        with pytest.raises(NotFound):
            change()
    assert history.delete("hers", [mine, hers]).count == 1
    assert history.clear("hers", keep_pinned=False).count == 0
    history.prune("hers")

    assert [row.id for row in history.list("hers").rows] == []
    assert history.facets("hers").services == ()
    assert history.list("mine") == before
    assert history.facets("mine").services == ("media", "user")
    assert history.undo("mine", token) == 1


def test_pinning(history: History) -> None:
    call_id = add(history)
    history.pin("w", call_id)
    history.pin("w", call_id)
    assert history.get("w", call_id).row.pinned is True
    history.pin("w", call_id, pinned=False)
    assert history.get("w", call_id).row.pinned is False
    with pytest.raises(NotFound, match="no such call"):
        history.pin("w", "no-such-call")


def test_what_is_deleted_is_hidden_everywhere_and_can_be_brought_back(history: History) -> None:
    kept, gone = add(history, service="user"), add(history, service="media")
    whole = history.get("w", gone)
    removed = history.delete("w", [gone, gone, "no-such-call"])
    assert removed.count == 1
    assert [row.id for row in history.list("w").rows] == [kept]
    assert history.facets("w").services == ("user",)
    for attempt in (
        lambda: history.get("w", gone),
        lambda: history.pin("w", gone),
        lambda: history.delete("w", [gone]),
    ):
        with pytest.raises(NotFound):
            attempt()
    assert history.undo("w", removed.token) == 1
    assert history.get("w", gone) == whole
    with pytest.raises(NotFound, match="ten minutes"):
        history.undo("w", removed.token)


def test_clear_spares_the_pinned_unless_told_otherwise(history: History) -> None:
    ids = {add(history) for _ in range(3)}
    pinned = add(history)
    history.pin("w", pinned)
    first = history.clear("w")
    assert first.count == 3
    assert [row.id for row in history.list("w").rows] == [pinned]
    second = history.clear("w", keep_pinned=False)
    assert second.count == 1
    assert history.list("w").rows == ()
    assert history.undo("w", first.token) == 3
    assert {row.id for row in history.list("w").rows} == ids


def test_deleted_calls_are_really_gone_after_ten_minutes(
    history: History, engine: Engine, clock: Clock
) -> None:
    add(history, "w")
    token = history.delete("w", [add(history)]).token
    assert history.purge(NOW + 599) == 0
    assert _stored(engine) == (2, 2)
    clock.now = NOW + 600
    with pytest.raises(NotFound):
        history.undo("w", token)
    assert history.purge(NOW + 600) == 1
    assert _stored(engine) == (1, 1)


@pytest.mark.parametrize("by", ["prune", "delete", "clear"])
def test_other_changes_purge_in_passing(
    history: History, engine: Engine, clock: Clock, by: str
) -> None:
    history.delete("w", [add(history)])
    clock.now = NOW + 600
    another = add(history, "another")
    assert _stored(engine) == (2, 2)
    if by == "prune":
        history.prune("another")
    elif by == "delete":
        history.delete("another", [another])
    else:
        history.clear("another")
    assert _stored(engine) == (1, 1)


def test_the_oldest_calls_make_room_but_never_the_pinned(engine: Engine, sealer: Sealer) -> None:
    history = History(
        engine, sealer, answer_limit_bytes=1000, keep_calls=3, prune_every=1, clock=Clock()
    )
    ids = [add(history, sent_at=NOW + number) for number in range(3)]
    history.pin("w", ids[0])
    other = add(history, "other", sent_at=NOW - 100)
    ids += [add(history, sent_at=NOW + number) for number in range(3, 7)]
    history.close()  # a thread of its own deletes
    assert [row.id for row in history.list("w").rows] == [ids[6], ids[5], ids[4], ids[0]]
    assert [row.id for row in history.list("other").rows] == [other]
    assert _stored(engine) == (5, 5)


def test_a_call_under_another_key_stays_in_the_list_and_can_be_deleted(
    history: History, engine: Engine, clock: Clock
) -> None:
    call_id = add(history)
    other = Sealer("another key of thirty-two characters")
    after = History(engine, other, answer_limit_bytes=1000, keep_calls=10, clock=clock)
    assert after.list("w") == history.list("w")
    with pytest.raises(SealBroken, match="TESTME_SECRET_KEY"):
        after.get("w", call_id)
    assert after.delete("w", [call_id]).count == 1


@pytest.mark.parametrize("column", ["request", "answer"])
def test_contents_put_in_another_calls_place_are_not_opened(
    history: History, engine: Engine, column: str
) -> None:
    first, second = add(history), add(history)
    with engine.begin() as connection:
        foreign = connection.scalar(
            select(call_contents.c[column]).where(call_contents.c.call_id == first)
        )
        connection.execute(call_contents.update().values({column: foreign}))
    assert history.get("w", first).call.service == "media"
    with pytest.raises(SealBroken):
        history.get("w", second)


def test_threads_may_add_at_once(history: History) -> None:
    def add_many(thread: int) -> list[str]:
        return [add(history, sent_at=NOW + number, service=f"s{thread}") for number in range(200)]

    with ThreadPoolExecutor(2) as pool:
        added = [one for ids in pool.map(add_many, range(2)) for one in ids]
    found = {
        row.id
        for service in ("s0", "s1")
        for row in history.list("w", Filters(service=service), limit=200).rows
    }
    assert found == set(added)
    assert len(added) == 400


def test_it_survives_a_restart(history: History, database_url: str, sealer: Sealer) -> None:
    call_id = add(history, answer=xml_answer("kept"))
    engine = open_database(database_url)
    reopened = History(engine, sealer, answer_limit_bytes=1000, keep_calls=10)
    record = reopened.get("w", call_id)
    engine.dispose()
    assert record == history.get("w", call_id)
    assert b"kept" in record.answer.body
