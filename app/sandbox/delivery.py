"""Files below /p/: what the addresses in entries, flavors and answers to players lead to.

    /p/1000001/sp/100000100/playManifest/entryId/0_x/format/url/protocol/http
    /p/1000001/sp/100000100/thumbnail/entry_id/0_x/version/0

A real server sends players on to a CDN; here the file itself is the answer.
"""

from app.sandbox import assets, entries
from app.sandbox.context import Context
from app.sandbox.errors import ApiError
from app.sandbox.filters import parts
from app.sandbox.services.access_control import BLOCK, applying
from app.sandbox.services.asset_services import thumbnail
from app.sandbox.values import Object, Served

PATH = "/p/"
_STREAMED = frozenset({"applehttp", "mpegdash", "hds", "sl", "rtmp"})


def parameters(path: str) -> dict[str, str]:
    """What a path says by name: `p` the account, `what` is asked for, and what comes after it."""
    # A name at the end, as in `a.mp4`, says nothing.
    words = [word for word in path.strip("/").split("/") if "." not in word]
    said = dict(zip(words[5::2], words[6::2], strict=False))
    return {**said, "p": words[1] if len(words) > 1 else "", "what": "".join(words[4:5])}


def served(context: Context, said: dict[str, str]) -> Served:
    """A flavor's or a thumbnail's file. Raises ApiError."""
    entry = entries.found(context, said.get("entryId") or said.get("entry_id", ""))
    if said["what"] == "thumbnail":
        return thumbnail(context, entry)
    rules = applying(context, entry, Object("KalturaAccessControlScope"))
    if any(str(item["type"]) == BLOCK for rule in rules for item in rule.get("actions") or ()):
        raise ApiError("SERVICE_FORBIDDEN_CONTENT_BLOCKED")
    wanted = parts(said.get("flavorId") or said.get("flavorIds", ""))
    for flavor in assets.of_entry(context, entry["id"], entries.FLAVOR):
        ready = flavor["status"] == assets.READY and said.get("format") not in _STREAMED
        if ready and (not wanted or flavor["id"] in wanted):
            return assets.serve(context, flavor)
    raise ApiError("FLAVOR_ASSET_IS_NOT_READY")
