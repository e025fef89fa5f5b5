"""Which calls take an id, over every property of the bundled release."""

from app.schema.facts import bundled
from app.schema.meanings.links import MOST, Link, calls_taking
from app.schema.model import Action, ObjectType, Parameter, Property, Result, Schema, Service
from app.schema.registry import Registry
from tests.each import each

REGISTRY = bundled()
CLASSES = REGISTRY.schema.classes
SCALARS = {"string", "int", "bigint"}


def calls(class_name: str, name: str) -> list[str]:
    """The links as `service.action(parameter)`."""
    found = calls_taking(REGISTRY, class_name, name)
    return [f"{one.service}.{one.action}({one.parameter})" for one in found]


def held_type(action: Action, wire: str) -> str:
    """The type of the parameter, or of the property of a parameter, that a wire name names."""
    head, _, tail = wire.partition(":")
    kinds = {one.name: one.type for one in action.parameters}
    if not tail:
        return kinds[head]
    return {one.name: one.type for _, one in REGISTRY.properties(kinds[head])}[tail]


def test_every_link_of_every_property_leads_to_a_scalar_of_a_call_that_there_is() -> None:
    seen: set[Link] = set()
    for item in CLASSES:
        for _, held in REGISTRY.properties(item.name):
            links = calls_taking(REGISTRY, item.name, held.name)
            assert len(links) <= MOST
            assert len(set(links)) == len(links)
            assert sorted(links, key=lambda one: one.changes) == list(links), "reading comes first"
            seen.update(links)
            if links:
                assert held.type in SCALARS
                assert not held.enum_type
    for link in seen:
        service = REGISTRY.service(link.service)
        action = REGISTRY.action(link.service, link.action)
        assert service is not None
        assert action is not None
        assert not service.deprecated
        assert not action.deprecated
        if link.class_name:
            chosen, _, held_name = link.parameter.partition(":")
            [parameter] = [one for one in action.parameters if one.name == chosen]
            assert REGISTRY.is_subclass(link.class_name, parameter.type)
            held_by = {one.name: one for _, one in REGISTRY.properties(link.class_name)}
            assert held_by[held_name].type in SCALARS
        else:
            assert held_type(action, link.parameter) in SCALARS, link
        assert link.title.startswith(f"{service.name}.{action.name}")
    assert len(seen) > 800


ENTRIES = ["KalturaBaseEntry", *(one.name for one in REGISTRY.subclasses("KalturaBaseEntry"))]


@each("name", ENTRIES)
def test_ids_of_every_entry_class(name: str) -> None:
    found = calls(name, "id")
    for call in (
        "media.get(entryId)",
        "baseentry.get(entryId)",
        "flavorasset.list(filter:entryIdEqual)",
        "caption_captionasset.list(filter:entryIdEqual)",
    ):
        assert call in found
    own = [s for s in REGISTRY.services if not s.deprecated and gives(s, name)]
    if own:
        assert found[0].startswith(f"{own[0].id}.get(")


def gives(service: Service, class_name: str) -> bool:
    return any(one.name == "get" and one.result.type == class_name for one in service.actions)


@each(
    "place",
    [
        "KalturaFlavorAsset.entryId",
        "KalturaMediaEntry.rootEntryId",
        "KalturaMediaEntry.parentEntryId",
        "KalturaMediaEntry.redirectEntryId",
        "KalturaLiveStreamEntry.recordedEntryId",
        "KalturaCuePoint.entryId",
        "KalturaEntryVendorTask.entryId",
    ],
)
def test_all_that_name_an_entry(place: str) -> None:
    found = calls(*place.split("."))
    assert found[:2] == ["baseentry.get(entryId)", "media.get(entryId)"]
    assert "flavorasset.list(filter:entryIdEqual)" in found


