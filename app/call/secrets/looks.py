"""Finding secrets by how they look where they stand, whatever they are called.

One list of kinds: passwords in URLs, signatures of signed URLs, credentials of HTTP, cookies,
ids of sessions, private keys, options of commands, tokens of the console's own, and `pairs`.
Every find depends on 2,500 bytes around it at most; words are looked for first, and what stands
around one only then, with patterns that are linear (see `places`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.call.secrets.folded import Folded
from app.call.secrets.names import is_secret
from app.call.secrets.pairs import in_pairs, places_of, span_of
from app.call.secrets.places import (
    BEGINS,
    FIXED,
    QUOTED,
    PlaceKind,
    Span,
)

_QUOTE = rb"(?:\\{0,7}+[\"'])?+"
_SPACE = rb"\s{0,100}+"
_COLON = _QUOTE + _SPACE + rb":" + _SPACE + _QUOTE


@dataclass(frozen=True, slots=True)
class _Look:
    """`words`: in lower case, where it begins; `before` matches from there to the secret."""

    words: tuple[bytes, ...]
    before: re.Pattern[bytes]
    kind: PlaceKind


_LOOKS = (
    # AWS (query-string authentication, CloudFront), Google; Akamai's tokens end with an hmac.
    _Look(
        (b"sig", b"hmac"),
        re.compile(rb"(?i)(?<![a-z0-9_])(?:signature|sig|hmac)(?:=|%3d)"),
        PlaceKind(
            re.compile(rb"""(?:[^&%\s"'<>\\]++|%(?!26)|\\(?=/))*+"""), re.compile(rb"(?:%2?|\\)\Z")
        ),
    ),
    # RFC 6750 and 7617; what is a word in a sentence has no digit and one kind of letters.
    _Look(
        (b"bearer", b"basic"),
        re.compile(
            rb"(?<![A-Za-z0-9_])(?i:bearer|basic)(?:[ +]|%20)"
            rb"(?=[A-Za-z]{0,200}+[0-9=._~+/-]|[A-Za-z]{0,200}?[a-z][A-Z])"
            rb"(?=[A-Za-z0-9=._~+/-]{8})"
        ),
        PlaceKind(re.compile(rb"(?:[A-Za-z0-9=._~+-]++|\\?/|%2[bBfF]|%3[dD])*+")),
    ),
    # Headers as they stand in a log or a list of headers: the value, whatever it is.
    _Look(
        (b"authorization",),
        re.compile(
            rb"(?i)(?<![a-z0-9_])authorization%b(?:(?:bearer|basic|digest|negotiate)[ ])?"
            rb"(?=[^\s\"'\[{])" % _COLON
        ),
        # Digest (RFC 7616) has parameters, most of them quoted.
        PlaceKind(
            re.compile(
                rb"""(?:[^\r\n"'<>\\=]++|=(?:\\{0,7}+"%b)?+|\\{0,7}+",[ ]?+(?=[a-z]))*+""" % BEGINS
            ),
            re.compile(rb"""=(?:\\{0,7}")?\Z"""),
        ),
    ),
    # The same where no header is named, and what a server answers it with: passwords are tried
    # by either.
    _Look(
        (b"response", b"rspauth"),
        re.compile(
            rb"(?i)(?:(?<![a-z0-9_-])|(?<=%[0-9a-f]{2}))(?:response|rspauth)(?:=|%3d)"
            rb"(?:\\{0,7}+[\"']|%22)?+(?=[0-9a-f]{32})"
        ),
        PlaceKind(re.compile(rb"[0-9A-Fa-f]*+")),
    ),
    # Options of commands: what follows is the value, unless a sentence goes on there.
    _Look(
        (b"--",),
        re.compile(
            rb"--(?P<name>[A-Za-z][A-Za-z0-9_-]{0,59}+)[ \t]{1,9}+(?:=[ \t]{1,9}+)?+"
            rb"(?:(?P<double>\")|(?P<single>')|(?P<escaped>\\{1,7}+\"))?+"
            rb"(?!(?i:is|was|are|has|have|must|may|can|cannot|and|or|to|for|in|with|without|not|needs"
            rb"|takes|requires|should|will|instead|if|when|as|does|option|argument|but|on|from)\b)"
            rb"(?=[^\s\"'<>\\\[{$=-])"
        ),
        PlaceKind(
            re.compile(rb"""(?:[^\s"'<>\\]++|\\(?!\\{0,6}+["']))*+"""), re.compile(rb"\\{1,7}\Z")
        ),
    ),
    # A JSON Web Token (RFC 7519), wherever it stands: its head is base64 of `{"`.
    _Look(
        (b"eyj",),
        re.compile(
            rb"(?:(?<![A-Za-z0-9_.-])|(?<=%[0-9A-Fa-f]{2}))"
            rb"(?=eyJ[A-Za-z0-9_-]{5,1000}+\.(?:eyJ|[A-Za-z0-9_-]{0,1400}+\.[A-Za-z0-9_-]))"
        ),
        PlaceKind(re.compile(rb"(?:[A-Za-z0-9_-]++|\.(?=[A-Za-z0-9_.-]))*+")),
    ),
    # A token of the console's own (`app/people/tokens.py`), wherever it stands.
    _Look(
        (b"tmt_",),
        re.compile(rb"(?:(?<![A-Za-z0-9_])|(?<=%[0-9A-Fa-f]{2}))tmt_(?=[A-Za-z0-9]{20})"),
        PlaceKind(re.compile(rb"[A-Za-z0-9]*+")),
    ),
    _Look(
        (b"cookie",),
        re.compile(rb"(?i)(?<![a-z0-9_])cookie%b[^\s=;\"']{1,200}+=(?=[^;\s\"'])" % _COLON),
        PlaceKind(re.compile(rb"""[^;\r\n"'<>\\]*+""")),
    ),
    # Of a request all of them, to the end of the line.
    _Look(
        (b"cookie",),
        re.compile(rb"(?i)(?<![a-z0-9_-])cookie%b[^\s=;\"']{1,200}+=(?=[^;\s\"'])" % _COLON),
        PlaceKind(re.compile(rb"""[^\r\n"'<>\\]*+""")),
    ),
    # Ids of sessions in Java and PHP.
    _Look(
        (b"sessi",),
        re.compile(
            rb"(?i)(?:(?<![a-z0-9_]j)(?<=j)sessionid|(?<![a-z0-9_]php)(?<=php)sessid)(?:=|%3d)"
            rb"(?=[^\s\"'<>&;,(]{4})(?![^\s\"'<>&;,(]{0,100}+\()"
        ),
        PlaceKind(
            re.compile(rb"""(?:[^&;?%\s"'<>\\]++|%(?!26|3[bB])|\\(?=/))*+"""),
            re.compile(rb"(?:%[23]?|\\)\Z"),
        ),
    ),
    # What is signed, in JSON; that of a mail has blanks.
    _Look(
        (b"sig",),
        re.compile(
            rb'(?i)signature"%b:%b"(?=[A-Za-z0-9+/=_~-]{16})' % (_SPACE, _SPACE),
        ),
        PlaceKind(re.compile(rb"[A-Za-z0-9+/=_~.-]*+")),
    ),
    # RFC 7468.
    _Look(
        (b"private key-----", b"private key block-----"),
        re.compile(rb"(?i)private key(?: block)?-----(?:\s|\\[rn]){0,9}+(?=[A-Za-z0-9+/=: -]{16})"),
        PlaceKind(
            re.compile(rb"(?:[A-Za-z0-9+/=,.:()\s\\]++|-(?!----))*+"), re.compile(rb"-{1,4}\Z")
        ),
    ),
    # curl's and wget's own: a name with its password; numbers are a user's and a group's.
    _Look(
        (b"-u", b"--user", b"--proxy-user"),
        re.compile(
            rb"(?<![^\s\"'])(?:-u|--user|--proxy-user)[ \t=]{0,3}+[\"']?+"
            rb"[^\s:\"'<>\\/]{1,100}+:(?=[^\s\"'<>\\/:$])(?![0-9]{1,10}+(?:\s|\Z))"
        ),
        PlaceKind(re.compile(rb"""[^\s"'<>\\]*+""")),
    ),
)

