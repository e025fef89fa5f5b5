"""How a command says that something did not work."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from app.errors import TestMeError


@contextmanager
def one_line_errors() -> Iterator[None]:
    try:
        yield
    except TestMeError as fault:
        raise click.ClickException(" ".join(fault.sentence.split())) from fault
    except OSError as fault:
        raise click.ClickException(f"{fault.filename}: {fault.strerror}.") from fault
