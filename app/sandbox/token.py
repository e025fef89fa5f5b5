"""The token that a client of the sandbox sends where people have to sign in to the console."""

import hmac
import logging
import secrets
from pathlib import Path

from app.schema.write import write_whole
from app.storage.sealing import SealBroken, Sealer

log = logging.getLogger(__name__)
_PURPOSE = "sandbox token"


class SandboxToken:
    """One a console, sealed in `file`; made when it is first asked for."""

    def __init__(self, file: Path, sealer: Sealer) -> None:
        self._file = file
        self._sealer = sealer

    def text(self) -> str:
        """43 characters that may stand in a URL. Raises OSError."""
        try:
            return self._sealer.open(self._file.read_bytes(), _PURPOSE).decode()
        except FileNotFoundError:
            return self.renew()
        except SealBroken:
            # Nothing is lost but what clients have to be told anew.
            log.warning("The secret key is another one: clients of the sandbox need a new token.")
            return self.renew()

    def renew(self) -> str:
        """Another one, from which on the one before opens nothing. Raises OSError."""
        made = secrets.token_urlsafe(32)
        write_whole(self._file, self._sealer.seal(made.encode(), _PURPOSE))
        return made

    def reseal(self, sealer: Sealer) -> None:
        """The same token, sealed with another key. Raises OSError."""
        kept = self.text()
        self._sealer = sealer
        write_whole(self._file, sealer.seal(kept.encode(), _PURPOSE))

    def fits(self, given: str) -> bool:
        return hmac.compare_digest(given.encode(), self.text().encode())
