"""The proof that a caller holds an application token, without sending the token itself."""

import hashlib

from app.errors import BadInput

# The values of KalturaAppTokenHashType, and Python's names for them.
_ALGORITHMS = {"MD5": "md5", "SHA1": "sha1", "SHA256": "sha256", "SHA512": "sha512"}
HASH_TYPES = tuple(_ALGORITHMS)


def token_hash(ks: str, token: str, hash_type: str) -> str:
    """`tokenHash` of appToken.startSession: lower-case hex of the hash of ks + token.

    `ks` is the one of session.startWidgetSession that the call is made with, `hash_type` the
    token's own. Raises BadInput for a hash type other than HASH_TYPES.
    """
    algorithm = _ALGORITHMS.get(hash_type)
    if algorithm is None:
        raise BadInput(f"Choose the token's hash type: {', '.join(HASH_TYPES)}.", field="hashType")
    # The token's owner chooses among these; the server asks for the same.
    return hashlib.new(algorithm, (ks + token).encode(), usedforsecurity=False).hexdigest()
