"""New rows of the classes that are made by hand: what an object has beside what was sent.

The values are those that a real server gives a fresh object of the kind; keys that a
class has and a row lacks are null.
"""

from app.sandbox.account import DEMO
from app.sandbox.entitlement import ALL
from app.sandbox.values import Row

NO_CONTENT, IMPORT, READY = 7, 0, 2  # KalturaEntryStatus
CDN = "https://cdn.sandbox.example"
# KalturaEntryType of the classes of entries, and whether they wait for content.
ENTRY_TYPES: dict[str, tuple[int | str, bool]] = {
    "KalturaMediaEntry": (1, True),
    "KalturaMixEntry": (2, False),
    "KalturaPlaylist": (5, False),
    "KalturaDataEntry": (6, False),
    "KalturaLiveStreamEntry": (7, False),
    "KalturaLiveStreamAdminEntry": (7, False),
    "KalturaLiveChannel": (8, False),
    "KalturaDocumentEntry": (10, True),
    "KalturaExternalMediaEntry": ("externalMedia.externalMedia", False),
    "KalturaRoomEntry": ("room.room", False),
}
_PLAYABLE = {"plays": 0, "views": 0, "duration": 0, "msDuration": 0}


def entry(
    sent: Row, *, key: str, user_id: str, now: int, account: int, cls: str = "KalturaMediaEntry"
) -> Row:
    kind, waits = ENTRY_TYPES.get(cls, (1, True))
    path = f"{CDN}/p/{account}/sp/{account}00"
    fresh = {
        "objectType": cls,
        "name": "",
        "description": "",
        "partnerId": account,
        "userId": user_id,
        "creatorId": user_id,
        "tags": "",
        "categories": "",
        "categoriesIds": "",
        "status": NO_CONTENT if waits else READY,
        "moderationStatus": 6,
        "moderationCount": 0,
        "type": kind,
        "rank": 0,
        "totalRank": 0,
        "votes": 0,
        "licenseType": -1,
        "version": 0,
        "replacementStatus": 0,
        "partnerSortValue": 0,
        "operationAttributes": [],
        "entitledUsersEdit": "",
        "entitledUsersPublish": "",
        "entitledUsersView": "",
        "capabilities": "",
        "displayInSearch": 1,
        "blockAutoTranscript": False,
    }
    if cls not in {"KalturaDataEntry", "KalturaDocumentEntry", "KalturaRoomEntry"}:
        fresh |= _PLAYABLE
    if cls == "KalturaMediaEntry":
        fresh |= {"mediaType": 1, "sourceType": "1"}
        fresh["dataUrl"] = f"{path}/playManifest/entryId/{key}/format/url/protocol/https"
    given = {
        "id": key,
        "rootEntryId": key,
        "createdAt": now,
        "updatedAt": now,
        "downloadUrl": f"{path}/playManifest/entryId/{key}/format/download/protocol/https",
        "thumbnailUrl": f"{path}/thumbnail/entry_id/{key}/version/0",
    }
    return searchable({**fresh, **sent, **given})


def searchable(row: Row) -> Row:
    """The entry with the text that searches run over."""
    words = [str(row[name]) for name in ("name", "tags", "description") if row.get(name)]
    media = f"_MEDIA_TYPE_{row['mediaType']}" if "mediaType" in row else ""
    text = f"_PAR_ONLY_ _{row['partnerId']}_ {media}|  {' '.join(words)} "
    return {**row, "searchText": text}


def user(sent: Row, *, now: int, account: int) -> Row:
    fresh = {
        "objectType": "KalturaUser",
        "partnerId": account,
        "screenName": sent["id"],
        "country": "",
        "description": "",
        "status": 1,
        "storageSize": 0,
        "userMode": 0,
        "capabilities": [],
        "type": 0,
        "isAdmin": False,
        "isGuest": False,
        "roleIds": "",
        "roleNames": "",
        "isAccountOwner": False,
        "firstName": "",
        "lastName": "",
        "loginEnabled": False,
        "isSsoExcluded": False,
    }
    times = {"createdAt": now, "updatedAt": now, "statusUpdatedAt": now}
    return named({**fresh, **sent, **times})


def named(row: Row) -> Row:
    """The user with the full name that first and last name make."""
    names = [row[part] for part in ("firstName", "lastName") if row.get(part)]
    return {**row, "fullName": " ".join(names)} if names else {"fullName": "", **row}


