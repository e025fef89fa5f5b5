"""What a pasted text is taken for, and that no text does harm."""

import json
from contextlib import suppress
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.call.model import File
from app.call.pasted import MAX_TEXT, Choice, Choices, Pasted, recognise
from app.errors import BadInput
from tests.call.random_calls import texts
from tests.each import each
from tests.sizes import examples, part

EXAMPLES = examples(80, 600)
# Characters, and the seconds that they may take. What is read in quadratic time takes minutes at
# the whole length, and a twenty-fifth of that at a fifth of it.
LONG, LIMIT = examples(30_000, 150_000), examples(5, 30)
LIST = "https://kaltura.example/api_v3/service/media/action/list"
NAMES = (("service", "media"), ("action", "list"))


def pasted(text: str) -> Pasted:
    found = recognise(text)
    assert isinstance(found, Pasted)
    return found


@each(("text", "pairs"), [
        (f"{LIST}?format=1&a:idIn=a%2Cb+c", (("format", "1"), ("a:idIn", "a,b c"), *NAMES)),
        (f"  GET {LIST}\n", NAMES),
        ("/api_v3/?service=media&action=list", NAMES),
        ("kaltura.example/api_v3/index.php?service=media&action=list", NAMES),
        ("https://k.example/x/api_v3/index.php/service/media/action/list/format/1/a/b%2Fc",
         (*NAMES, ("format", "1"), ("a", "b/c"))),
        (f"{LIST}?a=&b&=c", (("a", ""), ("b", ""), ("", "c"), *NAMES)),
        ("https://k.example/service/media/action/list", NAMES),
    ])  # fmt: skip
def test_urls(text: str, pairs: tuple[tuple[str, str], ...]) -> None:
    found = pasted(text)
    assert found.kind == "url"
    assert found.pairs == pairs
    assert found.notes == ()


@each(("text", "note"), [
        (f"{LIST}#top", "What stands behind the # of the URL is never sent and was left out."),
        ("https://me:pw@k.example/service/media/action/list",
         "The user and password in the URL were left out."),
        (f"{LIST}/odd", "The last part of the URL's path has no value and was left out."),
        ("https://k.example/x?service=media&action=list",
         "The URL's path has no /api_v3 in it: it may be no call of the API."),
        (f"{LIST}?a=%FF", "a has bytes that are not UTF-8: look at its value."),
        (f"{LIST} and more", "What stands around the URL was left out."),
    ])  # fmt: skip
def test_notes_about_urls(text: str, note: str) -> None:
    assert pasted(text).notes == (note,)


def test_json() -> None:
    found = pasted('\ufeff{"service": "media", "ids": [1.50, true, null], "a": {"b": 1e400}}')
    assert (found.kind, found.url, found.notes) == ("json", None, ())
    assert found.pairs == (
        ("service", "media"),
        ("ids", ["1.50", "1", None]),
        ("a", {"b": "1e400"}),
    )


def test_form_body_and_lines() -> None:
    assert pasted("a=1&b[c]=x%20y+z&d").pairs == (("a", "1"), ("b[c]", "x y z"), ("d", ""))
    found = pasted("a=1\r\nfilter:idIn = x%20y=z \r\n\r\nb: c\r\n[d] => e\r\n# f=g")
    assert found.kind == "lines"
    assert found.pairs == (("a", "1"), ("filter:idIn", "x%20y=z"), ("b", "c"), ("d", "e"))
    assert found.notes == ("The blanks around the = of filter:idIn were left out.",)


