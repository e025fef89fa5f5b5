"""Which actions only read: those listed in `reading.txt`, as the schema does not say."""

from pathlib import Path

FILE = Path(__file__).with_name("reading.txt")


def _listed() -> frozenset[str]:
    lines = FILE.read_text(encoding="utf-8").splitlines()
    return frozenset(line.casefold() for line in lines if line and not line.startswith("#"))


_READING = _listed()


def changes_things(service_id: str, action: str) -> bool:
    """Whether the action may change or delete something: every one that is not listed may.

    `service_id` is as on the wire (metadata_metadata). Case does not matter, as on the server.
    """
    return f"{service_id}.{action}".casefold() not in _READING
