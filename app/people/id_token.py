"""What an id token says, once it is known to be the provider's, for us and for this sign-in."""

import re
from collections.abc import Mapping
from typing import Any

from authlib.oidc.core.claims import CodeIDToken
from joserfc import jwt
from joserfc.errors import ExpiredTokenError, InvalidClaimError, InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

LEEWAY = 60  # seconds that the provider's clock may differ from ours
# Signed by who alone can: with a shared secret, whoever has that could write a token.
_ALGORITHMS = frozenset(
    {
        *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
        *("ES256", "ES384", "ES512", "Ed25519", "EdDSA"),
    }
)
_CLOCK = ": compare its clock with ours"


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
    if not re.fullmatch("[ -~]{1,255}", str(claims["sub"])) or not isinstance(claims["sub"], str):
        raise WrongToken("its token has a wrong sub")
    return dict(claims)


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
