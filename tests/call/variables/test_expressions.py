"""What templates become, what they cannot reach, and that none of them takes long or much."""

import time

import pytest

from app.call.variables.expressions import Expression
from app.call.variables.scope import Scope, Variable
from app.call.variables.values import ExpressionFault, Json
from app.workflows import paths
from tests.each import each

NOW = 1_800_000_000
ROW: Json = {
    "title": "Sea and sun",
    "status": "2",
    "n": 5,
    "items": [{"id": "a"}, {"id": "b", "s": 3}],
}
SCOPE = Scope(
    [
        [Variable("tag", "sea", "this run"), Variable("row", ROW, "this row")],
        [Variable("tag", "other", "everywhere"), Variable("secret", "geheim1", "x", secret=True)],
    ],
    now=NOW,
)

VALUES = {
    "{{tag}}": "sea",
    "a {{ tag }} b {{tag|upper}}": "a sea b SEA",
    "{{ 'abc' | md5 }}": "900150983cd24fb0d6963f7d28e17f72",
    "{{ ('a' ~ 'bc') | sha1 }}": "a9993e364706816aba3e25717850c26c9cd0d89d",
    "{{ 'abc' | sha256 | truncate(8, '') }}": "ba7816bf",
    "{{ 'abc' | sha512 | length }}": "128",
    "{{ '{{x}}' }}": "{{x}}",
    "{{row.title | truncate(5)}}": "Sea …",
    "{{row.title | replace('Sea', 'Sky')}}": "Sky and sun",
    "{{row.none | default('none')}}": "none",
    "{{none.at.all | default('none')}}": "none",
    "{{row['title'][0:3]}}": "Sea",
    "{{row.items[-1].id}}": "b",
    "{{row.items | each('id') | join('|')}}": "a|b",
    "{{row.items | where('s', '3') | each('id') | first}}": "b",
    "{{row.items | length}}": "2",
    "{{row.status == 2}}": "1",
    "{{'yes' if row.n > 3 and tag == 'sea' else 'no'}}": "yes",
    "{{row.n + 1}} {{row.n / 2}} {{7 % 2}} {{-row.n}}": "6 2.5 1 -5",
    "{{tag ~ '-' ~ row.n}}": "sea-5",
    "{{'a,b' | split | tojson}}": '["a", "b"]',
    "{{'a, b,c' | without('b') | join}}": "a,c",
    "{{['a', 'b', ''] | without(['b', '']) | join}}": "a",
    "{{[1, 2] | without('1') | join}}": "2",
    "{{ '{\"a\": [1]}' | fromjson }}": '{"a": [1]}',
    "{{$now}}": str(NOW),
    "{{$now-7d}}": str(NOW - 7 * 86400),
    "{{ $now+2h | date('%H') }}": "10",
    "{{$date}}": "2027-01-15",
    "{{$date-1d}}": "2027-01-14",
    "{{'2027-01-15T08:00:00' | time}}": str(NOW),
    "{{ 'x' in tag or 'e' in tag }}": "1",
    "{{ 2 in ['2', '3'] }}": "1",
    "{{ missing is defined }}{{ tag is defined }}": "01",
}


@each("text", VALUES)
def test_what_a_template_becomes(text: str) -> None:
    filled = SCOPE.fill(text)
    assert (filled.text, dict(filled.faults)) == (VALUES[text], {})


def test_what_has_no_value_stays_and_says_so() -> None:
    filled = SCOPE.fill("{{nope}} {{row.nope}} {{tag}}")
    assert filled.text == "{{nope}} {{row.nope}} sea"
    assert filled.open == ("nope", "row.nope")
    assert filled.faults["{{nope}}"] == "nope has no value."


def test_the_first_place_that_has_a_name_wins_and_is_named() -> None:
    (used,) = SCOPE.fill("{{tag}}").used
    assert (used.value, used.whence) == ("sea", "this run")


def test_what_is_made_of_a_secret_is_one() -> None:
    assert SCOPE.fill("{{secret | upper}}").secrets == ("GEHEIM1", "geheim1")


@each("text", ["{{secret + 1}}", "{{secret | date}}", "{{ secret | int }}"])
def test_no_fault_says_a_secret(text: str) -> None:
    (sentence,) = SCOPE.fill(text).faults.values()
    assert sentence == "This has no value with the secret secret."


def test_no_name_that_is_missing_says_a_secret() -> None:
    assert SCOPE.fill("{{row[secret]}} {{row.x[secret]}}").open == ("row", "row.x")


def test_one_scope_gives_one_uuid() -> None:
    first, again = SCOPE.fill("{{$uuid}} {{$uuid}}").text.split()
    assert first == again
    assert len(first) == 36


