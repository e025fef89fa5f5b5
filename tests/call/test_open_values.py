"""Placeholders in a form: they are named, filled in, and stop a call as long as they are open."""

import pytest

from app.call.form.draft import Draft
from app.call.form.of_call import draft_of
from app.call.form.open_values import Open, fill
from app.call.form.request_form import RequestForm
from app.call.form.typed import Typed
from app.call.model import Array, Call, Object
from app.call.placeholders import names_in, placeholder
from app.call.problem import Problem
from app.schema.facts import bundled

REGISTRY = bundled()


def form(service: str, action: str, draft: Draft) -> RequestForm:
    found, known = REGISTRY.service(service), REGISTRY.action(service, action)
    assert found is not None
    assert known is not None
    return RequestForm(REGISTRY, [(found, known)], Typed(draft))


def draft() -> Draft:
    flags = Object("KalturaKeyValue", (("key", "a"), ("value", "{{A}} and {{B}}")))
    own = (
        ("secret", "{{SECRET}}"),
        ("type", "{{TYPE}}"),
        ("partnerId", "{{PARTNER_ID}}"),
        ("expiry", "{{PARTNER_ID}}"),
        ("userId", "{1:result:id} {{}} {{1}} {{ a }} {A}"),
    )
    profile = Object("KalturaResponseProfile", (("name", "{{A}}"), ("mappings", Array((flags,)))))
    return draft_of(Call("here", "session", "start", own, response_profile=profile), hide=False)


def test_what_is_open_is_named_once() -> None:
    assert form("session", "start", draft()).placeholders == [
        Open("A", secret=False),
        Open("B", secret=False),
        Open("SECRET", secret=True),
        Open("TYPE", secret=False),
        Open("PARTNER_ID", secret=False),
    ]


def test_what_is_open_is_the_one_problem_of_its_field() -> None:
    _, problems = form("session", "start", draft()).read("here")
    by_field = {problem.field: problem for problem in problems if problem.level == "open"}
    assert by_field["param:type"] == Problem(
        "param:type", "{{TYPE}} is still to be filled in.", "open"
    )
    assert set(by_field) == {
        "responseProfile:name",
        "responseProfile:mappings:0:value",
        "param:secret",
        "param:type",
        "param:partnerId",
        "param:expiry",
    }
    assert by_field["responseProfile:mappings:0:value"].sentence == (
        "{{A}} and {{B}} is still to be filled in."
    )
    others = [one for one in problems if one.level != "open"]
    assert not {one.field for one in others} & set(by_field)


def test_values_go_into_every_field_that_names_them() -> None:
    typed = draft()
    fill(typed, {"PARTNER_ID": "102", "A": "x{{y}}", "NOBODY": "z"})
    assert typed.values["param:partnerId"] == typed.values["param:expiry"] == "102"
    assert typed.values["responseProfile:mappings:0:value"] == "x{{y}} and {{B}}"
    names = [one.name for one in form("session", "start", typed).placeholders]
    assert names == ["y", "B", "SECRET", "TYPE"]


def test_what_is_not_sent_is_not_open() -> None:
    typed = draft()
    typed.sent -= {"param:expiry", "responseProfile"}
    found = form("session", "start", typed)
    _, problems = found.read("here")
    assert {one.field for one in problems if one.level == "open"} == {
        "param:secret",
        "param:type",
        "param:partnerId",
    }
    assert [one.name for one in found.placeholders] == ["SECRET", "TYPE", "PARTNER_ID"]


@pytest.mark.parametrize(
    "text",
    ["{1:result}", "{{}}", "{{1}}", "{{ a }}", "{a}", '{"a": {"b": 1}}', "{{a b}}", "{{a-b}}"],
)
def test_what_is_no_placeholder(text: str) -> None:
    assert names_in(text) == ()


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("A", "{{A}}"),
        ("your entry id", "{{your_entry_id}}"),
        ("7", "{{_7}}"),
        ("", "{{VALUE}}"),
        ("ä", "{{VALUE}}"),
    ],
)
def test_any_name_makes_one(name: str, made: str) -> None:
    assert placeholder(name) == made
    assert len(names_in(made)) == 1
