"""Calls that between them have every type of value, and every way of sending one.

CASES: by name. The programs of all languages are run for each, and what arrives is compared.
It is long because it is a list.
"""

from dataclasses import replace

from app.call.model import Array, Call, File, Map, Null, Object, Value
from app.schema.facts import bundled

REGISTRY = bundled()
KS = "djJ8MTAxfHNlY3JldHNlY3JldHNlY3JldA=="
# What a program finds beside it, by name.
FILES = {
    "holiday video.mp4": b"\x00\x01\xffvideo",
    'päper;"1".xml': b"<a/>",
    "part-2.bin": b"\r\n--\r\n" * 20,
}
HOSTILE = (
    "\"quoted\" and 'single' and `back`\n second line\r\n\ttab \\ backslash \\n \\u0041 */ /* // # "
    "-- ${HOME} $(id) {{ x }} #{x} %s %d %% \\( <script></script> "
    "<!-- é 😀 \u202e\u2028\u00a0 ]]> ?> EOF"
)


def obj(type: str, /, **fields: Value) -> Object:
    """An object; a field named `not_` is `not` on the wire."""
    return Object(type, tuple((name.rstrip("_"), value) for name, value in fields.items()))


def array(*items: Value) -> Array:
    return Array(items)


def file(name: str, content_type: str = "video/mp4") -> File:
    return File(name, content_type, len(FILES[name]))


def call(name: str, /, **parameters: Value) -> Call:
    """A call of `service.action` with its own parameters, a KS and the console's client tag."""
    service, _, action = name.partition(".")
    return Call("here", service, action, tuple(parameters.items()), ks=KS, client_tag="testme")


def setting(base: Call, **changed: object) -> Call:
    """The call with other request-level fields."""
    return replace(base, **changed)  # type: ignore[arg-type]  # the names are those of a Call


def multi(*calls: tuple[str, dict[str, Value]], **changed: object) -> Call:
    """A multirequest of (`service.action`, fields)."""
    parts = []
    for number, (name, fields) in enumerate(calls, 1):
        service, _, action = name.partition(".")
        members: list[tuple[str, Value]] = [("service", service), ("action", action)]
        parts.append((str(number), Object("", (*members, *fields.items()))))
    made = Call("here", "multirequest", "", tuple(parts), ks=KS, client_tag="testme")
    return setting(made, **changed)


def _own(**fields: Value) -> Call:
    """A multirequest of which one call has request-level fields of its own."""
    return multi(
        ("media.get", {"entryId": "0_abc"}),
        ("media.get", {"entryId": "0_def", **fields}),
        ("media.get", {"entryId": "0_ghi"}),
    )


def _entry(**fields: Value) -> Object:
    return obj("KalturaMediaEntry", **fields)


_PAGER = obj("KalturaFilterPager", pageSize="30", pageIndex="1")
_DETACHED = obj(
    "KalturaDetachedResponseProfile",
    name="short",
    type="1",
    fields="id,name",
    relatedProfiles=array(
        obj(
            "KalturaDetachedResponseProfile",
            name="flavors",
            type="1",
            fields="id",
            filter=obj("KalturaFlavorAssetFilter", statusEqual="2"),
            mappings=array(
                obj(
                    "KalturaResponseProfileMapping",
                    parentProperty="id",
                    filterProperty="entryIdEqual",
                    allowNull="0",
                )
            ),
        )
    ),
)

_SESSIONS: dict[str, Call] = {
    "session.start whole": setting(
        call(
            "session.start",
            secret="0123456789abcdef",
            userId="carol",
            type="2",
            partnerId="101",
            expiry="3600",
            privileges="all:*,disableentitlement",
        ),
        ks=None,
        format="1",
    ),
    "session.start short": setting(
        call("session.start", secret="0123456789abcdef"), ks=None, client_tag=None
    ),
    "session.start null": setting(
        call("session.start", secret="x-y-z-secret", type="2", partnerId="101", privileges=Null()),
        ks=None,
    ),
    "session.start skipping": setting(
        call("session.start", secret="x-y-z-secret", partnerId="101"), ks=None
    ),
    "session.start hostile secret": setting(
        call("session.start", secret="se'cr\"et $HOME `x` \\", userId=HOSTILE), ks=None
    ),
    "session.get": call("session.get", session=KS),
    "session.end": call("session.end"),
    "session.startWidgetSession": setting(
        call("session.startwidgetsession", widgetId="_101"), ks=None
    ),
    "user.loginByLoginId": setting(
        call(
            "user.loginByLoginId", loginId="carol@host.example", password="pass word", otp="123456"
        ),
        ks=None,
    ),
    "appToken.startSession": call(
        "apptoken.startSession", id="0_abc", tokenHash="0a1b2c3d4e", type="0"
    ),
    "appToken.add": call(
        "apptoken.add",
        appToken=obj("KalturaAppToken", expiry="1893456000", sessionType="0", hashType="SHA256"),
    ),
    "system.ping": setting(call("system.ping"), ks=None),
}

