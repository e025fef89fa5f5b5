"""Saved requests over HTTP: what two tabs do to one, what a schema has no more, what examples keep,
and that no secret that was pasted anywhere stands in clear."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from app.desk.parts import Parts
from tests.pages.browse import JSON, answer, post, send, workspace_of
from tests.pages.planted import KSES, SECRETS, found_in, readable
from tests.pages.reading import error_of
from tests.pages.test_planted_secrets import assert_kept_nowhere
from tests.pages.test_space import used

FORM = {"region": "sandbox", "service": "media", "action": "get", "format": "1"}


def kept(client: FlaskClient, name: str = "one", **fields: str) -> dict[str, Any]:
    form = {**FORM, "param:entryId": "0_a", "name": name}
    return answer(post(client, "/saved", {**form, **fields}))


def test_what_was_saved_elsewhere_meanwhile_is_not_lost(client: FlaskClient) -> None:
    made = kept(client)
    form = {**FORM, "saved": made["id"], "savedAt": str(made["savedAt"]), "param:entryId": "0_b"}
    first = answer(post(client, "/saved/change", form))
    refused = post(client, "/saved/change", {**form, "param:entryId": "0_c"})
    assert refused.status_code == 409
    assert error_of(refused)["code"] == "CHANGED_MEANWHILE"
    assert error_of(refused)["message"].startswith("one was saved elsewhere since")
    # Another name and a description are no reason.
    post(client, f"/saved/{made['id']}/rename", {"name": "two"})
    post(client, f"/saved/{made['id']}/describe", {"description": "about"})
    form |= {"savedAt": str(first["savedAt"]), "param:entryId": "0_d"}
    assert answer(post(client, "/saved/change", form))["name"] == "two"
    page = client.get(f"/?saved={made['id']}").get_data(as_text=True)
    assert 'value="0_d"' in page
    assert ">about</span>" in page
    assert answer(post(client, "/saved/change", {**form, "savedAt": ""}))["name"] == "two"
    post(client, f"/saved/{made['id']}/delete", {})
    assert post(client, "/saved/change", form).status_code == 404


def test_an_older_schema_says_what_it_does_not_have(client: FlaskClient, parts: Parts) -> None:
    fields = {"action": "add", "param:entry:objectType": "KalturaMediaEntry"}
    made = kept(client, **fields, **{"param:entry:name": "x", "param:entry:mediaType": "1"})
    listed = kept(client, "listed", action="list")
    schema = parts.schemas.registry_for("sandbox").schema
    older = replace(
        schema,
        version="1.0.0",
        services=tuple(
            replace(one, actions=tuple(each for each in one.actions if each.name != "list"))
            if one.name == "media"
            else one
            for one in schema.services
        ),
        classes=tuple(
            replace(one, properties=tuple(p for p in one.properties if p.name != "mediaType"))
            for one in schema.classes
        ),
    )
    parts.schemas.assign("sandbox", parts.schemas.add(older, "of before").id)
    page = client.get(f"/?saved={made['id']}").get_data(as_text=True)
    assert "KalturaMediaEntry has no property mediaType in release 1.0.0: it is left out." in page
    page = client.get(f"/?saved={listed['id']}").get_data(as_text=True)
    assert "Release 1.0.0 has no action media.list." in page


def test_rows_are_put_before_and_after_others(client: FlaskClient) -> None:
    ids = {name: kept(client, name)["id"] for name in "abcd"}

    def order() -> list[str]:
        html = client.get("/saved", headers=JSON).get_json()["html"]
        return re.findall(r'id="name-[^"]+" translate="no">(\w)', html)

    for moved, where, other, expected in (
        ("d", "before", "b", "adbc"),
        ("a", "after", "b", "dbac"),
        ("b", "after", "d", "dbac"),
        ("d", "after", "c", "bacd"),
    ):
        answer(post(client, f"/saved/{ids[moved]}/move", {"parent": "", where: ids[other]}))
        assert "".join(order()) == expected, (moved, where, other)


def test_an_answer_is_kept_as_an_example(client: FlaskClient, other_client: FlaskClient) -> None:
    made = kept(client)
    call = answer(send(client, "media", "get", p_entryId="0_a"))["id"]
    example = answer(post(client, f"/saved/{made['id']}/examples", {"call": call}))
    assert example["message"] == "Kept as the example SERVICE_FORBIDDEN, masked."
    page = client.get(f"/?saved={made['id']}").get_data(as_text=True)
    assert f"/saved/examples/{example['id']}" in page
    assert client.get(f"/saved/examples/{example['id']}").status_code == 200
    body = client.get(f"/saved/examples/{example['id']}/body")
    assert json.loads(body.get_data())["code"] == "SERVICE_FORBIDDEN"
    assert body.headers["Content-Security-Policy"].startswith("sandbox")
    assert other_client.get(f"/saved/examples/{example['id']}").status_code == 404
    # What is done to requests is refused, and does it no harm.
    for what, given in (("describe", {"description": "x"}), ("move", {"parent": ""})):
        assert post(client, f"/saved/{example['id']}/{what}", given).status_code == 400
    assert client.get(f"/saved/examples/{example['id']}").status_code == 200
    # It goes with its request, and comes back with it; lists have it not.
    assert "SERVICE_FORBIDDEN" not in client.get("/saved").get_data(as_text=True)
    token = answer(post(client, f"/saved/{made['id']}/delete", {}))["undo"]
    assert client.get(f"/saved/examples/{example['id']}").status_code == 404
    answer(post(client, "/saved/undo", {"token": token}))
    assert client.get(f"/saved/examples/{example['id']}").status_code == 200


def test_variables_go_and_come_back_with_what_they_are_known_in(client: FlaskClient) -> None:
    folder = answer(post(client, "/saved/collection", {"name": "Reports"}))["id"]
    place = f"collection:{folder}"
    answer(post(client, "/variables", {"place": place, "name": "id", "value": "0_mine"}))
    assert "0_mine" in client.get("/variables").get_data(as_text=True)
    token = answer(post(client, f"/saved/{folder}/delete", {}))["undo"]
    assert "0_mine" not in client.get("/variables").get_data(as_text=True)
    answer(post(client, "/saved/undo", {"token": token}))
    assert "0_mine" in client.get("/variables").get_data(as_text=True)


def test_a_variable_that_took_its_place_stays(client: FlaskClient) -> None:
    def put(value: str) -> str:
        fields = {"place": "everywhere", "name": "id", "value": value}
        return str(answer(post(client, "/variables", fields))["id"])

    token = answer(post(client, f"/variables/{put('0_old')}/delete", {}))["undo"]
    put("0_new")
    answer(post(client, "/saved/undo", {"token": token}))
    page = client.get("/variables").get_data(as_text=True)
    assert "0_new" in page
    assert "0_old" not in page


def test_a_secret_variable_is_shown_by_a_post_that_is_written_down(
    client: FlaskClient, parts: Parts
) -> None:
    fields = {"place": "everywhere", "name": "key", "value": "s3cr3t-thing", "secret": "1"}
    made = answer(post(client, "/variables", fields))["id"]
    assert client.get(f"/variables/{made}/reveal").status_code == 405
    assert answer(post(client, f"/variables/{made}/reveal", {}))["value"] == "s3cr3t-thing"
    shown = post(client, f"/variables/{made}/reveal", {}, json=False).get_data(as_text=True)
    assert "s3cr3t-thing" in shown
    # Saved as a mask it stays; that it is none any more is told, too.
    answer(post(client, "/variables", {**fields, "value": "••••••••"}))
    answer(post(client, "/variables", {**fields, "value": "••••••••", "secret": ""}))
    assert "s3cr3t-thing" in client.get("/variables").get_data(as_text=True)
    told = [one.what for one in parts.audit.events(happening="shown in clear")]
    assert told == ["the variable key"] * 3


def test_what_was_open_in_a_pasted_command_becomes_variables(client: FlaskClient) -> None:
    typed = {**FORM, "shownRegion": "sandbox", "param:entryId": "{{ENTRY_ID}}", "op": "fill|"}
    typed |= {"fill:ENTRY_ID": "0_mine", "keepFilled": "1", "marks": "1", "sent": "param:entryId"}
    drawn = answer(post(client, "/form", typed))["html"]
    assert 'value="{{ENTRY_ID}}"' in drawn
    assert "To be filled in" not in drawn
    assert "0_mine" in client.get("/variables").get_data(as_text=True)


def test_find_has_what_is_saved_apart_from_its_index(
    client: FlaskClient, other_client: FlaskClient
) -> None:
    folder = answer(post(client, "/saved/collection", {"name": "Reports"}))["id"]
    made = kept(client, "Welcome entry", parent=folder)
    found = client.get("/find/saved")
    assert found.headers["Cache-Control"] == "private, no-store"
    assert found.get_json()["saved"] == [
        ["collection", "Reports", "", "", folder],
        ["request", "Welcome entry", "media.get", "Reports", made["id"]],
    ]
    assert found.get_json()["addresses"]["request"] == "/?saved="
    assert other_client.get("/find/saved").get_json()["saved"] == []
    assert "Welcome entry" not in client.get("/find/index").get_data(as_text=True)
    page = client.get("/find?q=welcome+media").get_data(as_text=True)
    assert f'href="/?saved={made["id"]}"' in page


def test_space_counts_and_clears_it(client: FlaskClient) -> None:
    made = kept(client)
    call = answer(send(client, "media", "get", p_entryId="0_a"))["id"]
    answer(post(client, f"/saved/{made['id']}/examples", {"call": call}))
    answer(post(client, "/variables", {"place": "everywhere", "name": "id", "value": "0_mine"}))
    own = "Saved requests and workflows"
    assert (used(client)[own][0], used(client)["Variables"][0]) == (2, 1)
    post(client, "/you/space/clear", {"sure": "1"}, json=False)
    assert set(used(client).values()) == {(0, 0)}


def test_planted_secrets_are_nowhere_in_clear(client: FlaskClient, tmp_path: Path) -> None:
    told = f"secret={SECRETS['address']} ks={KSES['described']}"
    fields = {
        "service": "user",
        "action": "login",
        "param:partnerId": "1",
        "param:userId": "u",
        "param:password": SECRETS["password"],
        "ks": KSES["pasted"],
    }
    made = kept(client, told, description=told, **fields)
    folder = answer(post(client, "/saved/collection", {"name": told}))["id"]
    call = answer(post(client, "/send", {**FORM, **fields}))["id"]
    example = {"call": call, "name": told}
    kept_example = answer(post(client, f"/saved/{made['id']}/examples", example))["id"]
    answer(post(client, f"/saved/{made['id']}/describe", {"description": told}))
    paths = [f"/?saved={made['id']}", "/saved", f"/saved/{made['id']}", f"/saved/{folder}"]
    paths += [f"/saved/examples/{kept_example}", f"/saved/examples/{kept_example}/body"]
    paths += ["/find/saved", "/find?q=secret", "/variables"]
    for path in paths:
        response = client.get(path)
        assert response.status_code == 200, path
        assert found_in(readable(response.get_data(as_text=True))) == [], path
    listed = client.get("/saved", headers=JSON).get_data(as_text=True)
    assert found_in(readable(listed)) == []
    assert workspace_of(client)
    assert_kept_nowhere(tmp_path / "data")


def test_an_account_takes_its_variables_with_it(client: FlaskClient, parts: Parts) -> None:
    fields = {"region": "sandbox", "name": "Mine", "partner_id": "1000001"}
    assert post(client, "/sessions/accounts", fields, json=False).status_code == 303
    (account,) = parts.accounts.list(workspace_of(client))
    place = f"account:{account.id}"
    answer(post(client, "/variables", {"place": place, "name": "id", "value": "0_mine"}))
    gone = post(client, "/sessions/accounts/delete", {"id": account.id}, json=False)
    assert gone.status_code == 303
    assert parts.variables.all(workspace_of(client)) == ()
    token = re.search(r'name="token" value="([^"]+)"', client.get("/sessions").get_data(True))
    assert token
    answer(post(client, "/sessions/undo", {"token": token[1]}))
    assert [one.value for one in parts.variables.all(workspace_of(client))] == ["0_mine"]
