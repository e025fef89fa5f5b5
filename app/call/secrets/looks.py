"""Finding secrets by how they look where they stand, whatever they are called.

One list of kinds: passwords in URLs, signatures of signed URLs, credentials of HTTP, cookies, and
the `value` of what says itself in `key` or `name` what it is (KalturaKeyValue and its like).
Every find depends on 2,500 bytes around it at most; words are looked for first, and what stands
around one only then, with patterns that are linear (see `places`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.call.secrets.names import is_secret
from app.call.secrets.places import BEGINS, FIXED, QUOTED, PlaceKind, Span, harmless

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
_LONGEST_USERINFO = 700
_IN_URLS = (
    (
        b"@",
        b"/",
        re.compile(rb"""(?:[^\s/@:"'<>?#\\]{0,200}+:|(?=[A-Za-z0-9_~.-]{20}))"""),
        PlaceKind(re.compile(rb"""[^\s/@"'<>?#\\]*+""")),
    ),
    (
        b"%40",
        b"%2f",
        re.compile(rb"(?:[A-Za-z0-9_.~-]|%(?!3[aA]|40|2[fF])){0,200}+(?i:%3a)"),
        PlaceKind(re.compile(rb"(?:[A-Za-z0-9_.~!*()-]|%(?!40))*+"), re.compile(rb"%4?\Z")),
    ),
)
_SCHEME = re.compile(rb"(?::|%3[aA])(?:\\?/|%2[fF]){2}\Z")

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
        (b"value>",),
        re.compile(rb""),
        re.compile(
            rb"<(?P<tag>%b)>%b</(?P=tag)>%b<%b" % (_HOLDS_NAME, _NAME, _BETWEEN, _HOLDS_VALUE)
        ),
        PlaceKind(re.compile(rb"[^<]*+")),
        re.compile(rb"</\w{0,10}+>%b<%b>%b<" % (_BETWEEN, _HOLDS_NAME, _NAME)),
    ),
)
_LONGEST_PAIR = 400
_LONGEST_TURNED = 1000


def by_looks(data: bytes, lower: bytes) -> Iterator[Span]:
    """The secrets that are told by how they look; `lower` is the data in lower case; unsorted."""
    for look in _LOOKS:
        for word in look.words:
            done = 0
            for at in _places(word, lower):
                found = look.before.match(data, at)
                # A place within a value of its own kind has a value that ends no later.
                if found and found.end() >= done:
                    for span in _span(data, found.end(), look.kind):
                        done = span.end
                        yield span
    yield from _in_urls(data, lower)
    for words, begins, named, kind, turned in _PAIRS:
        if kind is QUOTED["escaped"] and b"\\" not in data:
            continue
        for at, ends in ((at, word) for word in words for at in _places(word, lower)):
            if (begun := begins.match(data, at + len(ends))) is None:
                continue
            start = begun.end()
            before = named.search(data, max(0, at - _LONGEST_PAIR), at)
            if before is not None and is_secret(before["name"].decode("ascii")):
                yield from _span(data, start, kind, named=True)
                continue
            value = kind.value.match(data, start, start + _LONGEST_TURNED)
            after = value and turned.match(data, value.end())
            if value and after and is_secret(after["name"].decode("ascii")):
                yield from _span(data, start, FIXED, value.end(), named=True)


def _in_urls(data: bytes, lower: bytes) -> Iterator[Span]:
    for ends, slash, before, kind in _IN_URLS:
        for at in _places(ends, lower):
            least = max(0, at - _LONGEST_USERINFO)
            start = lower.rfind(slash, least, at) + len(slash)
            # An address of mail begins behind a quote or a tag.
            if (
                start < len(slash)
                or max(data.rfind(b'"', least, at), data.rfind(b">", least, at)) > start
            ):
                continue
            if _SCHEME.search(data, max(0, start - 9), start):
                found = before.match(data, start, at)
                value = found and kind.value.match(data, found.end(), at)
                if found and value and value.end() == at:
                    yield from _span(data, found.end(), kind)


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
