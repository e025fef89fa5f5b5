"""What an id token says, once it is known to be the provider's, for us and for this sign-in; and
what a logout token says, by which it tells who signed out there."""

import re
import time
from collections.abc import Mapping
from typing import Any

from authlib.oidc.core.claims import CodeIDToken
from joserfc import jwt
from joserfc.errors import ExpiredTokenError, InvalidClaimError, InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from app.people.sign_out import LEEWAY, SignedOut

# Signed by who alone can: with a shared secret, whoever has that could write a token.
_ALGORITHMS = frozenset(
    {
        *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
        *("ES256", "ES384", "ES512", "Ed25519", "EdDSA"),
    }
)
_CLOCK = ": compare its clock with ours"
_SIGNED_OUT = "http://schemas.openid.net/event/backchannel-logout"
_LOGOUT_LASTS = 600  # seconds for which one is taken that says no end of its own
_TEXT = re.compile("[ -~]{1,255}")


class WrongToken(Exception):
    """The text says why, to stand behind the provider's name and a colon."""


def keys_of(found: Mapping[str, Any]) -> KeySet:
    """Those of a JSON Web Key Set that sign. Raises WrongToken."""
    try:
        signing = [one for one in found["keys"] if one.get("use", "sig") == "sig"]
        return KeySet.import_key_set({"keys": signing})
    except (JoseError, ValueError, TypeError, KeyError, AttributeError) as fault:
        raise WrongToken("its keys cannot be read") from fault


def claims_of(
    token: str, keys: KeySet, *, issuer: str, client: str, nonce: str, access_token: Any
) -> dict[str, Any]:
    """Raises WrongToken, and InvalidKeyIdError for a key that is none of these."""
    options = {
        "iss": {"essential": True, "value": issuer},
        "aud": {"essential": True, "value": client},
    }
    expected = {"nonce": nonce, "client_id": client, "access_token": access_token}
    try:
        decoded = jwt.decode(token, keys, _ALGORITHMS)
        claims = CodeIDToken(decoded.claims, decoded.header, options, expected)
        claims.validate(leeway=LEEWAY)
    except InvalidKeyIdError:
        raise
    except ExpiredTokenError as fault:
        raise WrongToken("its token is out of date" + _CLOCK) from fault
    except InvalidClaimError as fault:
        hint = _CLOCK if fault.claim in {"iat", "nbf"} else ""
        raise WrongToken(f"its token has a wrong {fault.claim}{hint}") from fault
    except (JoseError, ValueError, TypeError, KeyError) as fault:
        raise WrongToken("its token is not signed by one of its keys, or not sound") from fault
    # As OpenID Connect Core, section 2, has it.
    if not isinstance(claims["sub"], str) or not _TEXT.fullmatch(claims["sub"]):
        raise WrongToken("its token has a wrong sub")
    return dict(claims)


def signed_out_of(token: str, keys: KeySet, *, issuer: str, client: str) -> SignedOut:
    """As OpenID Connect Back-Channel Logout 1.0, section 2.6, has it.

    Raises WrongToken, and InvalidKeyIdError for a key that is none of these.
    """
    registry = jwt.JWTClaimsRegistry(
        leeway=LEEWAY,
        iss={"essential": True, "value": issuer},
        aud={"essential": True, "value": client},
        iat={"essential": True},
    )
    try:
        decoded = jwt.decode(token, keys, _ALGORITHMS)
        registry.validate(decoded.claims)
    except InvalidKeyIdError:
        raise
    except (JoseError, ValueError, TypeError, KeyError) as fault:
        raise WrongToken("its logout token is not signed by it for us, or out of date") from fault
    claims = decoded.claims
    subject, session, events = (claims.get(one, "") for one in ("sub", "sid", "events"))
    # An id token, which the browser has, must not do for one.
    if not isinstance(events, dict) or _SIGNED_OUT not in events or "nonce" in claims:
        raise WrongToken("its logout token is none")
    if not all(isinstance(one, str) for one in (subject, session)) or not subject + session:
        raise WrongToken("its logout token does not say who signed out")
    if claims["iat"] < time.time() - _LOGOUT_LASTS:
        raise WrongToken("its logout token is out of date" + _CLOCK)
    return SignedOut(subject, session, claims["iat"])


def name_of(claims: Mapping[str, Any]) -> str:
    """What people call somebody, "" where nothing is said of it."""
    told = (claims.get(one) for one in ("preferred_username", "name", "email"))
    return next((one for one in told if isinstance(one, str) and one.strip()), "")


def groups_of(claims: Mapping[str, Any], name: str) -> tuple[str, ...] | None:
    """Of the claim with that name, or with that path of names; None where nothing is said."""
    found: Any = claims.get(name)
    if found is None:
        found = claims
        for step in name.split("."):
            found = found.get(step) if isinstance(found, Mapping) else None
    if isinstance(found, str):
        return (found,)
    return tuple(map(str, found)) if isinstance(found, list) else None