_ENTRIES: dict[str, Call] = {
    "media.list bare": call("media.list"),
    "media.list pager only": call("media.list", pager=_PAGER),
    "media.list": call(
        "media.list",
        filter=obj(
            "KalturaMediaEntryFilter",
            orderBy="-createdAt",
            statusIn="2,7",
            mediaTypeEqual="1",
            createdAtGreaterThanOrEqual="1700000000",
            createdAtLessThanOrEqual="-3600",
        ),
        pager=_PAGER,
    ),
    "media.list search": call(
        "media.list",
        filter=obj(
            "KalturaMediaEntryFilter",
            advancedSearch=obj(
                "KalturaSearchOperator",
                type="1",
                items=array(
                    obj("KalturaSearchCondition", field="/*[local-name()='a']", value=HOSTILE),
                    obj("KalturaSearchOperator", type="2", items=array()),
                ),
            ),
        ),
    ),
    "media.list unknown order": call(
        "media.list", filter=obj("KalturaMediaEntryFilter", orderBy="sideways", statusEqual="99")
    ),
    "media.add": call("media.add", entry=_entry(name="A film", mediaType="1", tags="a, b")),
    "media.add empty": call("media.add", entry=_entry()),
    "media.add nulls": call(
        "media.add", entry=_entry(name="A film", tags=Null(), startDate=Null())
    ),
    "media.add hostile": call(
        "media.add", entry=_entry(name=HOSTILE, description="\x00\x01\x7f\x85")
    ),
    "media.add long": call(
        "media.add", entry=_entry(name="long", description="é\"\\'$ \n" * 20_000)
    ),
    "media.add empty text": call("media.add", entry=_entry(name="", description=" ")),
    "media.add times": call(
        "media.add", entry=_entry(name="t", startDate="1893456000", endDate="1924992000")
    ),
    "media.add languages": call(
        "media.add",
        entry=_entry(
            multiLingual_name=array(
                obj("KalturaMultiLingualString", language="DE", value="Füße"),
                obj("KalturaMultiLingualString", language="JA", value="映画"),
            )
        ),
    ),
    "media.add bools": call(
        "media.add", entry=_entry(name="b", blockAutoTranscript="1", displayInSearch="-1")
    ),
    "media.get": call("media.get", entryId="0_abc", version="-1"),
    "media.update": call("media.update", entryId="0_abc", mediaEntry=_entry(categoriesIds="1,2")),
    "media.delete": call("media.delete", entryId="0_abc"),
    "media.addContent url": call(
        "media.addContent",
        entryId="0_abc",
        resource=obj(
            "KalturaUrlResource",
            url="https://host.example/a?b=c&d=%20",
            forceAsyncDownload="0",
            urlHeaders=array(obj("KalturaString", value="X-Me: 1"), obj("KalturaString", value="")),
        ),
    ),
    "media.addContent token": call(
        "media.addContent",
        entryId="0_abc",
        resource=obj("KalturaUploadedFileTokenResource", token="0_12ab"),
    ),
    "baseEntry.clone": call(
        "baseentry.clone",
        entryId="0_abc",
        cloneOptions=array(
            obj("KalturaBaseEntryCloneOptionComponent", itemType="1", rule="1"),
            obj("KalturaBaseEntryCloneOptionComponent", itemType="2", rule="0"),
        ),
    ),
    "baseEntry.clone none": call("baseentry.clone", entryId="0_abc", cloneOptions=array()),
    "baseEntry.index": call("baseentry.index", id="0_abc", shouldUpdate="0"),
    "baseEntry.export": call(
        "baseentry.exportToCsv",
        mappedFields=array(obj("KalturaKeyValue", key="a", value="b")),
    ),
    "playlist.executeFromFilters": call(
        "playlist.executeFromFilters",
        filters=array(
            obj("KalturaMediaEntryFilterForPlaylist", limit="3", tagsLike="a"),
            obj("KalturaMediaEntryFilterForPlaylist", orderBy="+name"),
        ),
        totalResults="10",
        detailed="0",
    ),
    "flavorAsset.getUrl": call(
        "flavorasset.getUrl",
        id="0_xyz",
        forceProxy="1",
        options=obj("KalturaFlavorAssetUrlOptions", fileName="a b.mp4"),
    ),
    "flavorParams.add": call(
        "flavorparams.add",
        flavorParams=obj("KalturaFlavorParams", name="HD", frameRate="29.97", videoBitrate="4000"),
    ),
    "liveStream.add": call(
        "livestream.add",
        liveStreamEntry=obj(
            "KalturaLiveStreamEntry",
            name="Live",
            mediaType="201",
            dvrStatus="1",
            dvrWindow="120",
            recordStatus="2",
            streamName="s_%i",
            bitrates=array(
                obj("KalturaLiveStreamBitrate", bitrate="900", width="640", height="360"),
                obj("KalturaLiveStreamBitrate", bitrate="1500", width="1280", height="720"),
            ),
        ),
        sourceType="32",
    ),
    "map": call(
        "media.add",
        entry=obj(
            "KalturaEntryContextDataResult",
            isScheduledNow="1",
            pluginData=Map(
                (
                    (
                        "first",
                        obj("KalturaDrmPlaybackPluginData", scheme="1", licenseURL="https://x"),
                    ),
                    ("2nd 'key' \"$x\"", obj("KalturaDrmPlaybackPluginData")),
                    ("__proto__", obj("KalturaDrmPlaybackPluginData", licenseURL="é")),
                )
            ),
        ),
    ),
    "map empty": call("media.add", entry=obj("KalturaEntryContextDataResult", pluginData=Map())),
}

