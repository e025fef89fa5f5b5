"""Commands as people and browsers write them, for each shell."""

from typing import Any

from app.call.model import File
from app.call.pasted import Pasted, recognise
from tests.each import each

LIST = "https://kaltura.example/api_v3/service/media/action/list"
NAMES = (("service", "media"), ("action", "list"))


def pasted(text: str) -> Pasted:
    found = recognise(text)
    assert isinstance(found, Pasted)
    return found


@each(("options", "pairs"), [
        ("-d a=1 -d b=2", (("a", "1"), ("b", "2"))),
        ("-da=1 -XPOST -sSLkvi --compressed", (("a", "1"),)),
        ("-sd a=1", (("a", "1"),)),
        ("--data-raw @a=1", (("@a", "1"),)),
        ("--data-urlencode 'a=x&y=z' --data-urlencode =q%", (("a", "x&y=z"), ("q%", ""))),
        ("-G --data-urlencode 'a=ü' -d b=1", (("a", "ü"), ("b", "1"))),
        ("--url-query 'a=b c'", (("a", "b c"),)),
        ("-F a=1 -F 'b=x;type=text/plain' --form-string 'c=@d;e'",
         (("a", "1"), ("b", "x"), ("c", "@d;e"))),
        ("-F 'f=@\"a;b\\\".mp4\";type=video/mp4'", (("f", File('a;b".mp4', "video/mp4", 0)),)),
        ("-F 'f=@-;filename=\"a b.mp4\";type=video/mp4'",
         (("f", File("a b.mp4", "video/mp4", 0)),)),
        ("-F 'json={\"a\": 1}' -F f=@x", (("a", "1"), ("f", File("x", "", 0)))),
        ("--json '{\"a\": [1, {\"b\": null}]}'", (("a", ["1", {"b": None}]),)),
        ("-H 'Content-Type: application/json' -d '{\"a\": 1}'", (("a", "1"),)),
        ("-H 'content-type:application/json;charset=UTF-8' --data-binary $'{\"a\": \"it\\'s\"}'",
         (("a", "it's"),)),
        ("-d $'a=\\u0021\\ud83d\\ude00'", (("a", "!😀"),)),
        ("-d a=1 \\\n  -d \\\r\n b=2", (("a", "1"), ("b", "2"))),
        ("-d 'a[b]=1' -d 'a%5Bc%5D=2'", (("a[b]", "1"), ("a[c]", "2"))),
        ("-o out.xml -w '%{http_code}' -m 5 -d a=1", (("a", "1"),)),
        ("--url x", ()),
    ])  # fmt: skip
def test_curl_for_bash(options: str, pairs: tuple[Any, ...]) -> None:
    for prompt in ("", "$ "):
        found = pasted(f"{prompt}curl '{LIST}' {options}")
        assert found.kind == "curl"
        assert found.url == LIST
        assert found.pairs == (*pairs, *NAMES)


@each(("options", "notes"), [
        ("-u me:pw -b c=d -k", ["Options left out: --user, --cookie, --insecure."]),
        ("--shiny=new -€", ["Options left out: --shiny, -€."]),
        ("-H 'X-A: 1' -H 'Accept;'", ["Headers left out: X-A, Accept."]),
        ("-X DELETE", ["The method DELETE was left out: calls are POSTs."]),
        ("https://other.example", ["A second URL was left out."]),
        ("-d @- ", ["--data reads the file -: paste what is in it."]),
        ("-F 'a=<b'", ["a is read from a file: put in what is in it."]),
        ("-F 'a=b;c'", ["curl leaves out what stands behind the ; in a, and so is it here."]),
        ("-F f=@a,b", ["f names several files; the first one is taken."]),
        ("-F a=1 -d b=2", ["-d and -F stand side by side, which curl refuses: both were taken."]),
        ("-F a", ["--form without name=value was left out."]),
        ("-d '{\"a\": 1}'",
         ["The body was taken as JSON, although its content type does not say so."]),
        ("| jq .", []),
        ("> out.txt 2>&1", []),
        ("-d 'a=it\u200bs'", ["a keeps a typographic sign (U+200B): it is sent."]),
        ("–d 'a=1'", ["A long dash in front of an option was taken as the sign of options."]),
        ("-d\u00a0a=1",
         ["No-break blanks or invisible signs between words were taken as blanks."]),
        ("-d \\ \n a=1", ["A blank behind the sign that continues a line was left out."]),
        ("-d orderBy=+createdAt",
         ["The + in orderBy was taken as a plus, although it is a blank there."]),
        ("-d userId=a+b@c.example",
         ["The + in userId is a blank there: where a plus is meant, put it in."]),
        ("-d 'a =b'", ["The blanks around the = of a were left out."]),
        ("-d 'a=1&amp;b=2'",
         ["&amp; stands for & in the source of a page, and was taken as that."]),
        ("; echo 'it", ["What stands behind it was left out: A quote in line 1 is not closed: "
                        "paste the whole command."]),
    ])  # fmt: skip
