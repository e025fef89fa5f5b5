"""What the sandbox refuses with: codes and argument names of the real API, our own words.

An `ApiError` is no fault of the console: it travels inside an HTTP 200, as the real
server's do. `MESSAGES` has the words for those that are met most, from `errors.toml`.
"""

import tomllib
from pathlib import Path

from app.errors import TestMeError

MESSAGES: dict[str, str] = tomllib.loads(Path(__file__).with_name("errors.toml").read_text("utf-8"))


class ApiError(TestMeError):
    """An error answer; `arguments` are its args by name, in the order of the real server."""

    status = 200

    of_file = False  # of an action that answers with a file: the answer stays empty

    def __init__(self, code: str, **arguments: object) -> None:
        """`arguments` are the names in the code's message; what is not in MESSAGES is the
        real server's code too, and its words make the sentence."""
        self.arguments = {name: str(value) for name, value in arguments.items()}
        words = MESSAGES.get(code)
        super().__init__(words.format(**self.arguments) if words else self._plain(code))
        self.code = code

    def _plain(self, code: str) -> str:
        given = ", ".join(f'{name} "{value}"' for name, value in self.arguments.items())
        words = code.replace("_", " ").capitalize()
        return f"{words}: {given}" if given else words
