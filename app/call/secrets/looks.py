"""Finding secrets by how they look where they stand, whatever they are called.

One list of kinds: passwords in URLs, signatures of signed URLs, credentials of HTTP, cookies,
options of commands, and the `value` of what says itself in `key` or `name` what it is
(KalturaKeyValue and its like).
Every find depends on 2,500 bytes around it at most; words are looked for first, and what stands
around one only then, with patterns that are linear (see `places`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.call.secrets.folded import Folded
from app.call.secrets.names import is_secret
from app.call.secrets.places import (
    BEGINS,
    FIXED,
    QUOTED,
    XML,
    PlaceKind,
    Span,
    harmless,
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
    _Look(
        (b"cookie",),
        re.compile(rb"(?i)(?<![a-z0-9_])cookie%b[^\s=;\"']{1,200}+=(?=[^;\s\"'])" % _COLON),
        PlaceKind(re.compile(rb"""[^;\r\n"'<>\\]*+""")),
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

# The names of what holds a name, and of what holds its value.
_HOLDS_NAME = rb"(?:key|name|id|field|param|parameter|header|variable)"
_NAME = rb"(?P<name>[A-Za-z0-9_:.-]{1,60}+)"
_COMMA = _SPACE + rb"," + _SPACE
_IS = _SPACE + rb":" + _SPACE
_BETWEEN = rb"\s{0,100}+(?:<type>[^<]{0,60}+</type>\s{0,100}+)?"
_HOLDS_VALUE = rb"(?:default|current)?\Z"
# Where the name of what holds a value ends; what follows; what stands before it; the value; and,
# for a short one, what follows that: a long one may be given out before its name comes.
_PAIRS = (
    (
        (b'value"',),
        re.compile(_IS + rb'"'),
        re.compile(
            rb'"%b"%b"%b"%b(?:"[a-zA-Z]{1,40}+"%b"[^"\\]{0,60}+"%b)?"%b'
            % (_HOLDS_NAME, _IS, _NAME, _COMMA, _IS, _COMMA, _HOLDS_VALUE)
        ),
        PlaceKind(re.compile(rb'(?:[^"\\]++|\\[\s\S])*+')),
        re.compile(rb'"%b"%b"%b"%b"' % (_COMMA, _HOLDS_NAME, _IS, _NAME)),
    ),
    # Within a text of JSON.
    (
        (b"value\\", b"content\\", b"val\\"),
        re.compile(rb'\\{0,6}+"%b\\{1,7}+"' % _IS),
        re.compile(
            rb'\\{1,7}+"%b\\{1,7}+"%b\\{1,7}+"%b\\{1,7}+"%b'
            rb'(?:\\{1,7}+"[a-zA-Z]{1,40}+\\{1,7}+"%b\\{1,7}+"[^"\\]{0,60}+\\{1,7}+"%b)?'
            rb'\\{1,7}+"%b' % (_HOLDS_NAME, _IS, _NAME, _COMMA, _IS, _COMMA, _HOLDS_VALUE)
        ),
        QUOTED["escaped"],
        re.compile(
            rb'\\{1,7}+"%b\\{1,7}+"%b\\{1,7}+"%b\\{1,7}+"%b' % (_COMMA, _HOLDS_NAME, _IS, _NAME)
        ),
    ),
    (
        (b'value"',),
        re.compile(rb';s:[0-9]{1,9}:"'),
        re.compile(
            rb'"%b";s:[0-9]{1,3}:"%b";s:[0-9]{1,3}:"%b' % (_HOLDS_NAME, _NAME, _HOLDS_VALUE)
        ),
        PlaceKind(re.compile(rb'[^"]*+(?:"(?!;)[^"]*+)*+'), re.compile(rb'"\Z')),
        re.compile(rb'";s:[0-9]{1,3}:"%b";s:[0-9]{1,3}:"%b"' % (_HOLDS_NAME, _NAME)),
    ),
    (
        (b"value>", b"content>", b"val>"),
        re.compile(rb""),
        re.compile(
            rb"<(?P<tag>%b)>%b</(?P=tag)>%b<%b" % (_HOLDS_NAME, _NAME, _BETWEEN, _HOLDS_VALUE)
        ),
        XML,
        re.compile(rb"</\w{0,10}+>%b<%b>%b<" % (_BETWEEN, _HOLDS_NAME, _NAME)),
    ),
)
_Pair = tuple[re.Pattern[bytes], re.Pattern[bytes], PlaceKind, re.Pattern[bytes]]
_LONGEST_PAIR = 400
_LONGEST_TURNED = 1000


def by_looks(text: Folded) -> Iterator[Span]:
    """The secrets that are told by how they look; unsorted."""
    data, lower = text.data, text.lower
    for look in _LOOKS:
        for word in look.words:
            done = 0
            for at in _places(word, lower) if text.may_have(word) else ():
                found = look.before.match(data, at)
                # A place within a value of its own kind has a value that ends no later.
                if found and found.end() >= done and _is_one(found):
                    kind = QUOTED.get(found.lastgroup or "", look.kind)
                    for span in _span(data, found.end(), kind):
                        done = span.end
                        yield span
    yield from _in_urls(data)
    for words, begins, named, kind, turned in _PAIRS:
        for word in words:
            done = 0
            for at in _places(word, lower) if text.may_have(word) else ():
                if at >= done:
                    for span in _in_pair(data, at, at + len(word), (begins, named, kind, turned)):
                        done = span.end
                        yield span


def _is_one(found: re.Match[bytes]) -> bool:
    name = found.groupdict().get("name")
    return name is None or is_secret(name.decode("ascii"))


def _in_pair(data: bytes, at: int, end: int, how: _Pair) -> Iterator[Span]:
    begins, named, kind, turned = how
    if (begun := begins.match(data, end)) is None:
        return
    start = begun.end()
    before = named.search(data, max(0, at - _LONGEST_PAIR), at)
    if before is not None and is_secret(before["name"].decode("ascii")):
        yield from _span(data, start, kind, named=True)
        return
    value = kind.value.match(data, start, start + _LONGEST_TURNED)
    after = value and turned.match(data, value.end())
    if value and after and is_secret(after["name"].decode("ascii")):
        yield from _span(data, start, FIXED, value.end(), named=True)


def _in_urls(data: bytes) -> Iterator[Span]:
    for at in _places(b"@", data):
        start = data.rfind(b"/", max(0, at - _LONGEST_USERINFO), at) + 1
        # An address of mail begins behind a quote or a tag.
        found = _USERINFO.fullmatch(data, start, at) if start else None
        if found and _SCHEME.search(data, max(0, start - 9), start):
            yield from _span(data, found.start("hidden"), FIXED, at)
    # A byte is looked for in a tenth of the time that a word takes.
    if b"%" in data and b"%40" in data:
        for found in _ENCODED_USERINFO.finditer(data):
            yield from _span(data, found.start("hidden"), FIXED, found.end("hidden"))


def _places(word: bytes, lower: bytes) -> Iterator[int]:
    at = lower.find(word)
    while at >= 0:
        yield at
        at = lower.find(word, at + 1)


def _span(
    data: bytes, start: int, kind: PlaceKind, end: int | None = None, *, named: bool = False
) -> Iterator[Span]:
    if end is None:
        value = kind.value.match(data, start)
        end = value.end() if value else start
    if end > start and not harmless(data, start, end):
        yield Span(start, end, kind, named=named)
