"""Imported schemas, and which region uses which: files in the data folder.

    <folder>/<id>.json.gz     one line about the import, then the facts with their sentences;
                              the id is made from the schema itself, so the same one is one file
    <folder>/regions.json     {"region id": "schema id"}; a region that is not in it uses the
                              bundled schema

Several processes may share the folder: files are replaced as a whole, changes are made
under a lock, and each look-up checks whether a file has changed since it was read.
"""

import contextlib
import fcntl
import gzip
import hashlib
import json
import logging
import re
import threading
import time
import zlib
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.errors import NotFound, SchemaRejected
from app.schema import facts
from app.schema.model import Schema
from app.schema.registry import Registry
from app.schema.write import write_whole

BUNDLED = "bundled"

_KEPT = 4  # registries in memory, a few MB each
_LIMIT = 128 * 1024 * 1024  # bytes of an unpacked file; one of ours has about 2 MB
_LONGEST_LINE = 64 * 1024  # bytes of the first line

log = logging.getLogger(__name__)

_Stamp = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class StoredSchema:
    """`added_at` is unix seconds; `regions` are the ids of those that use it."""

    id: str
    version: str
    origin: str  # the file or the endpoint that it came from
    added_at: float
    regions: tuple[str, ...] = ()


class SchemaStore:
    """The schemas in one folder, which is made when it is first needed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._assigned: tuple[_Stamp | None, dict[str, str]] = (None, {})
        self._registries: OrderedDict[tuple[str, _Stamp], Registry] = OrderedDict()

    def registry_for(self, region_id: str) -> Registry:
        """The registry that the region uses. A damaged one is logged, and the bundled serves."""
        schema_id = self._assignments().get(region_id, BUNDLED)
        if schema_id == BUNDLED:
            return facts.bundled()
        file = self._file(schema_id)
        stamp = _stamp(file)
        if stamp is None:
            log.warning("Region %s uses the bundled schema, as %s is gone.", region_id, file)
            return facts.bundled()
        with self._lock:
            key = (schema_id, stamp)
            if key not in self._registries:
                self._registries[key] = self._registry_or_bundled(file)
            self._registries.move_to_end(key)
            while len(self._registries) > _KEPT:
                self._registries.popitem(last=False)
            return self._registries[key]

    def list(self) -> list[StoredSchema]:
        """The imported schemas, the latest first; a damaged one is logged and left out."""
        found = []
        for file in self._folder.glob("*.json.gz"):
            schema_id = file.name.removesuffix(".json.gz")
            try:
                found.append(_about(file, schema_id, self._users(schema_id)))
            except SchemaRejected as fault:
                log.warning("%s", fault)
        return sorted(found, key=lambda item: (-item.added_at, item.id))

    def get(self, name: str) -> Registry:
        """By id; by version (its latest import, else the bundled one); or "bundled".

        Raises NotFound, and SchemaRejected for a damaged file.
        """
        if self._file(name).exists():
            return _registry(self._file(name))
        for item in self.list():
            if name == item.version:
                return _registry(self._file(item.id))
        if name in {BUNDLED, facts.bundled().version}:
            return facts.bundled()
        raise NotFound(
            f"There is no schema {name!r:.80}. Give the id or version of an imported one "
            "(flask --app app schema list), or bundled."
        )

    def add(self, schema: Schema, origin: str) -> StoredSchema:
        """Keeps the schema; `origin` names the file or the endpoint. Raises OSError."""
        content = facts.dump(schema)
        schema_id = hashlib.sha256(content).hexdigest()[:16]
        about = {"version": schema.version, "origin": origin, "added_at": time.time()}
        line = json.dumps(about).encode()
        file = self._file(schema_id)
        write_whole(file, gzip.compress(line + b"\n" + content, compresslevel=6, mtime=0))
        return _about(file, schema_id, self._users(schema_id))

    def assign(self, region_id: str, schema_id: str) -> None:
        """Has the region use an imported schema, or "bundled". Raises NotFound and OSError."""
        with self._changing() as assigned:
            if schema_id == BUNDLED:
                assigned.pop(region_id, None)
            elif self._file(schema_id).exists():
                assigned[region_id] = schema_id
            else:
                raise NotFound(f"There is no imported schema {schema_id!r:.80}.")

    def remove(self, schema_id: str) -> None:
        """Forgets an imported schema; regions that use it get the bundled one. Raises NotFound."""
        with self._changing() as assigned:
            for region in [key for key, value in assigned.items() if value == schema_id]:
                del assigned[region]
            try:
                self._file(schema_id).unlink()
            except FileNotFoundError:
                raise NotFound(f"There is no imported schema {schema_id!r:.80}.") from None

    def _file(self, schema_id: str) -> Path:
        # An id comes from outside: anything else gives a file that is never there.
        safe = schema_id if re.fullmatch(r"[0-9a-f]{16}", schema_id) else "none"
        return self._folder / f"{safe}.json.gz"

    @property
    def _regions_file(self) -> Path:
        return self._folder / "regions.json"

    def _users(self, schema_id: str) -> tuple[str, ...]:
        assigned = self._assignments().items()
        return tuple(sorted(region for region, used in assigned if used == schema_id))

    def _assignments(self) -> dict[str, str]:
        stamp = _stamp(self._regions_file)
        if stamp != self._assigned[0]:
            self._assigned = (stamp, _read_assignments(self._regions_file))
        return self._assigned[1]

    @contextlib.contextmanager
    def _changing(self) -> Iterator[dict[str, str]]:
        """The assignments to change, with every other process and thread waiting."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self._folder / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            assigned = _read_assignments(self._regions_file)
            yield assigned
            write_whole(self._regions_file, json.dumps(assigned, indent=1, sort_keys=True).encode())

    def _registry_or_bundled(self, file: Path) -> Registry:
        try:
            return _registry(file)
        except SchemaRejected as fault:
            log.warning("The bundled schema is used instead of an imported one: %s", fault)
            return facts.bundled()


def _stamp(file: Path) -> _Stamp | None:
    """Changes with every replacement of the file; None where there is none."""
    try:
        status = file.stat()
    except FileNotFoundError:
        return None
    return status.st_mtime_ns, status.st_ino, status.st_size


def _read_assignments(file: Path) -> dict[str, str]:
    try:
        content = json.loads(file.read_bytes())
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as fault:
        log.warning("%s cannot be read, so every region uses the bundled schema: %s", file, fault)
        return {}
    pairs = content.items() if isinstance(content, dict) else ()
    return {key: value for key, value in pairs if isinstance(value, str)}


def _unpacked(file: Path, *, first_line: bool) -> bytes:
    try:
        with gzip.open(file) as content:
            line = content.readline(_LONGEST_LINE)
            return line if first_line else content.read(_LIMIT)
    except (OSError, EOFError, zlib.error) as fault:
        raise SchemaRejected(
            f"The imported schema in {file} cannot be read ({fault}). Import it again."
        ) from fault


def _about(file: Path, schema_id: str, regions: tuple[str, ...] = ()) -> StoredSchema:
    try:
        about: Any = json.loads(_unpacked(file, first_line=True))
        return StoredSchema(
            schema_id,
            str(about["version"]),
            str(about["origin"]),
            float(about["added_at"]),
            regions,
        )
    except (ValueError, TypeError, KeyError) as fault:
        raise SchemaRejected(
            f"The imported schema in {file} is damaged ({fault!r}). Import it again."
        ) from fault


def _registry(file: Path) -> Registry:
    origin = _about(file, "").origin
    return Registry(facts.load(_unpacked(file, first_line=False)), f"imported from {origin}")
