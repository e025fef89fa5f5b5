"""`python -m tests.test_started` says what it is: the same, forked or not."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.pages.running import Start
from tests.started import PIPE, Started, started_anew


def _told(start: Start, *arguments: str) -> tuple[int, object, bytes]:
    # Not what the encoding of streams depends on: that is taken from this process.
    environ = {k: v for k, v in os.environ.items() if k.startswith(("LANG", "LC_"))}
    environ |= {"GIVEN": "here"}
    read, written = os.pipe()
    os.write(written, b"typed\n")
    os.close(written)
    command = ("tests.test_started", *arguments)
    with start(*command, env=environ, stdin=read, stdout=PIPE, stderr=PIPE) as process:
        os.close(read)
        out, err = process.communicate(timeout=60)
    return process.wait(), json.loads(out), err


def test_what_is_forked_is_as_what_is_started() -> None:
    said = _told(Started, "one", "two")
    assert said == _told(started_anew, "one", "two")
    status, told, err = said
    assert (status, err) == (1, b"This is why.\n")
    assert isinstance(told, dict)
    assert (told["environ"]["GIVEN"], "PATH" in told["environ"]) == ("here", False)
    assert told["typed"] == "typed\n"


def test_a_signal_ends_it_and_is_its_status() -> None:
    for number in (signal.SIGTERM, signal.SIGKILL):
        with Started("tests.test_started", "wait", env={}) as process:
            assert process.stdout
            assert process.stdout.readline() == b"waiting\n"
            assert process.poll() is None
            process.send_signal(number)
            assert process.wait(20) == -number
            process.kill()


def test_none_is_left_when_who_started_it_is_killed() -> None:
    code = "from tests.test_started import left; left()"
    with subprocess.Popen([sys.executable, "-c", code], stdout=PIPE) as process:
        assert process.stdout
        number = int(process.stdout.readline())
        assert Path(f"/proc/{number}").exists()
        process.kill()
        end = time.monotonic() + 20
        while Path(f"/proc/{number}").exists():
            assert time.monotonic() < end
            time.sleep(0.02)


def left() -> None:
    with Started("tests.test_started", "wait", env={}) as process:
        print(process.pid, flush=True)
        process.wait()


def main() -> None:
    if sys.argv[1] == "wait":
        print("waiting", flush=True)
        time.sleep(60)
    numbers = {signal.SIGINT, signal.SIGTERM, signal.SIGCHLD, signal.SIGPIPE}
    streams = (sys.stdin, sys.stdout, sys.stderr)
    told = {
        "arguments": sys.argv,
        "environ": {k: v for k, v in os.environ.items() if not k.startswith("LC_")},
        "folder": (str(Path.cwd()), sys.path[0]),
        "signals": {one.name: str(signal.getsignal(one)) for one in sorted(numbers)},
        "streams": [(one.name, one.mode, one.encoding, one.errors) for one in streams],
        "by line": [one.line_buffering for one in streams],
        "open": len(list(Path("/proc/self/fd").iterdir())),
        "own": [os.getsid(0) == os.getpid(), __name__],
        "threads": len(list(Path("/proc/self/task").iterdir())),
        "typed": sys.stdin.read(),
    }
    print(json.dumps(told))
    sys.exit("This is why.")


if __name__ == "__main__":
    main()
