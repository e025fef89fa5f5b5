"""A Flask view that forwards and nothing else, under the console's own server: what is compared."""

import sys
from typing import Any

import requests
from flask import Flask, Response, request
from gunicorn.app.base import BaseApplication

from app.__main__ import prepare_process
from app.serving.worker import Worker


class Bare(BaseApplication):  # type: ignore[misc]  # gunicorn carries no types
    """Serves `/send` on a port, forwarded to an upstream."""

    page_threads, stop_seconds, trusted_proxies = 64, 1.0, frozenset[str]()
    upload_folder = "/tmp"

    def __init__(self, port: int, upstream: int) -> None:
        self._port, self._upstream = port, upstream
        super().__init__()

    def load_config(self) -> None:
        told = {"bind": f"127.0.0.1:{self._port}", "worker_class": Worker, "loglevel": "warning"}
        for name, value in {**told, "timeout": 0, "control_socket_disable": True}.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        app, session = Flask("bare"), requests.Session()
        session.mount("http://", requests.adapters.HTTPAdapter(pool_maxsize=64))

        @app.get("/history")
        def page() -> str:
            return ""

        @app.post("/send")
        def send() -> Response:
            url = f"http://127.0.0.1:{self._upstream}/"
            answer = session.post(url, data=request.get_data(), timeout=60)
            return Response(answer.content, answer.status_code, content_type="application/json")

        return app

    def is_call(self, *_: Any) -> bool:
        return False

    def stop_waiting(self) -> None:
        pass

    def stop_calls(self) -> None:
        pass

    def close(self, _: float) -> None:
        pass


if __name__ == "__main__":
    prepare_process()
    Bare(int(sys.argv[1]), int(sys.argv[2])).run()
