"""Which class of things a name's value identifies: `rootEntryId` an entry, `ownerId` a user.

An API has no types for ids, but its names keep to a rule: the class's name and `Id`, with words
before it that say which one (`sourceEntryId`). The tables here hold where they do not.
"""

from dataclasses import dataclass

from app.schema.model import ObjectType
from app.schema.registry import Registry

# Words before Id that are not the name of a class.
_WORDS = {
    "accesscontrol": "KalturaAccessControlProfile",
    "bulkjob": "KalturaBulkUpload",
    "bulkuploadjob": "KalturaBulkUpload",
    "captionparam": "KalturaCaptionParams",
    "catalogitem": "KalturaVendorCatalogItem",
    "categories": "KalturaCategory",
    "conversionprofile2": "KalturaConversionProfile",
    "creator": "KalturaUser",
    "edgeserver": "KalturaServerNode",
    "feed": "KalturaBaseSyndicationFeed",
    "flavor": "KalturaFlavorAsset",
    "flavorparam": "KalturaFlavorParams",
    "genericprovider": "KalturaGenericDistributionProvider",
    "integration": "KalturaIntegrationSetting",
    "job": "KalturaBatchJob",
    "mix": "KalturaMixEntry",
    "owner": "KalturaUser",
    "partnerparent": "KalturaPartner",
    "permissionitems": "KalturaPermissionItem",
    "puser": "KalturaUser",
    "resource": "KalturaScheduleResource",
    "role": "KalturaUserRole",
    "scheduledevent": "KalturaScheduleEvent",
    "secretrole": "KalturaUserRole",
    "sessionrole": "KalturaUserRole",
    "storage": "KalturaStorageProfile",
    "thumbparam": "KalturaThumbParams",
}

# Whole names, and "class.property" where the class decides; "" is: no id that a call takes.
_NAMES = {
    "createdBy": "KalturaUser",
    "updatedBy": "KalturaUser",
    "entitledUsersEdit": "KalturaUser",
    "entitledUsersPublish": "KalturaUser",
    "entitledUsersView": "KalturaUser",
    "inheritedParentId": "KalturaCategory",
    "KalturaAccessControl.id": "KalturaAccessControlProfile",
    "KalturaAccessControlDrmPolicyAction.policyId": "KalturaDrmPolicy",
    "KalturaBulkUploadResultCategory.owner": "KalturaUser",
    "KalturaBusinessProcessNotificationTemplate.serverId": "KalturaBusinessProcessServer",
    "KalturaCaptionAsset.associatedTranscriptIds": "KalturaTranscriptAsset",
    "KalturaCategory.owner": "KalturaUser",
    "KalturaCompareMetadataCondition.profileId": "KalturaMetadataProfile",
    "KalturaESearchCuePointItemData.id": "KalturaCuePoint",
    "KalturaEventNotificationDispatchJobData.templateId": "KalturaEventNotificationTemplate",
    "KalturaHttpNotification.templateId": "KalturaEventNotificationTemplate",
    "KalturaLinkedScheduleEvent.eventId": "KalturaScheduleEvent",
    "KalturaLiveChannelSegment.channelId": "KalturaLiveChannel",
    "KalturaMatchMetadataCondition.profileId": "KalturaMetadataProfile",
    "KalturaMetadataField.profileId": "KalturaMetadataProfile",
    "KalturaMetadataFieldChangedCondition.profileId": "KalturaMetadataProfile",
    "KalturaResponseProfileHolder.id": "KalturaResponseProfile",
    "KalturaScheduleEventResource.eventId": "KalturaScheduleEvent",
    "KalturaSystemPartnerConfiguration.id": "KalturaPartner",
    # Ids of other systems, and names of people.
    "KalturaControlPanelCommand.createdBy": "",
    "KalturaControlPanelCommand.updatedBy": "",
    "KalturaFreewheelGenericDistributionProfile.categoryId": "",
    "KalturaLiveStreamParams.flavorId": "",
    "KalturaLiveStreamPushPublishRTMPConfiguration.userId": "",
    "KalturaMicrosoftTeamsDropFolderFile.additionalUserIds": "",
    "KalturaMicrosoftTeamsDropFolderFile.ownerId": "",
    "KalturaModerationVendorTaskData.categoryIds": "",
    "KalturaSchedulerConfig.createdBy": "",
    "KalturaSchedulerConfig.updatedBy": "",
    "adServerPartnerId": "",
    "s3UserId": "",
    "webexPartnerId": "",
    "webexUserId": "",
    "wvAssetIds": "",
    # A name for what does not exist yet.
    "newGroupId": "",
}


@dataclass(frozen=True, slots=True)
class Thing:
    """What an id identifies; `exact` where it is of this very class and no subclass of it."""

    class_name: str
    plural: bool = False  # comma-separated ids
    exact: bool = False


def words_of(registry: Registry) -> dict[str, str]:
    """The word before `Id`, in lower case, by which names call each class that has an id."""
    with_id = [item.name for item in registry.schema.classes if id_type(registry, item.name)]
    found = {name.removeprefix("Kaltura").lower(): name for name in with_id}
    for name in with_id:
        found.setdefault(name.removeprefix("KalturaBase").lower(), name)
    return found | {word: name for word, name in _WORDS.items() if registry.object_type(name)}


def thing_named(
    registry: Registry, words: dict[str, str], name: str, owner: str = ""
) -> Thing | None:
    """What a property, a parameter or a filter's property (without `Equal`) identifies.

    `owner` is the class that has it, "" for a parameter.
    """
    line = [owner, *(base.name for base in registry.ancestors(owner))] if owner else []
    plural = name.endswith("Ids") or name.startswith("entitledUsers")
    for key in (*(f"{one}.{name}" for one in line), name):
        if key in _NAMES:
            told = _NAMES[key]
            return Thing(told, plural) if registry.object_type(told) else None
    if name == "id":
        return Thing(owner, exact=_is_exact(registry, owner)) if owner else None
    if name == "parentId" and owner:
        return Thing(owner) if id_type(registry, owner) else None
    if not name.endswith(("Id", "Ids")):
        return None
    word = name.removesuffix("s").removesuffix("Id")
    for start in range(len(word)):
        if (start == 0 or word[start].isupper()) and (found := words.get(word[start:].lower())):
            return Thing(found, plural)
    return None


def identity_root(registry: Registry, class_name: str) -> str:
    """The furthest base whose ids are of the same kind: KalturaAsset for a KalturaFlavorAsset."""
    root = class_name
    for base in registry.ancestors(class_name):
        # What a conversion made is counted apart from the parameters that it was made by.
        if root.endswith("Output") or not id_type(registry, base.name):
            break
        root = base.name
    return root


def fits(registry: Registry, thing: Thing, type: str) -> bool:
    """Whether a property or parameter of that type can hold the thing's id."""
    if thing.plural or type == "string":
        return type in {"string", "int", "bigint"}
    return type in {"int", "bigint"} and id_type(registry, thing.class_name) != "string"


def id_type(registry: Registry, class_name: str) -> str:
    """The type of the class's id, "" where it has none or one that is read as a fixed choice."""
    return next(
        (
            held.type
            for _, held in registry.properties(class_name)
            if held.name == "id" and not held.enum_type
        ),
        "",
    )


def _is_exact(registry: Registry, owner: str) -> bool:
    """An answer names the very class of an object, except where that class only is a base."""
    item: ObjectType | None = registry.object_type(owner)
    return item is not None and not item.abstract and identity_root(registry, owner) != owner


def has_id(registry: Registry, class_name: str) -> bool:
    """Whether things of the class have an id of their own."""
    return bool(id_type(registry, class_name))
