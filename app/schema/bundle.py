"""Writes the facts that ship with the console: `python -m app.schema.bundle KalturaClient.xml`."""

import sys
from pathlib import Path

from app.schema import facts, reader


def main(file: Path) -> Path:
    """Bundle the facts of a KalturaClient.xml; returns the file written.

    Raises SchemaRejected and OSError.
    """
    schema = facts.strip(reader.read(file.read_bytes()))
    target = facts.BUNDLED_FILE.with_name(f"{schema.version}.json")
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(facts.dump(schema))
    return target


if __name__ == "__main__":
    print(main(Path(sys.argv[1])))