@each(
    ("text", "sentence"),
    [
        ("", "Paste something"),
        (" \n", "Paste something"),
        ("hello", "no request that the console knows"),
        ("a=1\nnothing", "no request that the console knows"),
        ('fetch("https://x/?a=b", {\n"body": "c=d"\n})', "The call cannot be read"),
        ("[1]", "no request that the console knows"),
        ('[{"a": 1}, 2]', "a request is a JSON object"),
        ('{"a": }', "line 1, column 7"),
        ('{"a": 1, "a": 2}', "given twice"),
        ('{"a":' * 1_000, "nested deeper than 100 levels"),
        ('{"a": "' + "x" * MAX_TEXT + '"}', "longer than 2 MB"),
        ("a=" + "x" * 10_000_000, "longer than 2 MB"),
        ("a=&" * 20_001, "more than 20000 values"),
        ("curl 'https://x/", "A quote in line 1 is not closed"),
        ("curl -d a=1", "has no URL"),
        ("https://[/api_v3/", "This URL is not one"),
        ("https://x:99999/api_v3/", "This URL is not one"),
        ("a=\ud800", "half of a character pair"),
        ("Invoke-WebRequest -Method POST", "has no -Uri"),
        ('$x = "a', "no request that the console knows"),
        ('{"log": {"entries": []}}', "no request to /api_v3"),
    ],
)
def test_clear_refusals(text: str, sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        recognise(text)


def row(url: str, method: str = "POST", **request: Any) -> dict[str, Any]:
    return {
        "startedDateTime": "2026-01-02T03:04:05Z",
        "request": {"method": method, "url": url, **request},
        "response": {"status": 200},
    }


def har(*rows: Any) -> str:
    return json.dumps({"log": {"version": "1.2", "entries": rows}})


def test_har_lists_api_requests() -> None:
    text = har(
        row("https://kaltura.example/logo.png", "GET"),
        row(LIST, "OPTIONS"),
        row(f"{LIST}?format=1", "GET"),
        "damaged",
        {"request": {"url": 7}},
        row("https://kaltura.example/api_v3/", postData={
            "mimeType": "application/json",
            "text": '{"service": "media", "action": "list", "id": 12345678901234567890}',
        }),
    )  # fmt: skip
    found = recognise(text)
    assert isinstance(found, Choices)
    assert found.entries == (
        Choice(0, f"GET {LIST}?format=1", "2026-01-02T03:04:05Z", 200),
        Choice(1, "POST https://kaltura.example/api_v3/", "2026-01-02T03:04:05Z", 200),
    )
    assert found.take(0).pairs == (("format", "1"), *NAMES)
    assert found.take(1).pairs == (*NAMES, ("id", "12345678901234567890"))
    for wrong in (-1, 2):
        with pytest.raises(BadInput, match=f"no request {wrong}"):
            found.take(wrong)


MULTIPART = (
    '--b\r\nContent-Disposition: form-data; name="json"\r\n\r\n{"ks": "k"}\r\n'
    '--b\r\nContent-Disposition: form-data; name="fileData"; filename="a.mp4"\r\n'
    "Content-Type: video/mp4\r\n\r\n\ufffd\ufffd\r\n--b--\r\n"
)


@each(("data", "pairs"), [
        ({"mimeType": "application/x-www-form-urlencoded", "text": "a=b%20c"}, (("a", "b c"),)),
        ({"mimeType": "application/x-www-form-urlencoded",
          "params": [{"name": "a", "value": "b c"}, 7]}, (("a", "b c"),)),
        ({"mimeType": "text/plain", "text": '{"a": 1}'}, (("a", "1"),)),
        ({"mimeType": "application/json", "text": "eyJhIjogMX0=", "encoding": "base64"},
         (("a", "1"),)),
        ({"mimeType": "multipart/form-data; boundary=b", "text": MULTIPART},
         (("ks", "k"), ("fileData", File("a.mp4", "video/mp4", 0)))),
        ({"mimeType": "multipart/form-data", "params": [
            {"name": "f", "fileName": "a.mp4", "contentType": "video/mp4"}]},
         (("f", File("a.mp4", "video/mp4", 0)),)),
        ("damaged", ()),
        ({"mimeType": 7}, ()),
    ])  # fmt: skip
def test_bodies_of_har_entries(data: Any, pairs: tuple[Any, ...]) -> None:
    found = pasted(har(row(LIST, postData=data)))
    assert found.kind == "har"
    assert found.url == LIST
    assert found.pairs == (*pairs, *NAMES)


def test_files_are_told_apart() -> None:
    found = pasted(f"curl {LIST} -F a=1 -F f=@a.mp4")
    assert found.files == (("f", File("a.mp4", "", 0)),)


def test_unreadable_bodies_of_har_entries() -> None:
    with pytest.raises(BadInput, match="not base64"):
        recognise(har(row(LIST, postData={"text": "é", "encoding": "base64"})))
    cut = {"mimeType": "multipart/form-data; boundary=b", "text": MULTIPART[:150]}
    with pytest.raises(BadInput, match="multipart body cannot be read"):
        recognise(har(row(LIST, postData=cut)))
    unknown = {"mimeType": "multipart/form-data; boundary=c", "text": MULTIPART}
    with pytest.raises(BadInput, match="multipart body cannot be read"):
        recognise(har(row(LIST, postData=unknown)))


_pieces = st.lists(
    st.one_of(
        texts,
        st.sampled_from(
            ["curl ", "curl.exe ", "$ ", "PS> ", "C:\\> ", "https://h/api_v3/", "-d ", "-F a=@b;",
             "--json ", "{", "}", '"', "'", "$'", "\\", "^", "`", "@'\n", "\n'@", "@{", "@(", "(",
             ")", "$(", "$x = ", "$x", "Invoke-WebRequest ", "-Uri ", "-Body ", "|", "\n", "\r\n",
             " ", "=", "&", "%", "[", "]", ":", ",", '{"log": {"entries": [', "]}}", "\0",
             "Get-Item ", "ConvertTo-Json", "u{110000}", "[char]1114112", "\\u", "\\x", "#", ";",
             "{{", "}}", "<A_B>", "YOUR_X", "%X%", "$X", "${X:-", "$((", "))", "X=(", "X=", "<<E\n",
             "\nE\n", "<<<", "&>", "fetch(", "wget ", "http POST ", "```\n", "root@h:~# ", "###\n",
             "POST /api_v3/ HTTP/1.1\n", "Host: h\n", "“", "”", "‘", "’", "–d", "\u00a0", "\u200b",
             "set X=", "for x in ", "do ", "xargs -I{} ", "bash -c ", "/service/media/action/list",
             "[a](", "a: b\n", "[a] => ", "&amp;", '{"item": [', "@x = 1\n", "${X[@]}"]
        ),
    ),
    max_size=12,
).map("".join)  # fmt: skip


@pytest.mark.soak
@settings(max_examples=EXAMPLES, deadline=None)
@example("\u2018")  # a quote that opens at the very end
@given(st.one_of(_pieces, st.text(st.characters(), max_size=40)))
def test_any_text_is_read_or_refused(text: str) -> None:
    for whole in (text, f"curl {text}", f"curl.exe {text} `\n", f'$x = "{text}'):
        with suppress(BadInput):
            assert isinstance(recognise(whole), Pasted | Choices)


_json: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["request", "response", "url", "method", "postData", "mimeType", "text", "params",
             "name", "value", "fileName", "encoding", "status", "startedDateTime"]
        ),
        st.one_of(inner, st.sampled_from([LIST, "multipart/form-data", "base64"])),
        max_size=4,
    ),
    max_leaves=12,
)  # fmt: skip