@each(
    ("place", "first", "also"),
    [
        ("KalturaFlavorAsset.id", "flavorasset.get(id)", "flavorasset.getUrl(id)"),
        ("KalturaThumbAsset.id", "thumbasset.get(thumbAssetId)", "thumbasset.list(filter:idEqual)"),
        ("KalturaMediaEntry.userId", "user.get(userId)", "media.list(filter:userIdEqual)"),
        ("KalturaMediaEntry.creatorId", "user.get(userId)", "user.update(userId)"),
        ("KalturaCategory.owner", "user.get(userId)", "user.list(filter:idEqual)"),
        ("KalturaUser.id", "user.get(userId)", "user.delete(userId)"),
        ("KalturaUser.partnerId", "partner.get(id)", "media.list(filter:partnerIdEqual)"),
        (
            "KalturaCategoryEntry.categoryId",
            "category.get(id)",
            "media.list(filter:categoriesIdsMatchOr)",
        ),
        ("KalturaCategory.parentId", "category.get(id)", "category.list(filter:parentIdEqual)"),
        (
            "KalturaMediaEntry.conversionProfileId",
            "conversionprofile.get(id)",
            "flavorparams.getByConversionProfileId(conversionProfileId)",
        ),
        (
            "KalturaMediaEntry.accessControlId",
            "accesscontrolprofile.get(id)",
            "media.list(filter:accessControlIdEqual)",
        ),
        (
            "KalturaFlavorAsset.flavorParamsId",
            "flavorparams.get(id)",
            "flavorasset.convert(flavorParamsId)",
        ),
        ("KalturaThumbParamsOutput.thumbAssetId", "thumbasset.get(thumbAssetId)", ""),
        ("KalturaBatchJob.rootJobId", "", "jobs.getStatus(jobId)"),
        (
            "KalturaUploadToken.id",
            "uploadtoken.get(uploadTokenId)",
            "media.addContent(resource:token)",
        ),
        ("KalturaMetadata.metadataProfileId", "metadata_metadataprofile.get(id)", ""),
    ],
)
def test_what_other_ids_offer(place: str, first: str, also: str) -> None:
    found = calls(*place.split("."))
    assert found[0] == (first or found[0])
    assert (also or found[0]) in found


def test_comma_separated_ids_go_where_several_are_taken() -> None:
    found = calls("KalturaMediaEntry", "categoriesIds")
    assert "category.list(filter:idIn)" in found
    assert "category.get(id)" not in found
    assert "baseentry.list(filter:idIn)" in calls("KalturaEntryScheduleEvent", "entryIds")


def test_ids_do_not_go_to_other_kinds_of_things() -> None:
    flavor = calls("KalturaFlavorAsset", "id")
    assert [call for call in flavor if call.startswith(("thumbasset.", "caption_"))] == []
    playlist = calls("KalturaPlaylist", "id")
    assert [call for call in playlist if call.startswith(("livestream.", "data."))] == []
    # What a conversion made has other ids than the parameters that it was made by.
    assert "flavorparams.get(id)" not in calls("KalturaFlavorParamsOutput", "id")
    assert [call for call in calls("KalturaGroup", "id") if call.startswith("user.")] == []
    # An account's id names no setting, though one service asks for settings by account.
    assert calls("KalturaMediaEntry", "partnerId")[0] == "partner.get(id)"


@each(
    "place",
    [
        "KalturaMediaEntry.name",
        "KalturaMediaEntry.status",
        "KalturaMediaEntry.createdAt",
        "KalturaMediaEntry.referenceId",
        "KalturaMediaEntry.groupId",  # a number, and a group's id is a text
        "KalturaMediaInfo.videoCodecId",
        "KalturaMetadata.objectId",
        "KalturaYouTubeDistributionProfile.adServerPartnerId",
        "KalturaMediaEntry.nothing",
        "KalturaNothing.id",
        "KalturaFilter.orderBy",
        ".",
    ],
)
def test_what_is_no_id(place: str) -> None:
    assert calls(*place.split(".")) == []


def test_a_schema_of_ones_own() -> None:
    thing = ObjectType("KalturaLamp", (Property("id", "int"), Property("lampId", "string")))
    get = Action("get", (Parameter("id", "int"),), Result("KalturaLamp"))
    light = Action("light", (Parameter("lampId", "int"), Parameter("how", "string")), Result())
    gone = Action("drop", (Parameter("lampId", "int"),), Result(), deprecated=True)
    schema = Schema("1", (Service("lamp", "lamp", (light, gone, get)),), (thing,), ())
    expected = (
        # No list of ours names it, so that nothing is known of what it does.
        Link("lamp", "get", "id", "lamp.get", changes=True),
        Link("lamp", "light", "lampId", "lamp.light", changes=True),
    )
    registry = Registry(schema)
    assert calls_taking(registry, "KalturaLamp", "id") == expected
    assert calls_taking(registry, "KalturaLamp", "lampId") == expected
    # Another registry has its own calls.
    assert calls_taking(Registry(Schema("1", (), (thing,), ())), "KalturaLamp", "id") == ()
