"""The search for planted secrets finds what it is to find."""

import json
from html import escape

from tests.pages.planted import (
    KSES,
    PLANTINGS,
    SECRETS,
    TYPED,
    beside_the_fields,
    found_in,
    readable,
)


def test_the_search_finds_what_it_is_to_find() -> None:
    secret = SECRETS["secret"]
    assert found_in(f"..{secret[:20]}..") == ["secret"]
    assert found_in(f"..{secret[-20:].upper()}..".encode()) == ["secret"]
    assert found_in(readable(json.dumps(secret))) == ["secret"]
    assert found_in(KSES["pasted"][30:60]) == ["pasted"]
    assert found_in(KSES["pasted"][:16]) == []
    shown = beside_the_fields(f'<input type="password" value="{escape(secret)}">', {})
    assert found_in(shown) == []
    shown = beside_the_fields(f'<input type="text" value="{escape(secret)}">', {})
    assert found_in(shown) == ["secret"]
    assert {name for *_, fields in PLANTINGS for name in found_in(str(fields))} == set(TYPED)
