"""A provider that signs people in by OpenID Connect, as far as it is asked something: where it is,
who came, where somebody leaves, and who left there. Authlib makes what is sent and checks the id
token."""

import base64
import hashlib
import hmac
import json
import re
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

from authlib.common.urls import add_params_to_uri
from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri, prepare_token_request
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc.errors import InvalidKeyIdError
from joserfc.jwk import KeySet

from app.call.transport.provider import NoAnswer, ProviderDoor, within
from app.people.id_token import (
    SignedOut,
    WrongToken,
    claims_of,
    groups_of,
    keys_of,
    name_of,
    signed_out_of,
)
from app.people.identity import Identity, NotLetIn, ProviderFailed, Way
from app.setting_oidc import OidcSettings
from app.waits import Steps

T = TypeVar("T")
PATIENCE = 10.0  # seconds that anybody waits for the provider, whatever it is asked for
_KNOWN = 3600.0  # seconds that what it says of itself is kept
_KEYS_ANEW = 60.0  # seconds between two times that what a stranger posts has its keys asked for
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


class Provider:
    """May be shared by threads. What it is asked takes PATIENCE at most, and raises ProviderFailed.

    `key` makes the nonce and the verifier of PKCE out of a state, so that neither is kept anywhere.
    """

    def __init__(self, settings: OidcSettings, door: ProviderDoor, key: str) -> None:
        self._settings = settings
        self._door = door
        self._key = key.encode()
        self._known: _Known | None = None

    def way_in(self, state: str, back: str, *, anew: bool = False) -> Steps[str]:
        """Where a browser signs in, to come `back` with a code; with `anew` it is asked who it is,
        whoever is signed in there."""
        return self._in_time(self._way_in(state, back, anew))

    def who(self, way: Way) -> Steps[Identity]:
        """Who came back by that way. Raises NotLetIn for who did not begin it here, or says no."""
        return self._in_time(self._who(way))

    def way_out(self, hint: str, back: str) -> Steps[str]:
        """Where a browser signs out of the provider, "" where that has no such place; `hint` is the
        id token of the sign-in, "" where it is not known any more."""
        return self._in_time(self._way_out(hint, back))

    def signed_out(self, token: str) -> Steps[SignedOut]:
        """Who signed out there, as a logout token says, which anybody may have posted."""
        return self._in_time(self._signed_out(token))

    def close(self) -> None:
        self._door.close()

    def _way_in(self, state: str, back: str, anew: bool) -> Steps[str]:
        known = yield from self._found()
        asked = {
            "redirect_uri": back,
            "scope": self._settings.oidc_scopes,
            "state": state,
            "nonce": self._made_of("nonce", state),
            "code_challenge": create_s256_code_challenge(self._made_of("verifier", state)),
            "code_challenge_method": "S256",
            "prompt": "login" if anew else None,
        }
        at = known.metadata["authorization_endpoint"]
        return str(prepare_grant_uri(at, self._settings.oidc_client_id, "code", **asked))

    def _who(self, way: Way) -> Steps[Identity]:
        if not way.begun:
            raise NotLetIn(
                "This sign-in was not begun in this browser, or too long ago: begin it here.",
                "one that was not begun in that browser",
            )
        if way.error == "access_denied":
            raise NotLetIn(
                f"{self._settings.oidc_name} did not let you in: you said no there, or may not use "
                "this console.",
                "the provider did not let somebody in",
            )
        if way.error or not way.code:
            raise self._failed("it sent you back with " + (_word(way.error) or "no code"))
        known = yield from self._found()
        required = known.metadata.get("authorization_response_iss_parameter_supported")
        if (way.issuer or required) and way.issuer != self._settings.oidc_issuer:
            raise self._failed("the answer came from another issuer than TESTME_OIDC_ISSUER")
        tokens = yield from self._exchanged(known, way)
        claims = yield from self._checked(known, tokens, self._made_of("nonce", way.state))
        claim, subject = self._settings.oidc_groups_claim, claims["sub"]
        if groups_of(claims, claim) is None or not name_of(claims):
            claims |= yield from self._more(known, tokens, subject)
        groups = groups_of(claims, claim) or ()
        token = tokens["id_token"]
        return Identity(self._settings.oidc_issuer, subject, name_of(claims), groups, token)

    def _way_out(self, hint: str, back: str) -> Steps[str]:
        known = yield from self._found()
        at = known.metadata.get("end_session_endpoint")
        if not isinstance(at, str):
            return ""
        self._check_address(at)
        asked = {"client_id": self._settings.oidc_client_id, "post_logout_redirect_uri": back}
        if hint:
            asked["id_token_hint"] = hint
        return str(add_params_to_uri(at, list(asked.items())))

    def _found(self) -> Steps[_Known]:
        """Discovery. Two at once both ask."""
        known = self._known
        if known and time.monotonic() - known.asked_at < _KNOWN:
            return known
        issuer = self._settings.oidc_issuer
        at = issuer.removesuffix("/") + "/.well-known/openid-configuration"
        metadata = yield from self._asked("GET", at)
        if metadata.get("issuer") != issuer:
            raise self._failed("it calls itself otherwise than TESTME_OIDC_ISSUER does")
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            self._check_address(metadata.get(name))
        self._known = known = _Known(metadata, time.monotonic())
        return known

    def _exchanged(self, known: _Known, way: Way) -> Steps[Mapping[str, Any]]:
        verifier = self._made_of("verifier", way.state)
        body = prepare_token_request(
            "authorization_code", redirect_uri=way.back, code=way.code, code_verifier=verifier
        )
        methods = str(known.metadata.get("token_endpoint_auth_methods_supported"))
        client, secret = self._settings.oidc_client_id, self._settings.oidc_client_secret
        method = "client_secret_basic" if secret else "none"
        if secret and "client_secret_post" in methods and method not in methods:
            method = "client_secret_post"
        if method == "client_secret_basic":
            client, secret = quote(client, safe=""), quote(secret, safe="")
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        at = known.metadata["token_endpoint"]
        _, headers, body = ClientAuth(client, secret, method).prepare("POST", at, headers, body)
        tokens = yield from self._asked("POST", at, headers, body)
        if not isinstance(tokens.get("id_token"), str):
            raise self._failed("it gave no id token")
        return tokens

    def _checked(
        self, known: _Known, tokens: Mapping[str, Any], nonce: str
    ) -> Steps[dict[str, Any]]:
        read = partial(
            claims_of,
            tokens["id_token"],
            issuer=self._settings.oidc_issuer,
            client=self._settings.oidc_client_id,
            nonce=nonce,
            access_token=tokens.get("access_token"),
        )
        return (yield from self._by_its_keys(known, read))

    def _signed_out(self, token: str) -> Steps[SignedOut]:
        known = yield from self._found()
        issuer, client = self._settings.oidc_issuer, self._settings.oidc_client_id
        read = partial(signed_out_of, token, issuer=issuer, client=client)
        return (yield from self._by_its_keys(known, read, _KEYS_ANEW))

    def _by_its_keys(
        self, known: _Known, read: Callable[[KeySet], T], rest: float = 0.0
    ) -> Steps[T]:
        """What `read` makes of a token. Its keys are asked for where they were never, or where it
        has others since, but not again within `rest` seconds."""
        if known.keys:
            with suppress(InvalidKeyIdError):
                return read(known.keys)
        if not known.keys or time.monotonic() - known.keys_at >= rest:
            known.keys = keys_of((yield from self._asked("GET", known.metadata["jwks_uri"])))
            known.keys_at = time.monotonic()
        try:
            return read(known.keys)
        except InvalidKeyIdError as fault:
            raise WrongToken("its token is signed by none of its keys") from fault

    def _more(
        self, known: _Known, tokens: Mapping[str, Any], subject: str
    ) -> Steps[dict[str, Any]]:
        """What the id token does not say; most providers keep it short."""
        at, token = known.metadata.get("userinfo_endpoint"), tokens.get("access_token")
        if not isinstance(at, str) or not isinstance(token, str):
            return {}
        self._check_address(at)
        found = yield from self._asked("GET", at, {"Authorization": f"Bearer {token}"})
        if found.get("sub") != subject:
            raise self._failed("what it says of the person is about somebody else")
        return found

    def _asked(
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
            error = _word(told.get("error"))
            more = f" ({error})" if error else ""
            raise self._failed(f"it answered {said.status}{more}{_ADVICE.get(error, '')}")
        if not told:
            raise self._failed("its answer is no JSON object")
        return told

    def _in_time(self, steps: Steps[Any]) -> Steps[Any]:
        try:
            return (yield from within(steps, PATIENCE))
        except (NoAnswer, WrongToken) as fault:
            raise self._failed(str(fault)) from fault
        except ValueError as fault:
            raise self._failed("what it says of itself cannot be used") from fault

    def _failed(self, why: str) -> ProviderFailed:
        return ProviderFailed(self._settings.oidc_name, why)

    def _check_address(self, url: Any) -> None:
        """What it names as its own; as safe as its issuer is."""
        scheme = urlsplit(self._settings.oidc_issuer).scheme
        if not re.fullmatch(rf"(https|{scheme})://[!-.0-~]+(/[!-~]*)?", str(url)):
            raise self._failed("it names an endpoint that cannot be used")

    def _made_of(self, what: str, state: str) -> str:
        digest = hmac.new(self._key, f"oidc {what}:{state}".encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _word(error: object) -> str:
    """The word by which a provider tells what is wrong; "" for what is none."""
    return str(error) if re.fullmatch("[A-Za-z0-9_]{1,40}", str(error)) and error else ""