@pytest.mark.soak
@settings(max_examples=EXAMPLES // 2, deadline=None)
@given(st.lists(_json, max_size=3))
def test_any_har_is_read_or_refused(rows: list[Any]) -> None:
    found = recognise(har(*rows, row(LIST), row(LIST)))
    assert isinstance(found, Choices)
    for listed in found.entries:
        with suppress(BadInput):
            assert found.take(listed.index).kind == "har"


UNITS = [
    "'", '"', "\\\"", "\\", "$'\\u0041'", "$(", "`", "^", '^"', "&a", "$x ", "${x", "%ab%",
     "a=1&", " -d a", "[", "{\"a\":", "@{a=", "@(", "‘", "\n", "\r\n", "\\\n", "^\n", "`\n",
     ";", "a;type=", " -F a=\"\\\"", "#", "{{a}}", "<A ", "<A_B>", "${a:-", "$((", "“", "‘a", "“a",
     "<<A\n", "X=(", "(", ")", "a: b\n", "[a](", "```", "```\n", "> ", "fetch(\"a\",", "\nfetch(",
     "[a] => b\n", "###\n", "@a = b\n", "POST /\n", "\nPOST / HTTP/1.1\n", "\u200b", "\u00a0",
     "A=$A$A\n", "set A=%A%%A%\n", "$ ", "root@h:~# ", "%AB", "...", "http://h/service/a ", "-I ",
     "< {%\n", "> POST / HTTP/1\n", ":path: /a\n", "HTTP/1.1 200\n", "=> Send data\n0000: a\n",
     "[\"curl\", ", "\"curl a", "\\ -d a=b ", "<%= ", "#{a", "{{ a", "%%a", "[1-2]", "{a,b}",
     "-d\n", "\n# a\n-d ",
     "\\ \n", "for a in ", "/service/", "{a}", "{{ a ",
     "for %a in ", "-Uri ", "https://", "/api_v3", "•", "$([char]65)",
]  # fmt: skip


@pytest.mark.soak
@pytest.mark.timeout(LIMIT)
@pytest.mark.parametrize(
    ("start", "unit"),
    part(list(product(["", "curl x -d ", "curl.exe x `\n", "iwr x "], UNITS)), 8),
)
def test_long_texts_end(start: str, unit: str) -> None:
    """What is read in quadratic time trips the time limit of the test."""
    with suppress(BadInput):
        assert isinstance(recognise(start + unit * (LONG // len(unit))), Pasted)


@pytest.mark.soak
@pytest.mark.timeout(LIMIT)
@pytest.mark.parametrize("start", ["curl x ", "curl.exe x `\n", 'iwr x -Body "', "curl x ^\n "])
@pytest.mark.parametrize("unit", ["$a{}", " -d a=$a{}", "&a{}=%abc{}%"])
def test_many_different_names_end(unit: str, start: str) -> None:
    with suppress(BadInput):
        found = recognise(start + "".join(unit.replace("{}", str(n)) for n in range(LONG * 2 // 5)))
        assert isinstance(found, Pasted)


def test_nothing_is_opened_or_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "body.json").write_text('{"a": 1}')
    monkeypatch.chdir(tmp_path)
    found = pasted(f"curl {LIST} -d @body.json --data-urlencode b@body.json -F c=@body.json")
    assert found.pairs == (("c", File("body.json", "", 0)), *NAMES)
    assert found.notes == (
        "--data reads the file body.json: paste what is in it.",
        "--data-urlencode reads the file body.json: paste what is in it.",
    )
