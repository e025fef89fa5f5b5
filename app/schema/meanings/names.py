"""What a property's name says of its value, where the schema gives no more than a number or text.

Units are facts of release 22.19.0's schema and its server. A property whose unit nobody states
is left out rather than guessed at: a wrong note is worse than none. Which names have which kind
in that release is held by a test's golden file.
"""

import re
from collections.abc import Iterable

_NUMBERS = frozenset({"int", "bigint", "float"})
_COMPARISON = re.compile(r"(?:Greater|Less)Than(?:OrEqual)?$|Equal$")

# By "class.property", for the class that declares it or inherits it; "" is: not what the name says.
_PLACES = {
    "KalturaActiveLiveStreamTime.endTime": "time",
    "KalturaActiveLiveStreamTime.startTime": "time",
    "KalturaAdCuePoint.duration": "milliseconds",
    "KalturaAdCuePoint.endTime": "milliseconds",
    "KalturaAnnotation.duration": "milliseconds",
    "KalturaAnnotation.endTime": "milliseconds",
    "KalturaAppToken.sessionDuration": "seconds",
    "KalturaAsset.size": "kilobytes",
    "KalturaAsset.sizeInBytes": "bytes",
    "KalturaBulkUploadResultScheduleEvent.duration": "seconds",
    "KalturaCaptionAssetItem.endTime": "milliseconds",
    "KalturaCaptionAssetItem.startTime": "milliseconds",
    "KalturaClipAttributes.duration": "milliseconds",
    "KalturaClipAttributes.globalOffsetInDestination": "milliseconds",
    "KalturaClipAttributes.offset": "milliseconds",
    "KalturaClipDescription.duration": "milliseconds",
    "KalturaClipDescription.offsetInDestination": "milliseconds",
    "KalturaClipDescription.startTime": "milliseconds",
    "KalturaClipsVendorTaskData.clipsDuration": "seconds",
    "KalturaCodeCuePoint.duration": "milliseconds",
    "KalturaCodeCuePoint.endTime": "milliseconds",
    "KalturaConcatJobData.concatenatedDuration": "seconds",
    "KalturaConcatJobData.duration": "seconds",
    "KalturaConcatJobData.offset": "seconds",
    "KalturaConversionProfile.clipDuration": "milliseconds",
    "KalturaCuePoint.startTime": "milliseconds",
    "KalturaDistributionProfile.sunriseDefaultOffset": "seconds",
    "KalturaDistributionProfile.sunsetDefaultOffset": "seconds",
    "KalturaDrmLicenseAccessDetails.absolute_duration": "seconds",
    "KalturaDrmLicenseAccessDetails.duration": "seconds",
    "KalturaDropFolder.fileSizeCheckInterval": "seconds",
    "KalturaDwhHourlyPartner.averageTimeViewed": "seconds",
    "KalturaDwhHourlyPartner.sumTimeViewed": "seconds",
    # A position within the captions, though the names are those of times.
    "KalturaESearchCaptionItemData.endsAt": "milliseconds",
    "KalturaESearchCaptionItemData.startsAt": "milliseconds",
    "KalturaESearchHistory.timestamp": "time",
    "KalturaBatchHistoryData.timeStamp": "time",
    "KalturaHttpNotificationDispatchJobData.connectTimeout": "seconds",
    "KalturaHttpNotificationDispatchJobData.timeout": "seconds",
    "KalturaHttpNotificationTemplate.connectTimeout": "seconds",
    "KalturaHttpNotificationTemplate.timeout": "seconds",
    "KalturaLiveChannelSegment.duration": "milliseconds",
    "KalturaLiveChannelSegment.startTime": "milliseconds",
    "KalturaLiveEntry.broadcastTime": "time",
    "KalturaLiveEntry.dvrWindow": "minutes",
    "KalturaLiveEntry.lastElapsedRecordingTime": "milliseconds",
    "KalturaLiveEntry.segmentDuration": "milliseconds",
    "KalturaLiveReportExportJobData.timeZoneOffset": "minutes",
    "KalturaLiveReportExportParams.timeZoneOffset": "minutes",
    "KalturaLiveStats.secondsViewed": "seconds",
    "KalturaLiveStatsEvent.bitrate": "",  # of ten seconds' playing: the player's unit, not said
    "KalturaLiveStatsEvent.bufferTime": "seconds",
    "KalturaMediaInfo.fileSize": "",  # unit not said, and not that of the other file sizes
    "KalturaStorageProfile.maxFileSize": "",  # unit not said
    "KalturaStorageProfile.minFileSize": "",
    "KalturaPartnerStatistics.bandwidth": "gigabytes",
    "KalturaPartnerStatistics.hosting": "gigabytes",
    "KalturaPartnerStatistics.usage": "gigabytes",
    "KalturaPartnerUsage.hostingGB": "gigabytes",
    "KalturaPartnerUsage.usageGB": "gigabytes",
    "KalturaPlayReadyLicenseDetails.expirationDate": "time",
    "KalturaPlayableEntry.duration": "seconds",
    "KalturaPlaylist.duration": "seconds",
    "KalturaProvisionJobData.endDate": "time",
    "KalturaReportExportParams.timeZoneOffset": "minutes",
    "KalturaReportInputFilter.timeZoneOffset": "minutes",
    "KalturaRoomDetails.expiry": "time",
    "KalturaScheduleEvent.duration": "seconds",
    "KalturaSystemPartnerUsageFilter.fromDate": "time",
    "KalturaSystemPartnerUsageFilter.toDate": "time",
    "KalturaSystemPartnerUsageItem.bandwidth": "megabytes",
    "KalturaSystemPartnerUsageItem.deletedStorage": "megabytes",
    "KalturaSystemPartnerUsageItem.storage": "megabytes",
    "KalturaSystemPartnerUsageItem.totalStorage": "megabytes",
    "KalturaSystemPartnerUsageItem.transcodingUsage": "megabytes",
    "KalturaSessionCuePoint.duration": "milliseconds",
    "KalturaSessionCuePoint.endTime": "milliseconds",
    "KalturaStatsEvent.duration": "milliseconds",
    "KalturaStatsEvent.processDuration": "milliseconds",
    "KalturaThumbParams.interval": "seconds",
    "KalturaTimeContextField.offset": "seconds",
    "KalturaVarPartnerUsageItem.bandwidth": "megabytes",
    "KalturaVarPartnerUsageItem.deletedStorage": "megabytes",
    "KalturaVarPartnerUsageItem.storage": "megabytes",
    "KalturaVarPartnerUsageItem.totalStorage": "megabytes",
    "KalturaVarPartnerUsageItem.transcodingUsage": "megabytes",
    "KalturaVendorLiveCaptionCatalogItem.endTimeBuffer": "seconds",
    "KalturaVendorLiveCaptionCatalogItem.startTimeBuffer": "seconds",
    "KalturaVendorTaskData.entryDuration": "milliseconds",
    "KalturaViewHistoryUserEntry.lastTimeReached": "seconds",
    "KalturaZoomDropFolder.fileProcessingGracePeriod": "seconds",
}

