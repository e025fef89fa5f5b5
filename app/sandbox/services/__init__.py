"""What the sandbox has, one file a service: each has ACTIONS by the schema's action name."""

from app.sandbox.context import Handler
from app.sandbox.services import (
    app_token,
    base_entry,
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
    "apptoken": app_token.ACTIONS,
    "baseentry": base_entry.ACTIONS,
    "category": category.ACTIONS,
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
