"""No secret is left in any text that people see."""

import base64
import hashlib
import html
import json
import re
from urllib.parse import quote, quote_plus, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.call import wire
from app.call.model import Answer, Array, Call, Map, Null, Object
from app.call.secrets.masking import MASK, Masker, mask_ks, masked_pairs
from tests.each import each
from tests.sizes import examples

V2 = base64.b64encode(b"v2|1000001|" + bytes(range(200, 256)) * 2, b"-_").decode()
V1_FIELDS = "102;102;1795328538;2;1234;admin;*,disableentitlement;;"
V1 = base64.b64encode(
    (hashlib.sha1(b"secret" + V1_FIELDS.encode()).hexdigest() + "|" + V1_FIELDS).encode()
).decode()


def test_mask_ks_shows_version_and_partner_alone() -> None:
    assert mask_ks(V2) == "djJ8MTAwMDAw" + MASK
    assert base64.b64decode(mask_ks(V2).removesuffix(MASK)) == b"v2|100000"
    assert mask_ks(V1) == MASK
    for other in ("", "garbage", "djJ8", "djJ8!!!!", "djJ8YWJjZGVmZ2g="):
        assert mask_ks(other) in {MASK, "djJ8" + MASK}


@given(st.integers(0, 10**9), st.binary(min_size=48, max_size=96))
def test_a_masked_ks_has_nothing_of_what_signs_it(partner: int, signed: bytes) -> None:
    head = f"v2|{partner}|".encode()
    ks = base64.b64encode(head + signed, b"-_").decode()
    shown = mask_ks(ks).removesuffix(MASK)
    assert head.startswith(base64.b64decode(shown))
    assert ks.startswith(shown)


@each("ks", [V1, V2])
def test_a_ks_is_masked_wherever_it_stands(ks: str) -> None:
    expected = mask_ks(ks)
    masker = Masker()
    for text in (
        f'"{ks}"',
        f"<result>{ks}</result>",
        f"https://a.example/p/102/sp/0/ks/{ks}/x?other={quote(ks, safe='')}&b=1",
        json.dumps({"deep": json.dumps({"url": f"/{ks}/"})}),
        f"line one\n{ks}",
        json.dumps(f"line one\n{ks}"),
    ):
        masked = masker.text(text)
        assert ks[16:40] not in masked
        assert expected in masked
    assert masker.text(f"a {ks}, b") == f"a {expected}, b"


SECRET = "p&ss \"w<o>rd'/ä\\x"


def escaped() -> list[str]:
    return [
        SECRET,
        quote(SECRET),
        quote(SECRET, safe=""),
        quote_plus(SECRET),
        urlencode({"a": SECRET})[2:],
        re.sub("%..", lambda escape: escape.group().lower(), quote(SECRET, safe="")),
        json.dumps(SECRET)[1:-1],
        json.dumps(SECRET, ensure_ascii=False)[1:-1],
        json.dumps(SECRET)[1:-1].replace("/", r"\/"),
        html.escape(SECRET, quote=False),
        html.escape(SECRET),
    ]


@each("form", escaped())
def test_known_values_are_masked_in_every_form(form: str) -> None:
    assert Masker([SECRET]).text(f"before {form} after") == f"before {MASK} after"


def test_a_ks_shows_no_known_value_in_its_head() -> None:
    assert Masker(["MTAw"]).text(f"a {V2} b") == f"a {MASK} b"


def test_a_known_name_does_not_hide_that_its_value_is_secret() -> None:
    assert Masker(["token"]).text('{"token":"abc"}') == f'{{"{MASK}":"{MASK}"}}'


def test_a_secret_among_others_under_a_name_leaves_nothing() -> None:
    assert Masker(["known"]).text("secret=my-known&id=x") == f"secret={MASK}&id=x"


def test_a_value_within_another_leaves_no_tail() -> None:
    assert Masker(["secret", "secret-and-more"]).text("a secret-and-more b") == f"a {MASK} b"


def test_short_values_are_masked_by_place_alone() -> None:
    call = Call("here", "session", "start", (("secret", "abc"), ("userId", "abcd")))
    masker = Masker.for_call(call)
    assert masker.text("abc abcd secret=abc&userId=abcd") == f"abc abcd secret={MASK}&userId=abcd"


