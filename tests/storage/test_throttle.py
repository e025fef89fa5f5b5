from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, func, select

from app.errors import TooMany
from app.storage.engine import open_database, reading
from app.storage.tables import throttle as table
from app.storage.throttle import (
    OF_ADDRESS,
    OF_PERSON,
    DatabaseThrottle,
    Key,
    Pace,
    SignInThrottled,
    Throttle,
    by_address,
    by_person,
)

pytest_plugins = ["tests.storage.databases"]

NOW = 1_795_000_000.0


@pytest.fixture
def throttle(engine: Engine) -> Throttle:
    return DatabaseThrottle(engine)


def _wait(throttle: Throttle, key: Key, now: float) -> int:
    """The seconds to wait; 0 where a try is let through, and counted."""
    try:
        throttle.reserve([key], now)
    except SignInThrottled as throttled:
        return throttled.wait
    return 0


def test_each_try_after_the_first_few_waits_twice_as_long() -> None:
    pace = Pace(free=3, first=10, longest=60)
    assert [pace.after(tries) for tries in range(9)] == [0, 0, 0, 10, 20, 40, 60, 60, 60]
    assert pace.after(10**6) == 60


def test_the_sixth_try_has_to_wait_and_is_looked_at_then(throttle: Throttle) -> None:
    key = by_address("10.0.0.1")
    assert [_wait(throttle, key, NOW) for _ in range(6)] == [0, 0, 0, 0, 0, 15]
    assert _wait(throttle, key, NOW + 14.5) == 1
    # One that is not looked at is not counted either.
    assert _wait(throttle, key, NOW + 15) == 0
    assert _wait(throttle, key, NOW + 15) == 30
    assert _wait(throttle, by_address("10.0.0.2"), NOW + 15) == 0


def test_the_sentence_names_the_seconds(throttle: Throttle) -> None:
    for _ in range(5):
        throttle.reserve([by_address("a")], NOW)
    with pytest.raises(TooMany, match="wait 15 seconds and try again"):
        throttle.reserve([by_address("a")], NOW)
    with pytest.raises(TooMany, match="wait 1 second and try again"):
        throttle.reserve([by_address("a")], NOW + 14)


def test_a_hundred_at_once_get_no_more_tries_than_one_after_the_other(
    engine: Engine, database_url: str
) -> None:
    engines = [engine, open_database(database_url)]

    def tried(number: int) -> int:
        return _wait(DatabaseThrottle(engines[number % 2]), by_address("10.0.0.1"), NOW)

    with ThreadPoolExecutor(20) as pool:
        waits = list(pool.map(tried, range(100)))
    engines[1].dispose()
    assert waits.count(0) == OF_ADDRESS.free
    assert set(waits) == {0, 15}


def test_whoever_many_guess_at_waits_seconds_and_not_minutes(throttle: Throttle) -> None:
    now, waits = NOW, []
    for number in range(200):
        keys = [by_address(f"10.0.{number // 5}.1"), by_person("alice")]
        try:
            throttle.reserve(keys, now)
        except SignInThrottled as throttled:
            waits.append(throttled.wait)
            now += throttled.wait
    assert max(waits) == OF_PERSON.longest
    assert _wait(throttle, by_person("bob"), now) == 0
    # Without the key of the person, another address is not held up at all.
    assert _wait(throttle, by_address("192.168.0.1"), now) == 0


def test_where_one_key_has_to_wait_none_is_counted(throttle: Throttle, engine: Engine) -> None:
    for _ in range(5):
        throttle.reserve([by_address("a")], NOW)
    for _ in range(60):
        with pytest.raises(SignInThrottled):
            throttle.reserve([by_address("a"), by_person("alice")], NOW)
    with reading(engine) as connection:
        counted = connection.execute(select(table.c.key, table.c.failures)).all()
    assert counted == [("address:a", 5)]


def test_a_right_try_forgets_or_is_given_back(throttle: Throttle) -> None:
    one, other = by_address("a"), by_address("b")
    for key in (one, other):
        for _ in range(5):
            throttle.reserve([key], NOW)
    throttle.forget([one])
    throttle.give_back(other)
    assert [_wait(throttle, one, NOW) for _ in range(6)] == [0, 0, 0, 0, 0, 15]
    assert [_wait(throttle, other, NOW) for _ in range(2)] == [0, 15]


def test_addresses_of_one_ipv6_network_count_as_one() -> None:
    assert by_address("2001:db8:1:2::7") == by_address("2001:db8:1:2:ffff::1")
    assert by_address("2001:db8:1:2::7") != by_address("2001:db8:1:3::7")
    assert by_address("::ffff:10.0.0.1") == by_address("10.0.0.1")
    assert by_address("::ffff:10.0.0.1") != by_address("::ffff:10.0.0.2")


def test_old_tries_are_deleted(throttle: Throttle, engine: Engine) -> None:
    for key in ("a", "b", "c"):
        throttle.reserve([by_address(key)], NOW)
    throttle.reserve([by_address("d")], NOW + 900)
    with reading(engine) as connection:
        assert connection.scalar(select(func.count()).select_from(table)) == 1
