"""Runs programs for the JVM: all are compiled at once, and run in one process."""

import base64
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.codegen.calls import FILES
from tests.codegen.java_library import RUNTIME
from tests.codegen.running import TIMEOUT, Written, write
from tests.upstream import Upstream

DRIVER = RUNTIME / "Drive.java"
QUICK = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"]


def javac(compiler: str, files: list[Path], classes: Path) -> None:
    """Compiles sources to a folder."""
    flags = [*(f"-J{flag}" for flag in QUICK), "-encoding", "UTF-8", "-proc:none"]
    done = subprocess.run(
        [compiler, *flags, "-d", classes, *files],
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )
    assert done.returncode == 0, done.stderr[:5000]


def drive(
    java: str, classpath: list[Path], folder: Path, jobs: dict[str, Written]
) -> dict[str, str]:
    """Runs the class of each job in a folder that has the files; what each case printed.

    A program that fails ends the process, and so the test.
    """
    folder.mkdir(parents=True)
    for name, content in FILES.items():
        (folder / name).write_bytes(content)
    lines = []
    for main, one in jobs.items():
        words = [main]
        for name, value in one.environment.items():
            words += [name, base64.b64encode(value.encode()).decode()]
        lines.append(" ".join(words))
    done = subprocess.run(
        [
            *(java, *QUICK, "-Dfile.encoding=UTF-8", "-Dsun.jnu.encoding=UTF-8"),
            *("--add-opens", "java.base/java.util=ALL-UNNAMED"),
            *("-cp", ":".join(map(str, classpath)), "Drive"),
        ],
        input="\n".join(lines) + "\n",
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )
    assert done.returncode == 0, done.stderr[:5000]
    printed = [base64.b64decode(line).decode() for line in done.stdout.splitlines()]
    return {one.case: text for one, text in zip(jobs.values(), printed, strict=True)}


def started(
    java: str, classpath: list[Path], main: str, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Runs one class with that environment alone."""
    return subprocess.run(
        [java, *QUICK, "-cp", ":".join(map(str, classpath)), main],
        env=environment or {},
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )


@dataclass(frozen=True)
class Programs:
    """The programs of one variant, the class that starts each, and where they send to."""

    upstream: Upstream
    written: list[Written]
    jobs: dict[str, Written]

    @property
    def files(self) -> list[Path]:
        return [one.folder / one.file for one in self.written]


def programs(
    root: Path, upstream: Upstream, language: str, variant: str, cases: list[str]
) -> Programs:
    """Each program in a package of its own, so that all can be compiled at once."""
    written = write(root / variant, upstream.url, language, variant, cases)
    jobs = {}
    for number, one in enumerate(written):
        package, file = f"{variant}{number}", one.folder / one.file
        file.write_text(f"package {package}; {file.read_text('utf-8')}", encoding="utf-8")
        # What Kotlin has outside of classes is in one with the name of the file.
        jobs[f"{package}.{'MainKt' if language == 'kotlin' else 'Main'}"] = one
    return Programs(upstream, written, jobs)
