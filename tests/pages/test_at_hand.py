"""Ids of recent answers, for fields that take them: which, of whom, and no secrets."""

import json

from flask import Flask
from flask.testing import FlaskClient

from app.sandbox.account import DEMO
from tests.pages.browse import JSON, answer, send
from tests.upstream import Upstream, http


def at_hand(client: FlaskClient, takes: str, region: str = "sandbox") -> list[tuple[str, str]]:
    told = client.get(f"/form/at-hand?region={region}&takes={takes}", headers=JSON).get_json()
    return [(one["id"], one["name"]) for one in told["found"]]


def session(client: FlaskClient) -> str:
    fields = {"p_secret": DEMO.admin_secret, "p_partnerId": str(DEMO.partner_id), "p_type": "2"}
    return str(answer(send(client, "session", "start", **fields))["ks"]["value"])


def test_the_last_come_first_each_for_what_takes_it(
    client: FlaskClient, other_client: FlaskClient
) -> None:
    ks = session(client)
    for entry in ("0_welcome1", "0_live0001", "0_welcome1", "0_nowhere"):
        send(client, "baseentry", "get", ks=ks, p_entryId=entry)
    both = [("0_welcome1", "Welcome to the sandbox"), ("0_live0001", "Main stage")]
    assert at_hand(client, "KalturaBaseEntry") == both
    # A live stream is no media entry that has been asked for as a playlist, nor a playlist.
    assert at_hand(client, "KalturaLiveStreamEntry") == [both[1]]
    assert at_hand(client, "KalturaPlaylist") == []
    assert ("ana", "") in at_hand(client, "KalturaUser")
    assert at_hand(client, "NoSuchClass") == []
    assert at_hand(client, "KalturaBaseEntry", "eu") == []
    assert at_hand(other_client, "KalturaBaseEntry") == []
    gone = client.get("/form/at-hand?region=nowhere&takes=KalturaUser", headers=JSON)
    assert gone.status_code == 404


def test_of_tokens_only_ids_and_nothing_that_is_masked(client: FlaskClient) -> None:
    ks = session(client)
    token = '{"objectType": "KalturaAppToken", "description": "for the shop"}'
    send(client, "apptoken", "add", ks=ks, p_appToken=token, anyway="1")
    [(id, name)] = at_hand(client, "KalturaAppToken")
    assert id
    assert name == "for the shop"
    told = client.get("/form/at-hand?region=sandbox&takes=KalturaAppToken", headers=JSON)
    added = answer(send(client, "apptoken", "get", ks=ks, p_id=id, revealed="1"))
    assert added["outcome"]["kind"] == "ok"
    assert set(told.get_json()["found"][0]) == {"id", "name"}


def test_a_secret_in_the_place_of_an_id_is_left_out(console: Flask, upstream: Upstream) -> None:
    client = console.test_client()
    secret = "5ecret5ecret5ecret5ecret5ecret55"
    entries = [{"id": secret}, {"id": "0_fine", "name": f"is {secret}"}]
    rows = [{"objectType": "KalturaMediaEntry"} | entry for entry in entries]
    upstream.respond(http(json.dumps({"objects": rows}).encode(), "Content-Type: application/json"))
    send(client, "session", "start", region="own", p_secret=secret, p_partnerId="1", p_type="2")
    [(id, name)] = at_hand(client, "KalturaMediaEntry", "own")
    assert id == "0_fine"
    assert name.startswith("is ")
    assert secret not in name
