"""Secrets that no known name stands before, told by how they look where they stand."""

import base64

from app.call.form.masked_value import restore
from app.call.model import Call, Map
from app.call.secrets.masking import MASK, Masker, masked, masked_pairs
from tests.each import each

HIDDEN = [
    ("https://user:{}@example.com/x", "hunter2"),
    ("rtmp://cam:{}@host/live", "p%40ss"),
    ('{{"url":"https:\\/\\/me:{}@host\\/x"}}', "hunter2"),
    ("?next=https%3A%2F%2Fme%3A{}%40host%2Fx", "hunter2"),
    ("git clone https://{}@host/x.git", "ghp_0123456789abcdefghij"),
    ("https://cdn/x.mp4?Expires=1&Signature={}&Key-Pair-Id=AP1", "abcDEF~12-3_"),
    ("https://s3/x?X-Amz-Date=1&X-Amz-Signature={}", "deadbeef01"),
    ("?sig={}&a=b", "abc%2Fdef"),
    ("hdnts=exp=1~acl=/*~hmac={}", "abcdef0123"),
    ("Authorization: Bearer {}\r\nAccept: */*", "eyJhbGciOiJI.abc.def"),
    ("it was sent with Bearer {}, which", "abcdef0123456789"),
    ("Basic {} was refused", "dXNlcjpwYXNzd29yZA=="),
    ('"headers": {{"Authorization": "{}"}}', "Token abc"),
    ("Set-Cookie: sid={}; Path=/; HttpOnly", "abcdef 12345"),
    ('{{"Cookie":"sid={}"}}', "abcdef"),
    ('{{"X-Secret":"{}"}}', "abcdef"),
    ("X-Api-Key: {}", "abc12345"),
    ("api_key={}&a=b", "abcdef"),
    ('{{"objectType":"KalturaKeyValue","key":"password","value":"{}"}}', 'hunter\\"2'),
    ('{{"key": "otp", "objectType": "X", "value": "{}"}}', "hunter2"),
    ('{{"value":"{}","key":"password"}}', "hunter2"),
    ('{{"name":"apiToken","defaultValue":"{}"}}', "hunter2"),
    ("<item><key>password</key><value>{}</value></item>", "a&amp;b"),
    ("<value>{}</value>\n<key>secret</key>", "hunter2"),
    ("password: {} is wrong", "hunter2"),
    ("array('secret' => '{}')", "hunter2"),
    ("[password] => {}\n", "hunter2"),
    ('{{"v":"<cfg password=\\"{}\\"/>"}}', "hunter2"),
    ('{{"v":"<cfg password=\\"{}\\"/>"}}', "a\\\\b"),
    ('{{"message":"login failed for password=\\"{}\\" x"}}', "hunter2"),
    ('{{"v":"{{\\"w\\":\\"<c pwd=\\\\\\"{}\\\\\\"/>\\"}}"}}', "hunter2"),
    ('{{"v":"it said ?password={}\\" and more"}}', "hunter2"),
    ('<result password="{}"/>', "a b"),
    ("<result password='{}' id='1'/>", 'a"b'),
    ('password = "{}"\nuser = "me"', "hunter2"),
    ('Authorization: Digest {}"\r\nAccept: */*', 'username="a", nc=1, response="hunter2'),
    (
        '{{"v":"Authorization: Digest {}\\"","w":"x"}}',
        'username=\\"a\\", realm=\\"b c\\", response=\\"hunter2',
    ),
    # RFC 7616, 3.4 and 3.5, without what says that it is one.
    ('sent: Digest username="a", nc=1, response="{}", opaque="b"', "6629fae4" * 4),
    ('{{"v":"qop=auth, response=\\"{}\\""}}', "6629FAE4" * 8),
    ("Digest username=a,response={},nc=00000001", "6629fae4" * 4),
    ("?auth=Digest%20response%3D%22{}%22", "6629fae4" * 4),
    ('Authentication-Info: qop=auth, rspauth="{}", cnonce="b"', "6629fae4" * 4),
    ('{{"password":["{}"],"a":["b"]}}', "hunter2"),
    ('{{"secrets": [ 1, "{}" ],"a":"b"}}', 'hunter\\"2'),
    ('{{"password":{{"objectType":"KalturaStringValue","value":"{}"}},"a":"b"}}', "hunter2"),
    ('{{"v":"{{\\"key\\":\\"password\\",\\"value\\":\\"{}\\"}}"}}', "hunter2"),
    ('{{"v":"{{\\"value\\": \\"{}\\", \\"key\\": \\"password\\"}}"}}', "hunter2"),
    ('{{"name":"password","content":"{}"}}', "hunter2"),
    ('{{"key": "password", "val": "{}"}}', "hunter2"),
    ('<param name="password">{}</param>', "a&amp;b"),
    ('<param name="password" value="{}"/>', "hunter2"),
    ('{{"v":"<param name=\\"password\\" value=\\"{}\\"/>"}}', "hunter2"),
    ("<a:password>{}</a:password>", "hunter2"),
    ("it was {}, which", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-_def"),
    ("?jwt%3D{}&a=b", "eyJhbGciOiJIUzI1NiJ9.e30.abc"),
    ("?a=tmt_{}&b=c, %20tmt_short", "0123456789abcdefABCDEF0123456789abcdefABCDE"),
    # One that is none: encrypted, shortened, or of a kind of the server's own.
    ("https://a.example/x?jwt={}&a=b", "opaque-12"),
    ('{{"jwt":"{}","a":"b"}}', "opaque"),
    ("<jwt>{}</jwt>", "opaque"),
    ("X-Jwt: {}", "opaque12"),
    ('{{"accessJwt":"{}"}}', "opaque"),
    # Options of commands.
    ("tool --password {} --user me", "hunter"),
    ("tool --user me --password={}", "hunter"),
    ("tool --password '{}' x", "a b"),
    ('tool --password "{}" x', "hunter"),
    ("tool -password={} x", "hunter"),
    ("tool --adminSecret {}\n", "p@ss,w&rd"),
    ("--api-key {}", "abcdef"),
    ('{{"v":"tool --password {}"}}', "hunter"),
    ('{{"v":"tool --password \\"{}\\" x"}}', "hunter"),
    ('{{"v":"tool --password \\"{}\\" x"}}', "a b"),
    ('{{"v":"tool --ks {}\\" x"}}', "hunter"),
    # What a server says again of what it refuses.
    ("the secret '{}' is invalid", "sauce"),
    ('{{"message":"password \\"{}\\" wrong"}}', "hunter"),
    ("<message>password &quot;{}&quot; was refused</message>", "hunt&amp;er"),
    ("password `{}` and more", "hunter2"),
    ("Wrong secret '{}'.", "sauce"),
    ("invalid password '{}'", "hunter"),
    ("Invalid KS {}, sorry", "abc123def"),
    ("<message>invalid KS {}</message>", "abc123def"),
    ("the token '{}' has expired", "abc-def"),
    # Pairs in XML, in either order, also as CDATA.
    ("<a><name>password</name><content>{}</content></a>", "hunter"),
    ("<content>{}</content><name>password</name>", "hunter"),
    ("<key>password</key><val>{}</val>", "hunter"),
    ("<name>password</name>\n<value>{}</value>", "hunter"),
    ("<value>{}</value>\n<name>password</name>", "hunter"),
    ("<key>password</key><value>{}</value>", "<![CDATA[hun<ter]]>"),
]
SHOWN = [
    "Basic authentication failed",
    '<a response="6629fae49393a054">response=ok</a> a response=none, response: "6629fae4"',
    "response_type=jwt, jwt is what it takes; grant-type:jwt-bearer",
    "a bearer of news, Bearer authentication",
    "wrong password: it is too short",
    "mail someone@example.com or https://example.com/@someone",
    "ssh://git@host/x and https://a.example:8080/x@y",
    '{"key":"colour","value":"blue"}',
    "<key>colour</key><value>blue</value>",
    "the signature is wrong; assignment=5; design=new",
    '{"cookie":"none"}',
    "token {1:result:token}",
    '{"url":"https://a.example/?ks=","b":"c"}',
    '{"v":"{\\"url\\":\\"?ks=\\",\\"b\\":\\"c\\"}"}',
    '<a href="?ks=">text</a><a href="?ks="/>',
    'open("?ks=" + it, "b")',
    '{"password":{"type":"string","description":"The one to log in with"},"a":["b"]}',
    '{"password":[],"tokens":[1,2],"a":["b"]}',
    '<param name="colour" value="blue">blue</param><param name="password"/>',
    "eyJhbGciOiJIUzI1NiJ9 alone, and eyJhbG.js",
    "password is required",
    "the option --password is required, and --secret must be given",
    "use --password instead of --token; --password --user me",
    "tool --password $PASSWORD, --ks $KS or --token {token}",
    "the secret 'of success' and 'the rest'",
    "the secret 'sauce' of it",
    "a token 'entry-id', as it were",
    "the password 'must be long' is a rule",
    'the password " + it + "',
    '{"message":"wrong password ","code":"1"}',
    '{"message":"the secret \\"","a":"b1"}',
    '{"invalid password":"text 123456"}',
    "invalid password supplied, wrong secret given",
    "Invalid KS, error 123456",
    "invalid token at line 12",
    "the key points 123456 and a token 1234567",
    "<name>colour</name><content>blue</content>",
    "<name>password</name><description>What one logs in with</description>",
    "-- password 'x' --",
]


@each(("text", "secret"), HIDDEN)
def test_it_is_masked_and_nothing_beside_it(text: str, secret: str) -> None:
    assert Masker().text(text.format(secret)) == text.format(MASK)


def test_serialized_php_hides_the_next_word_too() -> None:
    told = 's:3:"key";s:8:"password";s:5:"%s";s:7:"%s";'
    assert Masker().text(told % ("value", "hunter2")) == told % (MASK, MASK)


@each("text", SHOWN)
def test_what_is_none_stays(text: str) -> None:
    assert Masker().text(text) == text


def test_a_secret_that_is_said_again_otherwise() -> None:
    secret = "Sup3rSecretValue99"
    masker = Masker.for_call(Call("here", "user", "login", (("password", secret),)))
    for said in (secret.upper(), secret.lower(), secret[:9], secret[-9:], secret[:12]):
        assert not any(half in masker.text(f"got {said}.") for half in (said[:9], said[-9:]))
    for before in ("", "a", "ab", "abc"):
        for whole in (f"{before}{secret}", f"{before}{secret}:é"):
            encoded = base64.b64encode(whole.encode()).decode()
            assert encoded[4:-6] not in masker.text(f"got {encoded} and")
    assert masker.text("a super secret value") == "a super secret value"


def test_a_ks_that_is_said_again_otherwise() -> None:
    secret = base64.urlsafe_b64encode(b"v2|102|" + bytes(range(100, 190))).decode()
    masker = Masker.for_call(Call("here", "user", "get", (("ks", secret),)))
    assert masker.text(f"got {secret}.") == f"got djJ8MTAy{MASK}."
    rest = secret.removeprefix("djJ8MTAy")
    half = len(rest) // 2 + 1
    encoded = base64.b64encode(secret.encode()).decode()
    for said in (rest[:half], rest[-half:], encoded, secret.upper(), secret.lower()):
        shown = masker.text(f"got {said}.")
        assert said[16:32] not in shown
        assert said[-20:-4] not in shown


def test_so_many_secrets_within_texts_are_known_elsewhere() -> None:
    secrets = [f"abcdefgh{number}xyz" for number in range(500)]
    text = " ".join(f"password={secret}" for secret in secrets)
    masker = Masker.for_call(
        Call("here", "media", "add", (("text", text), ("secret", "of its own")))
    )
    assert masker.text(text).count(MASK) == 500
    shown = [secret for secret in secrets if masker.text(f"got {secret}") != f"got {MASK}"]
    assert shown == secrets[200:]
    assert masker.text("of its own") == MASK
    # All forms of a few of them are looked for.
    assert masker.text("OF ITS OWN") == MASK
    assert masker.text(secrets[10].upper()) == MASK
    assert masker.text(secrets[100].upper()) == secrets[100].upper()


@each(
    ("name", "value", "shown"),
    [
        ("Set-Cookie", "sid=abc; Path=/", f"sid={MASK}; Path=/"),
        ("Authorization", "abc", MASK),
        ("X-Secret", "abc", MASK),
        ("Location", "https://me:pw@host/?sig=1", f"https://me:{MASK}@host/?sig={MASK}"),
        ("Content-Type", "text/xml", "text/xml"),
    ],
)
def test_headers(name: str, value: str, shown: str) -> None:
    assert Masker().header(name, value) == shown


def test_a_value_that_has_one_in_it_is_masked_there_and_put_back() -> None:
    address = "https://me:hunter2@cam.example/live?Signature=abc&id=1"
    shown = f"https://me:{MASK}@cam.example/live?Signature={MASK}&id=1"
    call = Call("here", "liveStream", "add", (("url", address),))
    assert masked(address, secret=False) == shown
    assert masked_pairs(call) == [("format", "2"), ("url", shown)]
    assert restore(shown, address, "url") == (address, "")
    assert restore(Map((("a", shown),)), Map((("a", address),)), "m") == (
        Map((("a", address),)),
        "",
    )
    assert restore(shown.replace("cam", "other"), address, "url")[1] == "url"
