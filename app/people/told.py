"""The one place where it is told who came in, who did not, and what was refused: never with a
password or an id that opens something."""

import logging
from typing import Literal

log = logging.getLogger(__name__)

Happening = Literal[
    "signed in", "sign-in failed", "sign-in slowed down", "signed out", "sign-ins ended",
    "password changed", "refused",
]  # fmt: skip


def tell(happening: Happening, *, who: str, address: str, what: str = "") -> None:
    """`who` is a name as it was typed or is known, "" for nobody's; `what` says more."""
    quiet = happening in {"signed in", "signed out", "sign-ins ended", "password changed"}
    level = logging.INFO if quiet else logging.WARNING
    said = f"{happening}: {what}" if what else happening
    # As Python writes texts: what was typed makes no lines of its own.
    log.log(level, "%s (by %r from %r)", said, who[:80], address[:80])
