"""Secrets as programs print them, and as people copy them from elsewhere."""

from app.call.secrets.masking import MASK, Masker
from app.call.secrets.stream import MaskedStream, Window
from tests.call.test_secret_stream import masked
from tests.each import each

X = "hunter2hunter2AB"
HIDDEN = [
    "{{'password': '{}'}}",
    "{{'password': \"{}\", 'a': 'b'}}",
    "{{'name':'password','value':'{}'}}",
    "{{'value': '{}', 'name': 'password'}}",
    '{{"Name":"password","Value":"{}"}}',
    '{{"Value":"{}","Name":"password"}}',
    "<Key>password</Key><Value>{}</Value>",
    '["password","{}"]',
    "password:{}",
    "user:me,password:{}, and",
    'password: "{}"\nuser: "me"',
    "{{ password: '{}' }}",
    "password=>{}",
    "password -> {}",
    ":password => {}, :a",
    "user secret = {}",
    "aws_secret_access_key = {}",
    "secret= {}\n",
    "curl -u user:{} https://a.example",
    "curl --user 'user:{}' https://a.example",
    "Cookie: a={}\r\nAccept: x",
    "https://a.example/x;jsessionid={}?a=b",
    "JSESSIONID={}; Path=/",
    "PHPSESSID={}; path=/",
    "&quot;password&quot;:&quot;{}&quot;,&quot;a&quot;",
    "&#34;password&#34;: &#34;{}&#34;}}",
    "&lt;password&gt;{}&lt;/password&gt;",
    "%22password%22%3A%22{}%22%2C%22a%22",
    "next%3Dx%2526password%253D{}%2526a",
    "password%253D{}",
    '<entry value="{}" key="password"/>',
    '{{"signature":"{}","a":"b"}}',
    "DefaultEndpointsProtocol=https;AccountKey={}",
]
OWN = [
    ("Cookie: a=b; sid={}", "Cookie: a=" + MASK),
    ('{{"Cookie":"a=b; sid={}"}}', '{"Cookie":"a=' + MASK + '"}'),
    ('{{"signature":"{}AbCd"}}', '{"signature":"' + MASK + '"}'),
]
SHOWN = [
    "the 'password' is wrong, 'token' too",
    "{'type': 'password', 'label': 'Your password'}",
    '{"required":["password","email"],"a":["token","name"]}',
    '["password","a1",2]',
    "password: required, token:page, a password:please",
    "urn:ietf:params:oauth:token-type:jwt",
    "appToken:token is it, token {1:result:token} and ks:1",
    "filter:token:objectType=KalturaX2&a=b",
    '{"label":"Password: ","a":"b1"}',
    '"Password:" and "b1"',
    "token => token.length; ks=>open(ks1)",
    "$this->token->get1()",
    "password -> the hash of it",
    "token = get_token(1)",
    "secret = None; password = $PASSWORD1",
    "the secret = what nobody knows",
    "docker run -u 1000:1000 x; sort -u a; a -u b",
    "the cookie is a=b; the Cookie policy: read on",
    "JSESSIONID=decode(text), sessionid=1",
    '{"signature":"Kind regards, the team"}',
    'response="yes"',
    "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQ\n-----END PUBLIC KEY-----",
    "a private key----- is it?",
    "&quot;colour&quot;:&quot;blue&quot;",
    "the &quot;password&quot; is wrong &lt;password&gt;&lt;/password&gt;",
    "%22colour%22%3A%22blue%22 and colour%253Dblue",
    '<entry value="blue" key="colour"/>',
    "{'name':'colour','value':'blue'}",
    "A password has 8 characters; your token - if any - ends in 2027.",
    "Password and secret: see page 12. KS = Kaltura Session.",
]
PEM = (
    "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA0123456789abcdef\nMIIEowIBAAKCAQEA\n"
    "-----END RSA PRIVATE KEY----- and on"
)


@each("text", HIDDEN)
def test_it_is_masked_and_nothing_beside_it(text: str) -> None:
    assert Masker().text(text.format(X)) == text.format(MASK)


@each(("text", "shown"), OWN)
def test_it_is_masked_with_what_stands_before_it(text: str, shown: str) -> None:
    assert Masker().text(text.format(X)) == shown


@each("text", SHOWN)
def test_what_is_none_stays(text: str) -> None:
    assert Masker().text(text) == text


@each("line", ["\n", "\\n", "\r\n"])
def test_a_private_key_is_hidden_between_its_lines(line: str) -> None:
    shown = Masker().text(PEM.replace("\n", line))
    assert shown == (
        f"-----BEGIN RSA PRIVATE KEY-----{line}{MASK}-----END RSA PRIVATE KEY----- and on"
    )


@each("text", [*HIDDEN, PEM])
def test_in_pieces_it_is_the_same(text: str) -> None:
    whole = f"{'ab, ' * 900} {text.format(X)} {'ab, ' * 900}"
    small = Window(before_anything=600, step=500, held_back=1_100, long_value=1_500)
    for size in (7, 100, 3_601):
        parts = [whole.encode()[at : at + size] for at in range(0, len(whole), size)]
        assert masked(MaskedStream(Masker(), small), parts).decode() == Masker().text(whole)
