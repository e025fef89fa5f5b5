import pytest
from sqlalchemy import Engine, func, select

from app.errors import TooMany
from app.storage.engine import open_database, reading
from app.storage.tables import sign_in_attempts
from app.storage.throttle import TRIES_IN_ALL, SignInThrottled, Throttle

pytest_plugins = ["tests.storage.databases"]

NOW = 1_795_000_000.0


@pytest.fixture
def throttle(engine: Engine) -> Throttle:
    return Throttle(engine)


def _wait(throttle: Throttle, key: str, now: float) -> int:
    """The seconds to wait; 0 where a try is let through."""
    try:
        throttle.check(key, now)
    except SignInThrottled as throttled:
        return throttled.wait
    return 0


def test_the_sixth_try_within_five_minutes_has_to_wait(throttle: Throttle) -> None:
    for second in range(5):
        assert _wait(throttle, "10.0.0.1", NOW + second) == 0
        throttle.failed("10.0.0.1", NOW + second)
    assert _wait(throttle, "10.0.0.1", NOW + 4) == 296
    assert _wait(throttle, "10.0.0.1", NOW + 299.5) == 1
    assert _wait(throttle, "10.0.0.1", NOW + 300) == 0
    assert _wait(throttle, "10.0.0.2", NOW + 4) == 0


def test_the_sentence_names_the_seconds(throttle: Throttle) -> None:
    for _ in range(5):
        throttle.failed("a", NOW)
    with pytest.raises(TooMany, match="wait 300 seconds and try again"):
        throttle.check("a", NOW)
    with pytest.raises(TooMany, match="wait 1 second and try again"):
        throttle.check("a", NOW + 299)


def test_a_success_forgets_the_failures_of_that_key_alone(throttle: Throttle) -> None:
    for key in ("a", "b"):
        for _ in range(5):
            throttle.failed(key, NOW)
    throttle.succeeded("a", NOW)
    assert _wait(throttle, "a", NOW) == 0
    assert _wait(throttle, "b", NOW) == 300


def test_guesses_from_many_addresses_are_limited_together(throttle: Throttle) -> None:
    for number in range(TRIES_IN_ALL):
        throttle.failed(f"10.0.{number // 250}.{number % 250}", NOW)
    assert _wait(throttle, "192.168.0.1", NOW + 1) == 299
    assert _wait(throttle, "192.168.0.1", NOW + 300) == 0


def test_addresses_of_one_ipv6_network_count_as_one(throttle: Throttle) -> None:
    for host in range(1, 6):
        throttle.failed(f"2001:db8:1:2::{host}", NOW)
    assert _wait(throttle, "2001:db8:1:2:ffff::1", NOW) == 300
    assert _wait(throttle, "2001:db8:1:3::1", NOW) == 0


def test_an_ipv4_address_is_itself_in_ipv6_clothes(throttle: Throttle) -> None:
    for _ in range(5):
        throttle.failed("::ffff:10.0.0.1", NOW)
    assert _wait(throttle, "10.0.0.1", NOW) == 300
    assert _wait(throttle, "::ffff:10.0.0.2", NOW) == 0


def test_old_tries_are_deleted(throttle: Throttle, engine: Engine) -> None:
    for key in ("a", "b", "c"):
        throttle.failed(key, NOW)
    throttle.failed("d", NOW + 300)
    with reading(engine) as connection:
        assert connection.scalar(select(func.count()).select_from(sign_in_attempts)) == 1


def test_workers_count_together(throttle: Throttle, database_url: str) -> None:
    other = open_database(database_url)
    for _ in range(5):
        Throttle(other).failed("a", NOW)
    other.dispose()
    assert _wait(throttle, "a", NOW) == 300
