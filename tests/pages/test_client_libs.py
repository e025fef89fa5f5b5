"""The tab API Client Libraries: what it says of each, and the programs it gives."""

import io
import re
import zipfile

import pytest
from flask.testing import FlaskClient

from app.codegen import languages
from app.codegen.clients import CLIENTS, actions_had, client_named, fit
from app.desk.parts import Parts
from app.schema.facts import bundled
from app.schema.registry import Registry
from tests.pages.test_api_docs import html, words
from tests.schema.zoo import zoo


def test_every_library_of_the_code_examples_is_here() -> None:
    shown = {one.library for one in CLIENTS if one.library}
    written = {variant.library for one in languages() for variant in one.variants}
    assert shown == written - {None}
    assert len({one.id for one in CLIENTS}) == len(CLIENTS)


@pytest.mark.parametrize(
    ("id", "command"),
    [
        ("php", "composer require kaltura/api-client-library:"),
        ("python", "pip install KalturaApiClient=="),
        ("node", "npm install kaltura-client@"),
        ("csharp", "dotnet add package Kaltura.Client.Library --version "),
        ("java", "mvn dependency:get -Dartifact=com.kaltura:KalturaApiClient:"),
        ("swift", "pod 'KalturaClient', :git => 'https://github.com/kaltura/Kaltura"),
        ("cli", "git clone --depth 1 https://github.com/kaltura/KalturaGeneratedAPIClientsCLI.git"),
        ("javascript", "git clone --depth 1 https://github.com/kaltura/KalturaGenerated"),
    ],
)
def test_how_it_is_installed(id: str, command: str) -> None:
    client = client_named(id)
    assert client is not None
    assert client.install.startswith(command)
    assert client.install.endswith(client.version if client.page else ("'", ".git"))


def test_which_version_fits() -> None:
    registry = bundled()
    by_id = {one.id: fit(one, registry) for one in CLIENTS}
    assert "is newer than the schema (22.19.0)" in by_id["python"]
    assert "is older than the schema (22.19.0)" in by_id["ruby"]
    assert "say nothing about the server's" in by_id["typescript"]
    assert "no releases in a registry" in by_id["cli"]


def test_how_much_of_the_schema_a_library_has() -> None:
    registry = bundled()
    python, node, ruby = (client_named(id) for id in ("python", "node", "ruby"))
    assert python
    assert node
    assert ruby
    had = actions_had(python, registry)
    assert had is not None
    assert had[1] == 1004
    assert 700 < had[0] < 1004
    assert actions_had(ruby, registry) is None
    assert actions_had(python, Registry(zoo(), "imported")) is None


def test_the_page(client: FlaskClient) -> None:
    found = html(client, "/client-libs?region=sandbox")
    text = words(found)
    assert '<a href="/client-libs" aria-current="page">API Client Libraries</a>' in found
    assert "Schema in use 22.19.0 (bundled)" in text
    for one in CLIENTS:
        assert f'<section class="client" id="{one.id}"' in found
        assert f'<a href="{one.source}" rel="noreferrer" translate="no">' in found
    assert found.count("<summary>First program") == sum(1 for one in CLIENTS if one.language)
    assert "/sandbox" in text
    assert "1000001" in text
    assert "put your partner ID there" not in text


def test_the_programs_call_the_chosen_region(client: FlaskClient) -> None:
    text = words(html(client, "/client-libs?region=eu"))
    assert text.count("api.eu.kaltura.com") >= 9
    assert "127.0.0.1" not in text
    assert "put your partner ID there" in text


def test_no_secret_stands_in_a_program(client: FlaskClient, parts: Parts) -> None:
    found = words(html(client, "/client-libs?region=sandbox"))
    variable = re.search(r"From the environment (\w+)", found)
    assert variable
    assert found.count(variable[1]) > 8


def test_the_first_program_as_a_project(client: FlaskClient) -> None:
    given = client.get("/client-libs/python/project?region=sandbox")
    assert given.headers["Content-Disposition"] == "attachment; filename=first-calls-python.zip"
    with zipfile.ZipFile(io.BytesIO(given.data)) as archive:
        names = sorted(archive.namelist())
        readme = archive.read("first-calls-python/README.md").decode()
        source = archive.read(next(name for name in names if name.endswith(".py"))).decode()
    assert "KalturaApiClient" in readme
    assert "client.media.list(" in source
    compile(source, "program.py", "exec")
    for nobody in ("cli", "nothing"):
        assert client.get(f"/client-libs/{nobody}/project").status_code == 404


def test_a_schema_without_these_actions(client: FlaskClient, parts: Parts) -> None:
    kept = parts.schemas.add(zoo(), "the zoo")
    parts.schemas.assign("eu", kept.id)
    assert "has no session.start" in words(html(client, "/client-libs?region=eu"))
    refused = client.get("/client-libs/python/project?region=eu")
    assert refused.status_code == 400
    assert "has no session.start" in refused.get_data(as_text=True)