# RFC 3986, 3.2.1: a password of a URL; a long name without one is a token. As it is, and as it
# stands within a parameter of another URL.
_LONGEST_USERINFO = 900
_USERINFO = re.compile(
    rb"""(?:[^\s/@:"'<>?#\\]{0,200}+:|(?=[A-Za-z0-9_~.-]{20}))(?P<hidden>[^\s/@"'<>?#\\]{1,700}+)"""
)
_SCHEME = re.compile(rb"(?::|%3[aA])(?:\\?/|%2[fF])\\?/\Z")
_ENCODED_USERINFO = re.compile(
    rb"(?::|%3[aA])(?:\\?/|%2[fF])%2[fF](?:[A-Za-z0-9_.~-]|%(?!3[aA]|40|2[fF])){0,200}+%3[aA]"
    rb"(?P<hidden>(?:[A-Za-z0-9_.~!*()-]|%(?!40)){1,700}+)%40"
)


def by_looks(text: Folded) -> Iterator[Span]:
    """The secrets that are told by how they look; unsorted."""
    data, lower = text.data, text.lower
    for look in _LOOKS:
        for word in look.words:
            done = 0
            for at in places_of(word, lower) if text.may_have(word) else ():
                found = look.before.match(data, at)
                # A place within a value of its own kind has a value that ends no later.
                if found and found.end() >= done and _is_one(found):
                    kind = QUOTED.get(found.lastgroup or "", look.kind)
                    for span in span_of(data, found.end(), kind):
                        done = span.end
                        yield span
    yield from _in_urls(data)
    yield from in_pairs(text)


def _is_one(found: re.Match[bytes]) -> bool:
    name = found.groupdict().get("name")
    return name is None or is_secret(name.decode("ascii"))


def _in_urls(data: bytes) -> Iterator[Span]:
    for at in places_of(b"@", data):
        start = data.rfind(b"/", max(0, at - _LONGEST_USERINFO), at) + 1
        # An address of mail begins behind a quote or a tag.
        found = _USERINFO.fullmatch(data, start, at) if start else None
        if found and _SCHEME.search(data, max(0, start - 9), start):
            yield from span_of(data, found.start("hidden"), FIXED, at)
    # A byte is looked for in a tenth of the time that a word takes.
    if b"%" in data and b"%40" in data:
        for found in _ENCODED_USERINFO.finditer(data):
            yield from span_of(data, found.start("hidden"), FIXED, found.end("hidden"))
