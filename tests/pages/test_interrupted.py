"""What pages say of a call whose answer has not come yet, or never came."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html

from app.call.model import Call
from app.call.secrets.masking import Masker
from app.desk.parts import Parts
from app.history.recording import Recording
from app.waits import drive
from tests.pages.browse import workspace_of

CALL = Call("sandbox", "media", "add", (("note", "wombat"),))


@pytest.fixture
def recording(client: FlaskClient, parts: Parts) -> Recording:
    begun = parts.history.begin(
        workspace_of(client),
        CALL,
        sent_at=1_795_000_000.0,
        schema_version="22.19.0",
        masker=Masker.for_call(CALL),
    )
    assert drive(begun.standing())
    return begun


def text_of(client: FlaskClient, path: str, where: str) -> list[str]:
    page: Any = html.fromstring(client.get(path).get_data(as_text=True))
    return [" ".join("".join(one.itertext()).split()) for one in page.xpath(where)]


@pytest.mark.parametrize(
    ("ends", "outcome", "headline", "says"),
    [
        (False, "under_way", "Under way", "its answer has not come yet"),
        (True, "interrupted", "Interrupted", "may have been carried out all the same"),
    ],
)
def test_history_its_page_and_find_say_it(
    client: FlaskClient,
    parts: Parts,
    recording: Recording,
    ends: bool,
    outcome: str,
    headline: str,
    says: str,
) -> None:
    if ends:
        recording.abandon()
        parts.history.close()
    listed = f"/history?outcome={outcome}"
    assert text_of(client, listed, "//table//*[contains(@class, 'badge-')]") == [headline]
    assert text_of(client, listed, "//tbody//td[@class='number took']") == [""]
    assert headline in text_of(client, "/history", "//select[@name='outcome']/option")
    page = f"/history/{recording.id}"
    assert text_of(client, page, "//header//*[contains(@class, 'badge-')]") == [headline]
    [message] = text_of(client, page, "//p[@class='verdict-message']")
    assert says in message
    advice = " ".join(text_of(client, page, "//*[@class='advice']"))
    assert ("list what is there" in advice) == ends
    found = client.get("/find?q=wombat").get_data(as_text=True)
    assert f"{headline} · Sandbox" in found
    assert client.get(f"/?history={recording.id}").status_code == 200
