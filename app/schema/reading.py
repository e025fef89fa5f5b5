"""Which actions plainly read, by what they are called: the schema does not say."""

import re

from app.schema.model import Action

_READING = re.compile(
    r"(get|list|count|serve|search|ping|index|export|has|is|check|validate|start|login|"
    r"impersonate|suggest|download|poll)(?![a-z])",
)


def changes_things(action: Action) -> bool:
    """Whether an action may change or delete something: all that do not plainly read."""
    return _READING.match(action.name) is None
