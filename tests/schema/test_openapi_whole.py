"""The bundled schema's OpenAPI document, part by part; as a whole its validation takes a minute."""

import json
from pathlib import Path

import pytest

from app.schema.export.openapi import Server, openapi_json
from app.schema.facts import bundled
from app.schema.help.client_library import LibraryWords
from app.schema.help.texts import Help, own_words
from tests.sizes import WHOLE
from tests.valid import faults_of_openapi

SERVICES = ("apptoken", "metadata_metadata", "schedule_scheduleevent")


@pytest.mark.soak
@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", ["", *SERVICES] if WHOLE else SERVICES)
def test_the_document_is_valid(name: str, tmp_path: Path) -> None:
    words = Help(own_words(), LibraryWords(tmp_path))
    service = bundled().service(name)
    assert (service is None) == (name == "")
    made = openapi_json(bundled(), words, [Server("https://one.example", "One")], service)
    document = json.loads(made)
    assert faults_of_openapi(document) == []
