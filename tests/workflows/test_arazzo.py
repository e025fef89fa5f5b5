"""Workflows written down as Arazzo documents, and read again."""

import json
import time
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import Phase, given, settings

from app.call.model import Array, Call, File, Object
from app.errors import BadInput
from app.schema.facts import bundled as bundled_schema
from app.workflows import model
from app.workflows.arazzo import as_yaml, dump, extensions_of, load
from app.workflows.model import ROW, Check, Input, OnError, Step, Taking, TextFile, Workflow
from tests.each import each
from tests.pages.planted import KSES, SECRETS, found_in
from tests.sizes import examples
from tests.workflows.workflow_values import workflows

REGISTRY = bundled_schema()
START = Step(
    "start",
    Call("", "session", "start", (("secret", "{{secret}}"), ("type", "2")), format="1"),
    takings=(Taking("ks", "$"),),
)
LISTED = Step(
    "list",
    Call(
        "",
        "media",
        "list",
        (
            (
                "filter",
                Object(
                    "KalturaMediaEntryFilter",
                    (("nameLike", "{{title}}, again"), ("mediaTypeEqual", "2"), ("tagsLike", "7")),
                ),
            ),
        ),
        format="1",
        ks="{{ks}}",
    ),
    takings=(Taking("first", "$.objects[0].id"),),
    checks=(Check("count", ">=", "1", "$.objects"), Check("value", "==", "a'b", "$.a.b")),
    on_error=OnError("go on"),
)
PLAIN = Workflow(
    "plain",
    "Plain",
    inputs=(Input("secret", secret=True), Input("title", "A title", "What to look for")),
    steps=(START, LISTED, Step("ping", Call("", "system", "ping", format="1"))),
)


@pytest.mark.soak
@given(workflows())
@settings(max_examples=examples(30, 300), deadline=None, phases=[Phase.explicit, Phase.generate])
def test_nothing_is_lost(workflow: Workflow) -> None:
    document = dump(workflow, REGISTRY)
    for text in (as_yaml(document), json.dumps(document)):
        loaded = load(text, REGISTRY)
        assert loaded.workflows == (workflow,)
        assert loaded.notes == ()


def test_what_arazzo_can_say_is_said_in_its_words() -> None:
    document = dump(PLAIN, REGISTRY)
    made = document["workflows"][0]
    assert document["arazzo"] == "1.1.0"
    assert document["sourceDescriptions"] == [
        {"name": "kaltura", "url": "/openapi.json", "type": "openapi"}
    ]
    assert made["inputs"] == {
        "type": "object",
        "required": ["secret"],
        "properties": {
            "secret": {"type": "string", "format": "password"},
            "title": {"type": "string", "description": "What to look for", "default": "A title"},
        },
    }
    start, listed, ping = made["steps"]
    assert start["operationPath"] == (
        "{$sourceDescriptions.kaltura.url}#/paths/~1api_v3~1service~1session~1action~1start/post"
    )
    assert start["requestBody"]["payload"] == {"format": 1, "secret": "$inputs.secret", "type": 2}
    assert start["outputs"] == {"ks": "$response.body"}
    assert listed["requestBody"]["payload"] == {
        "format": 1,
        "ks": "$steps.start.outputs.ks",
        "filter": {
            "objectType": "KalturaMediaEntryFilter",
            "nameLike": "{$inputs.title}, again",
            "mediaTypeEqual": 2,
            "tagsLike": "7",
        },
    }
    assert listed["outputs"] == {"first": "$response.body#/objects/0/id"}
    assert [one["condition"] for one in listed["successCriteria"]] == [
        "$statusCode == 200",
        "$[?!(@.objectType == 'KalturaAPIException')]",
        "$[?count(@.objects[*]) >= 1]",
        "$response.body#/a/b == 'a''b'",
    ]
    assert listed["onFailure"] == [{"name": "go-on", "type": "goto", "stepId": "ping"}]
    assert ping["requestBody"]["payload"] == {"format": 1}
    assert extensions_of(PLAIN, REGISTRY) == ()


