"""A recorded call, opened: with its region and the registry it was formed under."""

from dataclasses import dataclass

from app.call.codec import has_files
from app.call.model import Call
from app.errors import BadInput
from app.history.records import Record
from app.regions import Region
from app.schema.registry import Registry


@dataclass(frozen=True, slots=True)
class Opened:
    """`region` is None where the operator's list has it no more; `registry` is the one that the
    call was formed under, as far as it is still kept."""

    record: Record
    region: Region | None
    registry: Registry

    @property
    def call(self) -> Call:
        return self.record.call


def check_sendable(call: Call, instead: str = "send it") -> None:
    """Raises BadInput for a call that history has without its files."""
    if has_files(call):
        raise BadInput(
            "This call uploaded a file, and files are not kept: fill the form in from history, "
            f"choose the file again and {instead}."
        )
