"""What PHP says in front of an answer, where a server has its display_errors on."""

import re

from app.call.body.values import Unreadable

# With html_errors, the words are marked up and start a line.
_MESSAGE = re.compile(
    rb"\s*(?:<br ?/?>\s*)?(?:<b>)?(?:PHP )?"
    rb"(Notice|Warning|Deprecated|Strict Standards|Parse error|(?:Catchable )?[Ff]atal error)"
    rb"(?:</b>)?:\s"
)
_HELPS = (
    "What it says is on the server's side: tell whoever runs it, who should switch display_errors "
    "off."
)


def php_message(content: bytes) -> Unreadable | None:
    """The fault of a body that begins with a message of PHP, None of others."""
    found = _MESSAGE.match(content)
    if found is None:
        return None
    kind = found[1].decode().lower()
    return Unreadable(
        f"begins with a message of PHP ({kind})", f"A message of PHP ({kind}) stands first", _HELPS
    )
