"""The privileges: their words, their text read and written, and what is wrong with one."""

import re
import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.sessions.ks import ADMIN, USER, Session, read, sign_v2
from app.sessions.privileges import (
    BY_NAME,
    PRIVILEGES,
    Finding,
    Known,
    Privilege,
    format_privileges,
    parse,
    parse_pasted,
    problems,
    value_fault,
)
from app.sessions.privileges.known import PrivilegeFault
from app.sessions.privileges.known import read as known_ones
from tests.each import each

SECRET = "0123456789abcdef0123456789abcdef"
names = st.text(string.ascii_lowercase, min_size=1, max_size=12)
values = st.text(string.ascii_letters + string.digits + "_*/-.|:", max_size=20)


def found(text: str, session_type: int | None = None) -> list[tuple[str, str]]:
    return [(finding.level, finding.name) for finding in problems(text, session_type)]


def errors(text: str) -> list[str]:
    return [one.sentence for one in problems(text, None) if one.level == "error"]


def warnings(text: str, session_type: int | None = None) -> list[str]:
    return [one.sentence for one in problems(text, session_type) if one.level == "warning"]


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


@each(
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


@given(st.lists(st.builds(Privilege, names, values), max_size=6))
def test_parse_reads_back_what_format_writes(privileges: list[Privilege]) -> None:
    assert parse(format_privileges(privileges)) == tuple(privileges)


@given(st.text(max_size=60), st.sampled_from([USER, ADMIN, None, 7]))
@example("list :,edit:0_a", ADMIN)
def test_any_text_has_findings_that_are_sentences(text: str, session_type: int | None) -> None:
    for finding in problems(text, session_type):
        assert finding.level in {"error", "warning"}
        assert finding.sentence.endswith(".")
    assert format_privileges(parse(format_privileges(parse(text)))) == format_privileges(
        parse(text)
    )
    parse_pasted(text)


@each("known", PRIVILEGES)
def test_each_is_described_and_its_example_is_right(known: Known) -> None:
    assert BY_NAME[known.name] is known
    assert known.sentence.endswith(".")
    assert len(re.findall(r"[.;] |[.]$", known.sentence)) <= 3
    (example,) = parse(known.example)
    assert example.name == known.name
    assert bool(example.value) == (known.kind != "flag") == bool(known.value)
    assert errors(known.example) == []
    assert value_fault(example.name, example.value) == ""
    session = Session(2, 102, ADMIN, 1900000000, "ana", known.example)
    assert read(sign_v2(session, SECRET), SECRET).privileges == known.example


@each(
    "text",
    [
        "all:*,edit:0_a/0_b,disableentitlement",
        "all%3A*%2Cedit%3A0_a%2F0_b%2Cdisableentitlement",
        "all%253A*%252Cedit%253A0_a%252F0_b%252Cdisableentitlement",
        "all=*&edit=0_a%2F0_b&disableentitlement=&_e=1900000000&_t=2&_u=ana",
        ' "all:*, edit:0_a/0_b, disableentitlement" ',
        "privileges=all%3A*%2Cedit%3A0_a%2F0_b%2Cdisableentitlement",
        "privileges: all:*,edit:0_a/0_b,disableentitlement",
        "all:*\nedit:0_a/0_b\ndisableentitlement\n",
    ],
)
def test_what_people_paste(text: str) -> None:
    assert format_privileges(parse_pasted(text)) == "all:*,edit:0_a/0_b,disableentitlement"


def test_only_a_paste_is_put_right() -> None:
    """What a KS carries is read as it is: a server would not decode it either."""
    assert parse("sessionkey:a%2Cb") == (Privilege("sessionkey", "a%2Cb"),)
    assert parse("all=*") == (Privilege("all=*"),)
    assert parse_pasted("sessionkey:a=b,all:*") == parse("sessionkey:a=b,all:*")


@each(
    ("text", "sentence"),
    [
        ("disableentitlement:1", "stands alone: leave the value “1” away"),
        ("edit", "edit needs a value: entry ids or *"),
        ("edit:", "edit needs a value"),
        ("edit:0_a//0_b", "empty value between slashes"),
        ("edit:*/0_b", "edit:* covers all"),
        ("edit:0_a?", "is not an entry id"),
        ("edit:0_a,0_b", "part several values with /, as edit:0_a/0_b."),
        ("edit: 0_a", "no spaces around it"),
        ("limitentry:0_a/0_b", "is not an entry id"),
        ("limitentry:*", "is not an entry id"),
        ("editplaylist:0_a/0_b", "single one"),
        ("downloadasset:a+b", "is not an asset id"),
        ("list:0_a", "write *"),
        ("actionslimit:0", "not a number from 1 up"),
        ("actionslimit:five", "not a number from 1 up"),
        ("preview:-1", "not a number from 1 up"),
        ("virtualeventid:x", "not a number from 1 up"),
        ("enablechangeaccount:x", "not a number from 1 up"),
        ("reftime:tomorrow", "write unix seconds"),
        ("reftime:1767225600000", "write seconds, 1767225600."),
        ("setrole:-3", "is not a role"),
        ("setrole:1/2", "is not a role"),
        ("iprestrict:10.0.0", "is not an IP address"),
        ("iprestrict:300.1.1.1", "is not an IP address"),
        ("iprestrict:10.0.0.0/40", "is not an IP address"),
        ("iprestrict:10.0.0.9-10.0.0.1", "is not an IP address"),
        ("iprestrict:10.0.0.1-2001:db8::1", "is not an IP address"),
        ("urirestrict:api_v3/*", "start it with /"),
        ("urirestrict:/a|https://example.org/b", "start it with /"),
        ("urirestrict:/a/*/b", "has a * inside"),
        ("appid:shop", "lacks its domain"),
        ("enableentitlement,disableentitlement", "contradict each other"),
        ("list media:*", "has spaces inside"),
        (":0_a", "name is missing"),
    ],
)
def test_errors(text: str, sentence: str) -> None:
    assert [sentence in error for error in errors(text)] == [True]


@each(
    "text",
    [
        "edit:0_abc123/1_def456",
        "edit:*",
        "sview:a1b2c3d4e5",
        "iprestrict:203.0.113.7/2001:db8::7",
        "urirestrict:/api_v3/*|/p/102/thumbnail",
        "appid:shop-shop.example.org",
        "setrole:2345",
        "setrole:PLAYBACK_BASE_ROLE",
        "enablechangeaccount",
        "edituser:ana@example.org/ben",
        "edituser:*",
        "widget:1,view:*",
        "sessionkey:a:b",
        "",
    ],
)
def test_these_are_no_errors(text: str) -> None:
    assert errors(text) == []


@each(
    ("text", "session_type", "sentence"),
    [
        ("*", USER, "takes every limit off a USER session"),
        ("all:*", USER, "takes every limit off a USER session"),
        ("edit:*", USER, "change every entry"),
        ("edit:0_a", USER, "entries that others own"),
        ("list:*", USER, "entries of everybody"),
        ("disableentitlement", USER, "never give this session to an end user"),
        ("edituser:*", USER, "name the users"),
        ("sview:0_a", ADMIN, "does not need sview"),
        ("edit:0_a", ADMIN, "does not need edit"),
        ("list:*", ADMIN, "does not need list"),
        ("download:0_a", ADMIN, "does not need download:"),
        ("actionslimit:1", None, "after a single call"),
        ("setrole:5", None, "check that the role"),
        ("restrictingrole:5", None, "check that the role"),
        ("iprestrict:192.168.1.4", None, "192.168.1.4 is a private address"),
        ("iprestrict:203.0.113.7/127.0.0.1", None, "127.0.0.1 is a private address"),
        ("iprestrict:fd00::1", None, "fd00::1 is a private address"),
        ("iprestrict:10.0.0.0/8", None, "may let nobody in"),
        ("iprestrict:2001:db8::/32", None, "may let nobody in"),
        ("iprestrict:203.0.113.1-203.0.113.9", None, "may let nobody in"),
        ("urirestrict:/*", None, "allows every path"),
        ("appid:appName-appDomain", None, "placeholder"),
        ("appId:shop-example.org", None, "write appid."),
        ("disableentitlment", None, "write disableentitlement."),
        ("sveiw:0_a", None, "write sview."),
        ("zzzz:1", None, "not a privilege that is known"),
        ("widget:1", None, "set by servers"),
        ("apptoken:0_a", None, "set by the server"),
        ("sview:0_a,sview:0_b", None, "put all its values into one, parted by /"),
        ("reftime:1,reftime:2", None, "leave the others out"),
        ("disableentitlement,disableentitlementforentry:0_a", None, "covers every entry"),
        ("sessionid:a/b", None, "before the first /"),
    ],
)
def test_warnings(text: str, session_type: int | None, sentence: str) -> None:
    assert [sentence in warning for warning in warnings(text, session_type)] == [True]


@each(
    ("text", "session_type"),
    [
        ("all:*,disableentitlement", ADMIN),
        ("sview:0_abc123", USER),
        ("sview:0_abc123,appid:shop-shop.example.org,actionslimit:20", USER),
        ("enableentitlement,privacycontext:intranet", USER),
        ("iprestrict:8.8.8.8,urirestrict:/api_v3/*", USER),
        (None, USER),
    ],
)
def test_sensible_sessions_have_no_findings(text: str | None, session_type: int) -> None:
    assert problems(text, session_type) == ()


def test_errors_come_first_and_nothing_twice() -> None:
    assert found("list:*,edit:*,edit:*,actionslimit:0", USER) == [
        ("error", "actionslimit"),
        ("warning", "edit"),
        ("warning", "list"),
        ("warning", "edit"),
    ]


def test_a_single_value_is_checked_before_the_text_is_made() -> None:
    assert value_fault("sview", "0_a,0_b") == (
        "A comma starts the next privilege: part several values with /."
    )
    assert value_fault("sessionid", "a,b") == "A comma starts the next privilege: leave it out."
    assert value_fault("sessionid", "a\nb") == (
        "A value has no line breaks, and no spaces around it: take them out."
    )
    assert value_fault("privacycontext", "our portal") == ""
    assert value_fault("unheard", "anything") == ""


def test_a_finding_names_its_privilege() -> None:
    assert problems("setrole:0", None)[0] == Finding(
        "error",
        "setrole",
        "setrole: “0” is not a role: write its id, such as 2345, or its system name.",
    )


def test_long_texts_are_cut_in_sentences() -> None:
    (finding,) = problems("z" * 5000, None)
    assert finding.sentence.startswith("“" + "z" * 60 + "…” is not a privilege")


TABLE = """
also_used = ["widget"]
[[privilege]]
name = "shelf"
kind = "number"
value = "shelf id"
sentence = "The session may read what stands on this shelf."
example = "shelf:4"
"""


def test_a_privilege_is_one_table_and_one_that_lacks_something_is_named() -> None:
    (shelf,), others = known_ones(TABLE)
    assert (shelf.name, shelf.kind, shelf.slashes) == ("shelf", "number", False)
    assert others == {"widget"}
    for written, instead, said in (
        ('sentence = "The session may read what stands on this shelf."', "", "'sentence'"),
        ('"number"', '"numbers"', "the kind is one of flag, "),
        ('"shelf:4"', '"book:4"', "the example is not one of it."),
        ('name = "shelf"', "", "privilege 1: "),
        ("kind =", "kinds =", "'kinds'"),
    ):
        with pytest.raises(PrivilegeFault) as raised:
            known_ones(TABLE.replace(written, instead))
        assert "app/sessions/privileges/known.toml, privilege " in str(raised.value)
        assert said in str(raised.value)
    with pytest.raises(PrivilegeFault, match="twice"):
        known_ones(TABLE + TABLE.partition("\n[")[2].join(["[", ""]))
    with pytest.raises(PrivilegeFault, match=r"^app/sessions/privileges/known.toml is not TOML: "):
        known_ones(TABLE + "[[")
    with pytest.raises(PrivilegeFault, match=r"known.toml lacks privilege, also_used\.$"):
        known_ones("")
