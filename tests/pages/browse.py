"""A browser without JavaScript, or a script, as far as these tests need one."""

import re
from html import unescape
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

JSON = {"Accept": "application/json"}


def csrf_token(client: FlaskClient) -> str:
    page = client.get("/").get_data(as_text=True)
    found = re.search(r'<meta name="csrf-token" content="([^"]+)">', page)
    assert found
    return unescape(found[1])


def post(
    client: FlaskClient, path: str, data: dict[str, Any], *, json: bool = True, **options: Any
) -> TestResponse:
    """POST a form with the page's own token."""
    headers = {"X-CSRFToken": csrf_token(client), **(JSON if json else {})}
    return client.post(path, data=data, headers=headers, **options)


def send(client: FlaskClient, service: str, action: str, **fields: Any) -> TestResponse:
    """POST /send as a script does; the action's own parameters are given as `p_name`."""
    data = {"region": "sandbox", "service": service, "action": action, "format": "1"}
    data |= {re.sub("^p_", "param:", name): value for name, value in fields.items()}
    return post(client, "/send", data)


def answer(response: TestResponse) -> dict[str, Any]:
    assert response.status_code == 200, response.get_data(as_text=True)[:500]
    body = response.get_json()
    assert isinstance(body, dict)
    return body
