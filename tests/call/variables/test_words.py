"""What is said of filters to choose from."""

from app.call.variables.built_in import LISTED
from app.call.variables.filters import FILTERS
from app.call.variables.scope import Scope
from app.call.variables.words import FILTERS as SAID


def test_every_filter_and_nothing_else_has_its_sentence() -> None:
    assert set(SAID) == set(FILTERS)
    assert all(one.about.endswith(".") for one in SAID.values())
    for name in LISTED:
        assert Scope().find(name) is not None
