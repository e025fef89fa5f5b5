"""Every action of the registry has a form page that shows every parameter."""

from html import unescape
from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient

from app.call.form.fields import type_name
from app.schema.facts import bundled
from tests.sizes import part

REQUEST_LABELS = {
    "Format (int)",
    "clientTag (string)",
    "apiVersion (string)",
    "Impersonated partner id (int)",
    "Kaltura API session (string)",
    "language (string)",
    "responseProfile (KalturaBaseResponseProfile)",
}


class Controls(HTMLParser):
    """The names of controls, and the labels by the id that they are for."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids: dict[str, str] = {}
        self.labels: dict[str, str] = {}
        self._for: str | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in {"input", "select", "textarea"} and given.get("name") and given.get("id"):
            # The tick of an object or list is what its label is for.
            is_tick = given["name"] == "sent" and "aria-label" not in given
            self.ids[str(given["value"] if is_tick else given["name"])] = str(given["id"])
        if tag == "label":
            self._for = given.get("for")

    def handle_data(self, data: str) -> None:
        if self._for:
            self.labels[self._for] = self.labels.get(self._for, "") + data

    def handle_endtag(self, tag: str) -> None:
        if tag == "label":
            self._for = None


@pytest.mark.soak
def test_every_action_shows_every_parameter_under_its_label(client: FlaskClient) -> None:
    actions = [(service, one) for service in bundled().services for one in service.actions]
    assert sum(len(action.parameters) for _, action in actions) == 1795
    for service, action in part(actions, 4):
        path = f"/console/service/{service.id}/action/{action.name}"
        response = client.get(path)
        assert response.status_code == 200, path
        controls = Controls(unescape(response.get_data(as_text=True)))
        labels = {
            controls.labels[one].strip() for one in controls.ids.values() if one in controls.labels
        }
        assert labels >= REQUEST_LABELS
        for parameter in action.parameters:
            label = controls.labels[controls.ids[f"param:{parameter.name}"]]
            assert label.strip() == f"{parameter.name} ({type_name(parameter)})"
