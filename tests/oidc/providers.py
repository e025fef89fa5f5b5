"""The real provider: the npm package that package.json names, on loopback."""

import contextlib
import hashlib
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.codegen.conftest import VENV, needed

ROOT = Path(__file__).resolve().parent.parent.parent
CLIENT = {"oidc_client_id": "testme:console", "oidc_client_secret": "a secret / of + the client"}


def node_modules(package: str = "oidc-provider") -> Path:
    """Where `make check` has put the package, or else once beside the environment."""
    npm, locked = needed("npm"), ("package.json", "package-lock.json")
    if (ROOT / "node_modules" / package).is_dir():
        return ROOT / "node_modules"
    digest = hashlib.sha256(b"".join((ROOT / name).read_bytes() for name in locked)).hexdigest()
    folder = VENV / f"node-{digest[:12]}"
    if not folder.exists():
        with tempfile.TemporaryDirectory(dir=VENV) as waiting:
            made = Path(waiting, "node")
            made.mkdir()
            for name in locked:
                shutil.copy(ROOT / name, made)
            install = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
            subprocess.run(install, cwd=made, capture_output=True, timeout=110, check=True)
            # Another process that runs tests may have been faster with the same.
            with contextlib.suppress(OSError):
                made.rename(folder)
    return folder / "node_modules"


@contextlib.contextmanager
def provider(port: int, console: str) -> Iterator[str]:
    """Gives its issuer; `console` is the address that people come from and go back to."""
    script = Path(__file__).with_name("provider.mjs")
    command = [needed("node"), str(script), str(port), console, str(node_modules())]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as running:
        assert running.stdout
        assert running.stdin
        try:
            # It says first, on stderr, what is not for production.
            assert running.stdout.readline() == b"ready\n"
            # Another site than the console's 127.0.0.1, as browsers see it.
            yield f"http://localhost:{port}"
        finally:
            running.stdin.close()
