"""Many small looks in one test."""

import inspect

import pytest

from tests.each import each


def test_each_that_fails_is_named_and_the_others_are_looked_at() -> None:
    seen = []

    @each(("number", "text"), [(1, "a"), (2, "b"), (3, "c")])
    @each("factor", [1, 10])
    def look(number: int, text: str, factor: int, fixture: str) -> None:
        seen.append((number * factor, text, fixture))
        assert number * factor not in {20, 3}

    assert list(inspect.signature(look).parameters) == ["fixture"]
    with pytest.raises(ExceptionGroup, match="2 of 3 fail") as told:
        look(fixture="f")
    assert seen == [
        (1, "a", "f"),
        (10, "a", "f"),
        (2, "b", "f"),
        (20, "b", "f"),
        (3, "c", "f"),
        (30, "c", "f"),
    ]
    second, third = told.value.exceptions
    assert isinstance(second, ExceptionGroup)
    assert second.__notes__ == ["with {'number': 2, 'text': 'b'}"]
    assert second.exceptions[0].__notes__ == ["with {'factor': 10}"]
    assert isinstance(third, ExceptionGroup)
    assert third.exceptions[0].__notes__ == ["with {'factor': 1}"]
