"""What values mean, over every property of the bundled release."""

from functools import cache
from pathlib import Path

from app.schema.facts import bundled
from app.schema.meanings.links import identified_by
from app.schema.meanings.names import kind_by_name
from app.schema.meanings.values import NONE, Meaning, meanings_of, result_meaning
from app.schema.model import Enum, ObjectType, Property, Schema
from app.schema.registry import Registry
from tests.each import each

REGISTRY = bundled()
CLASSES = REGISTRY.schema.classes
# What names alone decide, one property a line: a change there is a decision, not an accident.
NAMED = Path(__file__).with_name("named_meanings.txt")


@cache
def found_of(name: str) -> dict[str, Meaning]:
    """Those of a class, which two of these tests look at, take seconds for all."""
    return meanings_of(REGISTRY, name)


def told(held: Property) -> bool:
    """Whether the schema itself says what the property is."""
    return bool(held.enum_type or held.values_enum_type or held.is_time or held.type == "bool")


def test_the_schemas_own_facts_of_every_property_of_every_class() -> None:
    seen = {"enum": 0, "values": 0, "time": 0, "boolean": 0}
    for item in CLASSES:
        found = found_of(item.name)
        held = dict.fromkeys(one.name for _, one in REGISTRY.properties(item.name))
        assert list(found) == ["objectType", *held]
        for _, one in REGISTRY.properties(item.name):
            meaning, name = found[one.name], f"{item.name}.{one.name}"
            if one.enum_type:
                boolean = one.enum_type == "KalturaNullableBoolean"
                assert meaning == Meaning(
                    "nullable boolean" if boolean else "enum", one.enum_type
                ), name
                assert REGISTRY.enum(meaning.enum) is not None, name
                seen["enum"] += 1
            elif one.values_enum_type:
                assert meaning == Meaning("values", one.values_enum_type), name
                assert REGISTRY.enum(meaning.enum) is not None, name
                seen["values"] += 1
            elif one.is_time:
                assert meaning == Meaning("time"), name
                seen["time"] += 1
            elif one.type == "bool":
                assert meaning == Meaning("boolean"), name
                seen["boolean"] += 1
            else:
                assert meaning.enum == "", name
                assert meaning.kind == "" or one.type in {"string", "int", "bigint", "float"}, name
    assert min(seen.values()) > 100


def test_what_names_decide_is_as_it_was_looked_at() -> None:
    lines = set()
    for item in CLASSES:
        found = found_of(item.name)
        for one in item.properties:
            if (kind := found[one.name].kind) and not told(one):
                thing = identified_by(REGISTRY, item.name, one.name) if kind == "id" else None
                of = f" {thing.class_name}{' many' if thing.plural else ''}" if thing else ""
                lines.add(f"{item.name}.{one.name} {kind}{of}")
    assert lines == set(NAMED.read_text("utf-8").splitlines())


@each(
    ("place", "kind"),
    [
        ("KalturaFlavorAsset.size", "kilobytes"),
        ("KalturaFlavorAsset.sizeInBytes", "bytes"),
        ("KalturaFlavorAsset.bitrate", "bitrate"),
        ("KalturaMediaEntry.duration", "seconds"),
        ("KalturaMediaEntry.msDuration", "milliseconds"),
        ("KalturaUploadToken.fileSize", "bytes"),
        ("KalturaAnnotation.startTime", "milliseconds"),
        ("KalturaESearchCaptionItemData.startsAt", "milliseconds"),
        ("KalturaScheduleEvent.startDate", "time"),
        ("KalturaBatchJob.finishTime", "time"),
        ("KalturaLiveStreamEntry.dvrWindow", "minutes"),
        ("KalturaMediaEntry.thumbnailUrl", "thumbnail"),
        ("KalturaMediaEntry.dataUrl", "url"),
        ("KalturaMetadata.xml", "xml"),
        ("KalturaFlavorParams.isEncrypted", "boolean"),
        ("KalturaMediaEntry.id", "id"),
        ("KalturaMediaEntry.objectType", "class"),
        # Days, counts, units that nobody states, and ids of other systems.
        ("KalturaDrmPolicy.duration", ""),
        ("KalturaMediaInfo.fileSize", ""),
        ("KalturaFlavorParams.videoBitrateTolerance", ""),
        ("KalturaPager.pageSize", ""),
        ("KalturaMediaEntry.name", ""),
        ("KalturaMediaEntry.referenceId", ""),
        ("KalturaMediaEntry.groupId", ""),
        ("KalturaFlavorAsset.videoCodecId", ""),
        ("KalturaWebexDropFolder.webexUserId", ""),
    ],
)
def test_some_that_people_meet(place: str, kind: str) -> None:
    class_name, _, name = place.partition(".")
    assert meanings_of(REGISTRY, class_name)[name].kind == kind


def test_an_unknown_class_means_nothing() -> None:
    assert meanings_of(REGISTRY, "KalturaNothing") == {}
    assert meanings_of(REGISTRY, "") == {}


def test_an_enum_that_the_schema_lacks_is_no_enum() -> None:
    item = ObjectType("A", (Property("x", "int", enum_type="Gone"), Property("y", "int")))
    registry = Registry(Schema("1", (), (item,), ()))
    assert meanings_of(registry, "A") == {"objectType": Meaning("class"), "x": NONE, "y": NONE}


def test_a_class_that_inherits_from_itself_is_read_all_the_same() -> None:
    item = ObjectType("A", (Property("createdAt", "int"), Property("parentId", "int")), base="A")
    registry = Registry(Schema("1", (), (item,), (Enum("E", "int", ()),)))
    assert meanings_of(registry, "A")["createdAt"] == Meaning("time")


@each(
    ("action", "expected"),
    [
        ("session.start", Meaning("ks")),
        ("user.loginByLoginId", Meaning("ks")),
        ("system.getTime", Meaning("time")),
        ("system.ping", Meaning("boolean")),
        ("flavorAsset.getUrl", Meaning("url")),
        ("media.get", NONE),
        ("media.list", NONE),
        ("media.count", NONE),
        ("session.end", NONE),
    ],
)
def test_bare_results(action: str, expected: Meaning) -> None:
    service = REGISTRY.service(action.partition(".")[0])
    found = REGISTRY.action(*action.split("."))
    assert service is not None
    assert found is not None
    assert result_meaning(REGISTRY, service, found) == expected


def test_every_bare_result_that_is_an_enum_or_a_bool() -> None:
    for service in REGISTRY.services:
        for action in service.actions:
            meaning = result_meaning(REGISTRY, service, action)
            if action.result.enum_type:
                assert meaning.enum == action.result.enum_type
            elif action.result.type == "bool":
                assert meaning == Meaning("boolean")
            elif action.result.type not in {"string", "int"}:
                assert meaning == NONE


@each(
    ("name", "type", "kind"),
    [
        ("createdAt", "int", "time"),
        ("At", "int", ""),
        ("flat", "int", ""),
        ("createdAt", "string", ""),
        ("createdAtGreaterThanOrEqual", "bigint", "time"),
        ("lengthInMsecs", "int", "milliseconds"),
        ("waitInSeconds", "float", "seconds"),
        ("island", "int", ""),
        ("isNew", "int", "boolean"),
        ("curl", "string", ""),
        ("homeUrl", "string", "url"),
        ("homeUrl", "int", ""),
        ("createdAt\n", "int", ""),
    ],
)
def test_rules_for_names_of_other_releases(name: str, type: str, kind: str) -> None:
    assert kind_by_name(["KalturaOther"], name, type) == kind
