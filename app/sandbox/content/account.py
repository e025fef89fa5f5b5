"""What every account has from its start: roles, profiles, formats, a widget and a player."""

from app.sandbox.context import Context
from app.sandbox.generic import objects
from app.sandbox.kinds import ACCESS_CONTROL, CONVERSION_PROFILE, FLAVOR_PARAMS, USER_ROLE
from app.sandbox.values import Row

_OF_ALL = {"partnerId": 0}  # they belong to the server, and every account sees them
# name, its description, names of permissions
_ROLES = (
    (
        "Basic User Session Role",
        "What a user without any permission of their own may do",
        "BASE_USER_SESSION_PERMISSION",
    ),
    (
        "Publisher Administrator",
        "Everything in the account",
        "ACCOUNT_BASE,ADMIN_BASE,CONTENT_INGEST_BASE,CONTENT_MANAGE_BASE,CONTENT_MODERATE_BASE",
    ),
    ("Manager", "Content, and the account's settings", "ACCOUNT_BASE,CONTENT_MANAGE_BASE"),
    ("Content Uploader", "New content alone", "CONTENT_INGEST_BASE,CONTENT_INGEST_UPLOAD"),
    ("Content Moderator", "Approves and rejects", "CONTENT_MODERATE_BASE"),
    ("Player Designer", "Players alone", "STUDIO_BASE"),
)
# id, name, tags, codec, width, height, video bitrate
_FLAVORS = (
    (0, "Source", "source", "", 0, 0, 0),
    (1, "Mobile (H264)", "mobile,web,mbr", "h264b", 0, 360, 500),
    (2, "Basic (H264)", "mobile,web,mbr", "h264m", 0, 480, 900),
    (3, "HD 720 (H264)", "web,mbr", "h264h", 0, 720, 2500),
    (4, "HD 1080 (H264)", "web,mbr", "h264h", 0, 1080, 4000),
)


def fill(context: Context, name: str = "Default") -> None:
    """Put the account's first objects into an empty one."""
    for number, (role, description, permissions) in enumerate(_ROLES, 1):
        sent = {
            "id": number,
            "name": role,
            "systemName": role,
            "description": description,
            "status": 1,
            "permissionNames": permissions,
            **_OF_ALL,
        }
        objects.kept(context, USER_ROLE, sent, {"tags": None})
    context.objects.next_number(USER_ROLE, len(_ROLES) + 1)
    for number, flavor, tags, codec, width, height, bitrate in _FLAVORS:
        sent = {**_FLAVOR_FRESH, "id": number, "name": flavor, "systemName": flavor, "tags": tags}
        sent |= {"videoCodec": codec, "videoBitrate": bitrate, "width": width, "height": height}
        objects.kept(context, "KalturaFlavorParams", sent, {"updatedAt": None})
    context.objects.next_number(FLAVOR_PARAMS, len(_FLAVORS) + 100)
    thumb = {"name": "Default thumbnail", "isDefault": True, "systemName": "default", **_OF_ALL}
    objects.kept(context, "KalturaThumbParams", thumb)
    given = {"name": name, "isDefault": True}
    objects.kept(context, ACCESS_CONTROL, {}, given)
    ids = ",".join(str(flavor[0]) for flavor in _FLAVORS)
    objects.kept(
        context,
        CONVERSION_PROFILE,
        {"flavorParamsIds": ids, "status": 2, "defaultEntryId": None},
        given,
    )
    player = {"name": "Player", "objType": 8, "tags": "kalturaPlayerJs,player", "width": 560}
    ui_conf = objects.kept(context, "KalturaUiConf", {**player, "height": 395})
    widget: Row = {"id": f"_{context.account}", "uiConfId": ui_conf["id"], "securityType": 1}
    objects.kept(context, "KalturaWidget", widget)


_FLAVOR_FRESH = {
    **_OF_ALL,
    "description": "",
    "isSystemDefault": 1,
    "requiredPermissions": [],
    "sourceRemoteStorageProfileId": 0,
    "mediaParserType": 0,
    "audioCodec": "",
    "audioBitrate": 0,
    "audioChannels": 0,
    "audioSampleRate": 0,
    "frameRate": 0,
    "gopSize": 0,
    "conversionEngines": "",
    "conversionEnginesExtraParams": "",
    "twoPass": False,
    "deinterlice": 0,
    "rotate": 0,
    "format": "",
    "aspectRatioProcessingMode": 0,
    "forceFrameToMultiplication16": 1,
    "isGopInSec": 0,
    "isAvoidVideoShrinkFramesizeToSource": 0,
    "isAvoidVideoShrinkBitrateToSource": 0,
    "isVideoFrameRateForLowBrAppleHls": 0,
    "anamorphicPixels": 0,
    "isAvoidForcedKeyFrames": 0,
    "forcedKeyFramesMode": 1,
    "isCropIMX": 1,
    "optimizationPolicy": 4,
    "maxFrameRate": 0,
    "videoConstantBitrate": 0,
    "videoBitrateTolerance": 0,
    "isEncrypted": 0,
    "contentAwareness": 0.5,
    "chunkedEncodeMode": 0,
    "audioLanguages": [],
}
