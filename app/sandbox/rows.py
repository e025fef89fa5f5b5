"""New rows: what an object is stored with beside what its maker sent.

The values are those that a real server gives a fresh object of the kind; keys that a
class has and a row lacks are null.
"""

from app.sandbox.account import DEMO
from app.sandbox.entitlement import ALL
from app.sandbox.values import Row

NO_CONTENT, IMPORT, READY = 7, 0, 2  # KalturaEntryStatus
CDN = "https://cdn.sandbox.example"
_SHARED = {"partnerId": DEMO.partner_id}


def entry(sent: Row, *, key: str, user_id: str, now: int) -> Row:
    path = f"{CDN}/p/{DEMO.partner_id}/sp/{DEMO.partner_id}00"
    fresh = {
        "objectType": "KalturaMediaEntry",
        "name": "",
        "description": "",
        "userId": user_id,
        "creatorId": user_id,
        "tags": "",
        "categories": "",
        "categoriesIds": "",
        "status": NO_CONTENT,
        "moderationStatus": 6,
        "moderationCount": 0,
        "type": 1,
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
        "plays": 0,
        "views": 0,
        "duration": 0,
        "msDuration": 0,
        "mediaType": 1,
        "sourceType": "1",
    }
    given = {
        "id": key,
        "rootEntryId": key,
        "createdAt": now,
        "updatedAt": now,
        "downloadUrl": f"{path}/playManifest/entryId/{key}/format/download/protocol/https",
        "thumbnailUrl": f"{path}/thumbnail/entry_id/{key}/version/0",
        "dataUrl": f"{path}/playManifest/entryId/{key}/format/url/protocol/https",
    }
    return searchable({**_SHARED, **fresh, **sent, **given})


def searchable(row: Row) -> Row:
    """The entry with the text that searches run over."""
    words = [str(row[name]) for name in ("name", "tags", "description") if row.get(name)]
    text = f"_PAR_ONLY_ _{DEMO.partner_id}_ _MEDIA_TYPE_{row['mediaType']}|  {' '.join(words)} "
    return {**row, "searchText": text}


def user(sent: Row, *, now: int) -> Row:
    fresh = {
        "objectType": "KalturaUser",
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
    return named({**_SHARED, **fresh, **sent, **times})


def named(row: Row) -> Row:
    """The user with the full name that first and last name make."""
    names = [row[part] for part in ("firstName", "lastName") if row[part]]
    return {**row, "fullName": " ".join(names)} if names else {"fullName": "", **row}


def category(sent: Row, *, key: int, parent: Row | None, owner: str, now: int) -> Row:
    fresh = {
        "objectType": "KalturaCategory",
        "description": "",
        "tags": "",
        "appearInList": 1,
        "privacy": ALL,
        "inheritanceType": 2,
        "userJoinPolicy": 3,
        "defaultPermissionLevel": 3,
        "owner": owner,
        "contributionPolicy": 1,
        "membersCount": 0,
        "pendingMembersCount": 0,
        "status": 2,
        "partnerSortValue": 0,
        "pendingEntriesCount": 0,
    }
    given = {"id": key, "createdAt": now, "updatedAt": now}
    return below({**_SHARED, **fresh, **sent, **given}, parent)


def below(row: Row, parent: Row | None) -> Row:
    """The category with the place that it has below its parent."""
    return {
        **row,
        "parentId": parent["id"] if parent else 0,
        "depth": parent["depth"] + 1 if parent else 0,
        "fullName": f"{parent['fullName']}>{row['name']}" if parent else row["name"],
        "fullIds": f"{parent['fullIds']}>{row['id']}" if parent else str(row["id"]),
    }


def app_token(sent: Row, *, key: str, token: str, now: int) -> Row:
    fresh = {"objectType": "KalturaAppToken", "status": 2, "sessionType": 0, "hashType": "SHA1"}
    given = {"id": key, "token": token, "createdAt": now, "updatedAt": now}
    return {**_SHARED, **fresh, **sent, **given}


def upload_token(sent: Row, *, key: str, user_id: str, now: int) -> Row:
    fresh = {"objectType": "KalturaUploadToken", "userId": user_id, "status": 0}
    given = {"id": key, "uploadedFileSize": 0, "createdAt": now, "updatedAt": now}
    return {**_SHARED, **fresh, **sent, **given}


def partner(now: int) -> Row:
    return {
        "objectType": "KalturaPartner",
        "id": DEMO.partner_id,
        "name": "Sandbox",
        "website": "https://sandbox.example",
        "createdAt": now,
        "adminName": "Demo Admin",
        "adminEmail": DEMO.login_id,
        "description": "",
        "commercialUse": 1,
        "type": 1,
        "adultContent": False,
        "notify": 0,
        "status": 1,
        "partnerPackage": 1,
        "secret": DEMO.user_secret,
        "adminSecret": DEMO.admin_secret,
        "adminUserId": DEMO.login_id,
        "firstName": "Demo",
        "lastName": "Admin",
        "publishersQuota": 0,
        "defaultEntitlementEnforcement": True,
        "host": "sandbox.example",
        "cdnHost": CDN.removeprefix("https://"),
    }
