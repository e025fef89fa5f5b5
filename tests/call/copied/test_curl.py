"""The commands for Windows, letter by letter (there is no Windows to ask), and the secrets."""

from collections.abc import Callable

import pytest

from app.call import copied
from app.call.copied.quoting import quote_bash, quote_cmd, quote_powershell
from app.call.model import Array, Call, File, Map, Null, Object
from app.call.pasted import Pasted, recognise
from app.regions import Region

HERE = Region("here", "Here", "https://kaltura.example")
HOSTILE = Call(
    "here",
    "user",
    "get",
    (("userId", '50% "a" & b^c !x! \\ é\n'), ("calm", "a b (c) $d 'e'")),
    format="1",
)


def test_bash() -> None:
    assert copied.bash(HOSTILE, HERE) == (
        "curl https://kaltura.example/api_v3/service/user/action/get \\\n"
        "  --data-urlencode format=1 \\\n"
        "  --data-urlencode $'userId=50% \"a\" & b^c \\x21x\\x21 \\\\ é\\n' \\\n"
        "  --data-urlencode 'calm=a b (c) $d '\\''e'\\'''"
    )


def test_cmd() -> None:
    assert copied.cmd(HOSTILE, HERE) == (
        "curl https://kaltura.example/api_v3/service/user/action/get ^\n"
        "  --data-urlencode format=1 ^\n"
        "  --data userId=50^%25^%20^%22a^%22^%20^%26^%20b^%5Ec^%20^%21x^%21^%20^%5C^%20^%C3^%A9^%0A"
        " ^\n"
        "  --data-urlencode \"calm=a b (c) $d 'e'\""
    )


def test_powershell() -> None:
    assert copied.powershell(HOSTILE, HERE) == (
        "curl.exe 'https://kaltura.example/api_v3/service/user/action/get' `\n"
        "  --data-urlencode 'format=1' `\n"
        "  --data 'userId=50%25%20%22a%22%20%26%20b%5Ec%20%21x%21%20%5C%20%C3%A9%0A' `\n"
        "  --data 'calm=a%20b%20%28c%29%20%24d%20%27e%27'"
    )


@pytest.mark.parametrize(
    ("text", "bash", "cmd", "powershell"),
    [
        ("a", "a", "a", "'a'"),
        ("", "''", '""', "''"),
        ("a b", "'a b'", '"a b"', "'a b'"),
        ("it's", "'it'\\''s'", '"it\'s"', "'it''s'"),
        ("‘x’", "'‘x’'", '^"^‘x^’^"', "'‘‘x’’'"),
        ('a "b"', "'a \"b\"'", '^"a^ ^\\^"b^\\^"^"', "'a \\\"b\\\"'"),
        ("a\\", "'a\\'", '^"a^\\^\\^"', "'a\\'"),
        ('a\\"b;', "'a\\\"b;'", '^"a^\\^\\^\\^"b^;^"', "'a\\\\\\\"b;'"),
        ("100%", "100%", "100^%", "'100%'"),
        ("a\tb'", "$'a\\tb\\''", '^"a^\tb^\'^"', "'a\tb'''"),
    ],
)
def test_quoting(text: str, bash: str, cmd: str, powershell: str) -> None:
    assert quote_bash(text) == bash
    assert quote_cmd(text) == cmd
    assert quote_powershell(text) == powershell


SECRETS = Call(
    "here",
    "user",
    "add",
    (
        (
            "user",
            Object(
                "KalturaUser",
                (
                    ("password", "hunter2!"),
                    ("items", Array((Object("", (("password", "second"),)),))),
                    ("map", Map((("passwörd token", "third"), ("password", "{1:result}")))),
                ),
            ),
        ),
        ("note", "see djJ8MTAyfIl8ECOpc1loYYk5AtG5sbor5F68MYKh"),
    ),
    ks="djJ8MTAyfIl8ECOpc1loYYk5AtG5sbor5F68MYKh-7QJJ1pkhkXPAjiShVBaG",
)