_ACCOUNT: dict[str, Call] = {
    "category.get bigint": call("category.get", id="9007199254740993"),
    "category.add": call(
        "category.add",
        category=obj(
            "KalturaCategory", name="Küche & Bad", privacy="1", moderation="-1", parentId="0"
        ),
    ),
    "category.list": call(
        "category.list", filter=obj("KalturaCategoryFilter", fullNameStartsWith="a>")
    ),
    "categoryEntry.add": call(
        "categoryentry.add",
        categoryEntry=obj("KalturaCategoryEntry", categoryId="12", entryId="0_a"),
    ),
    "user.add": call(
        "user.add",
        user=obj(
            "KalturaUser",
            id="carol",
            firstName="Carol",
            isAdmin="1",
            language="en",
            dateOfBirth="-86400",
            password="hidden one",
        ),
    ),
    "user.list": call("user.list", filter=obj("KalturaUserFilter", statusEqual="1"), pager=_PAGER),
    "accessControlProfile.add": call(
        "accesscontrolprofile.add",
        accessControlProfile=obj(
            "KalturaAccessControlProfile",
            name="Only there",
            rules=array(
                obj(
                    "KalturaRule",
                    message="no",
                    stopProcessing="1",
                    actions=array(obj("KalturaAccessControlBlockAction")),
                    conditions=array(
                        obj(
                            "KalturaCountryCondition",
                            not_="1",
                            values=array(obj("KalturaStringValue", value="IE")),
                        )
                    ),
                )
            ),
        ),
    ),
    "responseProfile.add": call(
        "responseprofile.add",
        addResponseProfile=obj("KalturaResponseProfile", name="p", systemName="p1", type="0"),
    ),
    "report.getTable": call(
        "report.getTable",
        reportType="1",
        reportInputFilter=obj(
            "KalturaReportInputFilter",
            fromDate="1700000000",
            toDate="1700086400",
            interval="days",
            searchInTags="1",
        ),
        pager=_PAGER,
        order="-count_plays",
    ),
    "stats.collect": call(
        "stats.collect",
        event=obj("KalturaStatsEvent", eventType="3", eventTimestamp="1700000000.25", seek="0"),
    ),
}

