"""How a command that sends calls ends, and what it says on the way: all of that on stderr."""

import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

import click

from app.call.transport.cancel import Cancel
from app.errors import TestMeError, UpstreamFailed
from app.storage.troubles import DatabaseTrouble, trouble_of

# Exit statuses.
OK, FAILED, USAGE, NETWORK = 0, 1, 2, 3
INTERRUPTED = 128 + signal.SIGINT


class Ended(click.ClickException):
    """A sentence on stderr, and the exit status."""

    def __init__(self, sentence: str, status: int) -> None:
        super().__init__(plain(sentence))
        self.exit_code = status  # type: ignore[misc]  # click's own is a class's


@contextmanager
def ended_well() -> Iterator[None]:
    """A fault of ours is a sentence and an exit status; whoever closed the pipe hears nothing."""
    try:
        yield
    except TestMeError as fault:
        status = NETWORK if isinstance(fault, UpstreamFailed) else USAGE
        raise Ended(" ".join(fault.sentence.split()), status) from fault
    except BrokenPipeError:
        # What Python still has for it would be complained about at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(128 + signal.SIGPIPE)
    except OSError as fault:
        raise Ended(f"{fault.filename or 'The file'}: {fault.strerror}.", USAGE) from fault
    except KeyboardInterrupt:
        raise Ended("Ended.", INTERRUPTED) from None
    except Exception as fault:
        if (cause := trouble_of(fault)) is None:
            raise
        raise Ended(DatabaseTrouble(cause).sentence, USAGE) from fault


class Stop(Cancel):
    """What Ctrl+C does to a call under way; `status` is the exit status then."""

    status = OK


@contextmanager
def stoppable() -> Iterator[Stop]:
    """Within it Ctrl+C, and being told to end, stop the call, which history is told of; the second
    time they end the command at once."""
    stop = Stop()

    def told(number: int, _frame: FrameType | None) -> None:
        if stop.status:
            raise KeyboardInterrupt
        stop.status = 128 + number
        # This thread may hold what cancelling needs.
        threading.Thread(target=stop.cancel, daemon=True).start()

    before = {one: signal.signal(one, told) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def say(sentence: str) -> None:
    click.echo(plain(sentence), err=True)


def caution(names: Sequence[str]) -> None:
    if names:
        say(
            f"Caution: {' and '.join(names)} on a command line can be read in the list of "
            "processes and in the shell's history. NAME@FILE, NAME=@- and {{a variable}} keep it "
            "from there; a KS is read by --ks - and from TESTME_KS."
        )


def plain(text: str) -> str:
    """Of a text what a terminal only shows: nothing in it can steer one."""
    return "".join(one if one.isprintable() or one in "\n\t" else "\ufffd" for one in text)
