"""The tab API Documentation: what its pages say, for the bundled schema and for another one."""

import json
import re
from html import unescape
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from app.desk.parts import Parts
from app.pages.docs.guides import GUIDES
from app.schema.facts import bundled
from tests.schema.zoo import zoo

# Classes of the wire that no schema lists, and those of the client library for Python.
OF_ERRORS = {"KalturaAPIException", "KalturaApiExceptionArg"}
OF_CLIENT = {"KalturaClient", "KalturaConfiguration", "KalturaException", "KalturaApiClient"}


def page(client: FlaskClient, path: str, status: int = 200) -> str:
    """The page's text: tags taken out, blanks made one."""
    return words(html(client, path, status))


def html(client: FlaskClient, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, (path, response.get_data(as_text=True)[:400])
    markup = response.get_data(as_text=True)
    # That each link carries the region is a test of its own.
    return re.sub(r'(href="/api-docs[^"#?]*)\?region=[a-z]+', r"\1", markup)


def words(markup: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", markup)).split())


def member(markup: str, name: str) -> str:
    """What stands at a parameter or property."""
    found = re.search(rf'<div id="member-{name}">(.*?)</div>', markup, re.DOTALL)
    assert found, name
    return words(found[1])


@pytest.fixture
def zoo_region(parts: Parts) -> str:
    """A region whose schema is the zoo's."""
    kept = parts.schemas.add(zoo(), "the zoo")
    parts.schemas.assign("eu", kept.id)
    return "eu"


@pytest.fixture
def zoo_client(client: FlaskClient, zoo_region: str) -> FlaskClient:
    """A browser that has chosen that region."""
    with client.session_transaction() as session:
        session["region"] = zoo_region
    return client


@pytest.mark.parametrize("path", ["", "/objects", "/service/animal/action/list", "/guide/errors"])
def test_each_link_keeps_the_region(client: FlaskClient, zoo_region: str, path: str) -> None:
    markup = client.get(f"/api-docs{path}?region={zoo_region}").get_data(as_text=True)
    main = markup[markup.index("<main") :]
    links = re.findall(r'href="(/api-docs[^"]*)"', main)
    assert len(links) > 4
    assert [one for one in links if "region=eu" not in one] == []


def test_a_get_changes_nothing(client: FlaskClient) -> None:
    client.get("/")
    with client.session_transaction() as session:
        before = dict(session)
    for path in (
        "/?region=eu",
        "/api-docs?region=eu",
        "/sessions?region=eu",
        "/xml-schema?region=eu",
    ):
        client.get(path)
    with client.session_transaction() as session:
        assert dict(session) == before


def test_the_tab_is_the_second_one(client: FlaskClient) -> None:
    tabs = re.findall(r'<nav class="tabs".*?</nav>', html(client, "/api-docs"), re.DOTALL)
    assert words(tabs[0]).startswith(
        "Test Console API Documentation XML Schema API Client Libraries History"
    )
    assert 'href="/api-docs" aria-current="page"' in tabs[0]


def test_the_overview_counts_and_groups(client: FlaskClient) -> None:
    text = page(client, "/api-docs")
    assert "Release 22.19.0 has 146 services with 1,004 actions, 1,636 classes" in text
    assert "683 enums and 725 errors" in text
    assert "metadata metadata_metadata 13 metadata_metadatabatch 2" in text
    assert client.get("/api-docs/").headers["Location"] == "/api-docs"


def test_finding_by_name(client: FlaskClient) -> None:
    found = html(client, "/api-docs?q=upload+token")
    assert '<a href="/api-docs/service/uploadtoken">uploadToken</a>' in found
    assert '<a href="/api-docs/object/KalturaUploadToken">KalturaUploadToken</a>' in found
    assert '<a href="/api-docs/error/UPLOAD_TOKEN_NOT_FOUND">' in found
    assert "Nothing is called so" in page(client, "/api-docs?q=zebra")


def test_a_service(client: FlaskClient) -> None:
    found = html(client, "/api-docs/service/Session")
    assert "Makes, reads and ends a KS" in found
    assert '<a href="/api-docs/service/session/action/start">start</a>' in found


def test_an_action(client: FlaskClient) -> None:
    found = html(client, "/api-docs/service/media/action/list")
    text = words(found)
    assert "media.list" in text
    assert "Answers KalturaMediaListResponse Session needs a KS Multirequest may be part" in text
    assert '<a href="/api-docs/object/KalturaMediaEntryFilter" translate="no">' in found
    assert member(found, "pager").startswith("pager KalturaFilterPager optional Which page")
    assert (
        '<a class="button primary docs-try" href="/console/service/media/action/list?region='
        in found
    )
    assert "filter:objectType=KalturaMediaEntryFilter" in found
    assert "<objects> <item> <objectType> KalturaMediaEntry </objectType>" in text


def test_an_actions_defaults_and_errors(client: FlaskClient) -> None:
    start = html(client, "/api-docs/service/session/action/start")
    assert member(start, "secret").startswith("secret string mandatory")
    assert member(start, "type").endswith("Default USER (0)")
    assert member(start, "expiry").endswith("Default 86400")
    assert "Default" not in member(start, "partnerId")
    thrown = html(client, "/api-docs/service/media/action/get")
    assert '<a href="/api-docs/error/ENTRY_ID_NOT_FOUND">' in thrown


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/service/uploadtoken/action/upload", "A value that begins with @ is a file"),
        ("/service/uploadtoken/action/delete", "the action has no result"),
        ("/service/thumbasset/action/serve", "The bytes of the file, or a redirect"),
        ("/service/system/action/ping", "This action takes no parameters of its own."),
        ("/service/system/action/ping", "The schema names no errors for this action."),
        ("/service/multirequest", ""),
    ],
)  # fmt: skip
def test_what_an_action_has_not(client: FlaskClient, path: str, sentence: str) -> None:
    assert sentence in page(client, f"/api-docs{path}", 200 if sentence else 404)


