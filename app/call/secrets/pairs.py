"""Finding the `value` of what says itself in `key` or `name` what it is (KalturaKeyValue and its
like), in JSON, PHP and XML, whichever of the two comes first."""

import re
from collections.abc import Iterator

from app.call.secrets.folded import Folded
from app.call.secrets.names import is_secret
from app.call.secrets.places import FIXED, QUOTED, XML, PlaceKind, Span, harmless

_SPACE = rb"\s{0,100}+"
# The names of what holds a name, and of what holds its value.
_HOLDS_NAME = rb"(?i:key|name|id|field|param|parameter|header|variable)"
_NAME = rb"(?P<name>[A-Za-z0-9_:.-]{1,60}+)"
_COMMA = _SPACE + rb"," + _SPACE
_IS = _SPACE + rb":" + _SPACE
_BETWEEN = rb"\s{0,100}+(?:<type>[^<]{0,60}+</type>\s{0,100}+)?"
_HOLDS_VALUE = rb"(?i:default|current)?\Z"
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
    # As Python prints it.
    (
        (b"value'",),
        re.compile(_IS + rb"'"),
        re.compile(
            rb"'%b'%b'%b'%b(?:'[a-zA-Z]{1,40}+'%b'[^'\\]{0,60}+'%b)?'%b"
            % (_HOLDS_NAME, _IS, _NAME, _COMMA, _IS, _COMMA, _HOLDS_VALUE)
        ),
        PlaceKind(re.compile(rb"(?:[^'\\]++|\\[\s\S])*+")),
        re.compile(rb"'%b'%b'%b'%b'" % (_COMMA, _HOLDS_NAME, _IS, _NAME)),
    ),
    # Attributes of XML, the value first.
    (
        (b'value="',),
        re.compile(rb""),
        re.compile(rb"(?!)"),
        QUOTED["double"],
        re.compile(rb'"\s{1,100}+%b="%b"' % (_HOLDS_NAME, _NAME)),
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


def in_pairs(text: Folded) -> Iterator[Span]:
    """The secrets in pairs; unsorted."""
    data, lower = text.data, text.lower
    for words, begins, named, kind, turned in _PAIRS:
        for word in words:
            done = 0
            for at in places_of(word, lower) if text.may_have(word) else ():
                if at >= done:
                    for span in _in_pair(data, at, at + len(word), (begins, named, kind, turned)):
                        done = span.end
                        yield span


def _in_pair(data: bytes, at: int, end: int, how: _Pair) -> Iterator[Span]:
    begins, named, kind, turned = how
    if (begun := begins.match(data, end)) is None:
        return
    start = begun.end()
    before = named.search(data, max(0, at - _LONGEST_PAIR), at)
    if before is not None and is_secret(before["name"].decode("ascii")):
        yield from span_of(data, start, kind, named=True)
        return
    value = kind.value.match(data, start, start + _LONGEST_TURNED)
    after = value and turned.match(data, value.end())
    if value and after and is_secret(after["name"].decode("ascii")):
        yield from span_of(data, start, FIXED, value.end(), named=True)


def places_of(word: bytes, lower: bytes) -> Iterator[int]:
    at = lower.find(word)
    while at >= 0:
        yield at
        at = lower.find(word, at + 1)


def span_of(
    data: bytes, start: int, kind: PlaceKind, end: int | None = None, *, named: bool = False
) -> Iterator[Span]:
    if end is None:
        value = kind.value.match(data, start)
        end = value.end() if value else start
    if end > start and not harmless(data, start, end):
        yield Span(start, end, kind, named=named)
