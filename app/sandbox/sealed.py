"""Rows that the sandbox's file has sealed alone: an application token is needed in clear to compare
its hash, and opens sessions to whoever reads it."""

import json
import logging
from dataclasses import dataclass

from app.sandbox.kinds import APP_TOKEN
from app.sandbox.values import Row
from app.storage.sealing import SealBroken, Sealer

log = logging.getLogger(__name__)
KINDS = (APP_TOKEN,)


@dataclass(frozen=True, slots=True)
class Seals:
    """Rows on their way into the file and out of it; without a `sealer` none is sealed."""

    sealer: Sealer | None = None

    def closed(self, account: int, kind: str, key: str, data: str) -> str | bytes:
        """The JSON of a row as it is kept."""
        if self.sealer is None or kind not in KINDS:
            return data
        return self.sealer.seal(data.encode(), _purpose(account, kind, key))

    def opened(self, account: int, kind: str, key: str, kept: str | bytes) -> Row | None:
        """The row, or None where another key has sealed it."""
        if isinstance(kept, str):
            return _row(kept)
        try:
            if self.sealer is None:
                raise SealBroken
            return _row(self.sealer.open(kept, _purpose(account, kind, key)).decode())
        except SealBroken:
            log.warning("%s %s of the sandbox was sealed with another key.", kind, key)
            return None


def _row(data: str) -> Row:
    row: Row = json.loads(data)
    return row


def _purpose(account: int, kind: str, key: str) -> str:
    return f"sandbox:{account}:{kind}:{key}"
