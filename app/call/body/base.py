"""What can be asked of an answer's body, whatever its format."""

from collections.abc import Iterable, Iterator
from typing import Literal

from app.call.body.api_error import ApiError, error_in
from app.call.body.values import Unreadable, Value, texts

# The wire's number: JSON, XML, serialized PHP, JSONP; "" for what is none of them.
Format = Literal["1", "2", "3", "9", ""]

# An error, a KS or a session is short; a body beyond this is a list or a file, and costly to read.
LOOKED_INTO = 1_000_000  # bytes
LIST = "objects"  # the property that holds the rows of a list


class Body:
    """A body in `format`, which it shows by itself; decoded only when something is asked of it.

    This one is in no known format: the others override what they can read.
    """

    format: Format = ""

    def __init__(self, content: bytes) -> None:
        """`content` is the body from its first character on."""
        self._content = content

    @property
    def result(self) -> Value:
        """The result, or the error in its place. Raises Unreadable."""
        raise Unreadable("is in no format of the API", "In no format of the API")

    @property
    def document(self) -> dict[str, Value]:
        """`result`, and beside it what else an envelope has. Raises Unreadable."""
        return {"result": self.result}

    @property
    def error(self) -> ApiError | None:
        """The API's error, or the first one among those of a multirequest. Raises Unreadable."""
        return next(filter(None, map(error_in, self._answers())), None)

    def check(self) -> None:
        """Raises Unreadable where it can be read here, but not by a program that is strict."""

    @property
    def items(self) -> list[bytes]:
        """Where the result is a list: each item as an answer of its own, numbers as they came.

        Empty where it is none. Raises Unreadable.
        """
        return []

    @property
    def fields(self) -> dict[str, str]:
        """The scalars of a result that is an object, as texts; nulls are left out.

        Empty where it is none, cannot be read or is longer than LOOKED_INTO.
        """
        try:
            result = self.result if len(self._content) <= LOOKED_INTO else None
        except Unreadable:
            return {}
        return texts(result) if isinstance(result, dict) else {}

    def rows(self) -> Iterator[dict[str, str]]:
        """The scalars of a list's objects, as in `fields`, one after the other.

        A list is an array or what `objects` holds. What was cut off or broken costs the row that
        it goes through and those behind it.
        """
        return iter(())

    def _answers(self) -> Iterable[Value]:
        """The results in whose place an error can stand."""
        result = self.result
        return result if isinstance(result, list) else [result]