def test_a_class(client: FlaskClient) -> None:
    found = html(client, "/api-docs/object/KalturaMediaEntry")
    text = words(found)
    assert "Inherits from KalturaPlayableEntry › KalturaBaseEntry" in text
    assert member(found, "id").startswith("id string read-only from KalturaBaseEntry Given by")
    assert member(found, "mediaType").startswith("mediaType KalturaMediaType (int) insert-only")
    assert '<a href="/api-docs/service/media/action/add#member-entry">media.add: entry</a>' in found
    assert '<a href="/api-docs/service/media/action/get" translate="no">media.get</a>' in found
    assert re.search(r"\d\d more properties of KalturaMediaEntry are left out here\.", text)


def test_long_lists_are_folded(client: FlaskClient) -> None:
    text = page(client, "/api-docs/object/KalturaFilter")
    assert "Further down (" in text
    assert "KalturaAssetFilter" in text
    assert "Taken by (" in page(client, "/api-docs/object/KalturaFilterPager")


def test_an_enum(client: FlaskClient) -> None:
    found = html(client, "/api-docs/enum/KalturaSessionType")
    assert re.search(r'<tr id="value-ADMIN"><td><code translate="no">2</code></td>', found)
    assert "session.start: type" in words(found)


def test_an_error(client: FlaskClient) -> None:
    text = page(client, "/api-docs/error/INVALID_KS")
    assert "Arguments KSID , ERR_CODE , ERR_DESC" in text
    # The word first: it is what servers say today.
    expired = "Where KSID is EXPIRED, or ERR_CODE is -5 The KS was good, but its lifetime is over."
    assert expired in text
    thrown = html(client, "/api-docs/error/ENTRY_ID_NOT_FOUND")
    assert "Actions that name it (115)" in thrown
    assert "though the schema does not say so" not in thrown
    assert '<a href="/api-docs/service/media/action/get" translate="no">media.get</a>' in thrown