@each(
    ("text", "masked"),
    [
        ('{"token":"abc"}', '{"token":"%s"}'),
        ('{"token" : "a\\"b\\\\", "id":"x"}', '{"token" : "%s", "id":"x"}'),
        ('{"token":"cut off', '{"token":"%s'),
        ('{"otp":123456,"id":1}', '{"otp":%s,"id":1}'),
        ('{"token":""}', '{"token":""}'),
        ('{"token":null,"id":"x"}', '{"token":null,"id":"x"}'),
        ('{"token":{"id":"x"}}', '{"token":{"id":"x"}}'),
        ('{"a":"{\\"token\\":\\"abc\\"}"}', '{"a":"{\\"token\\":\\"%s\\"}"}'),
        (r'\"token\\":\\"abc\\"', r'\"token\\":\\"abc\\"'),
        ('{"2:ks":"abcdef"}', '{"2:ks":"%s"}'),
        ('{"ks":"{1:result}"}', '{"ks":"{1:result}"}'),
        ("<token>abc</token>", "<token>%s</token>"),
        ("<token></token><id>x</id>", "<token></token><id>x</id>"),
        ('<secret lang="de">a&amp;b</secret>', '<secret lang="de">%s</secret>'),
        ("<secret><![CDATA[a<b]]c]]></secret>", "<secret>%s</secret>"),
        ("<item><token>abc", "<item><token>%s"),
        (
            'a:1:{s:5:"token";s:3:"a"b";s:2:"id";s:1:"x";}',
            'a:1:{s:5:"token";s:3:"%s";s:2:"id";s:1:"x";}',
        ),
        ("https://a/?secret=a%26b&id=x", "https://a/?secret=%s&id=x"),
        ("user%3Apassword=abc&id=x", "user%3Apassword=%s&id=x"),
        ("user:password=abc&user[password]=d&id=x", "user:password=%s&user[password]=%s&id=x"),
        ("user%5Bpassword%5D=abc", "user%5Bpassword%5D=%s"),
        ("next=%2Fa%3Fsecret%3Dabc%26id%3Dx", "next=%2Fa%3Fsecret%3D%s%26id%3Dx"),
        ("secret=abc\nid=x", "secret=%s\nid=x"),
        ("uploadTokenId=abc&tokenType=2", "uploadTokenId=abc&tokenType=2"),
        ("password: abc", "password: abc"),
    ],
)
def test_values_under_secret_names_are_masked(text: str, masked: str) -> None:
    assert Masker().text(text) == masked.replace("%s", MASK)


def test_masking_twice_changes_nothing() -> None:
    masker = Masker([SECRET])
    text = f'{{"ks":"{V2}","token":"abc"}} <secret>{V1}</secret> secret={SECRET}'
    once = masker.text(text)
    assert masker.text(once) == once
    assert mask_ks(V2) in once


CALL = Call(
    "here",
    "apptoken",
    "add",
    (
        ("appToken", Object("KalturaAppToken", (("token", "t0ken-value"), ("hashType", "SHA1")))),
        ("tokenizer", Object("KalturaUrlTokenizerAkamai", (("key", "tokenizer-key"),))),
        (
            "pairs",
            Array(
                (
                    Object("KalturaKeyValue", (("key", "password"), ("value", "key-value-pass"))),
                    Object("KalturaKeyValue", (("key", "colour"), ("value", "red-ish"))),
                )
            ),
        ),
        ("map", Map((("secret", "map-secret"), ("other", "map-other")))),
        ("passwords", Map((("password", Array(("in-a-list", ""))),))),
        ("note", f"see {V2}"),
        ("gone", Null()),
        ("secret", "{1:result:secret}"),
    ),
    ks=V2,
    response_profile=Object("KalturaResponseProfile", (("password", "in-profile"),)),
)


def test_masked_pairs() -> None:
    assert masked_pairs(CALL) == [
        ("format", "2"),
        ("ks", mask_ks(V2)),
        ("responseProfile:objectType", "KalturaResponseProfile"),
        ("responseProfile:password", MASK),
        ("appToken:objectType", "KalturaAppToken"),
        ("appToken:token", MASK),
        ("appToken:hashType", "SHA1"),
        ("tokenizer:objectType", "KalturaUrlTokenizerAkamai"),
        ("tokenizer:key", MASK),
        ("pairs:0:objectType", "KalturaKeyValue"),
        ("pairs:0:key", "password"),
        ("pairs:0:value", MASK),
        ("pairs:1:objectType", "KalturaKeyValue"),
        ("pairs:1:key", "colour"),
        ("pairs:1:value", "red-ish"),
        ("map:secret", MASK),
        ("map:other", "map-other"),
        ("passwords:password:0", MASK),
        ("passwords:password:1", ""),
        ("note", f"see {mask_ks(V2)}"),
        ("gone__null", ""),
        ("secret", "{1:result:secret}"),
    ]
    assert [name for name, _ in masked_pairs(CALL)] == [name for name, _ in wire.pairs(CALL)]


