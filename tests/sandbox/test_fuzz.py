"""Whatever comes in, the answer is a 200 in the API's own shape."""

import json
import string
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from werkzeug.test import Client

from app.sandbox import Sandbox
from app.sandbox.services import SERVICES
from tests.sandbox.conftest import Caller
from tests.sizes import examples

pytestmark = pytest.mark.soak

calls = st.sampled_from(
    [(service, action) for service, actions in SERVICES.items() for action in actions]
)
words = st.sampled_from(
    [
        "id",
        "userId",
        "entryId",
        "filter",
        "pager",
        "entry",
        "user",
        "category",
        "appToken",
        "mediaEntry",
        "resource",
        "token",
        "objectType",
        "idIn",
        "statusIn",
        "orderBy",
        "pageSize",
        "name",
        "tags",
        "mediaType",
        "parentId",
        "expiry",
        "type",
        "privileges",
        "secret",
        "partnerId",
        "ks",
        "0",
        "1",
        "-",
        "__null",
        "name__null",
        "fileData",
        "uploadTokenId",
        "responseProfile",
        "fields",
        "resume",
        "resumeAt",
        "session",
        "widgetId",
        "categoriesIds",
        "operationAttributes",
        "createdAtLessThanOrEqual",
        "{1:result:id}",
        "x",
    ]
)
texts = st.one_of(
    words,
    st.text(max_size=8),
    st.sampled_from(
        ["", "-1", "1", "2", "ana", "0_welcome1", "1001", "9" * 40, "1e999", "nan", "KalturaUser"]
    ),
)
keys = st.lists(words, min_size=1, max_size=4).map(":".join) | st.text(
    "ab01:[]-_ \x00é", max_size=10
)
plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)
steady = settings(
    max_examples=examples(60, 500),
    deadline=timedelta(seconds=5),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def sound(client: Client, method: str, url: str, **sent: Any) -> None:
    answer = client.open(url, method=method, **sent)
    assert answer.status_code in {200, 302}
    if not answer.data:
        # A file's action fails with headers alone.
        assert answer.headers["X-Kaltura"].startswith("error- ")
        return
    document = etree.fromstring(answer.data)
    assert document.find("result") is not None
    codes = [element.text for element in document.iter("code")]
    assert "INTERNAL_SERVERL_ERROR" not in codes


@steady
@given(call=calls, form=st.dictionaries(keys, texts, max_size=8), method=st.sampled_from("GP"))
def test_forms(shared: Sandbox, call: tuple[str, str], form: dict[str, str], method: str) -> None:
    sent = {**form, "ks": Caller(shared).started(userId="ana"), "format": "2"}
    client, url = Client(shared), f"/api_v3/service/{call[0]}/action/{call[1]}"
    if method == "G":
        sound(client, "GET", url, query_string=sent)
    else:
        sound(client, "POST", url, data=sent)


@steady
@given(call=calls, body=st.dictionaries(keys, plain, max_size=6))
def test_json_bodies(shared: Sandbox, call: tuple[str, str], body: dict[str, Any]) -> None:
    text = json.dumps({**body, "ks": Caller(shared).started(userId="ana"), "format": 2})
    url = f"/api_v3/service/{call[0]}/action/{call[1]}"
    sound(Client(shared), "POST", url, data=text, content_type="application/json")


@steady
@given(
    body=st.binary(max_size=200),
    kind=st.sampled_from(
        [
            "application/json",
            "application/x-www-form-urlencoded",
            "multipart/form-data",
            "multipart/form-data; boundary=x",
            "text/plain",
            "",
        ]
    ),
    query=st.text(string.printable, max_size=40),
)
def test_bytes(shared: Sandbox, body: bytes, kind: str, query: str) -> None:
    url = "/api_v3/service/system/action/ping/format/2"
    sound(Client(shared), "POST", url, data=body, content_type=kind, query_string=query)


@steady
@given(st.lists(st.dictionaries(keys, plain, max_size=4), max_size=4), calls)
def test_multirequests(
    shared: Sandbox, requests: list[dict[str, Any]], call: tuple[str, str]
) -> None:
    body: dict[str, Any] = {
        str(number): {"service": call[0], "action": call[1], **request}
        for number, request in enumerate(requests, 1)
    }
    text = json.dumps({**body, "ks": Caller(shared).started(userId="ana"), "format": 2})
    url = "/api_v3/service/multirequest"
    sound(Client(shared), "POST", url, data=text, content_type="application/json")
