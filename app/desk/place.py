"""A region as a workspace has it: its schema, the KS kept for it, its accounts."""

from dataclasses import dataclass, field, replace
from typing import NamedTuple

from app.regions import Region
from app.schema.registry import Registry
from app.sessions.accounts import Account
from app.sessions.kept import KeptSession


class Stored(NamedTuple):
    """What a workspace keeps, also for regions that the operator's list has no more.

    `renewable` are the ids of the kept KS that there are means to renew.
    """

    kept: tuple[KeptSession, ...]
    accounts: tuple[Account, ...]
    renewable: frozenset[str]
    accounts_lost: bool


@dataclass(frozen=True, slots=True)
class Place:
    """What was so at one moment: read in one transaction, its registry looked up once.

    A call is formed, asked about and recorded under the same place, whatever changes meanwhile.
    `renewable` are the ids of the kept KS that there are means to renew. `accounts_lost` says that
    there are accounts which cannot be opened any more.
    """

    region: Region
    registry: Registry
    kept: tuple[KeptSession, ...] = field(default=(), repr=False)
    accounts: tuple[Account, ...] = ()
    renewable: frozenset[str] = frozenset()
    accounts_lost: bool = False

    @property
    def chosen(self) -> KeptSession | None:
        """The KS that calls to the region use."""
        return next((kept for kept in self.kept if kept.chosen), None)

    def using(self, kept_id: str) -> "Place":
        """The same with another KS as the chosen one, if it is there: a browser tab has its own."""
        if not any(one.id == kept_id for one in self.kept):
            return self
        kept = tuple(replace(one, chosen=one.id == kept_id) for one in self.kept)
        return replace(self, kept=kept)

    def find(self, ks: str | None) -> KeptSession | None:
        """The entry of a KS, whether it is the chosen one or not."""
        return next((kept for kept in self.kept if kept.ks == ks), None)
