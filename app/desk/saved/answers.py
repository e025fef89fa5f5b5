"""The values of a recorded answer, taken out of it by their paths."""

from app.call import body
from app.call.secrets.masking import Masker
from app.call.variables.values import Json, of_body, written
from app.desk.desk import Desk
from app.errors import BadInput
from app.history.records import Record
from app.workflows import paths


def data_of(record: Record) -> Json:
    """What an answer says, whatever its format. Raises BadInput where it cannot be read."""
    try:
        return of_body(body.read(record.answer.utf8).result)
    except body.Unreadable as fault:
        raise BadInput(f"No value can be taken, as the answer {fault}.") from None


def value_in(desk: Desk, call_id: str, path: str) -> tuple[str, bool]:
    """The value at a path (JSONPath) as a text, and whether it is a secret.

    Raises NotFound, and BadInput where nothing is there.
    """
    record = desk.record(call_id).record
    value = written(paths.value(path, data_of(record)))
    masker = Masker.for_exchange(record.call, record.answer)
    return value, masker.text(value) != value
