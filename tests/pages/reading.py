"""What several tests of pages read out of answers."""

from typing import Any

from werkzeug.test import TestResponse

PING = "/sandbox/api_v3/?service=system&action=ping&format=1"


def error_of(response: TestResponse) -> dict[str, Any]:
    """The one error of a JSON answer, whose shape is checked."""
    body = response.get_json()
    assert list(body) == ["error"]
    assert sorted(body["error"]) == ["code", "field", "message"]
    found: dict[str, Any] = body["error"]
    return found
