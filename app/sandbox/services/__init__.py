"""What is written by hand, one file a service or a few that belong together.

Each has ACTIONS by the schema's action name; what stands in none of them the generic
service answers.
"""

from app.sandbox.context import Handler
from app.sandbox.services import (
    app_token,
    category,
    media,
    partner,
    schema,
    session,
    system,
    upload_token,
    user,
)

# By the schema's service id.
SERVICES: dict[str, dict[str, Handler]] = {
    "adminuser": user.ADMIN_ACTIONS,
    "apptoken": app_token.ACTIONS,
    "baseentry": media.BASE_ACTIONS,
    "category": category.ACTIONS,
    "document": media.DOCUMENT_ACTIONS,
    "document_documents": media.DOCUMENT_ACTIONS,
    "media": media.ACTIONS,
    "partner": partner.ACTIONS,
    "schema": schema.ACTIONS,
    "session": session.ACTIONS,
    "system": system.ACTIONS,
    "uploadtoken": upload_token.ACTIONS,
    "user": user.ACTIONS,
}


def find(service: str, action: str) -> Handler | None:
    """The handler of a service id and an action's name, both as the schema writes them."""
    return SERVICES.get(service, {}).get(action)