# By the name of a number or of a text, in whatever class; the first that fits.
_OF_NUMBERS = (
    (
        r"\w*[a-z]At|aggregatedTime|beginDate|currentBroadcastStartTime|dateOfBirth"
        r"|extendedFreeTrailExpiryDate|finishTime|firstBroadcast|lastBroadcast(EndTime)?"
        r"|lastFileTimestamp|lastLoginTime|lockExpiration|minSendDate|queueTime|reachedLimitDate"
        r"|recordingStartTime|removalDate|scheduleEndDate|scheduleStartDate|syncTime|urlExpiry"
        r"|valid_until|widevineDistribution(End|Start)Date",
        "time",
    ),
    (r"ms[A-Z]\w*|\w+(Ms|InMsecs|Milliseconds)", "milliseconds"),
    (r"\w+(InSeconds|InSecs)", "seconds"),
    (r"file(Disc)?Size|\w+File(Disc)?Size", "bytes"),
    (r"\w+SizeKbytes", "kilobytes"),
    (r"bitrate|(audio|video|container)Bit[rR]ate", "bitrate"),
    (r"(is|has)[A-Z]\w*|keepManualThumbnails", "boolean"),
)
_OF_TEXTS = (
    (r"thumb(nail)?Url", "thumbnail"),
    (r"ur[li]|\w+(Url|URL|Uri)", "url"),
    (r"xml|xsd|xslt?|\w+(Xml|XML|Xslt?)|(\w*X|x)slTransformation", "xml"),
    (r"json|\w+Json", "json"),
)


def kind_by_name(classes: Iterable[str], name: str, type: str) -> str:
    """The kind that a number or text has by its name, "" where the name says nothing.

    `classes` is the declaring class and its bases, nearest first. A filter's comparison
    (`sizeGreaterThanOrEqual` of KalturaAssetBaseFilter) means what `KalturaAsset.size` means.
    """
    plain = _COMPARISON.sub("", name)
    for owner in classes:
        subject = owner.removesuffix("Filter").removesuffix("Base") if plain != name else owner
        if f"{subject}.{plain}" in _PLACES:
            return _PLACES[f"{subject}.{plain}"]
    rules = _OF_NUMBERS if type in _NUMBERS else _OF_TEXTS if type == "string" else ()
    return next((kind for rule, kind in rules if re.fullmatch(rule, plain)), "")
