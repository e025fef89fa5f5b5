"""The mask of a list's item stands for that item's secret, wherever the item has been moved."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.call.form.edits import edit
from app.call.form.masked_value import LOST, restore
from app.call.form.named_calls import calls_in
from app.call.form.of_call import draft_of
from app.call.form.request_form import RequestForm
from app.call.form.typed import Typed
from app.call.model import Array, Call, Object, Value
from app.call.secrets.masking import MASK
from app.schema.facts import bundled

REGISTRY = bundled()
ITEM = "KalturaLiveStreamPushPublishRTMPConfiguration"
PLACE = "param:liveStreamEntry:publishConfigurations"


def item(user: str, password: str) -> Object:
    return Object(ITEM, (("userId", user), ("password", password)))


def call_of(*items: Value) -> Call:
    entry = Object("KalturaLiveStreamEntry", (("publishConfigurations", Array(items)),))
    return Call("here", "livestream", "add", (("liveStreamEntry", entry), ("sourceType", "30")))


def after(*operations: tuple[str, int], items: tuple[Value, ...]) -> tuple[list[Value], list[str]]:
    """The items as they would be sent after the buttons were pressed, and what is complained of."""
    recorded = call_of(*items)
    draft = draft_of(recorded)
    for operation, index in operations:
        edit(form_of(draft, recorded), draft, operation, f"{PLACE}:{index}")
    call, problems = form_of(draft, recorded).read("here")
    entry = dict(call.parameters)["liveStreamEntry"]
    assert isinstance(entry, Object)
    sent = dict(entry.fields)["publishConfigurations"]
    assert isinstance(sent, Array)
    return list(sent.items), [one.sentence for one in problems]


def form_of(draft, recorded: Call) -> RequestForm:  # type: ignore[no-untyped-def]
    typed = Typed(draft, recorded=recorded)
    return RequestForm(REGISTRY, calls_in(REGISTRY, draft, strict=True), typed)


ANA, BEN, EVE = item("ana", "of ana"), item("ben", "of ben"), item("eve", "of eve")


@pytest.mark.parametrize(
    ("operations", "sent"),
    [
        ([("down", 0)], [BEN, ANA, EVE]),
        ([("up", 2)], [ANA, EVE, BEN]),
        ([("remove", 0)], [BEN, EVE]),
        ([("copy", 0)], [ANA, ANA, BEN, EVE]),
        ([("remove", 1), ("down", 0)], [EVE, ANA]),
    ],
)
def test_a_mask_goes_with_its_item(operations: list[tuple[str, int]], sent: list[Object]) -> None:
    found, problems = after(*operations, items=(ANA, BEN, EVE))
    assert found == sent
    assert not [one for one in problems if "masked" in one]


@pytest.mark.parametrize("operations", [[("down", 0)], [("remove", 0)], [("up", 1)], [("copy", 0)]])
def test_of_items_that_look_alike_it_is_asked_for(operations: list[tuple[str, int]]) -> None:
    found, problems = after(*operations, items=(item("ana", "one"), item("ana", "two")))
    passwords = [dict(one.fields)["password"] for one in found if isinstance(one, Object)]
    assert set(passwords) == {LOST}
    assert "This masked value is no longer known here: type it anew." in problems


def test_an_item_that_was_edited_where_it_stands_keeps_its_secret() -> None:
    masked = Array((item("changed", MASK), item("ben", MASK)))
    assert restore(masked, Array((ANA, BEN)), "x") == (Array((item("changed", "of ana"), BEN)), "")


def test_an_item_that_was_edited_while_others_moved_does_not() -> None:
    masked = Array((item("changed", MASK), item("ana", MASK)))
    found, lost = restore(masked, Array((ANA, BEN)), "x")
    assert found == Array((item("changed", MASK), ANA))
    assert lost == "x:0:password"


def test_a_mask_that_was_kept_as_a_value_stands_for_nothing() -> None:
    assert restore(MASK, MASK, "x") == (MASK, "x")


@given(st.data())
def test_no_mask_ever_stands_for_the_secret_of_another_item(data: st.DataObject) -> None:
    users = data.draw(st.lists(st.sampled_from("abcd"), min_size=1, max_size=5))
    recorded = [item(user, f"{user}{number}") for number, user in enumerate(users)]
    order = data.draw(st.lists(st.sampled_from(range(len(users))), max_size=6))
    masked = Array(tuple(item(users[at], MASK) for at in order))
    found, _ = restore(masked, Array(tuple(recorded)), "x")
    assert isinstance(found, Array)
    for at, one in zip(order, found.items, strict=True):
        assert isinstance(one, Object)
        password = str(dict(one.fields)["password"])
        assert password == MASK or password[0] == users[at]
        if users.count(users[at]) == 1:
            assert password == f"{users[at]}{at}"
