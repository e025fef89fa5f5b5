"""What a person keeps and chooses among on the way to a KS."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.desk import renewing
from app.desk.desk import Desk
from app.desk.place import Stored
from app.desk.ways.profiles import Profile, profiles
from app.regions import Region
from app.sessions.accounts import Account
from app.sessions.cards import Shelf, shelves
from app.sessions.kept import KeptSession


@dataclass(frozen=True, slots=True)
class Own:
    """All of it, read once."""

    regions: Mapping[str, Region]
    stored: Stored = field(repr=False)
    profiles: tuple[Profile, ...] = ()

    def profile(self, profile_id: str) -> Profile | None:
        return next((one for one in self.profiles if one.id == profile_id), None)

    def shelves(self) -> tuple[Shelf, ...]:
        return shelves(self.stored.kept, time.time())

    def account_of(self, kept: KeptSession) -> Account | None:
        """The account that a KS was made from, else the first one of its partner."""
        return renewing.account_of(kept, self.stored.accounts)


def own_of(desk: Desk) -> Own:
    stored, regions = desk.stored(), desk.parts.regions
    return Own(regions, stored, profiles(stored.accounts, regions))
