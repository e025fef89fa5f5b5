"""What consoles share, as each would make the same: statements, addresses and templates.

A console outside of the tests makes them once as well. Passwords cost next to nothing.
"""

from collections.abc import Callable
from pathlib import Path
from types import CodeType
from typing import Any, ClassVar

import pytest
import sqlalchemy
from argon2 import PasswordHasher
from jinja2.bccache import Bucket, FileSystemBytecodeCache
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

from app.people import passwords
from app.storage import engine

# How passwords are kept, and how they are in tests that are not about how long a guess takes.
DEAR, CHEAP = passwords._HASHER, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
_STATEMENTS: LRUCache[Any, Any] = LRUCache(2000)
_DIALECTS: dict[type[Dialect], Dialect] = {}
_ADDRESSES: dict[Any, tuple[Any, ...]] = {}


class CompiledTemplates(FileSystemBytecodeCache):
    """Compiling takes longer than most tests: each is once, by whichever process comes first."""

    _read: ClassVar[dict[str, CodeType]] = {}

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        super().__init__(str(folder))

    def load_bytecode(self, bucket: Bucket) -> None:
        key = bucket.key + bucket.checksum
        if key not in self._read:
            super().load_bytecode(bucket)
            if bucket.code is None:
                return
            self._read[key] = bucket.code
        bucket.code = self._read[key]


def share() -> None:
    """Has everything below shared from now on."""
    patched = pytest.MonkeyPatch()
    patched.setattr(passwords, "_HASHER", CHEAP)
    patched.setattr(engine, "create_engine", _create_engine)
    patched.setattr(Rule, "compile", _compiling(Rule.compile))


def _create_engine(url: sqlalchemy.URL, **options: Any) -> sqlalchemy.Engine:
    """An engine that compiles no statement for SQLite that another one has compiled.

    SQLAlchemy looks for one by its dialect, which holds nothing of the file: what it asks the first
    connection is the same for each of a process.
    """
    made = sqlalchemy.create_engine(url, **options)
    if url.get_backend_name() == "sqlite":
        kind = type(made.dialect)
        if kind not in _DIALECTS:
            first = sqlalchemy.create_engine("sqlite://")
            first.connect().close()
            first.dispose()
            _DIALECTS[kind] = first.dialect
        made.dialect = made.pool._dialect = _DIALECTS[kind]
        made._compiled_cache = _STATEMENTS
    return made


def _compiling(compiled: Callable[[Rule], None]) -> Callable[[Rule], None]:
    """Werkzeug's own, for the first rule that says the same: it compiles two functions for each."""

    def once(rule: Rule) -> None:
        # Nobody adds converters, so that those of each console are the same.
        key = (rule.rule, rule.subdomain, rule.host, rule.merge_slashes, str(rule.defaults))
        if key not in _ADDRESSES:
            compiled(rule)
            builders = rule._build.__func__, rule._build_unknown.__func__  # type: ignore[attr-defined]
            _ADDRESSES[key] = (
                rule._parts,
                rule._trace,
                rule._converters,
                frozenset(rule.arguments),
                *builders,
            )
            return
        rule._parts, rule._trace, rule._converters, arguments, build, unknown = _ADDRESSES[key]
        rule.arguments = set(arguments)
        rule._build, rule._build_unknown = build.__get__(rule), unknown.__get__(rule)

    return once
