"""Several bodies in one text, each with its own `service` and `action`: they are no one call."""

import re
from collections import Counter

from app.errors import BadInput

_PARTED = re.compile(r"\n[ \t]*(?:-{3,}[ \t]*)?\n(?:[ \t]*\n)*")
_NAMING = re.compile(
    r"(?:\A|(?<=[\n&?]))[ \t]*(?:[-*•][ \t]+)?\[?(service|action)\]?[ \t]*(?:=>?|:)", re.IGNORECASE
)


def several_bodies(text: str) -> list[str]:
    """The bodies of a text, parted by blank lines; the text itself where it has one.

    Raises BadInput where it names a service or an action twice and the calls cannot be parted.
    """
    if not _twice(text):
        return [text]
    blocks = [block for block in _PARTED.split(text) if block.strip()]
    if any(_twice(block) or not _NAMING.search(block) for block in blocks):
        raise BadInput(
            "Nothing was changed: the text names more than one call. Paste one call alone, or put "
            "a blank line between them, each with its service, action and parameters."
        )
    return blocks


def _twice(text: str) -> bool:
    return any(count > 1 for count in Counter(map(str.lower, _NAMING.findall(text))).values())
