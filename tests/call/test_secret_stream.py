"""An answer that comes in pieces is masked as it would be in one."""

import hashlib
import json
import random
import tracemalloc
from collections.abc import Iterable, Iterator
from itertools import pairwise
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.call.model import Answer, Call
from app.call.secrets.masking import MASK, Masker, mask_ks
from app.call.secrets.places import Span
from app.call.secrets.stream import MaskedStream, Window
from tests.call.test_secret import V1, V2
from tests.sizes import part

HIDDEN = MASK.encode()
KNOWN = "kn0wn p&ss \"w<o>rd'/ä\\x"
CALL = Call("here", "user", "login", (("password", KNOWN),), ks=V2)
OTHER_V2 = V2.replace("MTAwMDAwM", "MTAwMDAwN")
# Small, so that a short text meets every edge of it.
SMALL = Window(before_anything=600, step=500, held_back=1_100, long_value=1_500)


def pieces(data: bytes, cuts: Iterable[int]) -> Iterator[bytes]:
    places = [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
    for start, end in pairwise(places):
        yield data[start:end]


def masked(stream: MaskedStream, parts: Iterable[bytes]) -> bytes:
    return b"".join([*(stream.feed(part) for part in parts), stream.end()])


def secret(number: int, length: int) -> bytes:
    digest = hashlib.sha512(str(number).encode()).hexdigest()
    return (digest * (length // len(digest) + 1))[:length].encode()


# How a value stands in a text, and how it looks there when it is masked.
PLACES = [
    (b'{"token":"%b","id":1}', b'{"token":"%b","id":1}'),
    (b'{"token" :\n  "%b\\"\\\\","id":1}', b'{"token" :\n  "%b","id":1}'),
    (b'{"a":"{\\"token\\":\\"%b\\"}"}', b'{"a":"{\\"token\\":\\"%b\\"}"}'),
    (b"<item><secret>%b</secret></item>", b"<item><secret>%b</secret></item>"),
    (b'<secret a="b">%b<![CDATA[<b>]] ]%b]]></secret>', b'<secret a="b">%b</secret>'),
    (b'{s:5:"token";s:3:"%b"x";s:2:"id";s:1:"x";}', b'{s:5:"token";s:3:"%b";s:2:"id";s:1:"x";}'),
    (b"https://a.example/?secret=%b&id=x", b"https://a.example/?secret=%b&id=x"),
    (b'{"key": "password", "value": "%b"}', b'{"key": "password", "value": "%b"}'),
    (b"<key>otp</key>\n<value>%b</value>", b"<key>otp</key>\n<value>%b</value>"),
    (
        b"https://a.example/x?Signature=%b&Key-Pair-Id=A",
        b"https://a.example/x?Signature=%b&Key-Pair-Id=A",
    ),
    (b"Authorization: Bearer 1%b\r\n", b"Authorization: Bearer %b\r\n"),
    (b"Set-Cookie: sid=%b; Path=/", b"Set-Cookie: sid=%b; Path=/"),
    (b"X-Api-Key: 1%b, and", b"X-Api-Key: %b, and"),
    (b"tool --password %b --user x", b"tool --password %b --user x"),
    (b'tool --password "a %b" x', b'tool --password "%b" x'),
    (b"<name>otp</name><content>%b</content>", b"<name>otp</name><content>%b</content>"),
    (b"next=%%2Fa%%3Fsecret%%3D%b%%25%%26id", b"next=%%2Fa%%3Fsecret%%3D%b%%26id"),
]


@st.composite
def fragments(draw: st.DrawFn) -> tuple[bytes, bytes]:
    """A part of a text, and what it looks like masked."""
    kind = draw(st.sampled_from(["plain", "plain", "place", "place", "known", "ks", "number"]))
    if kind == "plain":
        filler = draw(st.sampled_from([b"ab, ", b"\xff\xc3", b"<b>\n", b'"\\n', "ä•😀".encode()]))
        plain = filler * draw(st.integers(0, 400))
        return plain, plain
    if kind == "place":
        before, after = draw(st.sampled_from(PLACES))
        length = draw(st.integers(4, 60) | st.integers(4, 6_000))
        value = secret(draw(st.integers(0, 10**6)), length)
        return before % ((value,) * before.count(b"%b")), after % HIDDEN
    if kind == "known":
        form = draw(st.sampled_from([KNOWN, quote(KNOWN), json.dumps(KNOWN)[1:-1]]))
        return form.encode(), HIDDEN
    if kind == "ks":
        ks = draw(st.sampled_from([V1, V2, OTHER_V2 + "A" * 5_000]))
        return b'{"ks":"%b"}' % ks.encode(), b'{"ks":"%b"}' % mask_ks(ks).encode()
    return b'{"otp":%b}' % (b"%d" % draw(st.integers(10**5, 10**12))), b'{"otp":%b}' % HIDDEN


@settings(max_examples=150, deadline=None)
@given(
    st.lists(fragments(), min_size=1, max_size=20),
    st.lists(st.integers(0, 10**6), max_size=40),
)
def test_whatever_the_cuts_secrets_go_and_all_else_stays(
    parts: list[tuple[bytes, bytes]], cuts: list[int]
) -> None:
    data = b"\n".join(raw for raw, _ in parts)
    stream = MaskedStream(Masker.for_call(CALL), SMALL)
    shown = masked(stream, pieces(data, cuts))
    assert shown == b"\n".join(expected for _, expected in parts)
    assert stream.masked == (shown != data)


class Forgetful(Masker):
    """Knows what it was given, so that two of them mask alike what they see in another order."""

    def learning(self, data: bytes, found: Iterable[Span]) -> Masker:
        return self


SOUP = [
    *('"ks":"', '"otp":', '"ks"', ":", '"', "\\", '\\"ks\\":\\"', '\\"', '"ks";s:1:"', '";'),
    *("<ks>", "<ks ", "<", ">", "<![CDATA[", "]]", "]", "]]>", "</ks>"),
    *("ks=", "user[password]=", "&", " ", "%", "%2", "%26", "ks%3D", "%3D", "=", "1", "{1:result}"),
    *('"key":"password"', ',"value":"', "://", "me:", "@", "%40", "sig=", "Bearer ", "1", "Basic "),
    *("<key>otp</key>", "<value>", "Authorization: ", "Cookie: a=", "password: ", "] => "),
    *("djJ8", V2, V1, "•", MASK, "\\/", "known secret", "known", "secret"),
    *("x" * 700, "A" * 1_000, "é" * 300, " " * 400),
]


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.sampled_from(SOUP), min_size=5, max_size=60),
    st.lists(st.integers(0, 10**6), max_size=30),
)
def test_pieces_are_masked_as_the_whole_is(soup: list[str], cuts: list[int]) -> None:
    text = "".join(soup)
    masker = Forgetful(["known secret", "secret"])
    shown = masked(MaskedStream(masker, SMALL), pieces(text.encode(), cuts)).decode()
    # Of a very long KS it is too late to tell that more than the KS has to be hidden.
    assert shown.replace("djJ8" + MASK, MASK) == masker.text(text).replace("djJ8" + MASK, MASK)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32), st.lists(st.integers(0, 10**6), max_size=20))
