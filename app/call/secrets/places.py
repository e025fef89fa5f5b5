"""Finding the values that stand under secret names: in JSON, XML, PHP, forms and URLs.

Texts are answers from outside, of any size and as bytes. So the names are looked for first, by
how they end, and what stands around one only then; every pattern is linear: repetitions are
possessive or bounded, and none can fail after a long run that another start repeats.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.call.scalars import is_reference
from app.call.secrets import printed
from app.call.secrets.folded import Folded
from app.call.secrets.names import ENDINGS, OTHERS, is_secret

MASK = "••••••••"

# What is masked already: a MASK, or one after the head of a KS.
_MASKED = re.compile(rb"(?:djJ8[A-Za-z0-9_-]{0,20})?" + MASK.encode())
_LONGEST_REFERENCE = 1000

# A place reaches over so many bytes at most, from before the name to where the value begins.
LONGEST_PLACE = 2500
# Whoever writes more between a name and its value wants to hide it from readers as well.
_SPACE = rb"\s{0,1000}+"


@dataclass(frozen=True, slots=True, eq=False)
class PlaceKind:
    """How a value is written: where it ends, and which of its last bytes more may change.

    `value` matches from any byte that begins an element of the value, not only from the first.
    """

    value: re.Pattern[bytes]
    unsure: re.Pattern[bytes] = re.compile(rb"(?!)")


@dataclass(frozen=True, slots=True)
class Span:
    """Bytes that are to be hidden behind `mask`; `named`: because of their name alone."""

    start: int
    end: int
    kind: PlaceKind
    mask: bytes = MASK.encode()
    named: bool = False


@dataclass(frozen=True, slots=True)
class _Place:
    before: re.Pattern[bytes]  # ends with the name
    kind: PlaceKind


FIXED = PlaceKind(re.compile(b""))  # ends where it begins: what is known to end there

_IN_XML = rb"(?:[^<]++|<!\[CDATA\[(?:[^\]]++|\](?!\]>))*+(?:\]\]>)?)*+"
XML = PlaceKind(re.compile(_IN_XML), re.compile(rb"\]{1,2}\Z"))
CDATA = PlaceKind(re.compile(rb"(?:[^\]]++|\](?!\]>))*+(?:\]\]>)?" + _IN_XML), XML.unsure)

# A backslash that escapes no quotation mark, as one does at the end of a text within JSON.
_BACKSLASH = rb'\\(?!\\{0,6}")'
_UNSURE_BACKSLASH = re.compile(rb"\\{1,7}\Z")
# Between quotation marks, as attributes of XML are written; those of JSON are escaped.
QUOTED = {
    "double": PlaceKind(re.compile(rb'[^"<\r\n]*+')),
    "single": PlaceKind(
        re.compile(rb"""(?:[^'"<\\\r\n]++|"(?![\s,:}\]])|\\[\s\S])*+"""), re.compile(rb'"\Z')
    ),
    "escaped": PlaceKind(re.compile(rb'(?:[^"\\<]++|%b)*+' % _BACKSLASH), _UNSURE_BACKSLASH),
}
# What follows a mark that ends a text, as `"?ks="` is one, is no value.
BEGINS = rb"(?=[^\s,;:}\])+&<>\\\"'])(?!/>)"

