"""What is written by hand, one file a service or a few that belong together.

Each has its actions by the schema's name; what stands in none of them the generic service
answers.
"""

from app.sandbox.context import Handler
from app.sandbox.services import (
    app_token,
    asset_services,
    bulk_upload,
    caption,
    category,
    cue_point,
    esearch,
    groups,
    login,
    media,
    members,
    metadata,
    notification,
    partner,
    playlist,
    profiles,
    quiz,
    report,
    schema,
    serving,
    session,
    social,
    system,
    upload_token,
    user,
)

# By the schema's service id.
SERVICES: dict[str, dict[str, Handler]] = {
    "adminuser": login.ADMIN_ACTIONS,
    "annotation_annotation": cue_point.ANNOTATION_ACTIONS,
    "apptoken": app_token.ACTIONS,
    "attachment_attachmentasset": asset_services.ATTACHMENT,
    "baseentry": media.BASE_ACTIONS,
    "bulkupload": bulk_upload.ACTIONS,
    "bulkupload_bulk": bulk_upload.BULK_ACTIONS,
    "caption_captionasset": caption.ACTIONS,
    "captionsearch_captionassetitem": caption.ITEM_ACTIONS,
    "category": {**category.ACTIONS, **bulk_upload.CATEGORY_ACTIONS},
    "categoryentry": members.CATEGORY_ENTRY_ACTIONS,
    "categoryuser": {**members.CATEGORY_USER_ACTIONS, **bulk_upload.CATEGORY_USER_ACTIONS},
    "conversionprofile": profiles.CONVERSION_ACTIONS,
    "conversionprofileassetparams": profiles.PARAMS_ACTIONS,
    "cuepoint_cuepoint": cue_point.ACTIONS,
    "data": serving.DATA_ACTIONS,
    "document": serving.DOCUMENT_ACTIONS,
    "document_documents": serving.DOCUMENT_ACTIONS,
    "elasticsearch_esearch": esearch.ACTIONS,
    "eventnotification_eventnotificationtemplate": notification.ACTIONS,
    "flavorasset": asset_services.FLAVOR,
    "flavorparams": asset_services.FLAVOR_PARAMS_ACTIONS,
    "group_group": groups.GROUP_ACTIONS,
    "groupuser": groups.GROUP_USER_ACTIONS,
    "like_like": social.LIKE_ACTIONS,
    "livechannel": profiles.CHANNEL_ACTIONS,
    "livestream": profiles.LIVE_ACTIONS,
    "media": {**media.ACTIONS, **bulk_upload.MEDIA_ACTIONS},
    "metadata_metadata": metadata.ACTIONS,
    "metadata_metadataprofile": metadata.PROFILE_ACTIONS,
    "partner": partner.ACTIONS,
    "permission": serving.PERMISSION_ACTIONS,
    "playlist": playlist.ACTIONS,
    "poll_poll": social.POLL_ACTIONS,
    "quiz_quiz": quiz.ACTIONS,
    "rating_rating": social.RATING_ACTIONS,
    "report": report.ACTIONS,
    "schema": schema.ACTIONS,
    "session": session.ACTIONS,
    "shortlink_shortlink": serving.SHORT_LINK_ACTIONS,
    "syndicationfeed": serving.FEED_ACTIONS,
    "system": system.ACTIONS,
    "tagsearch_tag": social.TAG_ACTIONS,
    "thumbasset": asset_services.THUMB,
    "thumbparams": asset_services.THUMB_PARAMS_ACTIONS,
    "upload": serving.UPLOAD_ACTIONS,
    "uploadtoken": upload_token.ACTIONS,
    "user": {**user.ACTIONS, **login.ACTIONS, **bulk_upload.USER_ACTIONS},
    "userentry": cue_point.USER_ENTRY_ACTIONS,
}


def find(service: str, action: str) -> Handler | None:
    """The handler of a service id and an action's name, both as the schema writes them."""
    return SERVICES.get(service, {}).get(action)