def test_a_short_answer_is_masked_as_its_exchange_is(seed: int, cuts: list[int]) -> None:
    chance = random.Random(seed)
    values = [secret(chance.randrange(9), 20).decode() for _ in range(20)]
    text = json.dumps(
        [{"note": f"see {chance.choice(values)} é", "token": value} for value in values]
    )
    answer = Answer(200, body=text.encode())
    stream = MaskedStream(Masker.for_call(CALL))
    given_out = [stream.feed(part) for part in pieces(answer.body, cuts)]
    assert set(given_out) <= {b""}
    assert stream.end().decode() == Masker.for_exchange(CALL, answer).text(text)


def test_a_value_learned_from_the_answer_is_masked_in_what_comes_later() -> None:
    row = b'{"id":"0_abcdefgh","name":"an entry"},'
    learned = [b"learned-%03d" % number for number in range(250)]
    begun = b"before learned-000" + row * 20_000 + b"not yet learned-001"
    tokens = b"".join(b'{"token":"%b"}' % value for value in learned)
    data = begun + tokens + row * 20_000 + b" ".join(learned)
    shown = masked(MaskedStream(Masker()), pieces(data, range(0, len(data), 65_536)))
    known, unknown = [HIDDEN] * 200, learned[200:]
    assert shown.startswith(begun[:18])
    assert shown.count(b'{"token":"%b"}' % HIDDEN) == 250
    assert shown.endswith(row + b" ".join(known + unknown))
    assert shown.count(row) == 40_000


def test_the_beginning_is_looked_into_before_anything_is_given_out() -> None:
    data = b"plain t0ken-value" + b" " * 200_000 + b'{"token":"t0ken-value"}' + b" " * 100_000
    stream = MaskedStream(Masker())
    assert stream.feed(data[:250_000]) == b""
    assert stream.feed(data[250_000:]).startswith(b"plain " + HIDDEN)
    assert stream.masked


