"""What a browser's own translation has to leave alone: names, code and recorded values."""

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from lxml import html

from app.sandbox.account import DEMO
from tests.pages.browse import answer, send

PAGES = (
    "/",
    "/console/service/multirequest",
    "/console/service/media/action/list?region=us",
    "/api-docs",
    "/api-docs/service/media",
    "/api-docs/service/media/action/list",
    "/api-docs/object/KalturaMediaEntry",
    "/api-docs/object/KalturaBaseEntry",
    "/api-docs/enum/KalturaEntryStatus",
    "/api-docs/error/INVALID_KS",
    "/api-docs/objects",
    "/api-docs/enums",
    "/api-docs/errors",
    "/api-docs/changes",
    "/api-docs/guide/request",
    "/api-docs/guide/objects",
    "/xml-schema?region=sandbox",
    "/xml-schema?region=sandbox&view=source",
    "/client-libs",
    "/find?q=media",
    "/find?q=INVALID_KS",
    "/history",
    "/sessions",
    "/sessions?way=privileges",
    "/paste",
)
# What is never prose, whatever it holds.
NO_PROSE = "//code|//kbd|//pre|//samp|//answer-body"
OF_CALLS = (
    "//select[@name='service' or @name='action' or contains(@name, ':objectType')]"
    "/descendant::option[not(@value='')]"
)
# A class, an enum or a union of capitals, standing alone; an action with its service.
A_NAME = re.compile(r"Kaltura[A-Z]\w+|[A-Z]{3,}(?:_[A-Z]+)+|(?:media|session|system)\.[a-z]\w+")


def translated(page: html.HtmlElement, wanted: str) -> list[str]:
    """The elements of an XPath whose text a browser would translate."""
    return [
        html.tostring(one, encoding="unicode")[:200]
        for one in page.xpath(wanted)
        if mode(one) != "no"
    ]


def mode(element: html.HtmlElement) -> str:
    """`yes` or `no`, by the element itself or the closest one around it that says so."""
    said = element.xpath("ancestor-or-self::*[@translate]/@translate")
    return str(said[-1]) if said else "yes"


def names(page: html.HtmlElement) -> Iterator[html.HtmlElement]:
    for text in page.xpath("//body//text()"):
        if A_NAME.fullmatch(text.strip()) and text.is_text:
            yield text.getparent()


def parsed(client: FlaskClient, path: str) -> html.HtmlElement:
    response = client.get(path, follow_redirects=True)
    assert response.status_code == 200, path
    return html.document_fromstring(response.get_data(as_text=True))


def assert_left_alone(page: html.HtmlElement) -> None:
    assert page.get("lang") == "en"
    assert page.get("translate") is None
    assert translated(page, NO_PROSE) == []
    assert translated(page, OF_CALLS) == []
    assert [
        html.tostring(one, encoding="unicode")[:200] for one in names(page) if mode(one) != "no"
    ] == []


@pytest.mark.parametrize("path", PAGES)
def test_a_page_says_what_is_not_to_be_translated(client: FlaskClient, path: str) -> None:
    page = parsed(client, path)
    assert_left_alone(page)
    # The rest is.
    assert mode(page.xpath("//nav[@class='tabs']/a")[0]) == "yes"


def test_so_does_a_recorded_call(client: FlaskClient) -> None:
    sent = {"p_secret": DEMO.admin_secret, "p_partnerId": str(DEMO.partner_id), "p_type": "2"}
    calls = [answer(send(client, "session", "start", **sent))["id"]]
    calls += [answer(send(client, "media", "list"))["id"] for _ in range(2)]
    calls += [answer(send(client, "media", "get", p_entryId="0_none"))["id"]]
    paths = [
        *(f"/history/{call}" for call in calls),
        *(f"/?history={call}" for call in calls),
        "/history",
        f"/compare?call={calls[1]}&call={calls[3]}",
        "/sessions",
        "/find?q=media.list",
    ]
    for path in paths:
        assert_left_alone(parsed(client, path))
    page = parsed(client, f"/history/{calls[3]}")
    assert mode(page.xpath("//answer-body")[0]) == "no"
    assert translated(page, "//dl[@class='pairs']") == []
    # What the console says of it is prose.
    assert mode(page.xpath("//div[@class='advice']//p")[0]) == "yes"
