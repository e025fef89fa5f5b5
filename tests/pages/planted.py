"""Marked secrets, ways to plant them, and a search that finds any half of them anywhere."""

import base64
import hashlib
import json
import re
from html import unescape

from lxml import html

# Characters that XML, JSON, HTML and URLs each write in a way of their own.
_BETWEEN = '&"/ <+%'


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def word(name: str) -> str:
    """A secret that nobody else has: two halves, and what has to be escaped between them."""
    return _digest(name)[:20] + _BETWEEN + _digest(name)[20:40]


def ks(name: str) -> str:
    """What looks like a v2 KS of partner 1000001; its head may be shown, the rest may not."""
    sealed = hashlib.sha512(name.encode()).digest()
    return base64.urlsafe_b64encode(b"v2|1000001|" + sealed).decode()


SECRETS = {
    name: word(name)
    for name in ("secret", "password", "otp", "inner password", "token", "hash", "key", "pair")
}
# Those that stand within something else have nothing to be escaped.
SECRETS |= {name: _digest(name)[:40] for name in ("address", "signature", "element", "mail")}
KSES = {name: ks(name) for name in ("pasted", "parameter", "described")}
TYPED = {**SECRETS, **KSES}


# (service, action, the fields of the form)
PLANTINGS: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("session", "start", {"param:secret": SECRETS["secret"], "param:partnerId": "1000001"}),
    (
        "user",
        "login",
        {"param:partnerId": "1", "param:userId": "u", "param:password": SECRETS["password"]},
    ),
    (
        "user",
        "loginByLoginId",
        {
            "param:loginId": "a@example.com",
            "param:password": SECRETS["password"],
            "param:otp": SECRETS["otp"],
        },
    ),
    ("media", "list", {"ks": KSES["pasted"]}),
    ("session", "impersonateByKs", {"param:session": KSES["parameter"]}),
    ("session", "get", {"param:session": KSES["described"]}),
    (
        "user",
        "add",
        {
            "param:user": json.dumps(
                {"objectType": "KalturaUser", "id": "u", "password": SECRETS["inner password"]}
            )
        },
    ),
    (
        "apptoken",
        "add",
        {
            "param:appToken": json.dumps(
                {"objectType": "KalturaAppToken", "token": SECRETS["token"]}
            ),
            "anyway": "1",  # only the server sets it
        },
    ),
    ("apptoken", "startSession", {"param:id": "1_x", "param:tokenHash": SECRETS["hash"]}),
    (
        "deliveryprofile",
        "add",
        {
            "param:delivery": json.dumps(
                {
                    "objectType": "KalturaDeliveryProfileAkamaiHttp",
                    "tokenizer": {
                        "objectType": "KalturaUrlTokenizerAkamaiHttp",
                        "key": SECRETS["key"],
                    },
                }
            ),
            "anyway": "1",
        },
    ),
    (
        "media",
        "addFromUrl",
        {
            "param:mediaEntry": '{"objectType":"KalturaMediaEntry","mediaType":1,"name":"a"}',
            "param:url": f"https://me:{SECRETS['address']}@cam.example/a.mp4"
            f"?Signature={SECRETS['signature']}&id=1",
        },
    ),
    (
        "metadata_metadata",
        "add",
        {
            "param:metadataProfileId": "1",
            "param:objectType": "1",
            "param:objectId": "0_a",
            "param:xmlData": f"<a><Password>{SECRETS['element']}</Password>"
            f"<From>smtp://me:{SECRETS['mail']}@mail.example</From></a>",
        },
    ),
    (
        "report",
        "execute",
        {
            "param:id": "1",
            "param:params": json.dumps(
                [
                    {
                        "objectType": "KalturaKeyValue",
                        "key": "password",
                        "value": SECRETS["pair"],
                    }
                ]
            ),
        },
    ),
)


def found_in(text: str | bytes) -> list[str]:
    """The names of the secrets of which any half stands in the text."""
    lower = (text.decode("utf-8", "replace") if isinstance(text, bytes) else text).lower()
    return [name for name, parts in _LOOKED_FOR if any(part in lower for part in parts)]


def _halves(name: str) -> list[str]:
    return [_digest(name)[:20], _digest(name)[20:40]]


def _parts(whole: str) -> list[str]:
    # The first 16 characters say version and partner.
    return [whole[start : start + 12].lower() for start in range(16, len(whole) - 12, 4)]


_LOOKED_FOR = [
    *((name, _halves(name)) for name in SECRETS),
    *((name, _parts(whole)) for name, whole in KSES.items()),
]


def beside_the_fields(page: str, fields: dict[str, str]) -> str:
    """The page without the values of its password fields, and of what was posted."""
    assert "\0" not in page, "what comes behind it would not be read"
    rest: list[str] = []
    for one in html.fromstring(page).iter():
        given = {str(key): str(value) for key, value in one.attrib.items()}
        name = given.get("name", "")
        typed = name in fields and given.get("value") == fields[name]
        if one.tag == "input" and (given.get("type") == "password" or typed):
            given.pop("value", None)
        rest += [f"{key}={value}" for key, value in given.items()]
        if one.tag != "textarea" or name not in fields:
            rest.append(one.text or "")
        rest.append(one.tail or "")
    return " ".join(rest)


def readable(text: str) -> str:
    """The text together with what it says once its escapes are undone."""
    return "\n".join([text, unescape(text), re.sub(r"\\u([0-9a-f]{4})", _letter, text)])


def _letter(escape: re.Match[str]) -> str:
    return chr(int(escape[1], 16))