def test_within_json_a_value_is_quoted() -> None:
    scope = Scope([[Variable("say", 'a "b"\n', "x")]])
    assert scope.fill('{"a": "{{say}}"}', quoted=True).text == '{"a": "a \\"b\\"\\n"}'


@each("text", ['{"a":{"b":1}}', "{1:result:id}", "{{", "}}", "{{}", "{ {x} }"])
def test_what_is_no_template_stays(text: str) -> None:
    assert SCOPE.fill(text).text == text


HOSTILE = [
    "{{''.__class__}}",
    "{{''.__class__.__mro__[1].__subclasses__()}}",
    "{{row.__class__}}",
    "{{row.items.__init__}}",
    "{{row.keys()}}",
    "{{tag.upper()}}",
    "{{row['__class__']}}",
    "{{row.items.append(1)}}",
    "{{self}}",
    "{{self.__init__.__globals__}}",
    "{{config}}",
    "{{config.items()}}",
    "{{request}}",
    "{{request.application.__globals__.__builtins__}}",
    "{{cycler.__init__.__globals__.os.popen('id')}}",
    "{{joiner}}",
    "{{namespace()}}",
    "{{lipsum(1000)}}",
    "{{range(1000000000)}}",
    "{{dict(a=1)}}",
    "{{url_for.__globals__}}",
    "{{get_flashed_messages.__globals__}}",
    "{{tag|attr('__class__')}}",
    "{{tag|attr('__init__')|attr('__globals__')}}",
    "{{row|map('upper')|list}}",
    "{{row|xmlattr}}",
    "{{row|pprint}}",
    "{{'%s'|format(row)}}",
    "{{'%1000000000d' % 1}}",
    "{{'{0.__class__}'.format(row)}}",
    "{{'a' * 1000000000}}",
    "{{'a' * 10 ** 10}}",
    "{{9 ** 9 ** 9}}",
    "{{[1] * 1000000000}}",
    "{{[[1] * 1000] * 1000}}",
    "{{10000000000 * 10000000000 * 10000000000 * 10000000000}}",
    "{{1 / 0}}",
    "{{1 % 0}}",
    "{{1e308 * 10}}",
    "{{" + "(" * 240 + "1" + ")" * 240 + "}}",
    "{{" + "[" * 240 + "]" * 240 + "}}",
    "{{" + "not " * 120 + "1}}",
    "{{" + "-" * 400 + "1}}",
    "{{" + "tag|upper" + "|upper" * 80 + "}}",
    "{{tag|replace('', 'x' * 3)}}",
    "{{tag|replace('e', tag|replace('e', tag))|replace('s', tag)}}",
    "{{tag" + "~tag" * 120 + "}}",
    "{{tag|tojson" + "|tojson" * 60 + "}}",
    "{{$now|date('%1000000000Y')}}",
    "{{$now|date('" + "%Y" * 200 + "')}}",
    "{{99999999999999|date}}",
    "{{$now+999999999w}}",
    "{{'['|fromjson}}",
    "{{('[' ~ '[' * 5)|fromjson}}",
    "{{1 if}}",
    "{{ % for x in y % }}",
    "{% for i in range(10**9) %}{{i}}{% endfor %}",
    "{% include '/etc/passwd' %}",
    "{{ include('/etc/passwd') }}",
    "{{ open('/etc/passwd').read() }}",
    "{{ lambda: 1 }}",
    "{{ [x for x in row] }}",
    "{{ tag := 1 }}",
    "{{ caller() }}",
    "{{ super() }}",
    "{{ loop.index }}",
    "{{ 'a'|batch(3) }}",
    "{{ row.items|groupby('__class__') }}",
    "{{ row.items|sort(attribute='__class__') }}",
    "{{ tag|urlize }}",
    "{{ tag|wordwrap(1) }}",
    "{{ tag|indent(100000000) }}",
    "{{ tag|center(100000000) }}",
    "{{ secret.real }}",
]


def test_hostile_templates_reach_nothing_and_take_neither_long_nor_much() -> None:
    assert len(HOSTILE) >= 60
    for text in HOSTILE:
        began = time.process_time()
        filled = SCOPE.fill(text)
        assert time.process_time() - began < 0.5, text
        assert len(filled.text) < 300_000, text
        for word in ("object at 0x", "function", "<class", "root:", "built-in", "Undefined"):
            assert word not in filled.text.replace(text, ""), text


BIG = Scope(
    [
        [
            Variable("words", ",".join(["word"] * 18_000), "x"),
            Variable("rows", [{"a": number % 7, "b": str(number)} for number in range(6_000)], "x"),
        ]
    ]
)
COSTLY = (
    "{{ 5|round(-999999999) }}",
    "{{ words|split|join(words) }}",
    "{{ rows|unique|sort('a')|where('a', 3)|each('b')|join }}" * 100,
    "{{ 7 in rows }}" * 100,
    "{{ words|replace('w', words) }}",
    "{{ words|upper|lower|title|urlencode }}" * 100,
)


