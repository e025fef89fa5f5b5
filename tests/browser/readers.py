"""Readers of OpenAPI documents as others serve them: npm packages on a server that is not ours.

The server also passes /openapi.json and the sandbox on, as whoever puts such a reader beside
the console does: the console itself lets no other origin read from it.
"""

import base64
import contextlib
import hashlib
import mimetypes
import subprocess
import tempfile
import threading
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.codegen.conftest import VENV, needed

# With what npm says of them, as a package-lock.json has it.
_PACKAGES = {
    "@scalar/api-reference@1.72.1": (
        "sha512-XpEJ0rfc/cXbCrR+iC4kK0o/WwX2dTtGQbT049OlPKAHD6IMIFdTeGz2r+M27P2EDWKyUITRm/NzlP8z2pw/Ow=="
    ),
    "swagger-ui-dist@5.35.0": (
        "sha512-U06rpMtW9V3XPGOBeamTUSr0Z09jMX4IJuANpE/EZbAhw0G8CgwrzU4YmXkn/h0wCDNsXdGarTNNHC3sU8yVUQ=="
    ),
}
_SWAGGER_UI = """<!doctype html><title>Swagger UI</title><link rel="icon" href="data:,">
<link rel="stylesheet" href="/modules/swagger-ui-dist/swagger-ui.css">
<div id="reader"></div>
<script src="/modules/swagger-ui-dist/swagger-ui-bundle.js"></script>
<script>SwaggerUIBundle({
  url: "/openapi.json" + location.search, dom_id: "#reader", docExpansion: "none",
  deepLinking: true, defaultModelsExpandDepth: -1, validatorUrl: null,
})</script>"""
_SCALAR = """<!doctype html><title>Scalar</title><link rel="icon" href="data:,">
<div id="reader"></div>
<script src="/modules/@scalar/api-reference/dist/browser/standalone.js"></script>
<script>Scalar.createApiReference("#reader", {
  url: "/openapi.json" + location.search, withDefaultFonts: false, telemetry: false,
  hideModels: true, agent: { disabled: true },
})</script>"""
_PAGES = {"/swagger-ui": _SWAGGER_UI, "/scalar": _SCALAR}


def node_modules() -> Path:
    """The two packages, fetched once beside the environment.

    Without the 270 that they name: what a browser loads of them has everything in it.
    """
    npm = needed("npm")
    folder = VENV / f"node-{hashlib.sha256(repr(_PACKAGES).encode()).hexdigest()[:12]}"
    if not folder.exists():
        with tempfile.TemporaryDirectory(dir=VENV) as waiting:
            made = Path(waiting, "node")
            fetch = [npm, "pack", "--silent", *_PACKAGES]
            subprocess.run(fetch, cwd=waiting, capture_output=True, timeout=200, check=True)
            for package, integrity in _PACKAGES.items():
                name, _, version = package.rpartition("@")
                file = Path(waiting, f"{name.removeprefix('@').replace('/', '-')}-{version}.tgz")
                digest = base64.b64encode(hashlib.sha512(file.read_bytes()).digest()).decode()
                assert integrity == f"sha512-{digest}", package
                (made / "node_modules" / name).mkdir(parents=True)
                into = made / "node_modules" / name
                subprocess.run(
                    ["tar", "-xzf", file, "--strip-components=1", "-C", into], check=True
                )
            # Another process that runs tests may have been faster with the same.
            with contextlib.suppress(OSError):
                made.rename(folder)
    return folder / "node_modules"


@contextlib.contextmanager
def serving(modules: Path, console_url: str) -> Iterator[str]:
    """The readers' server; gives its URL."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if page := _PAGES.get(self.path.partition("?")[0]):
                self._send(200, "text/html; charset=utf-8", page.encode())
            elif self.path.startswith("/modules/"):
                file = modules / self.path.removeprefix("/modules/")
                kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
                self._send(200, kind, file.read_bytes())
            else:
                self._pass_on(None)

        def do_POST(self) -> None:
            self._pass_on(self.rfile.read(int(self.headers["Content-Length"])))

        def _pass_on(self, body: bytes | None) -> None:
            kept = {name: self.headers[name] for name in ("Host", "Content-Type", "Accept")}
            headers = {name: value for name, value in kept.items() if value}
            request = urllib.request.Request(f"{console_url}{self.path}", body, headers)
            with urllib.request.urlopen(request, timeout=20) as response:
                kind = response.headers["Content-Type"]
                self._send(response.status, kind, response.read())

        def _send(self, status: int, kind: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