def test_little_is_held_back() -> None:
    stream = MaskedStream(Masker.for_call(CALL))
    piece = (b'{"id":"0_abcdefgh","name":"an entry"},' * 2_000)[:65_536]
    given_out = 0
    for number in range(1, 30):
        given_out += len(stream.feed(piece))
        if number > 4:
            assert number * len(piece) - given_out < 10_000
    assert given_out + len(stream.end()) == 29 * len(piece)
    assert not stream.masked


ENDLESS = [
    ('{"token":"', 'a\\"'),
    ("<token>", "a"),
    ("<token><![CDATA[", "]]<ks>"),
    ("secret=", "ks="),
    ('"token";s:9:"', '"x"'),
    ("", V2),
    ("", "djJ8"),
    ("", '"ks":'),
    ("", '"ks":"'),
    ('{"token"', " "),
    ("", "plain "),
    ("", "Ää•"),
]


@pytest.mark.soak
@pytest.mark.parametrize(("start", "piece"), part(ENDLESS, 4))
@pytest.mark.timeout(30)
def test_memory_stays_flat(start: str, piece: str) -> None:
    # The longest look, the first, is no longer than the others here: tracing takes its time.
    stream = MaskedStream(Masker.for_call(CALL), Window(before_anything=64_000))
    part = (piece * 65_536).encode()[: 65_536 - 65_536 % len(piece.encode())]
    tracemalloc.start()
    try:
        stream.feed(start.encode() + part)
        for _ in range(4):
            stream.feed(part)
        held, peak = tracemalloc.get_traced_memory()
        assert held < 250_000  # five pieces would be more
        assert peak < 15_000_000  # while it looks at the worst, a name in every five bytes
    finally:
        tracemalloc.stop()


@pytest.mark.soak
@pytest.mark.parametrize(("start", "piece"), part(ENDLESS[:5], 2))
def test_a_value_that_never_ends_is_masked(start: str, piece: str) -> None:
    parts = [start.encode(), *[(piece * 20_000).encode()] * 10]
    stream = MaskedStream(Masker.for_call(CALL))
    begun = b"<token>" if start.startswith("<") else start.encode()
    assert masked(stream, parts) == begun + HIDDEN


@pytest.mark.parametrize(
    ("first", "then", "expected"),
    [
        ('"token";s:9:"%s"', ';s:1:"a";', '"token";s:9:"%s";s:1:"a";'),
        ('"token";s:9:"%s"', 'x";s:1:"a";', '"token";s:9:"%s";s:1:"a";'),
        ("ks%%3D%s%%2", "6id", "ks%%3D%s%%26id"),
        ("ks%%3D%s%%2", "5x&id", "ks%%3D%s&id"),
        ("<ks><![CDATA[%s]]", "></ks><id>", "<ks>%s</ks><id>"),
        ("<ks><![CDATA[%s]", "]>x<![CDATA[y<b>]]></ks>", "<ks>%s</ks>"),
        ("<ks>%s<![CDA", "TA[<b>]]></ks>", "<ks>%s</ks>"),
        ('{"ks":"%s\\', '"x","id":1}', '{"ks":"%s","id":1}'),
        ('{"otp":%s', "0,", '{"otp":%s,'),
    ],
)
def test_the_end_of_a_long_value_may_be_cut_anywhere(first: str, then: str, expected: str) -> None:
    # Whole steps, so that the last one is looked at before more comes.
    value = "1" * (10 * SMALL.step - len(first % ""))
    stream = MaskedStream(Masker(), SMALL)
    shown = stream.feed((first % value).encode()) + stream.feed(then.encode()) + stream.end()
    assert shown.decode() == expected % MASK


def test_a_long_ks_ends_where_it_does_in_one_piece() -> None:
    stream = MaskedStream(Masker(), SMALL)
    ks = b"djJ8".ljust(10 * SMALL.step - 1, b"A")
    shown = stream.feed(ks + b"=") + stream.feed(b"== b") + stream.end()
    assert shown.decode() == f"djJ8{MASK}= b"


def test_what_follows_a_long_value_is_shown() -> None:
    for before, after in PLACES:
        value = secret(1, 500_000)
        data = before % ((value,) * before.count(b"%b")) + b" and so on" * 50_000
        shown = masked(MaskedStream(Masker()), pieces(data, range(0, len(data), 10_007)))
        assert shown == after % HIDDEN + b" and so on" * 50_000


def test_a_known_secret_may_be_very_long() -> None:
    value = json.dumps([str(number) for number in range(20_000)])
    text = "a " + value + " " * 300_000 + value + " b"
    shown = masked(MaskedStream(Masker([value])), pieces(text.encode(), range(0, 10**6, 9_973)))
    assert shown.decode().replace(MASK, "") == "a " + " " * 300_000 + " b"