_JSON_NAME = rb'(?<!\\)"(?P<name>[A-Za-z0-9_:.-]{1,60}+)\Z'
_FORM_NAME = (
    rb"(?:(?<![A-Za-z0-9_%-])|(?<=%[0-9A-Fa-f]{2})|(?<=[^A-Za-z0-9_%]-))"
    rb"(?P<name>[A-Za-z][A-Za-z0-9_-]{0,59}+)\Z"
)
_JSON = PlaceKind(re.compile(rb'(?:[^"\\]++|\\[\s\S])*+'))
# An attribute that says what the text of its element, or another attribute, is.
_ATTRIBUTE = rb"(?<![A-Za-z0-9_.:-])(?:name|key|id)=\\{0,7}+[\"'](?P<name>[A-Za-z0-9_:.-]{1,40}+)\Z"
_VALUE_IS = rb"(?:\s{1,9}+type=[\\\"'\w]{1,40}+)?+\s{1,100}+(?:default)?(?:value|content|val)="
# Between marks in a sentence, as servers repeat what they refuse: `secret 'X' is invalid`.
MARK = rb"(?P<mark>\\{0,7}+[\"']|&quot;|&#0?39;|&apos;|`)"
_IN_MARKS = rb"(?:[^\s\"'<>\\`&]|&(?!quot;|#0?39;|apos;))"
SAID = PlaceKind(re.compile(_IN_MARKS + rb"*+"))
_REFUSED = (
    rb"(?i:(?<![a-z])(?:invalid|wrong|incorrect|bad|expired|unknown|malformed|illegal))"
    rb"[ \t]{1,3}+(?i:the[ \t])?+(?P<name>[A-Za-z0-9_-]{1,60}+)\Z"
)
# A word that anybody may use has neither; what is said of a secret is seldom said of another.
_UNLIKE_WORDS = rb"(?=[A-Za-z_.,:;!?-]{0,200}+[0-9=+/$%^*~@#]|[A-Za-z]{0,200}?[a-z][A-Z])"
_JUDGED = (
    rb"[ \t]{1,9}+(?:is|was|has|does|did|not|cannot|wrong|invalid|incorrect|bad|rejected|refused"
    rb"|expired|mismatch|unknown|denied|failed)\b"
)
_PRINTED = PlaceKind(re.compile(rb"""[^\s"'<>,;]*+"""))
_PLACES = {
    group: _Place(re.compile(before), kind)
    for group, before, kind in (
        ("json", _JSON_NAME, _JSON),
        ("held", _JSON_NAME, _JSON),
        (
            "content",
            rb'"(?:key|name|id)"\s{0,9}+:\s{0,9}+"(?P<name>[A-Za-z0-9_:.-]{1,40}+)\Z',
            _JSON,
        ),
        ("element", _ATTRIBUTE, XML),
        *((f"{how}_value", _ATTRIBUTE, kind) for how, kind in QUOTED.items()),
        *((how, _FORM_NAME, kind) for how, kind in QUOTED.items()),
        ("number", _JSON_NAME, PlaceKind(re.compile(rb"[-+.0-9eE]++"))),
        # JSON inside a text of JSON.
        (
            "nested",
            rb'(?<!\\)(?P<quote>\\{1,7}+")(?P<name>[A-Za-z0-9_:.-]{1,60}+)\Z',
            PlaceKind(re.compile(rb'[^"\\]*+')),
        ),
        (
            "xml",
            rb"<(?:[A-Za-z_][A-Za-z0-9_.-]{0,30}+:)?+(?P<name>[A-Za-z_][A-Za-z0-9_]{0,59}+)\Z",
            XML,
        ),
        (
            "php",
            rb'"(?P<name>[A-Za-z0-9_]{1,60}+)\Z',
            PlaceKind(re.compile(rb'[^"]*+(?:"(?!;)[^"]*+)*+'), re.compile(rb'"\Z')),
        ),
        (
            "form",
            _FORM_NAME,
            PlaceKind(re.compile(rb"""(?:[^&\s"'<>\\]++|%b)*+""" % _BACKSLASH), _UNSURE_BACKSLASH),
        ),
        (
            "encoded",
            _FORM_NAME,
            PlaceKind(
                re.compile(rb"""(?:[^&%%\s"'<>\\]++|%%(?!26)|%b)*+""" % _BACKSLASH),
                re.compile(rb"(?:%2?|\\{1,7})\Z"),
            ),
        ),
        ("arrow", rb"[\"'\[](?P<name>[A-Za-z0-9_.-]{1,60}+)\Z", _PRINTED),
        ("said", rb"(?<![A-Za-z0-9_%.-])(?P<name>[A-Za-z0-9_-]{1,60}+)\Z", SAID),
        ("refused", _REFUSED, _PRINTED),
        ("refused_mark", _REFUSED, SAID),
        ("printed", rb"(?<![A-Za-z0-9_%.-])(?P<name>[A-Za-z0-9_-]{1,60}+):\Z", _PRINTED),
        *(
            (group, before, PlaceKind(re.compile(value), re.compile(unsure)))
            for group, before, _, value, unsure in printed.GROUPS
        ),
    )
}
# What stands between a name and its value says which place it is.
_AFTER = re.compile(
    rb'(?P<json>"' + _SPACE + rb":" + _SPACE + rb'")'
    rb'|(?P<held>"\s{0,100}+:\s{0,100}+[\[{])'
    + b"".join(b"|(?P<%b>%b)" % (one[0].encode(), one[2]) for one in printed.GROUPS)
    + rb"|[ \t]{0,9}+=[ \t]{0,9}+(?:"
    rb'(?P<double>"%b)|(?P<single>\'%b)|(?P<escaped>\\{1,7}+"%b))'
    % (BEGINS, BEGINS, BEGINS)
    + rb'|(?P<content>"\s{0,9}+,\s{0,9}+"(?:content|val)"\s{0,9}+:\s{0,9}+")'
    rb"|(?P<element>\\{0,7}+[\"']\s{0,9}+>(?=[^\s<]))"
    rb'|(?P<double_value>"%b"%b)'
    % (_VALUE_IS, BEGINS)
    + rb"|(?P<single_value>'%b'%b)" % (_VALUE_IS, BEGINS)
    + rb'|(?P<escaped_value>\\{1,7}+"%b\\{1,7}+"%b)' % (_VALUE_IS, BEGINS)
    + rb'|(?P<number>"'
    + _SPACE
    + rb":"
    + _SPACE
    + rb"(?=[-0-9]))"
    rb'|(?P<nested>(?P<quote>\\{1,7}+")' + _SPACE + rb":" + _SPACE + rb"(?P=quote))"
    rb"|(?P<xml>(?:\s[^<>]{0,200}+)?>)"
    rb'|(?P<php>";s:[0-9]{1,9}:")'
    rb"|(?P<form>(?:\]|%5[Dd])?=)"
    rb"|(?P<encoded>(?:%5[Dd])?%3[Dd])"
    # As programs print it, and headers; a word of a sentence has no digit.
    rb"|(?P<arrow>(?:[\"']|\])[ \t]{0,9}+=>[ \t]{0,9}+[\"']?+)"
    + rb"|(?P<said>[ \t]{1,9}+%b(?=%b{3,500}+(?P=mark)%b|%b%b{3,500}+(?P=mark)))"
    % (MARK, _IN_MARKS, _JUDGED, _UNLIKE_WORDS, _IN_MARKS)
    + rb"|(?P<refused_mark>[ \t]{1,9}+(?:\\{0,7}+[\"']|&(?:quot|#0?39|apos);|`)(?=%b{3}))"
    % _IN_MARKS
    + rb"|(?P<refused>(?<!:)[ \t]{1,9}+(?=[^\s\"'<>,;0-9]{0,100}+[0-9])(?=[^\s\"'<>,;]{6}))"
    + rb"|(?P<printed>(?<=:)[ \t]{1,9}+(?=[^\s\"'<>,;0-9]{0,100}+[0-9]))"
)
# A member of what a secret name holds, up to where its text begins; what follows that.
_MEMBER = re.compile(
    rb'\s{0,100}+(?:"(?P<name>[^"\\]{0,60}+)"\s{0,100}+:\s{0,100}+)?+'
    rb'(?:(?P<text>")|[-+.\w]{1,40}+\s{0,100}+(?P<more>,))'
)
_NEXT_MEMBER = re.compile(rb'"\s{0,100}+,')
_LONGEST_HELD = 1000
# What such members say about the secret, and about a property of its name in a schema.
_ABOUT = frozenset({b"id", b"objectType", b"type", b"format", b"title", b"description"})
_SENTENCES = frozenset({"said", "refused", "refused_mark"}) | printed.UNSURE
_LONGEST_NAME = 80  # with what stands before it
# What many endings have in common: a text without its letters has none of these.
_PARTS = ("key", "pass", "token", "secret", "auth", "ks")
# What follows a name where it is one. A blank is often that of a sentence.
_DELIMITED = (
    rb"""(?=["'\\>\]%=]|(?<=:)[ \t]|[ \t]{1,9}+(?:=|\\{0,7}+["']|&(?:quot|#0?39|apos);|`"""
    rb"""|[^\s"'<>,;0-9]{0,100}+[0-9])|\s[^<>="',;]{0,200}+(?:=[^<>]{0,200}+)?>|"""
    + printed.FOLLOWS
    + rb")"
)


