"""What may change something, over every action of the bundled schema."""

import re
from collections import Counter

from app.schema.facts import bundled
from app.schema.reading import FILE, changes_things

ACTIONS = tuple(
    f"{service.id}.{action.name}" for service in bundled().services for action in service.actions
)
LINES = FILE.read_text("utf-8").splitlines()
LISTED = [line for line in LINES if line and not line.startswith("#")]

# How the name of an action begins that one would take for a reading one.
LOOKS_READING = re.compile(
    r"get|list|count|serve|search|ping|index|export|has|is|check|validate|suggest|download|poll",
    re.IGNORECASE,
)

# Looks like reading, or could be taken for it, and may change something.
MAY_CHANGE = {
    "adminconsole_entryadmin.restoreDeletedEntry": "the entry is there again",
    "baseentry.export": "copies the entry's files to a remote storage",
    "baseentry.exportToCsv": "starts a job that sends a mail",
    "baseentry.index": "writes the entry to the search engine anew, on demand its row too",
    "batch.checkEntryIsDone": "sets an entry that is done to ready",
    "batch.getExclusiveAlmostDone": "locks the jobs that it gives",
    "batch.getExclusiveJobs": "locks the jobs that it gives",
    "batch.getExclusiveNotificationJobs": "locks the jobs that it gives",
    "batchcontrol.getOrCreateScheduler": "makes the scheduler where there is none",
    "batchcontrol.startWorker": "a command that starts a worker",
    "caption_captionasset.export": "copies the file to a remote storage",
    "captionsearch_captionassetitem.parse": "writes the captions to the search engine",
    "category.exportToCsv": "starts a job that sends a mail",
    "category.index": "writes the category to the search engine anew",
    "categoryentry.index": "writes the assignment to the search engine anew",
    "categoryuser.index": "writes the membership to the search engine anew",
    "contentdistribution_entrydistribution.validate": "saves the faults that it finds",
    "dropfolder_dropfolder.getExclusiveDropFolder": "locks the folder that it gives",
    "entryservernode.validateRegisteredEntryServerNode": "removes a node that is gone",
    "flavorasset.export": "copies the file to a remote storage",
    "livechannel.validateRegisteredMediaServers": "removes the servers that are gone",
    "livereports.exportToCsv": "starts a job that sends a mail",
    "livestats.collect": "counts a viewer's event",
    "livestream.allocateConferenceRoom": "takes a room, unless one is taken already",
    "livestream.authenticate": "notes the encoder's server at the entry",
    "livestream.validateRegisteredMediaServers": "removes the servers that are gone",
    "media.exportToCsv": "starts a job that sends a mail",
    "metadata_metadata.index": "writes the metadata and its object to the search engine anew",
    "metadata_metadatabatch.getExclusiveTransformMetadataJobs": "locks the jobs that it gives",
    "playready_playreadydrm.getEntryContentKey": "createIfMissing saves a new key",
    "playready_playreadydrm.getLicenseDetails": "registers the device that asks",
    "reach_entryvendortask.exportToCsv": "starts a job that sends a mail",
    "reach_entryvendortask.extendAccessKey": "saves a new KS with the task",
    "report.exportToCsv": "starts a job that sends a mail",
    "report.getUrlForReportAsCsv": "writes a file that the address leads to",
    "responseprofile.recalculate": "rewrites what is cached of the profile",
    "scheduledtask_scheduledtaskprofile.requestDryRun": "starts a job",
    "search.externalLogin": "signs in elsewhere, with a user's password",
    "searchhistory_searchhistory.exportToCsv": "starts a job that sends a mail",
    "session.end": "the KS is good for nothing afterwards",
    "sip_pexip.generateSipUrl": "makes the room, on demand a new address of it",
    "stats.collect": "counts a viewer's event",
    "system.pingDatabase": "tries the database by writing to it",
    "tagsearch_tag.indexCategoryEntryTags": "counts tags up and down",
    "thumbasset.export": "copies the file to a remote storage",
    "user.exportToCsv": "starts a job that sends a mail",
    "user.generateQrCode": "in doubt: it may set the second factor of a login up",
    "user.index": "writes the user to the search engine anew",
    "user.loginDataResetPassword": "sets a password",
    "user.validateHashKey": "in doubt: it may set the second factor of a login up",
    "vendor_zoomvendor.localRegistrationPage": "in doubt: a step of joining two accounts",
    "vendor_zoomvendor.oauthValidation": "in doubt: a step of joining two accounts",
    "vendor_zoomvendor.preOauthValidation": "in doubt: a step of joining two accounts",
    "virusscan_virusscanprofile.scan": "starts a job",
    "webexapidropfolder_webexvendor.oauthValidation": "in doubt: a step of joining two accounts",
    "webexapidropfolder_webexvendor.preOauthValidation": "in doubt: a step of joining two accounts",
    "widevine_widevinedrm.getLicense": "in doubt: a licence server may count devices",
}

