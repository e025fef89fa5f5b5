"""A provider that signs people in by OpenID Connect, as far as it is asked something: where it is,
who came, where somebody leaves, and who left there. Authlib makes what is sent and checks the id
token."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import quote

from authlib.common.urls import add_params_to_uri
from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri, prepare_token_request
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from app.call.transport.provider import NoAnswer, ProviderDoor, within
from app.people.discovery import Discovery, word
from app.people.id_token import WrongToken, claims_of, groups_of, name_of, signed_out_of
from app.people.identity import Identity, NotLetIn, Way
from app.people.sign_out import SignedOut
from app.setting_oidc import OidcSettings
from app.waits import Steps

PATIENCE = 10.0  # seconds that anybody waits for the provider, whatever it is asked for
_KEYS_ANEW = 60.0  # seconds between two times that what a stranger posts has its keys asked for


class Provider:
    """May be shared by threads. What it is asked takes PATIENCE at most, and raises ProviderFailed.

    `key` makes the nonce and the verifier of PKCE out of a state, so that neither is kept anywhere.
    """

    def __init__(self, settings: OidcSettings, door: ProviderDoor, key: str) -> None:
        self._settings = settings
        self._door = door
        self._key = key.encode()
        self._says = Discovery(settings, door)

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
        says = yield from self._says.metadata()
        asked = {
            "redirect_uri": back,
            "scope": self._settings.oidc_scopes,
            "state": state,
            "nonce": self._made_of("nonce", state),
            "code_challenge": create_s256_code_challenge(self._made_of("verifier", state)),
            "code_challenge_method": "S256",
            "prompt": "login" if anew else None,
        }
        at = says["authorization_endpoint"]
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
            raise self._says.failed("it sent you back with " + (word(way.error) or "no code"))
        says = yield from self._says.metadata()
        required = says.get("authorization_response_iss_parameter_supported")
        if (way.issuer or required) and way.issuer != self._settings.oidc_issuer:
            raise self._says.failed("the answer came from another issuer than TESTME_OIDC_ISSUER")
        tokens = yield from self._exchanged(says, way)
        claims = yield from self._checked(tokens, self._made_of("nonce", way.state))
        claim, subject = self._settings.oidc_groups_claim, claims["sub"]
        if groups_of(claims, claim) is None or not name_of(claims):
            claims |= yield from self._more(says, tokens, subject)
        groups = groups_of(claims, claim) or ()
        token = tokens["id_token"]
        return Identity(self._settings.oidc_issuer, subject, name_of(claims), groups, token)

    def _way_out(self, hint: str, back: str) -> Steps[str]:
        says = yield from self._says.metadata()
        at = says.get("end_session_endpoint")
        if not isinstance(at, str):
            return ""
        self._says.check_address(at)
        asked = {"client_id": self._settings.oidc_client_id, "post_logout_redirect_uri": back}
        if hint:
            asked["id_token_hint"] = hint
        return str(add_params_to_uri(at, list(asked.items())))

    def _exchanged(self, says: Mapping[str, Any], way: Way) -> Steps[Mapping[str, Any]]:
        verifier = self._made_of("verifier", way.state)
        body = prepare_token_request(
            "authorization_code", redirect_uri=way.back, code=way.code, code_verifier=verifier
        )
        methods = str(says.get("token_endpoint_auth_methods_supported"))
        client, secret = self._settings.oidc_client_id, self._settings.oidc_client_secret
        method = "client_secret_basic" if secret else "none"
        if secret and "client_secret_post" in methods and method not in methods:
            method = "client_secret_post"
        if method == "client_secret_basic":
            client, secret = quote(client, safe=""), quote(secret, safe="")
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        at = says["token_endpoint"]
        _, headers, body = ClientAuth(client, secret, method).prepare("POST", at, headers, body)
        tokens = yield from self._says.ask("POST", at, headers, body)
        if not isinstance(tokens.get("id_token"), str):
            raise self._says.failed("it gave no id token")
        return tokens

    def _checked(self, tokens: Mapping[str, Any], nonce: str) -> Steps[dict[str, Any]]:
        read = partial(
            claims_of,
            tokens["id_token"],
            issuer=self._settings.oidc_issuer,
            client=self._settings.oidc_client_id,
            nonce=nonce,
            access_token=tokens.get("access_token"),
        )
        return (yield from self._says.by_keys(read))

    def _signed_out(self, token: str) -> Steps[SignedOut]:
        issuer, client = self._settings.oidc_issuer, self._settings.oidc_client_id
        read = partial(signed_out_of, token, issuer=issuer, client=client)
        return (yield from self._says.by_keys(read, _KEYS_ANEW))

    def _more(
        self, says: Mapping[str, Any], tokens: Mapping[str, Any], subject: str
    ) -> Steps[dict[str, Any]]:
        """What the id token does not say; most providers keep it short."""
        at, token = says.get("userinfo_endpoint"), tokens.get("access_token")
        if not isinstance(at, str) or not isinstance(token, str):
            return {}
        self._says.check_address(at)
        found = yield from self._says.ask("GET", at, {"Authorization": f"Bearer {token}"})
        if found.get("sub") != subject:
            raise self._says.failed("what it says of the person is about somebody else")
        return found

    def _in_time(self, steps: Steps[Any]) -> Steps[Any]:
        try:
            return (yield from within(steps, PATIENCE))
        except (NoAnswer, WrongToken) as fault:
            raise self._says.failed(str(fault)) from fault
        except ValueError as fault:
            raise self._says.failed("what it says of itself cannot be used") from fault

    def _made_of(self, what: str, state: str) -> str:
        digest = hmac.new(self._key, f"oidc {what}:{state}".encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
