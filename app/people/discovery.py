"""What is asked of a provider that signs people in (OpenID Connect Discovery 1.0), and kept for a
while of what it says of itself: where it is asked for what, and its keys."""

import json
import re
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

from joserfc.errors import InvalidKeyIdError
from joserfc.jwk import KeySet

from app.call.transport.provider import ProviderDoor
from app.people.id_token import WrongToken, keys_of
from app.people.identity import ProviderFailed
from app.setting_oidc import OidcSettings
from app.waits import Steps

T = TypeVar("T")
_KNOWN = 3600.0  # seconds that what it says of itself is kept
_ADVICE = {
    "invalid_client": ": look at TESTME_OIDC_CLIENT_ID and TESTME_OIDC_CLIENT_SECRET",
    "unauthorized_client": ": look at what it lets this client do",
    "invalid_grant": ": sign in once more, as its code counts once and for a short time",
}


@dataclass(slots=True)
class _Known:
    """What it says of itself, and its keys, with the moment (monotonic) that this was asked."""

    metadata: Mapping[str, Any]
    asked_at: float
    keys: KeySet | None = None
    keys_at: float = 0.0


class Discovery:
    """May be shared by threads. Its steps raise ProviderFailed, and NoAnswer."""

    def __init__(self, settings: OidcSettings, door: ProviderDoor) -> None:
        self._settings = settings
        self._door = door
        self._known: _Known | None = None

    def metadata(self) -> Steps[Mapping[str, Any]]:
        """With the endpoints that a sign-in takes, which can be used."""
        return (yield from self._found()).metadata

    def by_keys(self, read: Callable[[KeySet], T], rest: float = 0.0) -> Steps[T]:
        """What `read` makes of a token by the provider's keys. They are asked for where they were
        never, or where it has others since, but not again within `rest` seconds. Raises WrongToken.
        """
        known = yield from self._found()
        if known.keys:
            with suppress(InvalidKeyIdError):
                return read(known.keys)
        if not known.keys or time.monotonic() - known.keys_at >= rest:
            known.keys = keys_of((yield from self.ask("GET", known.metadata["jwks_uri"])))
            known.keys_at = time.monotonic()
        try:
            return read(known.keys)
        except InvalidKeyIdError as fault:
            raise WrongToken("its token is signed by none of its keys") from fault

    def _found(self) -> Steps[_Known]:
        """Discovery. Two at once both ask."""
        known = self._known
        if known and time.monotonic() - known.asked_at < _KNOWN:
            return known
        issuer = self._settings.oidc_issuer
        at = issuer.removesuffix("/") + "/.well-known/openid-configuration"
        metadata = yield from self.ask("GET", at)
        if metadata.get("issuer") != issuer:
            raise self.failed("it calls itself otherwise than TESTME_OIDC_ISSUER does")
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            self.check_address(metadata.get(name))
        self._known = known = _Known(metadata, time.monotonic())
        return known

    def ask(
        self, method: str, url: str, headers: Mapping[str, str] | None = None, body: str = ""
    ) -> Steps[dict[str, Any]]:
        """The object that it answers with."""
        said = yield from self._door.ask(method, url, headers or {}, body)
        try:
            found = json.loads(said.body)
        except (ValueError, RecursionError):
            found = None
        told = found if isinstance(found, dict) else {}
        if said.status != 200:
            error = word(told.get("error"))
            more = f" ({error})" if error else ""
            raise self.failed(f"it answered {said.status}{more}{_ADVICE.get(error, '')}")
        if not told:
            raise self.failed("its answer is no JSON object")
        return told

    def failed(self, why: str) -> ProviderFailed:
        return ProviderFailed(self._settings.oidc_name, why)

    def check_address(self, url: Any) -> None:
        """What it names as its own; as safe as its issuer is."""
        scheme = urlsplit(self._settings.oidc_issuer).scheme
        if not re.fullmatch(rf"(https|{scheme})://[!-.0-~]+(/[!-~]*)?", str(url)):
            raise self.failed("it names an endpoint that cannot be used")


def word(error: object) -> str:
    """The word by which a provider tells what is wrong; "" for what is none."""
    return str(error) if re.fullmatch("[A-Za-z0-9_]{1,40}", str(error)) and error else ""