def _families() -> dict[bytes, re.Pattern[bytes]]:
    families: dict[str, dict[str, None]] = {}
    for ending in (*ENDINGS, *sorted(OTHERS)):
        part = next((part for part in _PARTS if part in ending), ending)
        families.setdefault(part, {})[ending] = None
    return {part.encode(): _names(part.encode(), list(names)) for part, names in families.items()}


def _names(part: bytes, endings: list[str]) -> re.Pattern[bytes]:
    # The endings in a lower-cased text, with what `is_secret` passes over, before a delimiter.
    tails = sorted({ending.encode().partition(part)[2] for ending in endings})
    tail = rb"(?:%b)" % b"|".join(sorted(filter(None, tails), reverse=True))
    if OTHERS.issuperset(endings):  # whole names
        whole = rb"(?:(?<![a-z0-9_]%b)|(?<=%%[0-9a-f]{2}%b))" % (part, part)
    else:
        whole = b""
    optional = b"" if tails == [b""] else tail + (b"?" if b"" in tails else b"")
    ends = rb"(?:[0-9:]*+%b|:%b)" % (_DELIMITED, printed.NO_BLANK)
    return re.compile(part + whole + optional + rb"s?(?:__null)?" + ends)


_FAMILIES = _families()


def under_names(text: Folded) -> Iterator[Span]:
    """The values that stand under secret names, references and masked ones apart; unsorted."""
    for part, names in _FAMILIES.items():
        if text.may_have(part):
            yield from _under(names, text.data, text.lower)