def category(sent: Row, *, key: int, parent: Row | None, owner: str, now: int, account: int) -> Row:
    fresh = {
        "objectType": "KalturaCategory",
        "partnerId": account,
        "appearInList": 1,
        "privacy": ALL,
        "inheritanceType": 2,
        "userJoinPolicy": 3,
        "defaultPermissionLevel": 3,
        "contributionPolicy": 1,
        "membersCount": 0,
        "pendingMembersCount": 0,
        "privacyContext": "",
        "privacyContexts": "",
        "status": 2,
        "partnerSortValue": 0,
        "isAggregationCategory": False,
        "aggregationCategories": "",
    }
    if owner and (sent.get("privacyContext") or sent.get("privacy", ALL) != ALL):
        # Only a category that has members has an owner by itself.
        fresh["owner"] = owner
    given = {"id": key, "createdAt": now, "updatedAt": now}
    return below({**fresh, **sent, **given}, parent)


def below(row: Row, parent: Row | None) -> Row:
    """The category with the place that it has below its parent."""
    return {
        **row,
        "parentId": parent["id"] if parent else None,
        "depth": parent["depth"] + 1 if parent else 0,
        "fullName": f"{parent['fullName']}>{row['name']}" if parent else row["name"],
        "fullIds": f"{parent['fullIds']}>{row['id']}" if parent else str(row["id"]),
    }


def app_token(sent: Row, *, key: str, token: str, now: int, account: int) -> Row:
    fresh = {
        "objectType": "KalturaAppToken",
        "partnerId": account,
        "status": 2,
        "sessionType": 0,
        "hashType": "SHA1",
    }
    given = {"id": key, "token": token, "createdAt": now, "updatedAt": now}
    return {**fresh, **sent, **given}


def upload_token(sent: Row, *, key: str, user_id: str, now: int, account: int) -> Row:
    fresh = {
        "objectType": "KalturaUploadToken",
        "partnerId": account,
        "userId": user_id,
        "status": 0,
        "autoFinalize": False,
    }
    given = {"id": key, "createdAt": now, "updatedAt": now}
    return {**fresh, **sent, **given}


def partner(now: int, *, account: int, name: str, secrets: tuple[str, str]) -> Row:
    """An account; `secrets` are the user's and the administrator's."""
    return {
        "objectType": "KalturaPartner",
        "id": account,
        "name": name,
        "appearInSearch": 1,
        "createdAt": now,
        "adminName": "Demo Admin",
        "adminEmail": DEMO.login_id,
        "description": "",
        "commercialUse": 1,
        "type": 1,
        "describeYourself": "",
        "adultContent": 0,
        "defConversionProfileType": 1001,
        "notify": 0,
        "status": 1,
        "allowQuickEdit": 1,
        "maxUploadSize": "150",
        "partnerPackage": 1,
        "secret": secrets[0],
        "adminSecret": secrets[1],
        "allowMultiNotification": 0,
        "adminLoginUsersQuota": "10",
        "adminUserId": DEMO.login_id,
        "firstName": "Demo",
        "lastName": "Admin",
        "additionalParams": [],
        "publishersQuota": 0,
        "defaultEntitlementEnforcement": True,
        "deliveryTypes": _DELIVERY_TYPES,
        "embedCodeTypes": _EMBED_CODES,
        "templatePartnerId": 0,
        "ignoreSeoLinks": False,
        "useTwoFactorAuthentication": False,
        "useSso": False,
        "blockDirectLogin": False,
        "isFirstLogin": True,
        "publisherEnvironmentType": 0,
        "eSearchLanguages": [],
        "authenticationType": 0,
        "passwordStructureValidations": [{"regex": "/^.{8,}$/", "objectType": "KalturaRegexItem"}],
        "passwordStructureValidationsDescription": "At least 8 characters.",
        "passReplaceFreq": "432000000",
        "maxLoginAttempts": "5",
        "loginBlockPeriod": "600",
        "numPrevPassToKeep": "0",
        "allowDefaultPasswordRestrictions": True,
        "isSelfServe": False,
        "allowedDomains": "",
        "excludedAdminRoleName": "",
        "eventPlatformAllowedTemplates": "",
        "recycleBinRetentionPeriod": 30,
    }


_DELIVERY_TYPES = [
    {
        "id": key,
        "label": label,
        "minVersion": "v3.6.14",
        "enabledByDefault": True,
        "objectType": "KalturaPlayerDeliveryType",
    }
    for key, label in (("auto", "Automatic"), ("http", "Progressive download"))
]
_EMBED_CODES = [
    {"id": key, "label": label, "minVersion": "v1.7.0", "objectType": "KalturaPlayerEmbedCodeType"}
    for key, label in (("auto", "Automatic"), ("dynamic", "Dynamic"), ("iframe", "In a frame"))
]