def test_notes_about_curl(options: str, notes: list[str]) -> None:
    assert list(pasted(f"curl {LIST} {options}").notes) == notes


def test_a_url_without_quotes() -> None:
    found = pasted(f"curl {LIST}?format=1&ks=abc")
    assert found.pairs == (("format", "1"), ("ks", "abc"), *NAMES)
    assert found.notes == (
        "An & without quotes would end the command; it was taken as part of the word.",
    )


@each(("text", "pairs"), [
        (f'curl "{LIST}" ^\n  -d "a=x y" ^\r\n  -d b=1', (("a", "x y"), ("b", "1"))),
        (f'curl.exe -d "{{\\"a\\": \\"b\\"}}" "{LIST}"', (("a", "b"),)),
        (f'C:\\Users\\me>curl "{LIST}" -d "a=1^2"', (("a", "1^2"),)),
        # As Chromium's "Copy as cURL (cmd)" writes it.
        (f'curl ^"{LIST}^" ^\n  -H ^"content-type: application/json^" ^\n'
         '  --data-raw ^"^{^\\^"a^\\^":^\\^"50^% b ^& c^\\^"^}^"', (("a", "50% b & c"),)),
        (f'curl ^"{LIST}^" --data-raw ^"a=b^%^20c^\n\nd^"', (("a", "b c\nd"),)),
        (f'curl "{LIST}" ^\n -d "a=1" -d "b=\\\\\\"x\\"" ^\n', (("a", "1"), ("b", '\\"x"'))),
        (f'curl "{LIST}" ^\n -d "a=x""y"', (("a", 'x"y'),)),
        (f'curl "{LIST}" ^\n -d "a=c:\\dir\\\\"', (("a", "c:\\dir\\"),)),
    ])  # fmt: skip
def test_curl_for_cmd(text: str, pairs: tuple[Any, ...]) -> None:
    found = pasted(text)
    assert found.pairs == (*pairs, *NAMES)
    assert [note for note in found.notes if "taken as JSON" not in note] == []


def test_cmd_variables_and_more() -> None:
    found = pasted(
        '@echo off\nset "ID=0_a"\nset HOST=https://kaltura.example\n'
        "curl %HOST%/api_v3/service/media/action/list "
        '^\n  --data-urlencode "ks=%KALTURA_KS%" ^\n  -d a=%ID%,%OTHER% & dir'
    )
    assert found.url == LIST
    assert found.pairs == (("a", "0_a,{{OTHER}}"), *NAMES)
    assert found.kept_ks
    assert found.placeholders == ("OTHER",)
    assert found.notes == ()