_PLUGINS: dict[str, Call] = {
    "captionAsset.add": call(
        "caption_captionasset.add",
        entryId="0_abc",
        captionAsset=obj("KalturaCaptionAsset", language="English", format="3", isDefault="1"),
    ),
    "metadata.add": call(
        "metadata_metadata.add",
        metadataProfileId="7",
        objectType="1",
        objectId="0_abc",
        xmlData="<metadata><A>\"1\" & '2'</A></metadata>",
    ),
    "metadataProfile.list": call(
        "metadata_metadataprofile.list",
        filter=obj(
            "KalturaMetadataProfileFilter", orderBy="+createdAt", metadataObjectTypeEqual="1"
        ),
    ),
    "annotation.add": call(
        "annotation_annotation.add",
        annotation=obj("KalturaAnnotation", entryId="0_abc", text="hi\nthere", startTime="1000"),
    ),
    "cuePoint.list": call(
        "cuepoint_cuepoint.list",
        filter=obj("KalturaCuePointFilter", cuePointTypeEqual="thumbCuePoint.Thumb"),
    ),
    "scheduleEvent.add": call(
        "schedule_scheduleevent.add",
        scheduleEvent=obj(
            "KalturaRecordScheduleEvent",
            summary="Lecture",
            startDate="1893456000",
            endDate="1893459600",
            geoLatitude="-33.8688",
            geoLongitude="151.25",
            recurrenceType="1",
            recurrence=obj(
                "KalturaScheduleEventRecurrence", frequency="weekly", weekStartDay="MO", count="10"
            ),
        ),
    ),
    "eSearch.searchEntry": call(
        "elasticsearch_esearch.searchEntry",
        searchParams=obj(
            "KalturaESearchEntryParams",
            searchOperator=obj(
                "KalturaESearchEntryOperator",
                operator="1",
                searchItems=array(
                    obj(
                        "KalturaESearchEntryItem",
                        searchTerm="cat",
                        itemType="1",
                        fieldName="name",
                        addHighlight="1",
                    ),
                    obj("KalturaESearchUnifiedItem", searchTerm="dog", itemType="2"),
                ),
            ),
        ),
        pager=obj("KalturaPager", pageSize="5"),
    ),
}

_REQUEST_LEVEL: dict[str, Call] = {
    "response profile": setting(call("media.list"), response_profile=_DETACHED, format="1"),
    "response profile by id": setting(
        call("media.get", entryId="0_abc"),
        response_profile=obj("KalturaResponseProfileHolder", id="12345678901"),
    ),
    "impersonated partner": setting(call("media.list", pager=_PAGER), partner_id="102"),
    "language": setting(call("media.get", entryId="0_abc"), language="de"),
    "client tag and version": setting(
        call("system.getTime"), client_tag='it\'s "me"', api_version="22.19.0", format="1"
    ),
    "hostile ks": setting(call("media.list"), ks='it\'s "not" a $ks `at` \\all'),
    "php format": setting(call("system.ping"), format="3"),
    "jsonp format": setting(call("system.ping"), format="9"),
}

_UPLOADS: dict[str, Call] = {
    "uploadToken.add": call(
        "uploadtoken.add",
        uploadToken=obj("KalturaUploadToken", fileName="a.mp4", fileSize="1024.5"),
    ),
    "uploadToken.upload": call(
        "uploadtoken.upload",
        uploadTokenId="0_12ab",
        fileData=file("holiday video.mp4"),
        resume="1",
        finalChunk="0",
        resumeAt="1024.5",
    ),
    "uploadToken.upload skipping": call(
        "uploadtoken.upload",
        uploadTokenId="line\nbreak",
        fileData=file("part-2.bin"),
        resumeAt="0.5",
    ),
    "metadata.addFromFile": call(
        "metadata_metadata.addFromFile",
        metadataProfileId="7",
        objectType="1",
        objectId="0_abc",
        xmlFile=file('päper;"1".xml', "text/xml"),
    ),
    "baseEntry.thumbnail": call(
        "baseentry.updateThumbnailJpeg", entryId="0_abc", fileData=file("part-2.bin", "")
    ),
}

