"""JSON that a person types: read exactly, checked against the schema, written back."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.call.form import json_value
from app.call.form.json_value import JsonProblem
from app.call.model import Array, File, Map, Null, Object, Value
from app.call.problem import Problem
from app.errors import BadInput
from app.schema.registry import Registry
from tests.call.values import REGISTRY, SCHEMA, texts
from tests.each import each


def parse(text: str, type: str = "KalturaThing", array_type: str = "") -> Value:
    return json_value.parse(text, type=type, array_type=array_type, registry=REGISTRY)


def problems(text: str, type: str = "KalturaThing", array_type: str = "") -> list[Problem]:
    value = parse(text, type, array_type)
    return json_value.problems(value, type=type, array_type=array_type, registry=REGISTRY)


def thing(**fields: Value) -> Object:
    return Object("KalturaThing", tuple(fields.items()))


@each(
    ("text", "value"),
    [
        ("{}", thing()),
        (
            '{"name": "a", "objectType": "KalturaBigThing"}',
            Object("KalturaBigThing", (("name", "a"),)),
        ),
        ('{"name": null}', thing(name=Null())),
        ('{"active": true, "count": 5}', thing(active="1", count="5")),
        ('{"active": false}', thing(active="0")),
        ('{"size": 9223372036854775807}', thing(size="9223372036854775807")),
        ('{"ratio": 1.50, "other": 1E400}', thing(ratio="1.50", other="1E400")),
        ('{"status": "READY", "shared": true}', thing(status="2", shared="1")),
        ('{"startDate": "2030-01-31T12:00:00Z"}', thing(startDate="1896091200")),
        ('{"words": []}', thing(words=Array())),
        ('{"words": ["a", null]}', thing(words=Array(("a", Null())))),
        (
            '{"child": {"name": "a"}, "children": [{"objectType": "KalturaBigThing"}]}',
            thing(
                child=Object("KalturaBaseThing", (("name", "a"),)),
                children=Array((Object("KalturaBigThing"),)),
            ),
        ),
        (
            '{"labels": {"en": {"text": "t"}, "objectType": {}}}',
            thing(
                labels=Map(
                    (
                        ("en", Object("KalturaLabel", (("text", "t"),))),
                        ("objectType", Object("KalturaLabel")),
                    )
                )
            ),
        ),
        ('{"unknown": {"a": [1]}}', thing(unknown=Object("", (("a", Array(("1",))),)))),
        ('{"count": {"a": 1}}', thing(count=Object("", (("a", "1"),)))),
        ('\ufeff {"name": "\\ud83d\\ude00 \\u00e4"}\n', thing(name="😀 ä")),
        ("[]", Array()),
        ("null", Null()),
        ("7", "7"),
    ],
)
def test_parse(text: str, value: Value) -> None:
    assert parse(text) == value


def test_parse_arrays_and_maps() -> None:
    assert parse('[{"text": "a"}]', "array", "KalturaLabel") == Array(
        (Object("KalturaLabel", (("text", "a"),)),)
    )
    assert parse('{"a": {}}', "map", "KalturaLabel") == Map((("a", Object("KalturaLabel")),))
    assert parse("[1, 2.0]", "array", "string") == Array(("1", "2.0"))


@each(
    ("text", "line", "column", "path", "words"),
    [
        ("", 1, 1, "", "a value is missing"),
        ("{", 1, 2, "", "a name in double quotes"),
        ('{"a": 1,\n "b": }', 2, 7, "b", "cannot start a value"),
        ('{"a": 1,\n}', 1, 8, "", "a comma stands before }"),
        ("[1,]", 1, 3, "", "a comma stands before ]"),
        ('{"a" 1}', 1, 6, "", 'a colon is expected after "a"'),
        ('{"a": 1 "b": 2}', 1, 9, "", "a comma or } is expected"),
        ("[1 2]", 1, 4, "", "a comma or ] is expected"),
        ('{"a": {"b": 1,\n\n"b": 2}}', 3, 1, "a", '"b" is given twice'),
        ("{'a': 1}", 1, 2, "", "a name in double quotes"),
        ("{\"a\": [0, 'x']}", 1, 11, "a:1", "cannot start a value"),
        ('{"a": NaN}', 1, 7, "a", "NaN is no JSON value"),
        ('{"a": -Infinity}', 1, 7, "a", "-Infinity is no JSON value"),
        ('{"a": True}', 1, 7, "a", "True is no JSON value"),
        ('{"a": 01}', 1, 8, "", "a comma or } is expected"),
        ('{"a": "x\ny"}', 1, 9, "a", "a line break in it"),
        ('{"a": "x', 1, 7, "a", "lacks its closing"),
        ('{"a": "\\x"}', 1, 8, "a", "wrong \\"),
        ('{"a": "\\ud800"}', 1, 7, "a", "half of a \\u pair"),
        ("{} {}", 1, 4, "", "more text after the end"),
        ('{"child": {"objectType": 7}}', 1, 26, "child", "objectType takes the name of a class"),
        ("[" * 200, 1, 102, "0" + ":0" * 100, "nested deeper than 100 levels"),
        ("[" * 100_000, 1, 102, "0" + ":0" * 100, "nested deeper than 100 levels"),
    ],
)
def test_faulty_json_is_named_with_its_place(
    text: str, line: int, column: int, path: str, words: str
) -> None:
    with pytest.raises(JsonProblem) as caught:
        parse(text)
    problem = caught.value
    assert (problem.line, problem.column, problem.path) == (line, column, path)
    assert problem.sentence.startswith(f"line {line}, column {column}: ")
    assert words in problem.sentence
    assert problem.status == 400


json_values = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(allow_nan=False, allow_infinity=False),
        texts,
    ),
    lambda children: st.one_of(
        st.lists(children, max_size=3),
        st.dictionaries(texts.filter(lambda key: key != "objectType"), children, max_size=3),
    ),
    max_leaves=10,
)


@given(json_values, st.sampled_from([None, 2]), st.booleans())
def test_all_of_json_is_read_as_the_standard_reads_it(
    value: object, indent: int | None, ascii_only: bool
) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)

    def shape(found: object) -> object:
        match found:
            case dict():
                return Object("", tuple((key, shape(item)) for key, item in found.items()))  # type: ignore[misc]  # shape gives Values
            case list():
                return Array(tuple(shape(item) for item in found))  # type: ignore[misc]  # shape gives Values
            case None:
                return Null()
            case bool():
                return "1" if found else "0"
            case str():
                return found
        return json.dumps(found)

    assert parse(text, "") == shape(value)


@given(st.text())
def test_any_text_is_read_or_named(text: str) -> None:
    try:
        json.loads(text)
    except ValueError:
        with pytest.raises(JsonProblem):
            parse(text)


@each(
    "value",
    [
        thing(name='a\n"ä', size="9223372036854775807", active="1", status=Null()),
        thing(words=Array(("a", "")), children=Array(), labels=Map()),
        thing(
            child=Object("KalturaBigThing", (("labels", Map((("en", Object("KalturaLabel")),))),))
        ),
    ],
)
def test_to_text_is_the_inverse(value: Value) -> None:
    assert parse(json_value.to_text(value)) == value


def test_to_text_is_pretty() -> None:
    assert json_value.to_text(thing(name="ä")) == (
        '{\n  "objectType": "KalturaThing",\n  "name": "ä"\n}'
    )
    with pytest.raises(BadInput, match=r"a\.mp4"):
        json_value.to_text(thing(upload=File("a.mp4", "video/mp4", 1)))


@each(
    ("text", "field", "words", "level"),
    [
        ('{"count": "x"}', "count", "takes a whole number from 0 to 2147483647.", "error"),
        ('{"count": -1}', "count", "takes a whole number from 0", "error"),
        ('{"count": 1.5}', "count", "takes a whole number", "error"),
        ('{"count": {}}', "count", "takes a value of type int, not an object.", "error"),
        ('{"count": [1]}', "count", "takes a value of type int, not a list.", "error"),
        ('{"count": "{1:result:id}"}', "count", "earlier result", "warning"),
        ('{"size": 9223372036854775808}', "size", "takes a whole number", "error"),
        ('{"name": "x"}', "name", "takes at least 2 characters", "error"),
        ('{"status": 7}', "status", "takes a value of KalturaStatus", "error"),
        ('{"statusIn": "2, 7"}', "statusIn", "'7' is no value of KalturaStatus.", "warning"),
        ('{"shared": "true"}', "shared", "takes 1 for true", "error"),
        ('{"startDate": 3600}', "startDate", "from now", "warning"),
        ('{"id": 7}', "id", "is read-only", "error"),
        ('{"id": null}', "id", "is read-only", "error"),
        ('{"cuont": 1}', "cuont", "did you mean count?", "warning"),
        ('{"xyz": 1}', "xyz", "the server will ignore it.", "warning"),
        ('{"objectType": "KalturaNone"}', "", "is no class of this schema", "error"),
        ('{"objectType": "KalturaLabel"}', "", "KalturaLabel is no KalturaThing", "error"),
        ('{"child": {}}', "child", "KalturaBaseThing is abstract", "error"),
        (
            '{"child": {"objectType": "KalturaBaseThing"}}',
            "child",
            "objectType takes KalturaThing, KalturaBigThing.",
            "error",
        ),
        (
            '{"child": "x"}',
            "child",
            "takes an object of KalturaBaseThing, not a single value.",
            "error",
        ),
        ('{"child": "{1:result}"}', "child", "earlier result", "warning"),
        ('{"child": []}', "child", "takes an object of KalturaBaseThing, not a list.", "error"),
        ('{"children": {}}', "children", "takes a list, not an object.", "error"),
        (
            '{"children": [{"objectType": "KalturaThing", "count": "x"}]}',
            "children:0:count",
            "takes a whole number",
            "error",
        ),
        ('{"words": [[]]}', "words:0", "takes a value of type string, not a list.", "error"),
        ('{"labels": [1]}', "labels", "takes an object of names and values", "error"),
        ('{"labels": {"en": {"txt": 1}}}', "labels:en:txt", "did you mean text?", "warning"),
        ('{"upload": "x"}', "upload", "takes a file", "error"),
    ],
)
def test_problems(text: str, field: str, words: str, level: str) -> None:
    [problem] = problems(text)
    assert (problem.field, problem.level) == (field, level)
    assert words in problem.sentence


@each(
    "text",
    [
        '{"name": "ab", "count": 1, "size": "1", "ratio": 0.5, "active": true, "status": "READY"}',
        '{"statusIn": "2,3", "shared": -1, "startDate": 1795242135, "labels": [], "words": ["a"]}',
        '{"name": null, "child": null, "children": null}',
        '{"child": {"objectType": "KalturaBigThing", "weight": 1, "name": "{1:result:name}"}}',
        "null",
    ],
)
def test_no_problems(text: str) -> None:
    assert problems(text) == []


def test_all_problems_are_found_below_the_name_given() -> None:
    value = parse('{"count": "x", "child": {"objectType": "KalturaThing", "size": "y"}}')
    found = json_value.problems(value, type="KalturaThing", registry=REGISTRY, field="thing")
    assert [problem.field for problem in found] == ["thing:count", "thing:child:size"]


def test_arrays_of_parameters_are_checked_as_well() -> None:
    [problem] = problems('["1", "x"]', "array", "int")
    assert (problem.field, problem.level) == ("1", "error")
    assert problems('{"a": {"text": "t"}}', "map", "KalturaLabel") == []


def test_an_unknown_declared_class_is_taken_as_it_is() -> None:
    assert problems('{"objectType": "Whatever", "a": 1}', "KalturaNotThere") == []


def test_a_class_that_contains_itself_is_no_trap() -> None:
    text = '{"child": ' * 20 + '{"count": "x"}' + "}" * 20
    text = text.replace("{", '{"objectType": "KalturaThing", ')
    [problem] = problems(text)
    assert problem.field == "child:" * 20 + "count"


def test_the_registry_of_a_hostile_schema_is_no_trap() -> None:
    looping = Registry(
        SCHEMA.__class__(
            "1", (), (SCHEMA.classes[1].__class__("A", (), base="A", abstract=True),), ()
        )
    )
    value = json_value.parse('{"objectType": "A"}', type="A", registry=looping)
    [problem] = json_value.problems(value, type="A", registry=looping)
    assert problem.sentence == "A is abstract; the schema has no class to choose for A."