# Does not look like reading, and only reads.
ONLY_READS = {
    "adminconsole_reportadmin.executeDebug": "a saved query of the data warehouse",
    "adminuser.login": "gives a KS",
    "analytics.query": "asks the data warehouse",
    "apptoken.startSession": "gives a KS",
    "beacon_beacon.enhanceSearch": "a search",
    "capturespace_capturespace.clientUpdates": "which version of the program is the latest",
    "kalturainternaltools_kalturainternaltoolssystemhelper.fromSecureString": "reads a KS",
    "kalturainternaltools_kalturainternaltoolssystemhelper.iptocountry": "looks an address up",
    "partner.registrationValidation": "checks what partner.register would save",
    "playlist.execute": "gives the entries of a playlist",
    "playlist.executeFromContent": "gives the entries of a playlist that is not saved",
    "playlist.executeFromFilters": "gives the entries of a playlist that is not saved",
    "playready_playreadydrm.generateKey": "makes a key by chance and saves it nowhere",
    "report.execute": "a saved query of the data warehouse",
    "session.impersonate": "gives a KS",
    "session.impersonateByKs": "gives a KS",
    "session.start": "gives a KS",
    "session.startWidgetSession": "gives a KS",
    "shortlink_shortlink.goto": "leads to the link's address",
    "sso_sso.login": "gives the address of a login",
    "thumbnail_thumbnail.transform": "draws a picture from one that is there",
    "user.login": "gives a KS",
    "user.loginByKs": "gives a KS",
    "user.loginByLoginId": "gives a KS",
}


def test_every_listed_name_is_an_action_and_stands_there_once() -> None:
    assert len(ACTIONS) == 1004
    assert [name for name, times in Counter(LISTED).items() if times > 1] == []
    assert set(LISTED) <= set(ACTIONS)


def test_every_action_is_decided_and_every_doubtful_one_by_name() -> None:
    reads = {name for name in ACTIONS if not changes_things(*name.split("."))}
    assert reads == set(LISTED)
    looks = {name for name in ACTIONS if LOOKS_READING.match(name.partition(".")[2])}
    assert looks - reads <= set(MAY_CHANGE)
    assert set(MAY_CHANGE) <= set(ACTIONS) - reads
    assert reads - looks == set(ONLY_READS)
    assert len(reads) == 401


def test_what_changes_by_its_name_is_not_listed() -> None:
    changing = re.compile(
        r"(add|update|delete|remove|set|clone|move|reset|end|approve|reject|abort|cancel|upload|"
        r"convert|create|register|submit|retry|vote|like|unlike|rate|flag|lock|free|anonymousRank|"
        r"notify|dispatch|report|append|replace|restore|recycle|activate|deactivate)(?![a-z])"
    )
    found = {name for name in LISTED if changing.match(name.partition(".")[2])}
    assert found == set()


def test_case_does_not_matter() -> None:
    assert not changes_things("baseEntry", "getbyids")
    assert not changes_things("METADATA_metadata", "LIST")
    assert changes_things("baseEntry", "EXPORT")


def test_what_only_an_imported_schema_has_may_change_something() -> None:
    assert changes_things("zoo_keeper", "get")
    assert changes_things("media", "getNothing")
    assert changes_things("", "")
    assert changes_things("multirequest", "")
