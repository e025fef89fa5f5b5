"""Calls as a script of bash, a curl command each, oldest first as they were made."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from app.call import copied
from app.call.secrets.masking import Masker
from app.desk.reached import IN_ITS_PLACE
from app.desk.records import Opened
from app.errors import BadInput
from app.history.records import Row

_HEAD = """#!/usr/bin/env bash
# {count} calls of the Kaltura API, oldest first.
{variables}set -u

"""
_VARIABLES = """# No secret is in it. Set these first, each to what its calls need:
{exports}
"""


_SANDBOX = """# {place} in an address stands for the sandbox's token (API Client Libraries).
"""


def pieces(calls: Iterable[tuple[Row, Opened | None]]) -> Iterator[str]:
    # What has to be set stands above, so that all have to be read before the first line is written.
    written, needed = [], dict[str, None]()
    for row, opened in calls:
        needed |= dict.fromkeys(copied.variables(opened.call).values() if opened else ())
        written.append(_command(row, opened))
    exports = "".join(f"#   export {name}=\n" for name in needed)
    variables = _VARIABLES.format(exports=exports.rstrip("\n")) if needed else ""
    if any(IN_ITS_PLACE in command for command in written):
        variables += _SANDBOX.format(place=IN_ITS_PLACE)
    yield _HEAD.format(count=len(written), variables=variables)
    yield from reversed(written)


def _command(row: Row, opened: Opened | None) -> str:
    moment = datetime.fromtimestamp(row.sent_at, UTC)
    name = ".".join(filter(None, (row.service, row.action)))
    about = f"{moment:%Y-%m-%d %H:%M:%S} UTC, {row.region}: {name} {row.telling or ''}"
    return f"# {_one_line(about)}\n{_curl(opened)}\n\n"


def _curl(opened: Opened | None) -> str:
    if opened is None:
        return "# It can no longer be opened: it was sealed with another key, or deleted meanwhile."
    if opened.region is None:
        return "# Its region is no longer among those of the console."
    masker = Masker.for_exchange(opened.call, opened.record.answer)
    try:
        command = copied.bash(opened.call, opened.region, mask=masker.text)
    except BadInput as fault:
        return f"# {_one_line(fault.sentence)}"
    return f"{command}\necho"


def _one_line(text: str) -> str:
    """For a comment: nothing in it begins another line."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
