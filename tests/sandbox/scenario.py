"""A scenario that official clients run: what is called, and what must then be so.

A step names a service (with its plugin, where it has one), an action and its arguments. An
argument is a value, an object ({"object": class, ...}) or what an earlier step gave
({"ref": "name.property"}). `expect` are properties of the answer, `refused` an error's code.
"""

from typing import Any

Step = dict[str, Any]
ENTRY = "0_welcome1"

# service, plugin, class, what it is made with, the property that is changed
ROUNDS: list[tuple[str, str, str, dict[str, Any], str]] = [
    ("accessControlProfile", "", "KalturaAccessControlProfile", {"name": "A"}, "description"),
    ("appToken", "", "KalturaAppToken", {"hashType": "SHA256"}, "description"),
    ("category", "", "KalturaCategory", {"name": "Scenario"}, "description"),
    ("conversionProfile", "", "KalturaConversionProfile", {"name": "C"}, "description"),
    ("flavorParams", "", "KalturaFlavorParams", {"name": "F"}, "tags"),
    ("thumbParams", "", "KalturaThumbParams", {"name": "T"}, "tags"),
    ("uiConf", "", "KalturaUiConf", {"name": "U"}, "tags"),
    ("userRole", "", "KalturaUserRole", {"name": "R"}, "description"),
    ("user", "", "KalturaUser", {"id": "scenario-user"}, "city"),
    ("responseProfile", "", "KalturaResponseProfile", {"name": "P", "systemName": "p"}, "name"),
    ("syndicationFeed", "", "KalturaGoogleVideoSyndicationFeed", {"name": "S"}, "name"),
    ("data", "", "KalturaDataEntry", {"name": "D"}, "tags"),
    ("media", "", "KalturaMediaEntry", {"name": "M", "mediaType": 1}, "tags"),
    ("playlist", "", "KalturaPlaylist", {"name": "L", "playlistType": 3}, "tags"),
    ("liveStream", "", "KalturaLiveStreamEntry", {"name": "V", "mediaType": 201}, "tags"),
    ("group", "group", "KalturaGroup", {"id": "scenario-group"}, "description"),
    ("shortLink", "shortLink", "KalturaShortLink",
     {"name": "K", "fullUrl": "https://x.example"}, "name"),
    ("scheduleResource", "schedule", "KalturaLocationScheduleResource", {"name": "W"}, "tags"),
    ("drmPolicy", "drm", "KalturaDrmPolicy", {"name": "Y", "systemName": "y"}, "description"),
    ("virtualEvent", "virtualEvent", "KalturaVirtualEvent", {"name": "Event"}, "description"),
    ("eventNotificationTemplate", "eventNotification", "KalturaEmailNotificationTemplate",
     {"name": "N"}, "description"),
    ("scheduledTaskProfile", "scheduledTask", "KalturaScheduledTaskProfile",
     {"name": "Q"}, "description"),
    ("cuePoint", "cuePoint", "KalturaCodeCuePoint", {"entryId": ENTRY, "code": "c"}, "tags"),
    ("annotation", "annotation", "KalturaAnnotation", {"entryId": ENTRY, "text": "t"}, "tags"),
]  # fmt: skip
# These ask their lists for a filter, or answer with entries that are READY alone.
UNLISTED = {"cuePoint", "annotation", "media"}


def _step(service: str, plugin: str, action: str, *arguments: Any, **more: Any) -> Step:
    return {"service": service, "plugin": plugin, "action": action, "args": arguments, **more}


def _round(service: str, plugin: str, cls: str, made: dict[str, Any], changed: str) -> list[Step]:
    """Made, read, changed, listed, removed, and gone."""
    key = {"ref": f"{service}.id"}
    new = {"object": cls, changed: "changed"}
    steps = [
        _step(service, plugin, "add", {"object": cls, **made}, name=service, expect=_seen(made)),
        _step(service, plugin, "get", key, expect=_seen(made)),
        _step(service, plugin, "update", key, new, expect={changed: "changed"}),
        _step(service, plugin, "get", key, expect={changed: "changed"}),
    ]
    if service not in UNLISTED:
        steps.append(_step(service, plugin, "list", holds=key))
    steps.append(_step(service, plugin, "delete", key))
    steps.append(_step(service, plugin, "get", key, refused=True))
    return steps