def _under(names: re.Pattern[bytes], data: bytes, lower: bytes) -> Iterator[Span]:
    done = dict.fromkeys(_PLACES, 0)
    for found in names.finditer(lower):
        after = _AFTER.match(data, found.end())
        # A place within a value of its own kind has a value that ends no later.
        if after is None or after.end() < done[group := str(after.lastgroup)]:
            continue
        place = _PLACES[group]
        before = place.before.search(data, max(0, found.end() - _LONGEST_NAME), found.end())
        if before is None:
            continue
        name = before["name"].decode("ascii")
        if not is_secret(name) and not (group == "held" and is_secret(name.removesuffix("s"))):
            continue
        if group == "held":
            for span in _held(data, after.end(), place.kind):
                done[group] = span.end
                yield span
            continue
        if group == "nested" and before["quote"] != after["quote"]:
            continue
        start = after.end()
        value = place.kind.value.match(data, start)
        if value is not None and value.end() > start:
            done[group] = value.end()
            if not harmless(data, start, value.end()):
                # What a sentence says is taken to be one here, and not wherever it comes again.
                yield Span(start, value.end(), place.kind, named=group not in _SENTENCES)


def _held(data: bytes, start: int, kind: PlaceKind) -> Iterator[Span]:
    """The texts of a list or an object, those within its members apart."""
    at = start
    while at - start <= _LONGEST_HELD and (member := _MEMBER.match(data, at)):
        at = member.end()
        if member["text"]:
            value = kind.value.match(data, at)
            end = value.end() if value else at
            if end > at and member["name"] not in _ABOUT and not harmless(data, at, end):
                yield Span(at, end, kind)
            following = _NEXT_MEMBER.match(data, end)
            if following is None:
                return
            at = following.end()


def harmless(data: bytes, start: int, end: int) -> bool:
    """Whether what stands there is masked already, or refers to another call's result."""
    return end - start <= _LONGEST_REFERENCE and (
        _MASKED.fullmatch(data, start, end) is not None
        or is_reference(data[start:end].decode("utf-8", "replace"))
    )