@each(
    ("changed", "said"),
    [
        ({"when": "first"}, "a condition before a step"),
        ({"region": "Europe"}, "a step in a region of its own"),
        ({"account": "Mine"}, "a step as an account of its own"),
        ({"takings": (Taking("ids", "$.objects[*].id"),)}, "values taken from several places"),
        ({"takings": (Taking("a", "{{answer.id}}"),)}, "values taken from several places"),
        ({"each": ROW}, "runs over rows"),
        ({"each": "first | split"}, "runs over rows"),
        ({"pages": True, "takings": ()}, "runs over rows"),
        ({"on_error": OnError("retry", 2, ("A_CODE",))}, "another try on codes of errors"),
        ({"checks": (Check("time", "<", "500"),)}, "checks that Arazzo has no words for"),
        ({"call": replace(LISTED.call, language="{{title | upper}}")}, "templates"),
        ({"call": replace(LISTED.call, language="{{$now-7d}}")}, "templates"),
        ({"call": replace(LISTED.call, parameters=(("f", File("a", "b/c", 3)),))}, "files"),
    ],
)
def test_what_it_cannot_say_is_told(changed: dict[str, Any], said: str) -> None:
    workflow = PLAIN.with_step(replace(LISTED, **changed))
    assert extensions_of(workflow, REGISTRY) == (said,)
    assert load(as_yaml(dump(workflow, REGISTRY)), REGISTRY).workflows == (workflow,)


def test_a_run_over_rows_is_written_down_with_its_columns() -> None:
    listed = replace(LISTED, pages=True, takings=(Taking("year", "{{answer.at | date('%Y')}}"),))
    update = Step("update", Call("", "system", "ping", format="1"), each=ROW)
    of_each = Step("of-each", Call("", "system", "ping", format="1"), each="row.captions")
    workflow = replace(
        PLAIN,
        steps=(START, listed, update, of_each),
        where="row.year == 2026",
        files=(TextFile("texts", "id", "txt"), TextFile("files", "names")),
    )
    document = dump(workflow, REGISTRY)
    made = document["workflows"][0]
    assert made["x-testme-rows"] == {
        "where": "row.year == 2026",
        "files": [
            {"column": "texts", "called": "id", "ending": "txt"},
            {"column": "files", "called": "names"},
        ],
    }
    assert [one.get("x-testme-rows") for one in made["steps"]] == [
        None,
        {"pages": True},
        {"each": "row"},
        {"each": "row.captions"},
    ]
    # What is taken of each object is at no place in the answer, as another runner would look.
    assert "outputs" not in made["steps"][1]
    assert load(as_yaml(document), REGISTRY).workflows == (workflow,)
    assert model.load(json.loads(json.dumps(model.dump(workflow)))) == workflow


def test_what_is_said_of_rows_has_no_secret_in_it() -> None:
    listed = replace(LISTED, pages=True, takings=(Taking("a", f"{{{{'{KSES['pasted']}'}}}}"),))
    of_each = Step("b", Call("", "a", "b"), each=f"'{KSES['parameter']}' | split")
    workflow = replace(PLAIN, steps=(listed, of_each), where=f"row.a == '{KSES['described']}'")
    assert found_in(as_yaml(dump(workflow, REGISTRY))) == []


def test_a_call_without_a_ks_has_the_runs() -> None:
    start, listed = PLAIN.steps[0], replace(LISTED, call=replace(LISTED.call, ks=None))
    for steps in ((replace(start, when="1 > 0"), listed), (listed, start, LISTED)):
        listed_at = steps.index(listed)
        workflow = replace(PLAIN, steps=tuple(replace(s, id=f"s{n}") for n, s in enumerate(steps)))
        document = dump(workflow, REGISTRY)
        made = document["workflows"][0]
        assert made["inputs"]["required"] == ["secret", "ks"]
        assert made["inputs"]["properties"]["ks"]["format"] == "password"
        assert made["steps"][listed_at]["requestBody"]["payload"]["ks"] == "$inputs.ks"
        assert load(as_yaml(document), REGISTRY).workflows == (workflow,)