@each(("text", "pairs"), [
        (f"curl.exe '{LIST}' `\n  -d 'a=it''s' `\r\n  -d b=1", (("a", "it's"), ("b", "1"))),
        (f"PS C:\\> curl.exe '{LIST}' -d \"a=``x`\"\"", (("a", '`x"'),)),
        (f"curl.exe '{LIST}' --json '{{\\\"a\\\": \\\"b\\\\\\\"c\\\"}}'", (("a", 'b"c'),)),
        (f"curl.exe '{LIST}' --json '{{\"a\": \"b\\\"c\"}}'", (("a", 'b"c'),)),
        (f"Invoke-RestMethod -Uri '{LIST}' -Method POST "
         "-Body @{ a = 1; 'b:c' = \"x y\"\n d=$true }",
         (("a", "1"), ("b:c", "x y"), ("d", True))),
        (f"irm {LIST} -Body 'a=1&b=x+y'", (("a", "1"), ("b", "x y"))),
        (f"Invoke-WebRequest -UseBasicParsing -Uri \"{LIST}\" `\n-Method \"POST\" `\n"
         "-ContentType \"application/json\" `\n-Body \"{`\"a`\":`\"`$5 `n`\"}\"".replace("`n", "n"),
         (("a", "$5 n"),)),
        (f"$body = @{{\n  a = 'x'\n  list = @('1', '2')\n  inner = @{{ b = $null }}\n}} | "
         f"ConvertTo-Json -Depth 5\nInvoke-RestMethod -Uri '{LIST}' -Body $body "
         "-ContentType 'application/json'",
         (("a", "x"), ("list", ["1", "2"]), ("inner", {"b": None}))),
        (f"$p = @{{ Uri = '{LIST}'; Body = @'\na=it's\n'@ }}\nInvoke-WebRequest @p",
         (("a", "it's"),)),
        (f"$id = 'x1'\n$r = iwr \"{LIST}\" -Method Post -Body \"id=$id&e=$([char]228)\"",
         (("id", "x1"), ("e", "ä"))),
        (f"iwr {LIST} -Form @{{ fileData = Get-Item 'a.mp4'; b = 2 }}", None),
        (f"iwr {LIST} -Form @{{ fileData = (Get-Item -Path 'a.mp4'); b = 2 }}",
         (("fileData", File("a.mp4", "", 0)), ("b", "2"))),
        (f"curl.exe '{LIST}' -d \"a=`\"b\"", (("a", '"b'),)),
        (f"curl -Uri {LIST} -Method POST -Body 'a=1'", (("a", "1"),)),
        (f"iwr {LIST} -Body ([System.Text.Encoding]::UTF8.GetBytes(\"a=1\"))", (("a", "1"),)),
        (f"iwr {LIST} -Body @\"\na=`$1 \"quoted\"\n\"@", (("a", '$1 "quoted"'),)),
    ])  # fmt: skip
def test_powershell(text: str, pairs: tuple[Any, ...] | None) -> None:
    found = pasted(text)
    expected = (("fileData", File("a.mp4", "", 0)), ("b", "2")) if pairs is None else pairs
    assert found.pairs == (*expected, *NAMES)
    assert found.url == LIST


def test_powershell_notes() -> None:
    found = pasted(
        "$session = New-Object Microsoft.PowerShell.Commands.WebRequestSession\n"
        "$session.UserAgent = 'x'\n"
        f"Invoke-WebRequest -UseBasicParsing -Uri '{LIST}' -WebSession $session `\n"
        "-Headers @{ 'Accept'='*/*'; 'content-type'='application/json' } "
        '-Body "{`"a`": 1}"; dir'
    )
    assert found.pairs == (("a", "1"), *NAMES)
    assert found.notes == (
        "Statements in front of the request (session, cookies) were left out.",
        "Headers left out: Accept.",
        "Options left out: -websession.",
    )


def test_powershell_variables_of_the_environment() -> None:
    found = pasted(f"curl.exe '{LIST}' `\n  --data-urlencode \"ks=$env:KALTURA_KS\"")
    assert (found.pairs, found.kept_ks) == (NAMES, True)
    found = pasted(f"irm {LIST} -Body @{{ ks = $env:KALTURA_KS; a = $r.objects[0].id; b = 1 }}")
    assert found.pairs == (("a", "{{r_objects_0_id}}"), ("b", "1"), *NAMES)
    assert (found.placeholders, found.kept_ks) == (("r_objects_0_id",), True)
