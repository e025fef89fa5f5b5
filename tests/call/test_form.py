"""The form and the Call are two ways to write the same: nothing is lost between them."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.call.form.draft import Draft
from app.call.form.named_calls import calls_in
from app.call.form.of_call import draft_of
from app.call.form.request_form import RequestForm
from app.call.form.typed import Typed
from app.call.model import Array, Call, Map, Null, Object, Value
from app.call.multirequest import NAME as MULTIREQUEST
from app.call.problem import Problem
from app.schema.facts import bundled
from tests.call.random_calls import calls, multirequests
from tests.sizes import examples

REGISTRY = bundled()
fills_the_form = settings(deadline=None, suppress_health_check=list(HealthCheck))


def read(draft: Draft, call: Call, *, recorded: Call | None = None) -> tuple[Call, list[Problem]]:
    draft.values["service"], draft.values["action"] = call.service, call.action
    named = calls_in(REGISTRY, draft, strict=True)
    several = call.service == MULTIREQUEST
    typed = Typed(draft, recorded=recorded)
    return RequestForm(REGISTRY, named, typed, multirequest=several).read(call.region)


@pytest.mark.soak
@settings(fills_the_form, max_examples=examples(60, 5000))
@given(calls(REGISTRY, with_files=False))
def test_a_call_fills_the_form_in_and_is_read_from_it_again(call: Call) -> None:
    found, _ = read(draft_of(call), call, recorded=call)
    assert ordered(found) == ordered(call)


@pytest.mark.soak
@settings(fills_the_form, max_examples=examples(60, 5000))
@given(multirequests(REGISTRY, with_files=False))
def test_so_does_a_multirequest_with_all_that_its_calls_have_of_their_own(call: Call) -> None:
    found, _ = read(draft_of(call), call, recorded=call)
    assert ordered(found) == ordered(call)


def ordered(call: Call) -> Call:
    """The same call; the order of an object's fields means nothing, and the form has its own.

    No KS has blanks around it.
    """
    parameters = tuple((name, _ordered(value)) for name, value in call.parameters)
    if call.service == MULTIREQUEST:
        parameters = tuple((name, _stripped(value)) for name, value in parameters)
    profile = call.response_profile
    return replace(
        call,
        parameters=parameters,
        response_profile=_ordered(profile) if profile else profile,
        ks=call.ks and call.ks.strip(),
    )


def _stripped(inner: Value) -> Value:
    assert isinstance(inner, Object)
    fields = ((k, v.strip() if k == "ks" and isinstance(v, str) else v) for k, v in inner.fields)
    return replace(inner, fields=tuple(fields))


def _ordered(value: Value) -> Value:
    match value:
        case Object(type, fields):
            return Object(
                type, tuple(sorted(((k, _ordered(v)) for k, v in fields), key=lambda pair: pair[0]))
            )
        case Array(items):
            return Array(tuple(_ordered(item) for item in items))
        case Map(items):
            return Map(tuple((key, _ordered(item)) for key, item in items))
        case _:
            return value


def form(service: str, action: str, **values: str) -> tuple[Call, list[Problem]]:
    draft = Draft()
    for name, value in values.items():
        draft.values[name.replace("__", ":")] = value
    return read(draft, Call("sandbox", service, action))


def own(call: Call) -> dict[str, Value]:
    return dict(call.parameters)


def test_wire_names_of_a_script_become_nested_values() -> None:
    call, problems = form(
        "media",
        "list",
        ks="djJ8",
        param__filter__objectType="KalturaMediaEntryFilter",
        param__filter__statusIn="2,7",
        param__filter__advancedSearch__objectType="KalturaSearchOperator",
        param__filter__advancedSearch__items__0__objectType="KalturaSearchCondition",
        param__filter__advancedSearch__items__0__field="name",
    )
    assert problems == []
    condition = Object("KalturaSearchCondition", (("field", "name"),))
    operator = Object("KalturaSearchOperator", (("items", Array((condition,))),))
    assert own(call)["filter"] == Object(
        "KalturaMediaEntryFilter", (("advancedSearch", operator), ("statusIn", "2,7"))
    )


def test_problems_stand_at_their_own_place() -> None:
    _, problems = form(
        "media",
        "add",
        ks="djJ8",
        param__entry__objectType="KalturaMediaEntry",
        param__entry__mediaType="99",
        param__entry__noSuch="1",
        param__entry__createdAt="5",
        param__entry__conversionProfileId="12 ",
    )
    assert {problem.field for problem in problems} >= {
        "param:entry:mediaType",
        "param:entry:noSuch",
        "param:entry:createdAt",
    }


def test_what_is_not_in_the_schema_is_kept_and_named() -> None:
    call, problems = form("media", "get", ks="x", param__entryId="0_a")
    assert problems == []
    call, problems = form(
        "user", "add", ks="x", param__user__objectType="KalturaUser", param__user__shoeSize="44"
    )
    assert own(call)["user"] == Object("KalturaUser", (("shoeSize", "44"),))
    assert [(p.field, p.level) for p in problems] == [("param:user:shoeSize", "warning")]


def test_null_empty_text_and_empty_list_differ() -> None:
    draft = Draft(ticks=True)
    draft.open("param:filter", "KalturaMediaEntryFilter")
    draft.sent |= {"param:filter:nameLike", "ks"}
    draft.null |= {"param:filter:tagsLike"}
    draft.values["ks"] = "djJ8"
    call, problems = read(draft, Call("sandbox", "media", "list"))
    assert problems == []
    assert own(call)["filter"] == Object(
        "KalturaMediaEntryFilter", (("tagsLike", Null()), ("nameLike", ""))
    ) or set(own(call)["filter"].fields) == {("tagsLike", Null()), ("nameLike", "")}  # type: ignore[union-attr]


def test_a_map_takes_its_keys_from_beside_its_items() -> None:
    value = Map((("a:b", Object("KalturaPluginData", ())), ("0", Object("KalturaPluginData", ()))))
    entry = Object("KalturaEntryContextDataResult", (("pluginData", value),))
    call = Call("sandbox", "baseentry", "getContextData", (("entryId", "x"),))
    draft = draft_of(replace(call, parameters=(("contextDataParams", entry),)))
    assert draft.values["param:contextDataParams:pluginData:0:#key"] == "a:b"
    assert draft.values["param:contextDataParams:pluginData:1:#key"] == "0"


names = st.sampled_from(["param:a", "param:a:0", "param:a:1", "param:a:2"])
operations = st.lists(
    st.tuples(st.sampled_from(["add", "remove", "copy", "up", "down"]), st.integers(0, 6))
)


@given(operations)
def test_edits_of_a_list_do_what_a_list_does(done: list[tuple[str, int]]) -> None:
    draft = Draft(ticks=True)
    model: list[str] = []
    for step, (operation, index) in enumerate(done):
        name = f"param:a:{index}"
        if operation == "add":
            item = draft.add("param:a", "")
            draft.values[item] = f"typed {step}"
            model.append(f"typed {step}")
        elif index >= len(model):
            continue
        elif operation == "remove":
            draft.remove(name)
            del model[index]
        elif operation == "copy":
            draft.copy(name)
            model.insert(index, model[index])
        else:
            draft.move(name, -1 if operation == "up" else 1)
            other = index + (-1 if operation == "up" else 1)
            if 0 <= other < len(model):
                model[index], model[other] = model[other], model[index]
        assert [draft.values[f"param:a:{place}"] for place in range(len(model))] == model
        assert f"param:a:{len(model)}" not in draft.values
