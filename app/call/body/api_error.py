"""The API's own errors, which it answers with in the place of a result."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from app.call.body.values import Value, text

CLASS = "KalturaAPIException"
ARGUMENT_CLASS = "KalturaApiExceptionArg"


@dataclass(frozen=True, slots=True)
class ApiError:
    """What the server says of a failed call; `args` are the names and values of its message."""

    code: str
    message: str
    args: tuple[tuple[str, str], ...] = ()


def error_in(result: Value) -> ApiError | None:
    """The error that stands in the place of a result; None where there is none."""
    if not isinstance(result, dict) or result.get("objectType") != CLASS:
        return None
    args = tuple(_arguments(result.get("args")))
    return ApiError(_told(result.get("code")), _told(result.get("message")), args)


def _arguments(args: Value) -> Iterator[tuple[str, str]]:
    if isinstance(args, dict):
        yield from ((text(name), _told(value)) for name, value in args.items())
    for item in args if isinstance(args, list) else ():
        if isinstance(item, dict):
            yield text(item.get("name")), _told(item.get("value"))


def _told(value: Value) -> str:
    return json.dumps(value) if isinstance(value, list | dict) else text(value)
