"""What is written by hand, one file a service or a few that belong together.

`by_hand.toml` says which function answers which action; what does not stand there the generic
service answers.
"""

import tomllib
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from app.sandbox.access import Access
from app.sandbox.context import Handler


def _read() -> dict[str, dict[str, Handler]]:
    content = tomllib.loads(Path(__file__).with_name("by_hand.toml").read_text("utf-8"))
    return {
        service: {name: _handler(**declared) for name, declared in actions.items()}
        for service, actions in content.items()
    }


def _handler(run: str, asks: str, before: str = "", **others: Any) -> Handler:
    """Raises ImportError or AttributeError where no such function is written."""
    function = _function(run)
    if before:
        others["before"] = _function(before)
    given = others.pop("given", ())
    return Handler(partial(function, *given) if given else function, Access[asks], **others)


def _function(named: str) -> Any:
    file, _, name = named.partition(".")
    return getattr(import_module(f"{__name__}.{file}"), name)


# By the schema's service id.
SERVICES = _read()
