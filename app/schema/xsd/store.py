"""XML Schemas that regions gave, kept in the data folder: one file for each region and type.

A file has one line of JSON (where and when it was fetched), then the bytes as they came.
"""

import hashlib
import json
import logging
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.regions import Region
from app.schema.write import write_whole

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class KeptXsd:
    """`fetched_at` is unix seconds."""

    data: bytes
    fetched_at: float


def keep(folder: Path, region: Region, kind: str, data: bytes) -> None:
    """Keep what a region gave for a type (a value of KalturaSchemaType). Raises OSError."""
    about = {"region": region.url, "type": kind, "fetched_at": time.time()}
    write_whole(_file(folder, region, kind), json.dumps(about).encode() + b"\n" + data)


def find(folder: Path, region: Region, kind: str) -> KeptXsd | None:
    """What is kept, None where nothing is. A damaged file is logged and counts as nothing."""
    file = _file(folder, region, kind)
    try:
        line, _, data = file.read_bytes().partition(b"\n")
        about: Any = json.loads(line)
        return KeptXsd(data, float(about["fetched_at"]))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError) as fault:
        log.warning("The kept XML schema %s cannot be read: %r", file, fault)
        return None


def _file(folder: Path, region: Region, kind: str) -> Path:
    # Of the address too: a region that moved has to be asked again.
    digest = hashlib.sha256("\n".join((region.id, region.url, kind)).encode()).hexdigest()
    return folder / f"{digest[:32]}.xsd"