def _seen(made: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in made.items() if isinstance(value, str)}


def _others() -> list[Step]:
    """Services of which no round can be made."""
    profile = {"object": "KalturaMetadataProfile", "name": "X", "metadataObjectType": "1"}
    xsd = (
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="metadata"/>'
        "</xs:schema>"
    )
    caption = {"object": "KalturaCaptionAsset", "language": "English", "format": "1"}
    text = {"object": "KalturaStringResource", "content": "1\n00:00:01,000 --> 00:00:02,000\nhi\n"}
    search = {
        "object": "KalturaESearchEntryParams",
        "searchOperator": {
            "object": "KalturaESearchEntryOperator",
            "operator": 1,
            "searchItems": [
                {"object": "KalturaESearchUnifiedItem", "searchTerm": "Welcome", "itemType": 2}
            ],
        },
    }
    report = {"object": "KalturaReportInputFilter", "fromDay": "20260101", "toDay": "20260107"}
    member = {"object": "KalturaCategoryUser", "categoryId": 1001, "userId": "ana"}
    placed = {"object": "KalturaCategoryEntry", "categoryId": 1002, "entryId": ENTRY}
    return [
        _step("system", "", "ping"),
        _step("session", "", "get", expect={"partnerId": 1000001}),
        _step("partner", "", "getInfo", expect={"name": "Sandbox"}),
        _step("baseEntry", "", "get", ENTRY, expect={"id": ENTRY}),
        _step("baseEntry", "", "clone", ENTRY, name="copy", expect={"userId": "ana"}),
        _step("baseEntry", "", "delete", {"ref": "copy.id"}),
        _step("uploadToken", "", "add", name="token", expect={"partnerId": 1000001}),
        _step("uploadToken", "", "get", {"ref": "token.id"}, expect={"userId": "ana"}),
        _step("uploadToken", "", "delete", {"ref": "token.id"}),
        _step("categoryUser", "", "add", member, expect={"userId": "ana"}),
        _step("categoryUser", "", "get", 1001, "ana", expect={"categoryId": 1001}),
        _step("categoryUser", "", "delete", 1001, "ana"),
        _step("categoryUser", "", "get", 1001, "ana", refused=True),
        _step("categoryEntry", "", "add", placed, expect={"entryId": ENTRY}),
        _step("media", "", "get", ENTRY, expect={"categoriesIds": "1001,1002"}),
        _step("categoryEntry", "", "delete", ENTRY, 1002),
        _step("media", "", "get", ENTRY, expect={"categoriesIds": "1001"}),
        _step("flavorAsset", "", "getByEntryId", ENTRY),
        _step("metadataProfile", "metadata", "add", profile, xsd, name="profile"),
        _step("metadata", "metadata", "add", {"ref": "profile.id"}, "1", ENTRY, "<metadata/>",
              name="metadata", expect={"objectId": ENTRY}),
        _step("metadata", "metadata", "delete", {"ref": "metadata.id"}),
        _step("metadataProfile", "metadata", "delete", {"ref": "profile.id"}),
        _step("captionAsset", "caption", "add", ENTRY, caption, name="caption"),
        _step("captionAsset", "caption", "setContent", {"ref": "caption.id"}, text,
              expect={"sizeInBytes": 35}),
        _step("captionAsset", "caption", "delete", {"ref": "caption.id"}),
        _step("eSearch", "elasticSearch", "searchEntry", search, expect={"totalCount": 1}),
        _step("report", "", "getTotal", "1", report),
        _step("like", "like", "like", ENTRY),
        _step("like", "like", "unlike", ENTRY),
        _step("rating", "rating", "rate", ENTRY, 4),
        _step("media", "", "get", ENTRY, expect={"votes": 1}),
        _step("quiz", "quiz", "add", ENTRY, {"object": "KalturaQuiz", "attemptsAllowed": 3},
              expect={"attemptsAllowed": 3}),
        _step("quiz", "quiz", "get", ENTRY, expect={"attemptsAllowed": 3}),
        _step("permission", "", "getCurrentPermissions"),
        _step("widget", "", "get", "_1000001", expect={"id": "_1000001"}),
    ]  # fmt: skip


def steps() -> list[Step]:
    """The whole scenario, in its order."""
    return [*(step for row in ROUNDS for step in _round(*row)), *_others()]