@each("text", COSTLY)
def test_no_text_takes_long_or_much(text: str) -> None:
    began = time.process_time()
    filled = BIG.fill(text)
    assert time.process_time() - began < 4
    assert len(filled.text) < 2_000_000


def test_many_templates_in_one_text_end() -> None:
    text = "{{tag}}" * 5_000
    began = time.process_time()
    filled = SCOPE.fill(text)
    assert time.process_time() - began < 1
    assert filled.text == "sea" * 100 + "{{tag}}" * 4_900


def test_a_text_that_never_closes_is_read_in_no_time() -> None:
    began = time.process_time()
    for text in ("{{" * 50_000, "{{'" * 30_000, '{{"\\' * 30_000, "{{ a " * 30_000):
        SCOPE.fill(text)
    assert time.process_time() - began < 2


def made(**values: str) -> list[Variable]:
    """Variables as people type them, which may be made of others."""
    return [Variable(one, value, "everywhere", made=True) for one, value in values.items()]


def test_a_variable_is_made_of_others() -> None:
    scope = Scope(
        [
            [Variable("taken", "{{host}}", "an earlier step")],
            made(base="{{host}}/{{ path | upper }}", host="kaltura.example", path="x"),
            made(lost="{{nowhere}}/x", one="{{two}}", two="{{one}}"),
            [Variable("token", "geheim1", "everywhere", secret=True)],
            made(header="Bearer {{token}}", whole="{{header}}!"),
        ]
    )
    filled = scope.fill("{{base}}!")
    assert filled.text == "kaltura.example/X!"
    assert [one.name for one in filled.used] == ["base", "host", "path"]
    # What an answer said stays what it said.
    assert scope.fill("{{taken}}").text == "{{host}}"
    assert scope.fill("{{lost}}").faults == {
        "{{lost}}": "nowhere, of which lost is made, has no value."
    }
    assert scope.fill("{{lost}}").open == ("nowhere",)
    assert scope.fill("{{ lost | default('x') }}").text == "x"
    loop = "one is made of two is made of one: one of them needs another value."
    assert list(scope.fill("{{one}}").faults.values()) == [loop]
    # What is made of a secret is one, at any depth.
    filled = scope.fill("a {{whole}}")
    assert filled.text == "a Bearer geheim1!"
    assert set(filled.secrets) == {"Bearer geheim1!", "Bearer geheim1", "geheim1"}
    with pytest.raises(ExpressionFault, match=r"^This has no value with the secret whole\.$"):
        scope.value("whole + 1")


def test_variables_of_variables_end() -> None:
    many = {f"v{number}": f"{{{{v{number + 1}}}}}" * 100 for number in range(9)}
    began = time.process_time()
    filled = Scope([made(**many, v9="x" * 10)]).fill("{{v0}}")
    assert time.process_time() - began < 2
    assert "more" in filled.faults["{{v0}}"] or "at most" in filled.faults["{{v0}}"]
    deep = {f"v{number}": f"{{{{v{number + 1}}}}}" for number in range(12)}
    filled = Scope([made(**deep, v12="x")]).fill("{{v0}} {{v3}}")
    assert filled.faults["{{v0}}"] == "v0 is made of more than 10 in a row."


@each(
    ("expression", "said"),
    [
        ("row.status ==", "it ends too early, as a value, a name or a bracket is missing."),
        ("a | default(", "it ends too early, as a value, a name or a bracket is missing."),
        ("a == 'b", "a quotation mark is opened and not closed."),
        ("a && b", "& is no part of these expressions."),
        ("row.", "a name is missing behind a dot."),
        ("a == }}", "}} stands where a value should."),
    ],
)
def test_what_cannot_be_read_is_said_without_the_reader_s_words(expression: str, said: str) -> None:
    with pytest.raises(ExpressionFault) as fault:
        Expression.read(expression)
    assert fault.value.sentence == f"{expression!r} cannot be read: {said}"


@each(
    ("path", "said"),
    [
        ("objects", "it begins with $, as in $.objects[0].id."),
        ("$.a[", "it ends too early, as a name or a bracket is missing."),
        ("$.a[?match(@.a, 'x')]", "there is no function 'match'."),
        ("$.a[1:2:3:4]", "write it as $.objects[*].id."),
    ],
)
def test_nor_are_a_path_s(path: str, said: str) -> None:
    with pytest.raises(ExpressionFault) as fault:
        paths.check(path)
    assert fault.value.sentence == f"{path!r} is no JSONPath: {said}"