def test_a_ks_that_an_earlier_step_gives_the_run_is_not_asked_for() -> None:
    start, listed = PLAIN.steps[0], replace(LISTED, call=replace(LISTED.call, ks=None))
    widget = Step("widget", Call("", "session", "startWidgetSession", format="1"))
    for giving, place in (
        (replace(start, id="again", takings=()), "$response.body"),
        (widget, "$response.body#/ks"),
    ):
        workflow = replace(PLAIN, steps=(start, giving, listed))
        document = dump(workflow, REGISTRY)
        made = document["workflows"][0]
        assert "ks" not in made["inputs"]["properties"]
        assert made["steps"][-2]["outputs"] == {"run-ks": place}
        said = f"$steps.{giving.id}.outputs.run-ks"
        assert made["steps"][-1]["requestBody"]["payload"]["ks"] == said
        assert load(as_yaml(document), REGISTRY).workflows == (workflow,)


def test_no_secret_is_written_down() -> None:
    tokens = Object("KalturaAppToken", (("token", SECRETS["token"]), ("hashType", "SHA1")))
    pairs = Array((Object("KalturaKeyValue", (("key", "password"), ("value", SECRETS["pair"]))),))
    call = Call(
        "",
        "user",
        "loginByLoginId",
        (
            ("password", SECRETS["password"]),
            ("loginId", f"me {SECRETS['inner password']}"),
            ("appToken", tokens),
            ("params", pairs),
            (
                "url",
                f"https://me:{SECRETS['address']}@cam.example/a?Signature={SECRETS['signature']}",
            ),
            ("session", KSES["parameter"]),
        ),
        ks=KSES["pasted"],
        format="1",
        also_secret=(SECRETS["inner password"],),
    )
    before = Step("before", Call("", "a", "b", (("note", SECRETS["password"]),)))
    workflow = Workflow(
        "w",
        f"Of {SECRETS['key']}",
        f"{KSES['described']} and {SECRETS['password']}",
        (Input("mine", SECRETS["key"], secret=True), Input("otp", SECRETS["otp"])),
        (
            before,
            Step(
                "step",
                call,
                f"With {SECRETS['key']}",
                checks=(Check("text", "contains", SECRETS["otp"]),),
            ),
        ),
    )
    document = dump(workflow, REGISTRY)
    assert found_in(as_yaml(document)) == []
    made = document["workflows"][0]
    payload = made["steps"][1]["requestBody"]["payload"]
    assert payload["password"] == "$inputs.password"
    assert made["steps"][0]["requestBody"]["payload"]["note"] == "$inputs.password"
    assert payload["appToken"] == {
        "objectType": "KalturaAppToken",
        "token": "$inputs.token",
        "hashType": "SHA1",
    }
    assert payload["params"][0]["value"] == "$inputs.value"
    assert "ks" not in payload  # the action needs none
    assert made["inputs"]["properties"]["token"] == {"type": "string", "format": "password"}


HEAD = "arazzo: 1.1.0\nworkflows:\n"
ONE = HEAD + "  - workflowId: a\n    steps:\n      - stepId: b\n        operationId: media.list\n"


