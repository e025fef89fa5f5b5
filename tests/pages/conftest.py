"""What all tests of pages share."""

import pytest

from app.schema import client_help


@pytest.fixture(autouse=True)
def no_reading_of_the_client_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each new data folder would have half a second of it done in the background."""
    monkeypatch.setattr(client_help, "start_in_background", lambda data_dir: None)
