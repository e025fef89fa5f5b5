"""The bundled schema's OpenAPI document as a whole; alone here, as its validation takes a while."""

import json
from pathlib import Path

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from app.schema.export.openapi import Server, openapi_json
from app.schema.facts import bundled
from app.schema.help.client_library import LibraryWords
from app.schema.help.texts import Help, own_words


@pytest.mark.timeout(400)
def test_the_whole_document_is_valid(tmp_path: Path) -> None:
    words = Help(own_words(), LibraryWords(tmp_path))
    document = json.loads(openapi_json(bundled(), words, [Server("https://one.example", "One")]))
    assert [str(fault) for fault in OpenAPIV31SpecValidator(document).iter_errors()] == []