@each(
    ("text", "said"),
    [
        ("", "This file is empty."),
        ("a: [", "Line 2: it is no YAML"),
        ("a: &a 1\nb: *a\n", "Line 1: anchors and aliases (&, *) are not read."),
        ("a: 1\nb: !!python/name:os.system x\n", "Line 2: the tag"),
        ("a: 1\na: 2\n", "Line 2: 'a' stands there twice."),
        ('{"a": 1, "a": 2}', "'a' stands there twice."),
        ("{" * 100_000, "Line 1: it is no JSON"),
        ('{"a":' * 100_000, "no JSON"),
        ("- " * 5_000 + "a", "nested more than 40 deep"),
        ("[" * 100_000, "Line 1: it"),
        ("a: [" + "1," * 60_000 + "]", "more than 50,000 values"),
        ("x" * 1_000_001, "more than 1,000,000 characters"),
        ("? [a]\n: 1\n", "a name is a text"),
        ("a: 1\n---\nb: 2\n", "Line 2: a second document begins"),
        ("just a text", "This is no Arazzo document"),
        ("arazzo: 2.0.0\nworkflows: []\n", "Arazzo 2.0.0 is not read here"),
        (HEAD + "  []", "This document has no workflow."),
        (HEAD + "  - workflowId: a\n    steps: x\n", "steps is a list."),
        (HEAD + "  - workflowId: a b\n    steps: []\n", "A workflow's name has letters"),
        (ONE.replace("media.list", "pets"), "it calls no action of the Kaltura API"),
        (ONE + "        requestBody: {payload: {a: $inputs.b}}\n", "$inputs.b is nothing"),
        (ONE + "        requestBody: {payload: {a: '{$url}'}}\n", "cannot be read here"),
        (ONE + "        outputs: {a: $response.header.b}\n", "is no place in an answer"),
        (ONE + "        successCriteria: [{condition: $url == 1}]\n", "cannot be checked here"),
        (ONE + "        x-testme-when: '{{'\n", "cannot be read"),
        (ONE + "        x-testme-rows: {each: '{{'}\n", "cannot be read"),
        (ONE + "        x-testme-rows: {every: row}\n", "x-testme-rows has 'every'"),
        (ONE + "        x-testme-rows: row\n", "x-testme-rows is a mapping"),
        (ONE + "        x-testme-takings: {a: '{{b.c()}}'}\n", "no part of these expressions"),
        (ONE + "    x-testme-rows: {where: '{{'}\n", "cannot be read"),
        (ONE + "    x-testme-rows: {files: a}\n", "files of x-testme-rows is a list"),
        (ONE + "    x-testme-rows: {files: [{name: a}]}\n", "has 'name', which is not known"),
        (ONE + "        onFailure: [{type: goto, stepId: b}]\n", "onFailure ends, tries again"),
        (ONE + "      - {stepId: c, workflowId: other}\n", "Step c: it calls no action"),
        (ONE + "      - {stepId: b, operationId: a.b}\n", "Two steps are called b"),
        (HEAD + "  - workflowId: a\n    steps:\n" + "      - {}\n" * 101, "at most 100 steps"),
    ],
)
def test_a_document_that_cannot_be_read_is_refused_by_what_is_wrong(text: str, said: str) -> None:
    began = time.perf_counter()
    with pytest.raises(BadInput) as caught:
        load(text, REGISTRY)
    assert said in caught.value.sentence
    assert time.perf_counter() - began < 5


def test_one_that_others_wrote_is_read_as_far_as_it_can_be() -> None:
    loaded = load(
        ONE
        + """\
        requestBody: {payload: {pager: {objectType: KalturaFilterPager, pageSize: 5}}}
        parameters: [{name: a, in: query, value: b}]
        outputs: {first-id: $response.body#/objects/0/id}
      - stepId: get
        operationId: $sourceDescriptions.kaltura.media.get
        requestBody: {payload: {entryId: $steps.b.outputs.first-id, ks: $inputs.ks}}
  - workflowId: other
    steps: [{stepId: pets, operationId: listPets}]
""",
        REGISTRY,
    )
    (workflow,) = loaded.workflows
    assert [(one.call.service, one.call.action) for one in workflow.steps] == [
        ("media", "list"),
        ("media", "get"),
    ]
    assert workflow.steps[0].call.parameters == (
        ("pager", Object("KalturaFilterPager", (("pageSize", "5"),))),
    )
    assert workflow.steps[0].takings == (Taking("first_id", "$.objects[0].id"),)
    assert workflow.steps[1].call.parameters == (("entryId", "{{first_id}}"),)
    assert loaded.notes == (
        "parameters of the step b was left out: it is not read here.",
        "The workflow other was left out: Step pets: it calls no action of the Kaltura API "
        "(operationId: media.list).",
    )
