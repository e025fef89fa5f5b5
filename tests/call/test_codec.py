"""Calls as JSON and back."""

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.call import codec
from app.call.model import Array, Call, File, Map, Null, Object
from app.errors import BadInput
from tests.call.values import calls


@given(calls)
def test_nothing_is_lost(call: Call) -> None:
    assert codec.load(json.loads(json.dumps(codec.dump(call)))) == call


def test_null_and_not_sent_are_two_things() -> None:
    call = Call("r", "s", "a", (("p", Null()),), response_profile=Null())
    assert codec.load(codec.dump(call)) == call
    assert codec.load(codec.dump(Call("r", "s", "a"))).response_profile is None


def test_text_of_any_kind_survives() -> None:
    call = Call("r", "s", "a", (("half \ud800", "\x00\ud800 ä"),), ks="")
    assert codec.load(json.loads(json.dumps(codec.dump(call)))) == call


def test_the_stored_shape() -> None:
    call = Call("eu", "user", "add", (("user", Object("KalturaUser", (("id", "7"),))),), ks="k")
    assert codec.dump(call) == {
        "version": 1,
        "region": "eu",
        "service": "user",
        "action": "add",
        "format": "2",
        "client_tag": None,
        "api_version": None,
        "partner_id": None,
        "ks": "k",
        "language": None,
        "parameters": [["user", {"object": "KalturaUser", "fields": [["id", "7"]]}]],
    }


def test_a_file_keeps_its_facts_only() -> None:
    file = File("a.mp4", "video/mp4", 3, open)  # type: ignore[arg-type]  # never called
    call = Call("r", "s", "a", (("fileData", file),))
    loaded = codec.load(codec.dump(call))
    assert loaded == call
    assert loaded.parameters[0][1] == File("a.mp4", "video/mp4", 3, None)
    assert codec.has_files(call)
    assert not codec.has_files(Call("r", "s", "a", (("p", Array((Map(),))),)))


def test_a_file_that_is_part_of_the_call_keeps_its_content_where_it_is_wanted() -> None:
    call = Call("r", "s", "a", (("f", File.holding("a.bin", "a/b", b"\x00\xff")),))
    loaded = codec.load(json.loads(json.dumps(codec.dump(call, contents=True))))
    assert loaded == call
    [(_, file)] = loaded.parameters
    assert isinstance(file, File)
    assert file.open is not None
    assert file.open().read() == b"\x00\xff"
    [(_, without)] = codec.load(codec.dump(call)).parameters
    assert without == File("a.bin", "a/b", 2)


GOOD = codec.dump(Call("r", "s", "a", (("p", "1"),)))


@pytest.mark.parametrize(
    "damage",
    [
        {"version": 2},
        {"version": None},
        {"region": None},
        {"ks": 7},
        {"parameters": None},
        {"parameters": [["p"]]},
        {"parameters": [["p", 1]]},
        {"parameters": [[1, "p"]]},
        {"parameters": [["p", {"object": 1, "fields": []}]]},
        {"parameters": [["p", {"file": "a"}]]},
        {"parameters": [["p", {"file": "a", "content_type": "b", "content": "%"}]]},
        {"response_profile": {}},
    ],
)
def test_damage_is_named(damage: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        codec.load(GOOD | damage)


@given(
    st.dictionaries(st.sampled_from(sorted(GOOD)), st.one_of(st.none(), st.integers(), st.text()))
)
def test_damage_never_raises_anything_else(damage: dict[str, Any]) -> None:
    # A call that happens to be sound is fine; anything but BadInput fails the test.
    with contextlib.suppress(BadInput):
        codec.load(GOOD | damage)
