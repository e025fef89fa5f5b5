"""From a Call to the program that every language writes."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from app.call import wire
from app.call.model import Call
from app.codegen import CannotWrite, build, language, languages, project
from app.codegen.nodes import (
    EnumConstant,
    FileNode,
    Literal,
    NewObject,
    Node,
    NullNode,
    Reference,
    Secret,
    TimeNode,
)
from app.codegen.program import Program
from app.errors import NotFound
from app.schema.model import (
    Action,
    Constant,
    Enum,
    ObjectType,
    Parameter,
    Property,
    Result,
    Schema,
    Service,
)
from app.schema.registry import Registry
from tests.call.random_calls import calls
from tests.codegen.calls import CASES, KS, REGISTRY, call, multi, obj, setting
from tests.sizes import examples

URL = "https://host.example"


def built(made: Call, *, literal_secrets: bool = False) -> Program:
    return build(made, REGISTRY, URL, literal_secrets=literal_secrets)


def arguments(program: Program) -> dict[str, Node | None]:
    return {one.name: one.value for one in program.calls[0].arguments}


def test_the_cases_are_many() -> None:
    assert len(CASES) >= 60


@pytest.mark.parametrize("case", CASES)
def test_the_pairs_are_the_consoles_own(case: str) -> None:
    program = built(CASES[case])
    assert [(pair.name, pair.text) for pair in program.pairs] == wire.pairs(CASES[case])
    assert program.url == URL + wire.address(CASES[case])


@pytest.mark.soak
@settings(max_examples=examples(40, 300), deadline=None, suppress_health_check=list(HealthCheck))
@given(calls(REGISTRY))
def test_any_call_is_written_in_every_language_or_refused_with_a_reason(made: Call) -> None:
    program = built(made)
    assert [(pair.name, pair.text) for pair in program.pairs] == wire.pairs(made)
    for one in languages():
        for variant in one.variants:
            try:
                text, reason = variant.render(program), None
            except CannotWrite as refused:
                text, reason = "", refused.sentence
            if reason is None:
                assert URL in text
            else:
                assert variant.id == "client"
                assert reason.endswith("choose plain HTTP.")


def test_every_argument_has_its_place_and_only_what_is_sent_a_value() -> None:
    found = arguments(built(CASES["session.start whole"]))
    assert found == {
        "secret": Secret("KALTURA_SECRET", "0123456789abcdef"),
        "userId": Literal("text", "carol"),
        "type": EnumConstant("KalturaSessionType", "", "ADMIN", "2", "int"),
        "partnerId": Literal("int", "101"),
        "expiry": Literal("int", "3600"),
        "privileges": Literal("text", "all:*,disableentitlement"),
    }
    short = built(CASES["session.start skipping"])
    assert list(arguments(short).values()).count(None) == 4
    assert [one.name for one in short.calls[0].positional] == [
        *("secret", "userId", "type", "partnerId"),
    ]
    assert arguments(built(CASES["session.start null"]))["privileges"] == NullNode()


def test_values_are_of_the_type_that_their_text_is_good_for() -> None:
    filter = arguments(built(CASES["media.list"]))["filter"]
    assert isinstance(filter, NewObject)
    assert {field.name: field.value for field in filter.fields} == {
        "orderBy": EnumConstant(
            "KalturaMediaEntryOrderBy", "", "CREATED_AT_DESC", "-createdAt", "string"
        ),
        "statusIn": Literal("text", "2,7", "READY, NO_CONTENT"),
        "mediaTypeEqual": EnumConstant("KalturaMediaType", "", "VIDEO", "1", "int"),
        "createdAtGreaterThanOrEqual": TimeNode("1700000000", "2023-11-14 22:13:20 UTC"),
        "createdAtLessThanOrEqual": Literal("int", "-3600"),
    }
    odd = call("media.get", entryId="0_abc", version="three")
    assert arguments(built(odd))["version"] == Literal("text", "three")
    big = arguments(built(CASES["category.get bigint"]))["id"]
    assert big == Literal("bigint", "9007199254740993")
    upload = arguments(built(CASES["uploadToken.upload"]))
    assert upload["resume"] == Literal("bool", "1")
    assert upload["resumeAt"] == Literal("float", "1024.5")
    assert upload["fileData"] == FileNode("holiday video.mp4", "video/mp4")


def test_a_reference_knows_its_call_and_its_path() -> None:
    program = built(CASES["multi deep reference"])
    assert program.calls[2].arguments[0].value == Reference(
        1, ("objects", "0", "id"), "{1:result:objects:0:id}"
    )
    assert program.referred == {1}
    alone = built(call("media.get", entryId="{1:result:id}"))
    assert arguments(alone)["entryId"] == Literal("text", "{1:result:id}")


def test_secrets_come_from_the_environment_or_stand_there_literally() -> None:
    made = CASES["multi own ks"]
    program = built(made)
    assert program.variables == ("KALTURA_KS", "KALTURA_KS_2")
    other = KS.replace("MTAx", "MTAy")
    for one in languages():
        for variant in one.variants:
            assert KS not in variant.render(program)
            literal = variant.render(built(made, literal_secrets=True))
            assert KS in literal
            assert other in literal
            assert "KALTURA_KS" not in literal


def test_the_same_secret_comes_from_one_variable() -> None:
    program = built(multi(("media.list", {"ks": KS}), ("media.list", {"ks": KS})))
    assert program.variables == ("KALTURA_KS",)


def test_request_level_fields_are_settings_and_a_calls_own_come_first() -> None:
    sent = built(CASES["multi impersonated"])
    assert sent.settings.partner_id == Literal("int", "102")
    assert sent.settings.language == Literal("text", "de")
    own = built(setting(CASES["session.start skipping"], partner_id="102"))
    assert own.settings.partner_id is None
    assert arguments(own)["partnerId"] == Literal("int", "101")


def test_what_the_schema_does_not_have_is_kept_apart() -> None:
    program = built(call("media.get", entryId="0_abc", surprise="1"))
    assert program.calls[0].unknown == (("surprise", Literal("text", "1")),)
    unknown = built(call("nothing.here", a="1"))
    assert unknown.calls[0].known is False
    with pytest.raises(CannotWrite):
        language("python").variant("client").render(unknown)
    text = language("python").variant("http").render(unknown)
    assert '("a", "1"),' in text


def hostile_registry(name: str) -> Registry:
    """A schema in which everything has this name."""
    return Registry(
        Schema(
            "1",
            (Service(name, name, (Action(name, (Parameter(name, name),), Result()),), name),),
            (ObjectType(name, (Property(name, "int", enum_type=name),), plugin=name),),
            (Enum(name, "int", (Constant(name, "1"),), name),),
        )
    )


@pytest.mark.parametrize(
    "name", ['x"); evil(', "x\nevil()", "*/ evil /*", '"""\nevil()', "`evil`", "evil'; evil #"]
)
def test_names_from_a_schema_cannot_be_more_than_names(name: str) -> None:
    made = Call("here", name, name, ((name, obj(name, **{name: "1"})),))
    plain = Call("here", "x", "y", ((name, "1"),))
    safe = Call("here", "x", "y", (("n", "1"),))
    registry = hostile_registry(name)
    for one in languages():
        for variant in one.variants:
            if variant.id == "client":
                with pytest.raises(CannotWrite):
                    variant.render(build(made, registry, URL))
            else:
                text = variant.render(build(plain, registry, URL))
                same = variant.render(build(safe, registry, URL))
                assert text.count("\n") == same.count("\n")


