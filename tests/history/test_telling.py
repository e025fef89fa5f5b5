"""What tells a call from the others of its action, in lists."""

import pytest

from app.call.model import Array, Call, Object
from app.call.secrets.masking import Masker
from app.history.search_text import request_text
from app.history.telling import LENGTH, telling

KS = "djJ8MTAyfHNlY3JldHNlY3JldHNlY3JldHNlY3JldHNlY3JldA=="


def told(call: Call) -> str:
    return telling(request_text(call, Masker.for_call(call)))


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ((("entryId", "0_welcome1"),), "0_welcome1"),
        ((("version", "3"), ("entryId", "0_a")), "0_a, version 3"),
        (
            (
                (
                    "filter",
                    Object("KalturaMediaEntryFilter", (("statusIn", "2,7"), ("orderBy", "-id"))),
                ),
            ),
            "statusIn 2,7, orderBy -id",
        ),
        ((("a", "1"), ("b", "2"), ("c", "3"), ("userIds", "x,y")), "x,y, a 1, b 2"),
        ((("secret", "aaaabbbbccccddddeeeeffff00001111"), ("userId", "bob")), "bob"),
        ((), ""),
    ],
)
def test_a_few_values_ids_first(parameters: tuple[tuple[str, object], ...], expected: str) -> None:
    call = Call("eu", "session", "start", parameters, ks=KS, client_tag="t", api_version="1")  # type: ignore[arg-type]
    assert told(call) == expected


def test_a_multirequest_names_its_calls() -> None:
    inner = (("service", "media"), ("action", "get"), ("entryId", "0_a"))
    calls = (("1", Object("", inner)), ("2", Object("", (("service", "user"), ("action", "list")))))
    assert told(Call("eu", "multirequest", "", calls)) == "media.get, user.list"


def test_it_is_short_and_holds_no_secret() -> None:
    call = Call("eu", "media", "add", (("name", "x" * 500), ("other", KS)), ks=KS)
    assert len(told(call)) == LENGTH
    assert KS[10:] not in told(Call("eu", "media", "add", (("other", KS),)))
    assert told(Call("eu", "a", "b", (("ids", Array(("1", "2"))),))) != ""
