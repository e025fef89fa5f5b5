"""A workflow that is changed in two tabs, and what was changed by mistake."""

import re
from html import unescape
from typing import Any

from flask.testing import FlaskClient

from app.assembly import EXTENSION
from app.desk.desk import Desk
from app.desk.parts import Parts
from app.desk.saved import workflows
from app.workflows.model import Workflow
from tests.pages.browse import answer, post, workspace_of
from tests.pages.reading import error_of

AROUND = {"when": "", "do": "stop"}


def mine(client: FlaskClient, source: str = "Content/Captions") -> str:
    """The address of a copy of one that comes with the console."""
    made = post(client, f"/workflows/{source}/mine", {}, json=False)
    return made.headers["Location"]


def of(client: FlaskClient, address: str) -> Workflow:
    parts: Parts = client.application.extensions[EXTENSION]
    return workflows.at(
        Desk(parts, workspace_of(client)), address.removeprefix("/workflows/")
    ).workflow


def times(client: FlaskClient, address: str) -> list[str]:
    """When the steps' surroundings, and then the head, were saved as the page has it."""
    markup = client.get(address).get_data(as_text=True)
    return re.findall(r'name="savedAt" value="([\d.]+)"', markup)


def test_a_step_that_was_removed_comes_back_to_its_place(client: FlaskClient) -> None:
    address = mine(client)
    before = of(client, address)
    step = before.steps[1].id
    page = post(
        client, f"{address}/steps/{step}/move", {"remove": "1"}, json=False, follow_redirects=True
    ).get_data(as_text=True)
    assert of(client, address).step(step) is None
    assert f"The step {step} is removed." in page
    found = re.search(r'name="token" value="([^"]+)"', page)
    assert found
    undone = post(client, "/workflows/undo", {"token": found[1]}, json=False)
    assert undone.headers["Location"] == address
    assert of(client, address) == before
    assert post(client, "/workflows/undo", {"token": found[1]}).status_code == 404


def test_what_was_saved_by_mistake_is_undone_unless_more_was_saved(client: FlaskClient) -> None:
    address = mine(client)
    before = of(client, address)
    rows = {"row": ["0", "2"], "input": ["a", "c"], "value": ["1", "3"], "about": ["", ""]}
    made = answer(post(client, f"{address}/change", {**rows, "title": "X", "secret": ["2"]}))
    changed = of(client, address)
    assert [(one.name, one.secret) for one in changed.inputs] == [("a", False), ("c", True)]
    assert changed.title == "X"
    step = before.steps[0].id
    once = answer(post(client, f"{address}/steps/{step}", {**AROUND, "when": "1 > 2"}))
    refused = post(client, made["undoes"], {"token": made["undo"]})
    assert refused.status_code == 409
    assert "It was changed once more since" in error_of(refused)["message"]
    for one in (once, made):
        assert answer(post(client, one["undoes"], {"token": one["undo"]}))["url"] == address
    assert of(client, address) == before


def test_a_condition_in_the_braces_of_a_field_is_understood(client: FlaskClient) -> None:
    address = mine(client)
    step = of(client, address).steps[0].id

    def saved(when: str) -> Any:
        return post(client, f"{address}/steps/{step}", {**AROUND, "when": when})

    assert saved(" {{ count > 0 }} ").status_code == 200
    assert of(client, address).steps[0].when == "count > 0"
    assert saved("word == '{{x}}'").status_code == 200
    for when in ("{{count}} > 0", "{{a}} and {{b}}"):
        refused = saved(when)
        assert refused.status_code == 400
        assert error_of(refused)["message"].startswith("A condition has names without braces")
        assert error_of(refused)["field"] == "when"
    assert "cannot be read" in error_of(saved("count >"))["message"]
    assert of(client, address).steps[0].when == "word == '{{x}}'"


