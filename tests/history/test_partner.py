"""Which partner a call was made for, in lists."""

import pytest

from app.call.model import Call
from app.history.partner import partner_of
from app.history.records import Filters
from app.history.store import History
from app.sessions.ks import Session, sign_v1, sign_v2
from tests.history.examples import add

pytest_plugins = ["tests.storage.databases"]

OF_102 = Session(2, 102, 2, 2_000_000_000, "u", "")


@pytest.mark.parametrize(
    ("facts", "partner"),
    [
        ({"ks": sign_v2(OF_102, "s")}, "102"),
        ({"ks": sign_v1(OF_102, "s")}, "102"),
        ({"ks": sign_v2(OF_102, "s"), "partner_id": "103"}, "103"),
        ({"parameters": (("partnerId", "104"),), "ks": sign_v2(OF_102, "s")}, "104"),
        ({"parameters": (("partnerId", "-1"),)}, "-1"),
        ({"parameters": (("partnerId", "{{PARTNER}}"),)}, ""),
        ({"parameters": (("partnerId", "1" * 13),)}, ""),
        ({"parameters": (("partnerId", "١٢"),)}, ""),
        ({"ks": "{1:result}"}, ""),
        ({}, ""),
    ],
)
def test_what_is_asked_for_goes_before_the_ks(facts: dict[str, str], partner: str) -> None:
    assert partner_of(Call("eu", "media", "list", **facts)) == partner  # type: ignore[arg-type]


def test_calls_are_found_by_it(history: History) -> None:
    mine = add(history, ks=sign_v2(OF_102, "s"))
    add(history)
    assert [row.id for row in history.list("w", Filters("102")).rows] == [mine]
    assert history.list("w", Filters("102 media.list")).rows[0].partner == "102"
    assert history.list("w", Filters("10")).rows == ()
