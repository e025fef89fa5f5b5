"""A kept KS: what the jar gives out, and what becomes of one when another is kept."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Literal

from app.call.secrets.masking import mask_ks
from app.sessions.found import PASTED, FoundSession

Choose = Literal["always", "if none", "never"]

MOST_KEPT = 20  # for each region
LONGEST_NAME = 80  # characters


@dataclass(frozen=True, slots=True)
class KeptSession:
    """A KS with its facts, the region it is for, and when it was kept (unix seconds).

    `name` is what a person calls it, `made_by` the recorded call that gave it, `account_id` the
    account it was made from; each is "" where there is none. `chosen` is the one of its region
    that calls use.
    """

    id: str
    region: str
    kept_at: float
    session: FoundSession = field(repr=False)
    name: str = ""
    made_by: str = ""
    account_id: str = ""
    chosen: bool = False

    @property
    def ks(self) -> str:
        """The KS itself; `masked` is the form to show."""
        return self.session.ks

    @property
    def masked(self) -> str:
        return mask_ks(self.session.ks)

    def expired(self, now: float) -> bool:
        return self.session.expiry is not None and self.session.expiry <= now


def joined(
    present: Sequence[KeptSession],
    region: str,
    found: FoundSession,
    now: float,
    *,
    session_id: str,
    name: str = "",
    made_by: str = "",
    account_id: str = "",
    choose: Choose = "always",
) -> KeptSession:
    """A KS as it is kept beside those that its region has at present, under `session_id` if it
    is new; one that is kept already is updated, its known facts staying known.

    `choose` says whether calls use it from now on: "if none" is chosen.
    """
    before = next((kept for kept in present if kept.ks == found.ks), None)
    return KeptSession(
        before.id if before else session_id,
        region,
        now,
        merged(before.session, found) if before else found,
        name[:LONGEST_NAME] or (before.name if before else ""),
        made_by or (before.made_by if before else ""),
        account_id or (before.account_id if before else ""),
        choose == "always"
        or bool(before and before.chosen)
        or (choose == "if none" and not any(one.chosen for one in present)),
    )


def staying(
    others: Iterable[KeptSession], now: float, in_use: KeptSession | None
) -> list[KeptSession]:
    """Those of a region that stay beside one more: the newest, and the one that is in use."""
    alive = [one for one in others if one is in_use or one.name or not one.expired(now)]
    alive.sort(key=lambda one: (one is not in_use, one.expired(now), -one.kept_at))
    return alive[: MOST_KEPT - 1]


def merged(before: FoundSession, found: FoundSession) -> FoundSession:
    """What is known of the same KS, found once more; pasting it tells least of its source."""
    known = {
        one.name: value for one in fields(found) if (value := getattr(found, one.name)) is not None
    }
    if found.source == PASTED:
        del known["source"]
    return replace(before, **known)
