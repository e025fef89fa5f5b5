"""New rows of the classes that are made by hand: what an object has beside what was sent and
what `generic/rules.toml` says of its class.

Keys that a class has and a row lacks are null.
"""

from collections.abc import Mapping, Sequence

from app.sandbox.account import DEMO, PARTNER
from app.sandbox.context import Context
from app.sandbox.entitlement import ALL
from app.sandbox.generic import objects
from app.sandbox.ids import object_id
from app.sandbox.kinds import CATEGORY
from app.sandbox.values import Object, Row, Value

NO_CONTENT, IMPORT, READY = 7, 0, 2  # KalturaEntryStatus
# Where the sandbox serves files: stands in rows for the URL that it is mounted at.
CDN = "https://cdn.sandbox.example"
_ADDRESSES = ("downloadUrl", "thumbnailUrl", "dataUrl", "url", "feedUrl")
_PLAIN = frozenset({str, int, bool, float, type(None)})


def address(row: Row) -> str:
    """What the addresses of an entry's files begin with."""
    return f"{CDN}/p/{row['partnerId']}/sp/{row['partnerId']}00"


def rooted(value: Value, root: str) -> Value:
    """An answer whose addresses of files begin with the URL that the sandbox is mounted at."""
    if isinstance(value, str):
        return root + value.removeprefix(CDN) if value.startswith(CDN) else value
    if isinstance(value, Object):
        fields = {
            name: item if type(item) in _PLAIN else rooted(item, root)
            for name, item in value.fields.items()
        }
        given = {name: fields[name] for name in _ADDRESSES if name in fields}
        fields |= {name: rooted(item, root) for name, item in given.items()}
        return Object(value.type, fields)
    if isinstance(value, Mapping):
        return {name: rooted(item, root) for name, item in value.items()}
    if isinstance(value, Sequence):
        return [rooted(item, root) for item in value]
    return value


def entry(context: Context, sent: Row, cls: str = "KalturaMediaEntry") -> Row:
    """An entry of a class, whose owner is who was sent, else the session's user."""
    key = sent.get("id") or object_id()
    owner = sent.get("userId") or context.user_id
    path = address({"partnerId": context.account})
    given = {
        "id": key,
        "objectType": cls,
        "rootEntryId": key,
        "createdAt": context.now,
        "updatedAt": context.now,
        "downloadUrl": f"{path}/playManifest/entryId/{key}/format/download/protocol/http"
        "/flavorParamIds/0",
        "thumbnailUrl": f"{path}/thumbnail/entry_id/{key}/version/0",
    }
    fresh = {**objects.fresh(context, cls), "userId": owner, "creatorId": owner}
    if cls == "KalturaMediaEntry":
        fresh |= {"mediaType": 1, "sourceType": "1"}
        fresh["dataUrl"] = f"{path}/playManifest/entryId/{key}/format/url/protocol/http"
    return searchable({**fresh, **sent, **given})


def searchable(row: Row) -> Row:
    """The entry with the text that searches run over."""
    words = [str(row[name]) for name in ("name", "tags", "description") if row.get(name)]
    media = f"_MEDIA_TYPE_{row['mediaType']}" if "mediaType" in row else ""
    text = f"_PAR_ONLY_ _{row['partnerId']}_ {media}|  {' '.join(words)} "
    return {**row, "searchText": text}


def user(context: Context, sent: Row) -> Row:
    fresh = {"objectType": "KalturaUser", **objects.fresh(context, "KalturaUser")}
    times = {"createdAt": context.now, "updatedAt": context.now, "statusUpdatedAt": context.now}
    return named({**fresh, "screenName": sent["id"], **sent, **times})


def named(row: Row) -> Row:
    """The user with the full name that first and last name make."""
    names = [row[part] for part in ("firstName", "lastName") if row.get(part)]
    return {**row, "fullName": " ".join(names)} if names else {"fullName": "", **row}


def category(context: Context, sent: Row, *, parent: Row | None, owner: str) -> Row:
    """A category below `parent`, under the next free id unless one is sent."""
    taken = max((row["id"] for row in context.objects.all(CATEGORY)), default=1000)
    key = sent.get("id") or max(context.objects.next_number(CATEGORY, taken + 1), taken + 1)
    fresh = {"objectType": CATEGORY, **objects.fresh(context, CATEGORY)}
    if owner and (sent.get("privacyContext") or sent.get("privacy", ALL) != ALL):
        # Only a category that has members has an owner by itself.
        fresh["owner"] = owner
    given = {"id": key, "createdAt": context.now, "updatedAt": context.now}
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


def partner(context: Context, *, account: int, name: str, secrets: tuple[str, str]) -> Row:
    """An account; `secrets` are the user's and the administrator's."""
    return {
        "objectType": PARTNER,
        **objects.fresh(context, PARTNER),
        "id": account,
        "name": name,
        "adminEmail": DEMO.login_id,
        "adminUserId": DEMO.login_id,
        "secret": secrets[0],
        "adminSecret": secrets[1],
    }