def test_an_error_that_the_schema_names_for_few_of_those_that_answer_with_it(
    client: FlaskClient,
) -> None:
    text = html(client, "/api-docs/error/CATEGORY_NOT_FOUND")
    said, named = text.index("though the schema does not say so"), text.index("Actions that name")
    get = '<a href="/api-docs/service/category/action/get" translate="no">category.get</a>'
    assert said < text.index(get) < named


def test_an_error_that_only_an_action_names(client: FlaskClient) -> None:
    text = page(client, "/api-docs/error/THUMB_ASSET_PARAMS_ID_NOT_FOUND")
    assert "Not in its list of errors" in text
    assert "thumbAsset." in text


def test_an_error_that_is_another_without_a_ks(client: FlaskClient) -> None:
    text = page(client, "/api-docs/error/SERVICE_FORBIDDEN")
    assert "Without a KS This action wants a KS, and none came with the call." in text


@pytest.mark.parametrize(
    "path",
    [
        "service/medai",
        "service/media/action/fly",
        "object/KalturaMediaEntri",
        "enum/KalturaNothing",
        "error/NO_SUCH_ERROR",
        "guide/nothing",
        "changes?from=0123456789abcdef",
        "objects/",
    ],
)
def test_what_is_not_there(client: FlaskClient, path: str) -> None:
    text = page(client, f"/api-docs/{path}", 404)
    if path != "objects/":
        assert "(release 22.19.0) has no " in text


def test_a_near_name_is_offered(client: FlaskClient) -> None:
    for wrong, near in {
        "object/KalturaMediaEntr": "object/KalturaMediaEntry",
        "object/kalturaentrystatus": "enum/KalturaEntryStatus",
        "service/medja": "service/media",
        "service/media/action/lst": "service/media/action/list",
        "error/INVALID_KSS": "error/INVALID_KS",
    }.items():
        found = html(client, f"/api-docs/{wrong}", 404)
        first = found[found.index("Perhaps you meant") :].split('<a href="', 2)[1]
        assert first.startswith(f'/api-docs/{near}">')
        typed = "media.lst" if "/action/" in wrong else wrong.rpartition("/")[2]
        assert f'<a href="/find?q={typed}&amp;region=' in found


def test_the_region_chooses_the_schema(zoo_client: FlaskClient) -> None:
    text = page(zoo_client, "/api-docs/service/animal/action/add")
    assert "Schema 1.2.3 (imported from the zoo), as EU (Ireland) uses it." in text
    assert "Takes one in" in text
    assert "POST https://api.eu.kaltura.com/api_v3/service/animal/action/add" in text
    back = page(zoo_client, "/api-docs/service/media?region=us")
    assert "Schema 22.19.0 (bundled), as US (default SaaS) uses it." in back
    assert "There is no region" in page(zoo_client, "/api-docs?region=nowhere", 404)


def test_every_flag_and_limit(zoo_client: FlaskClient) -> None:
    found = html(zoo_client, "/api-docs/object/KalturaZooAnimal")
    assert "abstract" in words(found)
    assert member(found, "name") == (
        "name string insert-only multilingual 1 to 40 characters cut after 30 bytes "
        "needs permission to insert, update"
    )
    assert member(found, "diet") == "diet KalturaZooDiet (int) write-only -3 to 9"
    assert member(found, "kindIn") == "kindIn string, values of KalturaZooKind deprecated"
    assert member(found, "bornAt") == "bornAt bigint time"
    assert member(found, "labels") == "labels map of KalturaZooLabel"
    # A class that the schema refers to and does not have is no link.
    assert "KalturaObjectBase</a>" not in found
    action = html(zoo_client, "/api-docs/service/animal/action/serve")
    assert "animal.serve deprecated beta" in words(action)
    assert "Multirequest not within one" in words(action)
    assert "Also called petting.serve" in words(action)


