"""Which parameters and properties carry secrets, by name and by place.

Decided over all 3,325 names of release 22.19.0 (a test holds the resulting list), as rules
rather than that list, because other servers have other plugins. A secret is what lets its
finder do something: passwords, keys, tokens, a KS. Ids, types and public keys are none.
"""

import re
from functools import lru_cache

# How the names of secrets end, in lower case.
ENDINGS = (
    *("secret", "password", "passwd", "pwd", "pass", "passphrase", "token", "jwt"),
    *("privatekey", "apikey", "accesskey", "encryptionkey", "enckey", "signingkey", "streamkey"),
    *("mediakey", "contentkey", "hashkey", "sslkey", "secretkey"),
)
# Secrets as whole names, in lower case.
OTHERS = frozenset(
    {
        "accountkey",  # of Azure's storage
        "ks",
        "ksequal",
        "otp",
        "tokenhash",
        "tokensdata",
        "googletokendata",
        "authdata",
        "authorization",
        "encryptedseed",
        "keyseed",
        "qrcode",  # the picture of the seed of one-time passwords
        "salt",
    }
)
# Objects that contain the secret as a field of its own, a number, and a name of a placeholder.
_HARMLESS = frozenset({"apptoken", "uploadtoken", "twopass", "queuekeytoken"})
_FLAG = re.compile(r"(?:has|is|use|allow|require|should|show|enable|disable)[A-Z]")

# `session` is a KS in these two actions, and a word of many meanings elsewhere.
_PARAMETERS = frozenset(
    {("session", "get", "session"), ("session", "impersonatebyks", "session")},
)
_KEYS = ("KalturaUrlTokenizer", "KalturaUrlRecognizer", "KalturaWidevineProfile")
# Their `token` is the id of an upload.
_NOT_KEYS = frozenset({"KalturaUploadedFileTokenResource", "KalturaWebcamTokenResource"})


@lru_cache(maxsize=8192)
def is_secret(wire_name: str) -> bool:
    """Whether a name stands for a secret wherever it occurs.

    Takes a name or a whole wire name: `appToken:token`, `2:ks`, `passwords:0`.
    """
    parts = [part for part in re.split(r"[:\[\]]", wire_name) if part and not part.isdigit()]
    name = parts[-1].removesuffix("__null") if parts else ""
    # As headers (X-Api-Key) and other languages (api_key) write them.
    lower = name.lower().replace("-", "").replace("_", "")
    if lower in _HARMLESS or _FLAG.match(name):
        return False
    return lower in OTHERS or lower.endswith(ENDINGS)


def is_secret_parameter(service: str, action: str, name: str) -> bool:
    """Whether a parameter of an action carries a secret."""
    return is_secret(name) or (service.lower(), action.lower(), name) in _PARAMETERS


def is_secret_property(class_name: str, name: str) -> bool:
    """Whether a property of a class carries a secret."""
    if name == "key":
        return class_name.startswith(_KEYS)
    if name == "token":
        return class_name not in _NOT_KEYS
    return is_secret(name)
