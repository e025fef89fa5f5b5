"""A fresh sandbox, a short way to call it, and a real server in front of it."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from lxml import etree
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.serving import make_server
from werkzeug.test import Client, TestResponse
from werkzeug.wrappers import Response

from app.sandbox import DEMO, Sandbox
from app.sandbox.content.load import FIRST, demo
from app.schema.facts import bundled


@dataclass
class Caller:
    """Calls a sandbox in process with one KS, which `ks=""` leaves away."""

    sandbox: Sandbox
    ks: str = ""

    def raw(self, service: str, action: str, **parameters: Any) -> TestResponse:
        sent = {"ks": self.ks, **{name.replace("__", ":"): v for name, v in parameters.items()}}
        url = f"/api_v3/service/{service}/action/{action}"
        return Client(self.sandbox).post(url, data={k: v for k, v in sent.items() if v != ""})

    def json(self, service: str, action: str, **parameters: Any) -> Any:
        """The JSON answer; `filter__statusIn` is sent as `filter:statusIn`."""
        return self.raw(service, action, format="1", **parameters).get_json()

    def xml(self, service: str, action: str, **parameters: Any) -> etree._Element:
        """The <result> of the XML answer."""
        document = etree.fromstring(self.raw(service, action, **parameters).data)
        result = document.find("result")
        assert result is not None
        return result

    def refused(self, service: str, action: str, **parameters: Any) -> tuple[str, Any]:
        """(code, args) of the error that the call answers with."""
        answer = self.json(service, action, **parameters)
        assert answer["objectType"] == "KalturaAPIException"
        assert list(answer) == ["code", "message", "objectType", "args"]
        return answer["code"], answer["args"]

    def started(self, kind: int = 2, **parameters: Any) -> str:
        """The KS that session.start gives; 2 is ADMIN, 0 USER."""
        secret = DEMO.admin_secret if kind == 2 else DEMO.user_secret
        account = {"partnerId": DEMO.partner_id, "secret": secret, "type": kind}
        ks = Caller(self.sandbox).json("session", "start", **account, **parameters)
        assert isinstance(ks, str), ks
        return ks

    def admin(self, **parameters: Any) -> "Caller":
        return Caller(self.sandbox, self.started(2, **parameters))

    def user(self, user_id: str = "ana", **parameters: Any) -> "Caller":
        return Caller(self.sandbox, self.started(0, userId=user_id, **parameters))

    def widget(self) -> "Caller":
        answer = self.json("session", "startWidgetSession", widgetId=DEMO.widget_id, ks="")
        return Caller(self.sandbox, answer["ks"])


@pytest.fixture(scope="session")
def first_content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a sandbox with its first content: filled once, as that takes a while."""
    folder = tmp_path_factory.mktemp("first") / "sandbox"
    Sandbox(folder, bundled(), demo(FIRST)).close()
    return folder


@pytest.fixture
def sandbox(tmp_path: Path, first_content: Path) -> Iterator[Sandbox]:
    shutil.copytree(first_content, tmp_path / "sandbox")
    made = Sandbox(tmp_path / "sandbox", bundled(), demo(FIRST))
    yield made
    made.close()


@pytest.fixture
def anyone(sandbox: Sandbox) -> Caller:
    return Caller(sandbox)


@pytest.fixture
def admin(anyone: Caller) -> Caller:
    return anyone.admin()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """One sandbox for a whole module, for tests that leave it as it is."""
    made = Sandbox(tmp_path_factory.mktemp("sandbox"), bundled(), demo(FIRST))
    yield made
    made.close()


@pytest.fixture
def service_url(sandbox: Sandbox) -> Iterator[str]:
    """The sandbox behind a real server on loopback, mounted as the console mounts it."""
    application = DispatcherMiddleware(Response("none", 404), {"/sandbox": sandbox})
    server = make_server("127.0.0.1", 0, application, threaded=True)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/sandbox"
    server.shutdown()
    thread.join()
    server.server_close()