def test_what_a_server_says_is_text(client: FlaskClient, parts: Parts) -> None:
    hostile = zoo(
        ('description="Takes one in"', 'description="&lt;i onclick=x&gt; &amp;quot;"'),
        ('message="No room for @NAME@"', 'message="&lt;script&gt;alert(1)&lt;/script&gt;"'),
        ('default=""', 'default="&lt;b&gt;"'),
    )
    parts.schemas.assign("eu", parts.schemas.add(hostile, '"><script>').id)
    for path in ("service/animal/action/add", "error/ZOO_FULL", "changes"):
        found = html(client, f"/api-docs/{path}?region=eu")
        assert "<script>" not in found
        assert "<b>" not in found
        assert "<i onclick" not in found


def test_what_changed_with_one_version(client: FlaskClient) -> None:
    text = page(client, "/api-docs/changes")
    assert "The console has one schema so far, release 22.19.0" in text
    assert "flask --app app schema import" in text


def test_what_changed_between_two(client: FlaskClient, parts: Parts) -> None:
    old = parts.schemas.add(zoo(), "old").id
    changed = zoo(
        ('name="list" sess', 'name="fly" sess'),
        ('maxLength="40"', 'maxLength="50"'),
        ('name="MEAT"', 'name="FISH"'),
    )
    new = parts.schemas.add(changed, "new").id
    parts.schemas.assign("eu", new)
    found = html(client, f"/api-docs/changes?from={old}&to={new}&region=eu")
    text = words(found)
    assert "5 changes." in text
    assert "Action: removed (1) animal.list" in text
    assert '<a href="/api-docs/service/animal/action/fly" translate="no">animal.fly</a>' in found
    assert "KalturaZooAnimal.name : max length was 40 and is 50" in text
    assert "Constant: added (1) KalturaZooDiet.FISH" in text
    same = page(client, f"/api-docs/changes?from={old}&to={old}")
    assert "This is one and the same version" in same
    latest = page(client, "/api-docs/changes")
    assert "more: flask --app app schema diff lists them all" in latest


@pytest.mark.parametrize("name", [guide.name for guide in GUIDES])
def test_the_general_pages_name_what_there_is(client: FlaskClient, name: str) -> None:
    registry = bundled()
    found = html(client, f"/api-docs/guide/{name}")
    text = words(found)
    for class_name in set(re.findall(r"\bKaltura[A-Z]\w+", text)) - OF_ERRORS - OF_CLIENT:
        assert registry.object_type(class_name) or registry.enum(class_name), class_name
    for service, action in re.findall(r"/service/(\w+)/action/(\w+)", text):
        assert registry.action(service, action), f"{service}.{action}"
    for code in re.findall(r"<pre.*?</pre>", found, re.DOTALL):
        lines = re.findall(r'<span class="line">(.*?)(?=<span class="line">|</code>)', code)
        example = unescape(re.sub(r"<[^>]*>", "", "\n".join(lines)))
        if example.startswith("{") and "\n" in example:
            assert isinstance(json.loads(example), dict)
        elif example.startswith("<"):
            assert ElementTree.fromstring(example).tag == "xml"


def test_the_form_links_to_the_documentation(client: FlaskClient) -> None:
    found = html(client, "/console/service/media/action/list?region=us")
    assert 'href="/api-docs/service/media/action/list">Documentation</a>' in found


def test_an_action_names_the_workflows_that_make_its_call(client: FlaskClient) -> None:
    markup = html(client, "/api-docs/service/thumbasset/action/setAsDefault")
    assert '<a href="/workflows/Content/Thumbnails">Thumbnails</a>' in markup
    assert "The pictures that stand for an entry." in markup
    within = html(client, "/api-docs/service/media/action/update")
    assert "/workflows/Operate/Several_in_one_request" in within
    many = words(html(client, "/api-docs/service/session/action/start"))
    assert "Authentication with the account's secret" in many
    assert re.search(r"And \d\d more: see Workflows", many)
    none = words(html(client, "/api-docs/service/bumper_bumper/action/add"))
    assert "Workflows with this call" not in none
