"""Over 200 answers that mean no good, each with a name: bodies and headers of an endpoint."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

# What each of them would do if it ran: set a mark on the window.
RAN = "window.__ran=1"
SCRIPTS = {
    "script": f"<script>{RAN}</script>",
    "image": f"<img src=x onerror='{RAN}'>",
    "svg": f"<svg onload='{RAN}'>",
    "frame": f"<iframe srcdoc='&lt;script&gt;parent.{RAN}&lt;/script&gt;'></iframe>",
    "breaks out": f"</code></pre></span></div>'\"><script>{RAN}</script>",
    "comment": f"--><script>{RAN}</script><!--",
    "cdata": f"]]><script>{RAN}</script>",
    "template": "{{7*7}}${7*7}<%= 7*7 %>#{7*7}",
    "link": f"javascript:{RAN}",
    "data link": f"data:text/html,<script>{RAN}</script>",
    "handler": f"' onmouseover='{RAN}' autofocus onfocus='{RAN}",
    "template end": f"</template><script>{RAN}</script>",
    "noscript end": f"</noscript><script>{RAN}</script>",
    "style end": f"</style><script>{RAN}</script>",
    "element": f"<answer-body data-record='../../x'><script>{RAN}</script></answer-body>",
}
ODD_TEXTS = {
    "bidi": "\u202eevil\u2066\u2069\u200f\u061c",
    "controls": "".join(map(chr, [*range(1, 9), 11, 12, *range(14, 32), 127, *range(128, 160)])),
    "invisible": "a\u200b\u200c\u200d\u2060\ufeff\u00ad\u034fb",
    "combining": "z" + "\u0335\u0321" * 400,
    "wide": "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 200 + "\ufdfd" * 50,
    "separators": "a\u2028b\u2029c\x85d\x0be",
    "escapes of terminals": "\x1b]0;title\x07\x1b[2J\x1b[31m",
    "surrogates": "\\ud800 \\udfff",
    "prototype": "__proto__",
}
HOSTILE_NAMES = ("__proto__", "constructor", "hasOwnProperty", "toString", "length", "objectType")


@dataclass(frozen=True)
class Hostile:
    """`format` is what the call asks for, on the wire."""

    name: str
    body: bytes
    headers: tuple[str, ...] = ()
    status: str = "200 OK"
    format: str = "1"


def corpus() -> Iterator[Hostile]:
    """Each answer once, in the same order always."""
    yield from _texts_in_every_place()
    yield from _broken()
    yield from _large()
    yield from _lying()


def _texts_in_every_place() -> Iterator[Hostile]:
    for name, text in {**SCRIPTS, **ODD_TEXTS}.items():
        written = json.dumps(text, ensure_ascii=False)
        yield Hostile(f"{name} as JSON value", f'{{"a":{written}}}'.encode("utf-8", "replace"))
        yield Hostile(
            f"{name} as JSON name", f"{{{written}:{{{written}:1}}}}".encode("utf-8", "replace")
        )
        row = f'{{"id":{written},"name":{written},"thumbnailUrl":{written},"objectType":{written}}}'
        listed = f'{{"objects":[{row},{row}],"totalCount":{written},"objectType":{written}}}'
        yield Hostile(f"{name} in a list", listed.encode("utf-8", "replace"))
        error = {"code": text, "message": text, "objectType": "KalturaAPIException"}
        error["args"] = {text: text}  # type: ignore[assignment]  # it is no text, on purpose
        yield Hostile(f"{name} as an error", json.dumps(error).encode())
        safe = "".join(c for c in text if c >= " " or c in "\t\n")
        cdata = safe.replace("]]>", "]]]]><![CDATA[>").encode("utf-8", "replace")
        xml = b"<xml><result><objectType>" + _escaped(safe) + b"</objectType><id>" + _escaped(safe)
        xml += b"</id><name><![CDATA[" + cdata + b"]]></name></result></xml>"
        yield Hostile(f"{name} in XML", xml, format="2")
        yield Hostile(f"{name} bare", text.encode("utf-8", "replace"), format="2")
    for name in HOSTILE_NAMES:
        rows = [{name: {"a": 1}, "id": number} for number in range(3)]
        body = {"objects": rows, "totalCount": 3, name: [name]}
        yield Hostile(f"a property named {name}", json.dumps(body).encode())


def _escaped(text: str) -> bytes:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return escaped.encode("utf-8", "replace")


def _broken() -> Iterator[Hostile]:
    whole = b'{"objects":[{"id":"0_a","name":"x","n":1.5e3,"t":true,"u":null}],"totalCount":1}'
    for cut in range(1, len(whole), 5):
        yield Hostile(f"JSON cut at {cut}", whole[:cut])
    markup = b'<?xml version="1.0"?><xml><result><a b="c">1</a><!-- d --><e/></result></xml>'
    for cut in range(1, len(markup), 6):
        yield Hostile(f"XML cut at {cut}", markup[:cut], format="2")
    for name, body in {
        "invalid UTF-8": b'{"a":"\xff\xfe\xc3\x28\xed\xa0\x80"}',
        "UTF-16": '{"a":1}'.encode("utf-16"),
        "Latin-1": b'<?xml version="1.0" encoding="ISO-8859-1"?><xml><result>\xe9</result></xml>',
        "a mark of byte order": b'\xef\xbb\xbf{"a":1}',
        "two documents": b'{"a":1}{"b":2}',
        "a comma too many": b'{"a":1,}',
        "no quotes": b"{a:1}",
        "a bare word": b"undefined",
        "NaN": b'{"a":NaN,"b":Infinity}',
        "an unknown escape": b'{"a":"\\x41\\u12"}',
        "the same name twice": b'{"a":1,"a":2}',
        "an empty name": b'{"":{"":[]}}',
        "huge numbers": b'{"a":' + b"9" * 5000 + b',"b":1e999999,"c":-0}',
        "tags that cross": b"<xml><a><b></a></b></xml>",
        "no root": b"just <b>text</b>",
        "attributes without end": b"<xml><a " + b"b='c' " * 5000 + b"/></xml>",
        "an entity that is not there": b"<xml><result>&nope;&#0;&#xD800;&#x110000;</result></xml>",
        "entities that multiply": b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
        b"<xml><result>&b;&b;</result></xml>",
        "an external entity": b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
        b"<xml><result>&a;</result></xml>",
        "an instruction": b'<?xml-stylesheet href="javascript:window.__ran=1"?>'
        b"<xml><result/></xml>",
        "a name space": b'<x:xml xmlns:x="http://www.w3.org/1999/xhtml"><x:script>'
        b"window.__ran=1</x:script></x:xml>",
        "NUL": b'{"a":"\x00"}',
        "only spaces": b" " * 5000,
        "only line ends": b"\r\n" * 5000,
        "JSONP": b"window.__ran=1;callback({})",
    }.items():
        yield Hostile(name, body)
        yield Hostile(f"{name}, as XML", body, format="2")


def _large() -> Iterator[Hostile]:
    deep = 100_000
    yield Hostile("100,000 lists", b"[" * deep + b"]" * deep)
    yield Hostile("100,000 objects", b'{"a":' * deep + b"1" + b"}" * deep)
    yield Hostile("100,000 lists without end", b"[" * deep)
    yield Hostile("100,000 elements", b"<a>" * deep + b"</a>" * deep, format="2")
    yield Hostile("100,000 elements without end", b"<a>" * deep, format="2")
    yield Hostile("one line of 5 MB", b"x" * 5_000_000)
    yield Hostile("one text of 5 MB", b'"' + b"x" * 5_000_000 + b'"')
    yield Hostile("100,000 lines", b"x\n" * deep)
    yield Hostile("100,000 columns", json.dumps([{f"c{n}": n for n in range(20_000)}]).encode())
    yield Hostile("a name of 1 MB", b'{"' + b"n" * 1_000_000 + b'":1}')
    yield Hostile("a tag of 1 MB", b"<" + b"n" * 1_000_000 + b"/>", format="2")


def _lying() -> Iterator[Hostile]:
    page = f"<!doctype html><title>x</title><script>{RAN}</script>".encode()
    picture = f'<svg xmlns="http://www.w3.org/2000/svg" onload="{RAN}"/>'.encode()
    for media_type in (
        "text/html",
        "application/xhtml+xml",
        "image/svg+xml",
        "image/png",
        "text/javascript",
        "application/json",
        "application/pdf",
        "video/mp4",
        "text/css",
        "text/csv",
        "text/vtt",
        "multipart/form-data; boundary=x",
        "nonsense",
        "text/xml; charset=utf-7",
    ):
        kind = f"Content-Type: {media_type}"
        yield Hostile(f"a page as {media_type}", page, (kind,))
        yield Hostile(f"a picture as {media_type}", picture, (kind,))
        for start in (b"\x89PNG\r\n\x1a\n", b"GIF89a", b"%PDF-1.4\n"):
            yield Hostile(f"{start[:4]!r} and a page as {media_type}", start + page, (kind,))
    for header in (
        f'Content-Disposition: attachment; filename="../../x<script>{RAN}</script>.html"',
        f"X-Kaltura-Session: <script>{RAN}</script>",
        f"X-Me: '\"><script>{RAN}</script>",
        f"Link: </x>; rel=stylesheet, <{RAN}>",
        "Set-Cookie: testme=stolen; Path=/",
        "Refresh: 0; url=https://example.invalid/",
        "Content-Security-Policy: default-src *",
        "Content-Encoding: identity",
    ):
        yield Hostile(header.partition(":")[0], b'{"a":1}', (header,))
    redirect = f"Location: javascript:{RAN}"
    yield Hostile("a redirect to a script", b"", (redirect,), status="302 Found")
    yield Hostile("a page of an error", page, ("Content-Type: text/html",), status="500 Sorry")
