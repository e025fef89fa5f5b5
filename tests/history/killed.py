"""Consoles to be killed: `python -m tests.history.killed FOLDER REGIONS SENDERS`.

For each line that comes in, a process is forked and its id printed. It sends calls from many
threads, each of them with a number of its own, for as long as it lives.
"""

import itertools
import os
import sys
import threading
from pathlib import Path

from app.assembly import assembled
from app.call.model import Call
from app.desk.desk import Desk
from app.settings import Settings

OWN = "a runner"


def desk_of(folder: Path, regions: str) -> Desk:
    settings = Settings.load(
        {
            "TESTME_DATA_DIR": str(folder),
            "TESTME_REGIONS_FILE": regions,
            "TESTME_SANDBOX": "off",
            "TESTME_DEFAULT_REGION": "own",
            # None is deleted to make room for others.
            "TESTME_HISTORY_CALLS": "1000000",
        }
    )
    return Desk(assembled(settings), OWN)


def send(folder: Path, regions: str, senders: int) -> None:
    desk = desk_of(folder, regions)
    place = desk.place("own")

    def many(sender: int) -> None:
        for number in itertools.count():
            named = (("id", f"{os.getpid()}.{sender}.{number}"),)
            desk.send(Call("own", "media", "get", named, format="1"), place)

    threads = [threading.Thread(target=many, args=(one,)) for one in range(senders)]
    for thread in threads:
        thread.start()
    threads[0].join()


def main(folder: str, regions: str, senders: str) -> None:
    # What takes time at a start is read once, before the first fork.
    desk_of(Path(folder, "warm"), regions).place("own")
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            send(Path(folder), regions, int(senders))
        print(child, flush=True)
        os.waitpid(child, 0)


if __name__ == "__main__":
    Path(sys.argv[1], "warm").mkdir(parents=True)
    main(*sys.argv[1:])