def test_a_file_of_another_folder_is_read_from_beside_the_program() -> None:
    made = CASES["baseEntry.thumbnail"]
    names = dict(made.parameters)
    file = replace(names["fileData"], name="../../secret/key.pem")  # type: ignore[type-var]  # a File
    program = built(replace(made, parameters=(("entryId", "0_abc"), ("fileData", file))))
    assert program.files[0].file.name == "key.pem"


def test_languages_are_in_the_pages_order_each_with_plain_http() -> None:
    ids = [one.id for one in languages()]
    # The original console's five, then the others.
    assert ids[:5] == ["php", "java", "csharp", "python", "javascript"]
    assert ids[5:9] == ["curl", "node", "typescript", "go"]
    assert len({one.place for one in languages()}) == len(ids) == 13
    for one in languages():
        assert one.variants[-1].id == "http"
        assert all(variant.library for variant in one.variants[:-1])
        assert language(one.id) is one
    with pytest.raises(NotFound):
        language("cobol")


def test_what_the_file_of_a_language_lacks_is_said() -> None:
    swift, php = language("swift"), language("php")
    assert [fault for one in languages() for fault in one.faults(one.id)] == []
    assert list(replace(swift, id="quick").faults("swift")) == [
        "the id of its LANGUAGE is 'quick': write 'swift', as the file is called"
    ]
    assert list(replace(swift, id="quick").faults("quick")) == [
        "it lacks its template, app/codegen/templates/quick.http.j2"
    ]
    without_http = 'it lacks a Variant "http", the last of them: a program without any library'
    assert list(replace(swift, variants=()).faults("swift")) == [without_http]
    client = replace(php.variant("client"), library=None)
    assert list(replace(php, variants=(client,)).faults("php")) == [
        without_http,
        'its Variant "client" lacks the library that it is written for',
    ]


def test_a_project_is_the_program_with_what_it_needs_and_how_to_start_it() -> None:
    files = project(language("python"), built(CASES["session.start whole"]), "client")
    assert list(files) == ["main.py", "requirements.txt", "README.md"]
    assert files["requirements.txt"].startswith("KalturaApiClient==23.10.0\n")
    readme = files["README.md"]
    assert "    pip install -r requirements.txt\n    python main.py\n" in readme
    assert "- `KALTURA_SECRET`\n" in readme
    plain = project(language("python"), built(CASES["system.ping"]), "http")
    assert list(plain) == ["main.py", "README.md"]
    assert "environment variables" not in plain["README.md"]
