"""Runs Python programs one after the other in one process; jobs and results are JSON."""

import contextlib
import io
import json
import os
import runpy
import sys
from functools import cache


def run(job: dict[str, object]) -> dict[str, object]:
    environment = job["environment"]
    assert isinstance(environment, dict)
    os.chdir(str(job["folder"]))
    os.environ.update(environment)
    # For each program it looks through all its modules again, which are the same.
    if library := sys.modules.get("KalturaClient.Client"):
        library.__dict__.setdefault("dir", cache(dir))
    printed = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    status: object = 0
    with contextlib.redirect_stdout(printed):
        try:
            runpy.run_path(str(job["file"]), run_name="__main__")
        except SystemExit as stopped:
            status = stopped.code or 0
            if isinstance(status, str):
                print(status)
                status = 1
    for name in environment:
        del os.environ[name]
    printed.seek(0)
    return {"status": status, "output": printed.read()}


if __name__ == "__main__":
    print(json.dumps([run(job) for job in json.load(sys.stdin)]))
