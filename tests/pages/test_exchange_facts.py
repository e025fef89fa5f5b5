"""What stands beside the body: timing, where a redirect leads, a text for support."""

import re
from html import unescape

import pytest
from flask import Flask, render_template

from app.call.model import Answer, Call
from app.call.outcome import judge
from app.call.secrets.masking import Masker
from app.desk.answer_facts import BAR, Destination, destination, for_support, phases
from app.desk.answer_view import AnswerView
from app.desk.parts import Parts
from app.regions import Region

REGION = Region("own", "Own server", "https://kaltura.example")
KS = "djJ8MTAyfIl8ECOpc1loYYk5AtG5sbor5F68MYKh-7QJJ1pkhkXPAjiShVBaG-sy2IYugu4="


def view(
    parts: Parts, answer: Answer, call: Call | None = None, *, revealed: bool = False
) -> AnswerView:
    call = call or Call("own", "media", "get", (("entryId", "0_ab12"),))
    registry = parts.schemas.registry_for("own")
    outcome = judge(answer, call.format)
    return AnswerView(
        "1",
        call,
        answer,
        outcome,
        registry,
        REGION,
        masker=Masker.for_exchange(call, answer),
        sent_at=1795242135.0,
        revealed=revealed,
    )


def redirect(location: str) -> Answer:
    return Answer(302, (("Location", location),))


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (
            Answer(200, connected=0.1, first_byte=0.4, total=1.0),
            [("connect", 0.1, 0, 100), ("wait", 0.3, 100, 300), ("receive", 0.6, 400, 600)],
        ),
        (
            Answer(200, first_byte=0.5, total=1.0),
            [("wait", 0.5, 0, 500), ("receive", 0.5, 500, 500)],
        ),
        (Answer(None, total=2.0), [("wait", 2.0, 0, BAR)]),
        (
            Answer(None, connected=0.5, total=2.0),
            [("connect", 0.5, 0, 250), ("wait", 1.5, 250, 750)],
        ),
        (Answer(200, first_byte=0.0, total=0.0), [("wait", 0.0, 0, 0), ("receive", 0.0, 0, 0)]),
    ],
)
def test_the_bar_is_the_time_in_parts(
    answer: Answer, expected: list[tuple[str, float, int, int]]
) -> None:
    found = [(p.name, round(p.seconds, 6), p.x, p.width) for p in phases(answer)]
    assert found == expected


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        (
            "https://cdn.example/x?a=1#b",
            Destination(
                "https://cdn.example/x?a=1#b", "https://cdn.example/x?a=1#b", "cdn.example", True
            ),
        ),
        (
            "/p/1/x",
            Destination(
                "https://kaltura.example/p/1/x",
                "https://kaltura.example/p/1/x",
                "kaltura.example",
                False,
            ),
        ),
        (
            "//other.example",
            Destination("https://other.example", "https://other.example", "other.example", True),
        ),
        ("javascript:alert(1)", Destination("javascript:alert(1)", "", "", True)),
        ("data:text/html,<script>", Destination("data:text/html,<script>", "", "", True)),
        # Browsers and Python's reader differ on the host of these.
        ("https://kaltura.example\\@evil.example/", None),
        ("https://kaltura.example@evil.example/", None),
        ("https://kaltura.example/\u202e", None),
        ("https://[broken", Destination("https://[broken", "", "", True)),
    ],
)
def test_a_redirect_has_a_link_where_it_is_a_plain_web_address(
    parts: Parts, location: str, expected: Destination | None
) -> None:
    found = destination(view(parts, redirect(location)))
    assert found is not None
    if expected is None:
        assert (found.href, found.text) == ("", location)
    else:
        assert found == expected


def test_there_is_no_link_with_a_masked_secret_in_it(parts: Parts) -> None:
    answer = redirect(f"https://kaltura.example/p/1/ks/{KS}/x")
    masked = destination(view(parts, answer))
    assert masked is not None
    assert masked.href == ""
    assert KS not in masked.text
    revealed = destination(view(parts, answer, revealed=True))
    assert revealed is not None
    assert revealed.href == f"https://kaltura.example/p/1/ks/{KS}/x"


def test_only_a_redirect_leads_somewhere(parts: Parts) -> None:
    assert destination(view(parts, Answer(200, (("Location", "https://x.example"),)))) is None
    assert destination(view(parts, Answer(302))) is None


def test_support_gets_what_finds_the_call_and_no_secret(parts: Parts) -> None:
    call = Call("own", "media", "get", (("secret", "s3cr3t-s3cr3t"),), format="1", ks=KS)
    error = b'{"objectType":"KalturaAPIException","code":"INVALID_KS","message":"no","args":{}}'
    headers = (("X-Kaltura-Session", "514700502, 1795242135"), ("X-Me", f"host-{KS}"))
    text = for_support(view(parts, Answer(200, headers, error), call))
    lines = text.split("\n")
    assert lines[:4] == [
        "Region: Own server, https://kaltura.example",
        "Call: media.get",
        "Time: 2026-11-21T06:22:15+00:00",
        "X-Kaltura-Session: 514700502, 1795242135",
    ]
    assert lines[4].startswith("X-Me: host-djJ8")
    assert lines[5:] == ["Outcome: API error INVALID_KS (HTTP status 200)"]
    assert KS not in text
    assert "s3cr3t" not in text


def _rendered(app: Flask, shown: AnswerView) -> str:
    with app.test_request_context():
        return render_template("console/_exchange_facts.html", answer=shown)


def test_the_panel_works_without_scripts_and_styles_in_it(app: Flask, parts: Parts) -> None:
    hostile = '"><img src=x onerror=alert(1)>'
    headers = (
        ("X-Me", hostile),
        ("X-Kaltura-Session", "1, 2"),
        ("Location", f"//e.example/{hostile}"),
    )
    answer = Answer(302, headers, connected=0.25, first_byte=0.5, total=1.0)
    html = _rendered(app, view(parts, answer))
    assert "<img" not in html
    assert "style=" not in html
    assert "<a " not in html
    assert 'aria-label="Timing: connect 250 ms, wait 250 ms, receive 500 ms"' in html
    assert '<rect class="timing-receive" x="500" y="0" width="500" height="10"/>' in html
    assert "POST https://kaltura.example/api_v3/service/media/action/get" in html
    copied = [unescape(text) for text in re.findall('data-text="([^"]*)"', html)]
    assert copied[:2] == ["1, 2", hostile]
    assert copied[2].startswith("Region: Own server")
    assert copied[4] == f"X-Me: {hostile}\nX-Kaltura-Session: 1, 2\nLocation: //e.example/{hostile}"


def test_a_link_out_carries_nothing_along(app: Flask, parts: Parts) -> None:
    html = _rendered(app, view(parts, redirect("https://cdn.example/x")))
    assert re.findall("<a [^>]*>", html) == [
        '<a href="https://cdn.example/x" target="_blank" rel="noreferrer noopener">'
    ]
    host = '<strong translate="no">cdn.example</strong>'
    assert f"on {host}, another host than this region's" in html
    same = _rendered(app, view(parts, redirect("/x")))
    assert "another host" not in same
