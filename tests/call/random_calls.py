"""Hypothesis strategies for whole Calls over a registry: every value fits its declared type."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeVar

from hypothesis import strategies as st

from app.call.form.value_problems import SCALARS
from app.call.model import Array, Call, File, Map, Null, Object, Value
from app.call.multirequest import together
from app.schema.model import Parameter, Property
from app.schema.registry import Registry

T = TypeVar("T")

MAX_DEPTH = 3
MOST_FIELDS = 2  # of each kind, simple and nested
MOST_CALLS = 3  # of a multirequest

_SNIPPETS = (
    "$HOME", "${x}", "$(id)", "`id`", "%PATH%", "%41", "!x!", "^", "^\"", "&&", "|", "<a>", "'",
    '"', "\\", "\\\"", "\n", "\r\n", "\t", "\x01", "\x7f", "@a", "#", "é", "😀", "\u2028", "’",
    "{1:result:id}", "=", "+", ";", ",", "a b", "", "-Uri ", "' \\\n", "\" ^\n", "'@\n", "--data",
    "curl ", "\u00a0", "\x85", "\ufeff",
)  # fmt: skip
_CHARACTERS = st.characters(codec="utf-8", exclude_characters="\0")
texts: st.SearchStrategy[str] = st.one_of(
    st.text(_CHARACTERS, max_size=12),
    st.lists(st.sampled_from(_SNIPPETS), max_size=4).map("".join),
    st.from_regex(r"[A-Za-z0-9 _-]{1,12}", fullmatch=True),
)
# The wire has no way to quote its own signs in the key of a map.
keys: st.SearchStrategy[str] = st.text(
    st.characters(codec="utf-8", exclude_characters="\0:[]"), min_size=1, max_size=6
).filter(lambda key: key != "-" and not key.endswith("__null"))
files: st.SearchStrategy[File] = st.builds(
    File,
    st.text(
        st.characters(codec="utf-8", exclude_categories=("Cc", "Zl", "Zp", "Cs")),
        min_size=1,
        max_size=12,
    ).filter(lambda name: name == name.strip() and name[0] != "-"),
    st.sampled_from(["video/mp4", "application/octet-stream", ""]),
    st.just(0),
)


def calls(
    registry: Registry, region: str = "here", *, with_files: bool = True
) -> st.SearchStrategy[Call]:
    """Calls of any action of the registry, with any of its parameters and request-level fields."""
    return _calls(_Values(registry, with_files), region)


def multirequests(
    registry: Registry, region: str = "here", *, with_files: bool = True
) -> st.SearchStrategy[Call]:
    """Multirequests of such calls, each with request-level fields of its own beside the shared."""
    return _multirequests(_Values(registry, with_files), region)


class _Values:
    """Strategies by declared type, each made once."""

    def __init__(self, registry: Registry, with_files: bool) -> None:
        self.registry = registry
        self.with_files = with_files
        self.actions = [
            (service.id, action) for service in registry.services for action in service.actions
        ]
        self._enums: dict[str, st.SearchStrategy[str]] = {}
        self._members: dict[str, list[Property]] = {}
        self._classes: dict[str, list[str]] = {}

    def scalar(self, declared: Parameter | Property) -> st.SearchStrategy[str]:
        if declared.enum_type:
            if declared.enum_type not in self._enums:
                enum = self.registry.enum(declared.enum_type)
                values = [constant.value for constant in enum.constants] if enum else []
                self._enums[declared.enum_type] = st.sampled_from(values) if values else texts
            return self._enums[declared.enum_type]
        return _scalar(declared.type)

    def members(self, name: str) -> Sequence[Property]:
        """The properties that can be sent."""
        if name not in self._members:
            found = [item for _, item in self.registry.properties(name) if not item.read_only]
            self._members[name] = [item for item in found if self.possible(item)]
        return self._members[name]

    def possible(self, declared: Parameter | Property) -> bool:
        """Whether a value of the declared type can be made."""
        if declared.type == "file":
            return self.with_files
        if declared.type in SCALARS:
            return True
        name = declared.array_type if declared.type in {"array", "map"} else declared.type
        return name in SCALARS or bool(self.classes(name))

    def classes(self, name: str) -> Sequence[str]:
        if name not in self._classes:
            found = self.registry.concrete_subclasses(name)
            self._classes[name] = [item.name for item in found]
        return self._classes[name]


def _scalar(type: str) -> st.SearchStrategy[str]:
    match type:
        case "int":
            return _INTS
        case "bigint":
            return _BIGINTS
        case "float":
            return _FLOATS
        case "bool":
            return _BOOLS
        case _:
            return texts


_INTS = st.integers(-(2**31), 2**31 - 1).map(str)
_BIGINTS = st.integers(-(2**63), 2**63 - 1).map(str)
_FLOATS = st.floats(allow_nan=False, allow_infinity=False).map(repr)
_BOOLS = st.sampled_from(["1", "0"])
_NULLS = st.integers(0, 9).map(lambda number: number == 9)
_USUALLY = st.integers(0, 3).map(lambda number: number < 3)
_OPTIONAL_TEXTS = st.one_of(st.none(), texts)


@st.composite
def _calls(draw: st.DrawFn, values: _Values, region: str) -> Call:
    service, action = draw(_any_of(values.actions))
    possible = [item for item in action.parameters if values.possible(item)]
    own = tuple((item.name, _value(draw, values, item, 0)) for item in possible if draw(_USUALLY))
    # The wire has one place for a request's partnerId and an action's own.
    takes_partner = all(item.name != "partnerId" for item in action.parameters)
    settings = _settings(draw, values, takes_partner=takes_partner)
    return Call(region, service, action.name, own, **settings)


@st.composite
def _multirequests(draw: st.DrawFn, values: _Values, region: str) -> Call:
    inner = draw(st.lists(_calls(values, region), min_size=1, max_size=MOST_CALLS))
    return replace(together(inner), **_settings(draw, values, takes_partner=True))


def _settings(draw: st.DrawFn, values: _Values, *, takes_partner: bool) -> dict[str, Any]:
    """The request-level fields, by the attribute of a Call."""
    request: dict[str, Any] = {
        "format": draw(st.sampled_from(["1", "2", "3", "9"])),
        "client_tag": draw(_OPTIONAL_TEXTS),
        "api_version": draw(st.sampled_from([None, "22.19.0"])),
        "ks": draw(_OPTIONAL_TEXTS),
        "language": draw(st.sampled_from([None, "en", "{1:result:language}"])),
    }
    if takes_partner:
        request["partner_id"] = draw(st.sampled_from([None, "102", "{1:result:partnerId}"]))
    if not draw(_USUALLY):
        profile = Property("responseProfile", "KalturaBaseResponseProfile")
        if values.possible(profile):
            request["response_profile"] = _value(draw, values, profile, 1)
    return request


def _value(draw: st.DrawFn, values: _Values, declared: Parameter | Property, depth: int) -> Value:
    if declared.type == "file":
        return draw(files)
    if draw(_NULLS):
        return Null()
    if declared.type in SCALARS:
        return draw(values.scalar(declared))
    if declared.type not in {"array", "map"}:
        return _object(draw, values, declared.type, depth)
    item = Property("", declared.array_type)
    count = draw(st.integers(0, 2))
    if declared.type == "array":
        return Array(tuple(_value(draw, values, item, depth + 1) for _ in range(count)))
    names = draw(st.lists(keys, min_size=count, max_size=count, unique=True))
    return Map(tuple((name, _value(draw, values, item, depth + 1)) for name in names))


def _object(draw: st.DrawFn, values: _Values, declared: str, depth: int) -> Value:
    name = draw(_any_of(values.classes(declared)))
    if depth >= MAX_DEPTH:
        return Object(name)
    members = values.members(name)
    nested = [item for item in members if item.type not in SCALARS]
    simple = [item for item in members if item.type in SCALARS]
    chosen = _some(draw, simple) + _some(draw, nested)
    return Object(
        name, tuple((item.name, _value(draw, values, item, depth + 1)) for item in chosen)
    )


def _any_of(choices: Sequence[T]) -> st.SearchStrategy[T]:
    """Like sampled_from, which for long lists prefers the first 256."""
    digit = st.integers(0, 63)
    return st.tuples(digit, digit).map(
        lambda pair: choices[(pair[0] * 64 + pair[1]) % len(choices)]
    )


def _some(draw: st.DrawFn, members: Sequence[Property]) -> list[Property]:
    if not members:
        return []
    return draw(st.lists(st.sampled_from(members), max_size=MOST_FIELDS, unique=True))