def test_what_another_tab_saved_of_a_step_is_not_lost(client: FlaskClient) -> None:
    address = mine(client)
    first, second, *_ = (one.id for one in of(client, address).steps)
    seen = times(client, address)

    def saved(step: str, when: str, at: str) -> Any:
        return post(client, f"{address}/steps/{step}", {**AROUND, "when": when, "savedAt": at})

    assert saved(first, "1 > 2", seen[0]).status_code == 200
    # Another step, and the same once more, are no reason.
    assert saved(second, "1 > 2", seen[1]).status_code == 200
    assert saved(first, "1 > 2", seen[0]).status_code == 200
    refused = saved(first, "1 > 3", seen[0])
    assert refused.status_code == 409
    assert error_of(refused)["code"] == "CHANGED_MEANWHILE"
    assert error_of(refused)["message"].startswith(f"{first} was saved elsewhere since")
    assert saved(first, "1 > 3", times(client, address)[0]).status_code == 200
    assert saved(first, "1 > 4", "").status_code == 200
    assert of(client, address).steps[0].when == "1 > 4"
    head = {"title": "Y", "savedAt": seen[-1]}
    assert post(client, f"{address}/change", head).status_code == 200
    assert post(client, f"{address}/change", {**head, "title": "Z"}).status_code == 409


def test_what_another_tab_saved_of_a_steps_call_is_not_lost(client: FlaskClient) -> None:
    address = mine(client)
    step = of(client, address).steps[0]
    saved = f"{address.rpartition('/')[2]}/{step.id}"
    markup = client.get(f"/?saved={saved}").get_data(as_text=True)
    found = re.search(r'name="savedAt" value="([\d.]+)"', markup)
    assert found
    assert unescape(markup).count(f'value="{saved}"') == 1
    form = {"region": "sandbox", "service": "system", "action": "ping", "format": "1"}
    form |= {"saved": saved, "savedAt": found[1]}
    # What is around it is another part of it.
    assert (
        post(client, f"{address}/steps/{step.id}", {**AROUND, "when": "1 > 2"}).status_code == 200
    )
    first = answer(post(client, "/saved/change", form))
    assert str(first["savedAt"]) != found[1]
    refused = post(client, "/saved/change", {**form, "action": "pingDatabase"})
    assert refused.status_code == 409
    assert error_of(refused)["message"].startswith(f"{step.id} was saved elsewhere since")
    assert of(client, address).steps[0].call.action == "ping"
    form |= {"action": "pingDatabase", "savedAt": str(first["savedAt"])}
    assert post(client, "/saved/change", form).status_code == 200
    form |= {"action": "getTime", "savedAt": ""}
    assert post(client, "/saved/change", form).status_code == 200
    assert (of(client, address).steps[0].call.action, of(client, address).steps[0].when) == (
        "getTime",
        "1 > 2",
    )


def test_an_account_by_an_input_and_what_is_computed_stay_when_a_step_is_saved(
    client: FlaskClient,
) -> None:
    address = mine(client, "jobs/Copy_to_another_account")
    before = of(client, address).step("known")
    assert before
    assert before.account == "{{target | default('')}}"
    page = unescape(client.get(address).get_data(as_text=True))
    assert f'<option selected translate="no">{before.account}</option>' in page
    around = {**AROUND, "account": before.account, "region": before.region}
    given = {**around, "take": ["copies"], "path": ["{{answer.totalCount | int}}"]}
    post(client, f"{address}/steps/known", given)
    after = of(client, address).step("known")
    assert after
    assert (after.account, after.region) == (before.account, before.region)
    assert after.takings[0].path == "{{answer.totalCount | int}}"
    wrong = post(client, f"{address}/steps/known", {**given, "path": ["{{answer.go()}}"]})
    assert "no part of these expressions" in error_of(wrong)["message"]


def test_the_links_of_guides_lead_to_the_workflow_however_they_are_written(
    client: FlaskClient,
) -> None:
    right = "/workflows/Generate_API_Sessions/Authentication"
    assert client.get(f"{right}/").status_code == 200
    assert client.get(right.lower()).headers["Location"] == right