_FILE_ANSWERS: dict[str, Call] = {
    "thumbAsset.serve": call("thumbasset.serve", thumbAssetId="0_abc", version="3"),
    "captionAsset.serve": call("caption_captionasset.serve", captionAssetId="0_a b&c"),
}

_MULTIREQUESTS: dict[str, Call] = {
    "multi plain": multi(("system.ping", {}), ("system.getTime", {})),
    "multi reference": multi(
        ("media.add", {"entry": _entry(name="x", mediaType="1")}),
        ("media.get", {"entryId": "{1:result:id}"}),
        ("media.delete", {"entryId": "{1:result:id}"}),
        format="1",
    ),
    "multi deep reference": multi(
        ("media.list", {"pager": _PAGER}),
        (
            "categoryentry.add",
            {
                "categoryEntry": obj(
                    "KalturaCategoryEntry", entryId="{1:result:objects:0:id}", categoryId="12"
                )
            },
        ),
        ("media.update", {"entryId": "{1:result:objects:0:id}", "mediaEntry": _entry(name="y")}),
    ),
    "multi ks from session": multi(
        ("session.start", {"secret": "x-y-z-secret", "type": "2", "partnerId": "101"}),
        ("media.list", {"ks": "{1:result}"}),
        ks=None,
        format="1",
    ),
    "multi own ks": multi(
        ("media.list", {}),
        ("media.get", {"entryId": "0_abc", "ks": KS.replace("MTAx", "MTAy")}),
        ("system.ping", {}),
    ),
    "multi own partner": _own(partnerId="102"),
    "multi own language": setting(_own(language="de"), language="en"),
    "multi own profile": _own(
        responseProfile=obj("KalturaDetachedResponseProfile", type="1", fields="id")
    ),
    "multi own null": _own(ks=Null(), language=Null()),
    "multi own tag and version": _own(clientTag='it\'s "mine"', apiVersion="22.19.0"),
    "multi file": multi(
        ("uploadtoken.add", {}),
        (
            "uploadtoken.upload",
            {"uploadTokenId": "{1:result:id}", "fileData": file("holiday video.mp4")},
        ),
        (
            "media.addContent",
            {
                "entryId": "0_abc",
                "resource": obj("KalturaUploadedFileTokenResource", token="{1:result:id}"),
            },
        ),
    ),
    "multi impersonated": multi(
        ("session.start", {"secret": "x-y-z-secret", "partnerId": "101"}),
        ("media.get", {"entryId": "0_abc"}),
        partner_id="102",
        language="de",
    ),
    "multi profile": multi(
        ("media.get", {"entryId": "0_abc"}),
        ("media.get", {"entryId": "0_def"}),
        response_profile=obj("KalturaDetachedResponseProfile", type="1", fields="id"),
    ),
    "multi null and text": multi(
        ("media.update", {"entryId": "0_abc", "mediaEntry": _entry(tags=Null(), name=HOSTILE)}),
        ("session.start", {"secret": "x-y-z-secret", "privileges": Null()}),
        ("media.get", {"entryId": "text with {1:result:id} in it"}),
    ),
    "multi value path": multi(
        ("media.get", {"entryId": "0_abc"}),
        ("media.get", {"entryId": "{1:result:value}", "version": "{1:result:class:2}"}),
    ),
}

CASES: dict[str, Call] = {
    **_SESSIONS,
    **_ENTRIES,
    **_ACCOUNT,
    **_PLUGINS,
    **_REQUEST_LEVEL,
    **_UPLOADS,
    **_FILE_ANSWERS,
    **_MULTIREQUESTS,
}
# An object where its class is not declared: no action takes a map, so that typed languages,
# whose compilers say so, leave these out.
UNTYPED = frozenset({"map", "map empty"})
# Those of which every language's programs are kept as they are.
GOLDEN = (
    "session.start whole",
    "session.start null",
    "media.list",
    "media.list search",
    "media.add nulls",
    "liveStream.add",
    "metadata.add",
    "eSearch.searchEntry",
    "response profile",
    "impersonated partner",
    "uploadToken.upload",
    "thumbAsset.serve",
    "multi reference",
    "multi ks from session",
)
