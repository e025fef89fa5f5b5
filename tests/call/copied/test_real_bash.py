"""What bash itself makes of our commands, and of commands that people write."""

import json
import os
import shutil
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qsl

import pytest
from hypothesis import HealthCheck, given, settings
from werkzeug.formparser import FormDataParser
from werkzeug.http import parse_options_header

from app.call import copied, wire
from app.call.copied.quoting import quote_bash
from app.call.model import Call, File, Object
from app.call.pasted import Pasted, recognise
from app.call.pasted.bash_script import bash_commands
from app.call.pasted.model import Pair
from app.call.wire.parameter_tree import Plain
from app.regions import Region
from tests.call.random_calls import texts
from tests.sizes import examples
from tests.upstream import Received, Upstream

HERE = Region("here", "Here", "https://kaltura.example")
EXAMPLES = examples(25, 60)

STAND_IN = """#!{python}
import json, sys
sys.stdout.buffer.write(json.dumps(sys.argv[1:]).encode())
"""


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a `curl` that prints its arguments as JSON."""
    folder = tmp_path_factory.mktemp("tools")
    program = folder / "curl"
    program.write_text(STAND_IN.format(python=sys.executable))
    program.chmod(0o755)
    return folder


def arguments(command: str, tools: Path, **environ: str) -> list[str]:
    """The arguments that curl gets when bash runs the command."""
    path = f"{tools}{os.pathsep}{os.environ['PATH']}"
    run = subprocess.run(
        ["bash", "--norc", "-c", command],
        env={"PATH": path, "LC_ALL": "C.UTF-8", **environ},
        cwd=tools,
        capture_output=True,
        check=True,
        timeout=30,
    )
    assert run.stderr == b""
    found = json.loads(run.stdout)
    assert isinstance(found, list)
    return found


@pytest.mark.soak
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(texts)
def test_any_text_arrives_as_it_is(tools: Path, text: str) -> None:
    call = Call("here", "user", "add", (("user", Object("KalturaUser", (("id", text),))),))
    command = copied.bash(call, HERE, secrets="literal")
    expected = [
        "https://kaltura.example/api_v3/service/user/action/add",
        "--data-urlencode",
        "format=2",
        "--data-urlencode",
        "user:objectType=KalturaUser",
        "--data-urlencode",
        f"user:id={text}",
    ]
    assert arguments(command, tools) == expected
    assert [one.words for one in bash_commands(command)] == [["curl", *expected]]


def test_every_character_is_quoted(tools: Path) -> None:
    for characters in ("".join(map(chr, range(1, 0x180))), "\ue000\ufffd\U0010ffff\u2028‘’"):
        assert arguments(f"curl {quote_bash(characters)}", tools) == [characters]


def test_secrets_come_from_the_environment(tools: Path) -> None:
    own = (("secret", "s$e'c\"r`e t"), ("userId", "$HOME"))
    call = Call("here", "session", "start", own, ks="djJ8MTAy")
    command = copied.bash(call, HERE)
    assert "djJ8MTAy" not in command
    assert "s$e" not in command
    given = {"KALTURA_KS": "djJ8MTAy", "KALTURA_SECRET": "s$e'c\"r`e t"}
    found = arguments(command, tools, **given)
    assert found[1::2] == ["--data-urlencode"] * 4
    assert found[2::2] == ["format=2", *(f"{n}={v}" for n, v in [("ks", "djJ8MTAy"), *own])]


def test_files_are_form_parts(tools: Path) -> None:
    file = File('my; "clip" é\'s.mp4', "video/mp4", 3)
    call = Call("here", "uploadtoken", "upload", (("fileData", file), ("resume", "1")))
    assert arguments(copied.bash(call, HERE), tools) == [
        "https://kaltura.example/api_v3/service/uploadtoken/action/upload",
        "--form-string",
        "format=2",
        "--form-string",
        "resume=1",
        "--form",
        'fileData=@"my; \\"clip\\" é\'s.mp4";type=video/mp4',
    ]


def test_nul_goes_encoded(tools: Path) -> None:
    call = Call("here", "user", "get", (("userId", "a\0b"),))
    assert arguments(copied.bash(call, HERE), tools)[3:] == ["--data", "userId=a%00b"]
    with_file = Call("here", "user", "get", (("userId", "a\0b"), ("f", File("x", "", 0))))
    assert arguments(copied.bash(with_file, HERE), tools)[0] == (
        f"{HERE.url}{wire.path(with_file)}?userId=a%00b"
    )


@pytest.mark.parametrize(
    "command",
    [
        "curl a  b\tc",
        "curl 'a b'\"c d\"e\\ f",
        "curl 'it'\\''s'",
        'curl "a\\"b\\$c\\`d\\\\e\\f\\n"',
        "curl $'a\\tb\\n\\'\\\"\\\\\\x41\\x7e\\u00e4\\U0001f600\\101\\e\\a\\?\\q'",
        "curl $'\\xc3\\xa4\\xf0\\x9f\\x98\\x80'",
        "curl $'a\\0b' c",
        "curl $'\\cA\\ci'",
        "curl a\\\nb \\\n  c",
        'curl "a\\\nb"',
        "curl ''",
        "curl a'' \"\"",
        "curl a#b c # comment",
        "curl \"a#b\" '# c'",
        "curl é😀 'é😀'",
        "curl '{\"a\": [1]}' x",
        "curl 'a\nb' \"c\nd\"",
        "curl $'a'$'b'\"c\"",
        "curl -d'x y' --url=z",
        "curl \"!a\" '!b' !",
        "curl '\\' \"'\" '\"'",
    ],
)
def test_words_are_those_of_bash(command: str, tools: Path) -> None:
    assert [one.words[1:] for one in bash_commands(command)] == [arguments(command, tools)]


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.parametrize(
    "options",
    [
        "-d a=1 -d 'b=x%20y+z' --data-raw c=@d --data-binary e=f",
        "--data-urlencode 'a=x y&z=%é' --data-urlencode '=q=1' --data-urlencode plain",
        "-sSLkd a=1 -XPOST -HX-One:1",
        "-G -d a=1 --data-urlencode 'b=ä ö'",
        "--url-query 'a=b c' --url-query +d=e%20f -d g=h",
        "-F a=1 --form-string 'b=@x;type=y' -F 'c= d ;type=text/plain' -F 'e=\"f;\\\"g\\\" \"'",
        "-F a=b -F 'f=@\"a;b.txt\";type=video/mp4' -F 'g=@c.txt'",
        '--json \'{"a": 1.50, "b": [true, null, "é"]}\'',
        "-H 'content-type: application/json' -d '{\"a\": {\"b\": 12345678901234567890}}'",
        "-d 'a[b][]=1&a%5Bb%5D%5B%5D=2&c:d=' -o /dev/null --max-time 9 -e http://x -A y",
    ],
)
def test_real_curl_sends_what_we_read(options: str, tmp_path: Path) -> None:
    for name in ("a;b.txt", "c.txt"):
        (tmp_path / name).write_text("hello")
    with Upstream() as server:
        command = f"curl '{server.url}/api_v3/service/media/action/list?q=1' {options}"
        subprocess.run(
            ["bash", "--norc", "-c", f"{command} -s"], cwd=tmp_path, check=True, timeout=30
        )
        [received] = server.requests
    found = recognise(command)
    assert isinstance(found, Pasted)
    assert sorted(found.pairs, key=repr) == sorted(sent(received), key=repr)


def sent(received: Received) -> list[Pair]:
    """What arrived, read by werkzeug."""
    path, _, query = received.path.partition("?")
    names = path.split("/")[2:]
    pairs: list[Pair] = list(zip(names[::2], names[1::2], strict=True))
    pairs += parse_qsl(query, keep_blank_values=True)
    kind, options = parse_options_header(received.headers.get("content-type"))
    if kind == "application/json":
        members = json.loads(received.body, parse_int=str, parse_float=str)
        return pairs + [(name, _texts(value)) for name, value in members.items()]
    parser = FormDataParser(silent=False)
    _, form, files = parser.parse(BytesIO(received.body), kind, len(received.body), options)
    pairs += form.items(multi=True)
    for name, file in files.items(multi=True):
        # Where no type is given, curl guesses one by the name.
        known = "" if file.mimetype == "text/plain" else file.mimetype
        pairs.append((name, File(file.filename or "", known, 0)))
        file.close()
    return pairs


def _texts(value: Any) -> Plain:
    if isinstance(value, list):
        return [_texts(item) for item in value]
    return "1" if value is True else "0" if value is False else cast(Plain, value)
