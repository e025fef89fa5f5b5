"""The privileges' text: read, written, and the names as data."""

import pytest

from app.sessions.privileges import BY_NAME, PRIVILEGES, Privilege, format_privileges, parse


def test_names_are_those_of_the_api_once_each() -> None:
    assert [known.name for known in PRIVILEGES] == [
        "all",
        "edit",
        "sview",
        "list",
        "download",
        "downloadasset",
        "editplaylist",
        "sviewplaylist",
        "actionslimit",
        "setrole",
        "restrictingrole",
        "limitentry",
        "iprestrict",
        "urirestrict",
        "enableentitlement",
        "disableentitlement",
        "disableentitlementforentry",
        "privacycontext",
        "enablecategorymoderation",
        "reftime",
        "sessionkey",
        "preview",
        "sessionid",
        "apptoken",
        "appid",
        "enablechangeaccount",
        "edituser",
        "virtualeventid",
        "searchcontext",
    ]
    assert len(BY_NAME) == len(PRIVILEGES)


@pytest.mark.parametrize(
    ("text", "privileges"),
    [
        (None, ()),
        ("", ()),
        ("*", (Privilege("all", "*"),)),
        (
            "all:*, disableentitlement,,",
            (Privilege("all", "*"), Privilege("disableentitlement")),
        ),
        ("appid:shop-example.org:8080", (Privilege("appid", "shop-example.org:8080"),)),
    ],
)
def test_parse(text: str | None, privileges: tuple[Privilege, ...]) -> None:
    assert parse(text) == privileges


def test_format_is_the_counterpart_of_parse() -> None:
    text = "all:*,edit:0_a/0_b,disableentitlement,urirestrict:/api_v3/*"
    assert format_privileges(parse(text)) == text


def test_slashes_part_values_where_the_privilege_takes_several() -> None:
    assert Privilege("edit", "0_a/0_b").values == ("0_a", "0_b")
    assert Privilege("urirestrict", "/api_v3/*").values == ("/api_v3/*",)
    assert Privilege("disableentitlement").values == ()
    assert Privilege("unheard", "a/b").values == ("a/b",)
