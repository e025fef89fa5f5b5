"""Plausible scalars for examples: what a value of a name, a type or a meaning may look like.

All of it is made up: the account 1000001, the entry 0_abc12345, the user alice. No value is
random, so that a page shows the same example each time.
"""

import re
from collections.abc import Sequence

from app.schema.meanings.names import kind_by_name
from app.schema.model import Enum, Parameter, Property
from app.schema.registry import Registry

Scalar = str | int | float | bool

MOMENT = 1767225600  # unix seconds: 2026-01-01 00:00:00 UTC
_HOUR = 3600  # seconds

_USUAL = (
    "READY",
    "ACTIVE",
    "ENABLED",
    "VIDEO",
    "MEDIA_CLIP",
    "TRUE_VALUE",
    "FULL_UPLOAD",
    "FINISHED",
    "OK",
    "SHA256",
    "EN",
)

_NUMBERS = {
    "partnerId": 1000001,
    "totalCount": 1,
    "expiry": MOMENT + 24 * _HOUR,
    "width": 1280,
    "height": 720,
    "duration": 60,
    "msDuration": 60000,
    "plays": 12,
    "views": 34,
    "version": 1,
    "pageSize": 30,
    "pageIndex": 1,
    "port": 443,
    "priority": 1,
    "frameRate": 25,
    "bitrate": 1500,
}
_NUMBERS_OF_KIND = {
    "time": MOMENT,
    "milliseconds": 60000,
    "seconds": 60,
    "minutes": 10,
    "bytes": 1048576,
    "kilobytes": 1024,
    "megabytes": 5,
    "gigabytes": 1,
    "bitrate": 1500,
    "boolean": 1,
}
_TEXTS = {
    "name": "A day at the sea",
    "title": "A day at the sea",
    "description": "Waves, sand and wind",
    "tags": "sea, summer",
    "email": "alice@example.test",
    "loginId": "alice@example.test",
    "firstName": "Alice",
    "lastName": "Example",
    "fullName": "Alice Example",
    "screenName": "alice",
    "userId": "alice",
    "creatorId": "alice",
    "owner": "alice",
    "ownerId": "alice",
    "puserId": "alice",
    "country": "IE",
    "language": "en",
    "version": "1",
    "systemName": "sea_day",
    "referenceId": "sea-2026-01",
    "fileName": "sea.mp4",
    "fileExt": "mp4",
    "privileges": "list:*",
    "orderBy": "-createdAt",
    "categories": "Travel>Sea",
    "categoriesIds": "42",
    "adminTags": "",
    "partnerData": "",
    "secret": "your-secret",
    "adminSecret": "your-administrator-secret",
    "password": "your-password",
    "ks": "djJ8MTAwMDAwMXw…",
    "tokenHash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "host": "media.example.test",
    "hostname": "media.example.test",
    "widgetId": "_1000001",
}
_TEXTS_OF_CLASSES = {"KalturaUser.id": "alice", "KalturaUser.title": "Captain"}
_TEXTS_OF_KIND = {
    "url": "https://media.example.test/sea.mp4",
    "thumbnail": "https://media.example.test/sea.jpg",
    "xml": "<metadata><Place>Sea</Place></metadata>",
    "json": '{"place":"sea"}',
}
_ENTRY = "0_abc12345"
_LISTS = re.compile(r"(In|Like|MatchOr|MatchAnd|MultiLikeOr|MultiLikeAnd)$")
_COMPARISON = re.compile(r"(NotIn|In|Equal|NotContains|Like|(Greater|Less)Than(OrEqual)?)$")
_LATER = re.compile(r"end|expir|until|to$|LessThan", re.IGNORECASE)


def sample_scalar(
    registry: Registry, member: Parameter | Property, classes: Sequence[str] = ()
) -> Scalar:
    """A value that the member could have; `classes` is the class that declares it, and its bases.

    It keeps to the member's enum and, for a property, to its limits.
    """
    enum = registry.enum(member.enum_type)
    if enum and enum.constants:
        return sample_constant(enum)
    if member.type == "bool":
        return True
    if member.type in {"int", "bigint", "float"}:
        return _within(member, _number(member, classes))
    return _fitting(member, _text(registry, member, classes))


def sample_constant(enum: Enum) -> str | int:
    """The value of the enum's most usual constant, as a number where the enum is of numbers."""
    names = {constant.name: constant.value for constant in enum.constants}
    usual = (names[name] for name in _USUAL if name in names)
    plain = (value for value in names.values() if value and not value.startswith("-"))
    value = next(usual, next(plain, enum.constants[0].value))
    return int(value) if enum.kind == "int" and re.fullmatch(r"-?\d+", value) else value


def _number(member: Parameter | Property, classes: Sequence[str]) -> float:
    name = _COMPARISON.sub("", member.name)
    if member.is_time:
        return MOMENT + _HOUR if _LATER.search(member.name) else MOMENT
    if name in _NUMBERS and not (classes and name == "expiry"):
        return _NUMBERS[name]
    kind = kind_by_name(classes, member.name, member.type)
    if kind in _NUMBERS_OF_KIND:
        return _NUMBERS_OF_KIND[kind]
    if name.lower().endswith("id"):
        return 42
    return 1.5 if member.type == "float" else 1


def _text(registry: Registry, member: Parameter | Property, classes: Sequence[str]) -> str:
    name = _COMPARISON.sub("", member.name)
    values = registry.enum(getattr(member, "values_enum_type", ""))
    if values and values.constants:
        return str(sample_constant(values))
    for owner in classes:
        if f"{owner}.{name}" in _TEXTS_OF_CLASSES:
            return _TEXTS_OF_CLASSES[f"{owner}.{name}"]
    if name in _TEXTS:
        return _TEXTS[name]
    kind = kind_by_name(classes, member.name, member.type)
    if kind in _TEXTS_OF_KIND:
        return _TEXTS_OF_KIND[kind]
    lower = name.lower()
    if lower.endswith(("id", "ids")) or lower == "idin":
        return f"{_ENTRY},0_def67890" if lower.endswith("ids") or _LISTS.search(name) else _ENTRY
    return "text"


def _within(member: Parameter | Property, value: float) -> float:
    if isinstance(member, Property):
        if member.min_value is not None:
            value = max(value, member.min_value)
        if member.max_value is not None:
            value = min(value, member.max_value)
    return value


def _fitting(member: Parameter | Property, text: str) -> str:
    if not isinstance(member, Property):
        return text
    if member.min_length is not None:
        text = text.ljust(member.min_length, "x")
    return text if member.max_length is None else text[: member.max_length]