def test_variables_are_named_after_the_secret() -> None:
    assert copied.variables(SECRETS) == {
        "ks": "KALTURA_KS",
        "user:password": "KALTURA_PASSWORD",
        "user:items:0:password": "KALTURA_PASSWORD_2",
        "user:map:passwörd token": "KALTURA_PASSW_RD_TOKEN",
        "note": "KALTURA_NOTE",
    }


@pytest.mark.parametrize(
    ("write", "variable"),
    [
        (copied.bash, '"ks=$KALTURA_KS"'),
        (copied.cmd, '"ks=%KALTURA_KS%"'),
        (copied.powershell, '"ks=$env:KALTURA_KS"'),
    ],
)
def test_no_secret_is_in_a_command_unless_asked_for(
    write: Callable[..., str], variable: str
) -> None:
    command = write(SECRETS, HERE)
    assert variable in command
    for secret in ("hunter2", "second", "third", "djJ8"):
        assert secret not in command
    found = recognise(command)
    assert isinstance(found, Pasted)
    assert found.kept_ks
    assert set(found.placeholders) == set(copied.variables(SECRETS).values()) - {"KALTURA_KS"}
    literal = write(SECRETS, HERE, secrets="literal")
    assert "djJ8MTAyfIl8ECOpc1loYYk5AtG5sbor5F68MYKh-7QJJ1pkhkXPAjiShVBaG" in literal
    assert "hunter2" in literal


def test_files_and_what_no_shell_carries() -> None:
    call = Call(
        "here",
        "uploadtoken",
        "upload",
        (("fileData", File("a%b & c.mp4", "video/mp4", 1)), ("uploadTokenId", "a\n")),
    )
    assert copied.cmd(call, HERE) == (
        'curl ^"https://kaltura.example/api_v3/service/uploadtoken/action/upload^?'
        'uploadTokenId=a^%0A^" ^\n'
        "  --form-string format=2 ^\n"
        '  --form ^"fileData=@a^%b^ ^&^ c.mp4^;type=video/mp4^"'
    )
    assert copied.powershell(call, HERE).endswith("  --form 'fileData=@a%b & c.mp4;type=video/mp4'")


def test_url() -> None:
    call = Call("here", "user", "add", (("user", Object("KalturaUser", (("id", "a b+ü"),))),))
    assert copied.url(call, HERE).href == (
        "https://kaltura.example/api_v3/service/user/action/add"
        "?format=2&user:objectType=KalturaUser&user:id=a%20b%2B%C3%BC"
    )


def test_a_url_has_secrets_when_they_are_asked_for() -> None:
    webcam = "https://me:pw1@cam.example/a"
    call = Call("here", "media", "list", (("url", webcam), ("a", "b")), ks="djJ8abcdefgh")
    start = "https://kaltura.example/api_v3/service/media/action/list?"
    assert copied.url(call, HERE) == copied.Link(f"{start}format=2&a=b", ("ks", "url"))
    assert copied.url(call, HERE, secrets=True) == copied.Link(
        f"{start}format=2&ks=djJ8abcdefgh&url=https:%2F%2Fme:pw1%40cam.example%2Fa&a=b", ()
    )


def test_link_leaves_secrets_and_files_out() -> None:
    own = (
        ("secret", "abcd1234"),
        ("userId", "me & you"),
        ("tags", Null()),
        ("ids", Array()),
        ("fileData", File("a", "", 1)),
    )
    call = Call("eu", "session", "start", own, format="9", ks="djJ8abcdefgh", client_tag="x")
    link = copied.link(call)
    assert link.left_out == ("ks", "secret", "fileData")
    assert link.href == (
        "/console/service/session/action/start?region=eu&format=9&clientTag=x"
        "&param:userId=me%20%26%20you&param:tags__null=&param:ids:-="
    )