def test_a_masker_knows_the_secrets_of_its_exchange() -> None:
    answer = Answer(200, body=b'{"token":"answer-token","id":"answer-id","otp":987654}')
    masker = Masker.for_exchange(CALL, answer)
    for secret in (
        "t0ken-value",
        "tokenizer-key",
        "key-value-pass",
        "map-secret",
        "in-a-list",
        "in-profile",
        "answer-token",
        "987654",
    ):
        assert masker.text(f"- {secret} -") == f"- {MASK} -"
    for harmless in ("red-ish", "map-other", "answer-id", "SHA1", "{1:result:secret}"):
        assert masker.text(harmless) == harmless
    assert masker.text(V2) == mask_ks(V2)


def test_a_ks_that_looks_like_none_is_masked_too() -> None:
    masker = Masker.for_call(Call("here", "user", "list", ks="garbage"))
    assert masker.text('Invalid KS "garbage"') == f'Invalid KS "{MASK}"'


@given(st.text(st.characters(codec="utf-8"), min_size=4).filter(lambda text: "•" not in text))
def test_no_form_of_a_secret_survives(secret: str) -> None:
    call = Call("here", "session", "start", (("secret", secret),), ks=V2)
    masker = Masker.for_call(call)
    body = urlencode(wire.pairs(call))
    for text in (body, json.dumps(wire.as_json(call)), f"<a>{html.escape(secret)}</a>", secret):
        masked = masker.text(text)
        assert masked != text
        assert V2[20:40] not in masked
    assert masker.text(secret) == MASK


@given(st.text())
def test_any_text_can_be_masked(text: str) -> None:
    once = Masker(["secret"]).text(text)
    assert "secret" not in once


HOSTILE, LIMIT = examples(600_000, 5_000_000), examples(8, 30)  # characters, seconds
# Each makes a careless pattern take quadratic time: minutes at the whole size.
ADVERSARIES = [
    "MDAw",
    "djJ8",
    "djJ8%",
    "\\",
    '"',
    '"ks"',
    '"ks":"',
    '"ks":"\\',
    '\\"ks\\":\\"',
    '"ks" :',
    '"ks"      ',
    "<ks>",
    "<ks ",
    "<ks><![CDATA[",
    "<ks>]",
    "a",
    "ks=",
    "ks%3D",
    "%41ks",
    "%",
    '"ks";s:1:"',
    '"ks";s:1:"x"',
    "\\" * 8 + '"ks',
    " ",
    "{",
    "•",
    "ks 'a",
    "--ks '",
    "--ks ",
    "invalid ks ",
    "ks a=",
    "<key>ks</key><value><![CDATA[",
    "://a:b@",
]


@pytest.mark.soak
@pytest.mark.parametrize("piece", ADVERSARIES)
@pytest.mark.timeout(LIMIT)
def test_hostile_texts_take_linear_time(piece: str) -> None:
    size = HOSTILE // 5
    masker = Masker(["s3cr3t", "a" * 100 + "b"])
    for start in ("", '"ks":"', '"ks";s:9:"', "<ks><![CDATA[", "ks=", '"ks" '):
        assert len(masker.text(start + piece * (size // len(piece) // 6))) > 0


@pytest.mark.soak
@pytest.mark.timeout(60)
def test_an_answer_as_large_as_the_cap_often_is() -> None:
    row = '{"id":"0_abcdefgh","name":"an entry","token":"0123456789abcdef","views":12},'
    text = "[" + row * (HOSTILE // len(row)) + "]"
    answer = Answer(200, body=text.encode())
    masked = Masker.for_exchange(Call("here", "a", "list", ks=V2), answer).text(text)
    assert "0123456789abcdef" not in masked
    assert masked.count('"id":"0_abcdefgh"') == HOSTILE // len(row)
