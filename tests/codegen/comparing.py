"""What arrived from a program, compared with the console's own request.

Plain HTTP has to be equal, field by field. An official client has habits of its own; each is
undone here by name, and nothing else is forgiven.
"""

import re
from urllib.parse import parse_qsl, urlsplit

from app.call import wire
from app.call.model import Call
from app.call.multirequest import NAME as MULTIREQUEST
from tests.codegen.calls import FILES, REGISTRY
from tests.codegen.endpoint import Arrived

SHARED = ("ks", "partnerId", "language", "responseProfile")


def expected(call: Call) -> Arrived:
    """What the console would send."""
    files = {name: (file.name, FILES[file.name]) for name, file in wire.files(call)}
    query = parse_qsl(urlsplit(wire.address(call)).query)
    return Arrived(wire.path(call), dict([*query, *wire.pairs(call)]), files)


def assert_equal(call: Call, arrived: Arrived) -> None:
    """For plain HTTP: the same path, fields and files."""
    wanted = expected(call)
    assert arrived.path == wanted.path
    assert arrived.fields == wanted.fields
    assert arrived.files == wanted.files
    # The server reads a callback from the URL alone.
    assert "callback" not in arrived.fields or "callback" in arrived.in_url


def assert_alike(call: Call, arrived: Arrived) -> None:
    """For an official client library, which sends JSON."""
    wanted = expected(call)
    assert arrived.path.lower() == wanted.path.lower()
    fields = _counted_from_one(call, arrived.fields)
    fields = _shared_once(fields, wanted.fields)
    # Signed, in a format of its own, and with a tag and version where none are set.
    own = {"kalsig", "format", "callback"} | {"clientTag", "apiVersion"} - set(wanted.fields)
    # Node.js's library says the format again within each call of a multirequest, and
    # TypeScript's the version.
    repeated = {name for name in fields if re.fullmatch(r"\d+:(format|apiVersion)", name)}
    own |= repeated - set(wanted.fields)
    fields = {name: value for name, value in fields.items() if name not in own}
    fields = {
        name: value for name, value in fields.items() if not _default(call, name, value, wanted)
    }
    ours = {name: value for name, value in wanted.fields.items() if name not in own}
    assert {name: _plain(value, fields.get(name)) for name, value in ours.items()} == fields
    files = arrived.files
    if any(name.startswith("0:") for name in arrived.fields):
        files = {_from_one(call, name): one for name, one in files.items()}
    # One library names a part by the bare file, others by the path: both are the name alone here.
    assert files == wanted.files


def _counted_from_one(call: Call, fields: dict[str, str]) -> dict[str, str]:
    """Most libraries number the calls of a multirequest from 0, and the server takes either."""
    if not any(name.startswith("0:") for name in fields):
        return fields
    return {_from_one(call, name): value for name, value in fields.items()}


def _from_one(call: Call, name: str) -> str:
    found = re.match(r"(\d+):(.*)", name, re.DOTALL) if call.service == MULTIREQUEST else None
    return f"{int(found[1]) + 1}:{found[2]}" if found else name


def _shared_once(fields: dict[str, str], wanted: dict[str, str]) -> dict[str, str]:
    """Python's library repeats the request-level fields within each call of a multirequest."""
    kept: dict[str, str] = {}
    for name, value in fields.items():
        number, _, rest = name.partition(":")
        shared = number.isdigit() and rest.split(":")[0] in SHARED
        if shared and name not in wanted and wanted.get(rest) == value:
            kept[rest] = value
        else:
            kept[name] = value
    return kept


def _default(call: Call, name: str, value: str, wanted: Arrived) -> bool:
    """Whether the library sends the default of a parameter that the console leaves out."""
    if name in wanted.fields or f"{name}__null" in wanted.fields:
        return False
    service, action, own = call.service, call.action, name
    if call.service == MULTIREQUEST:
        number, _, own = name.partition(":")
        service = wanted.fields[f"{number}:service"]
        action = wanted.fields[f"{number}:action"]
    declared = REGISTRY.action(service, action)
    assert declared is not None
    defaults = {one.name: one.default for one in declared.parameters if one.optional}
    if own.endswith("__null"):
        # The browsers' library sends it as null.
        return defaults.get(own.removesuffix("__null")) == "null"
    default = defaults.get(own)
    return default is not None and _plain(default, value) == value


def _plain(ours: str, theirs: str | None) -> str:
    """Our text as the library writes the same bool: True for 1."""
    bools = {"True": {"1", "true"}, "False": {"0", "false"}, "1": {"true"}, "0": {"false"}}
    return theirs if theirs is not None and ours in bools.get(theirs, set()) else ours
