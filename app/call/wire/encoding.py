"""A Call as it goes over the wire: form pairs with colons, files, the path, or a JSON body.

entry:objectType=KalturaMediaEntry    an object names its class, then its fields
items:0:name=a                        an array by index, a map by key
items:-=                              an empty array or map
entry:tags__null=                     an explicit null
"""

from collections.abc import Iterator
from urllib.parse import quote

from app.call.model import Array, Call, File, Map, Null, Object, Value
from app.call.multirequest import NAME as MULTIREQUEST
from app.errors import BadInput

JSONP = "9"
# The server refuses JSONP without the name of a function; any will do. It reads it from the query
# of the URL alone, never from the body, and keeps the refusal in its cache for everybody.
CALLBACK = "callback"

Json = str | None | dict[str, "Json"] | list["Json"]


def path(call: Call) -> str:
    """The path of the action below the service URL. Raises BadInput for a name of dots or none.

    A multirequest has no action of its own.
    """
    if call.service == MULTIREQUEST and not call.action:
        return f"/api_v3/service/{MULTIREQUEST}"
    return f"/api_v3/service/{_segment(call.service)}/action/{_segment(call.action)}"


def address(call: Call) -> str:
    """The path with what has to stand in the query behind it. Raises as `path`."""
    own = any(name == CALLBACK for name, _ in call.parameters)
    query = f"?{CALLBACK}={CALLBACK}" if call.format == JSONP and not own else ""
    return path(call) + query


def pairs(call: Call) -> list[tuple[str, str]]:
    """All form fields but the files, in order: request-level ones, then the action's own."""
    return [(name, value) for name, value in _leaves(call) if isinstance(value, str)]


def files(call: Call) -> list[tuple[str, File]]:
    """The files by wire name, in the order of the parameters."""
    return [(name, value) for name, value in _leaves(call) if isinstance(value, File)]


def as_json(call: Call) -> dict[str, Json]:
    """The same call as one JSON body, the way the official clients send it.

    Scalars stay text, which the server takes too. Files have no place in JSON: left out.
    """
    return {
        name: _json(value)
        for name, value in [*request_level(call), *call.parameters]
        if not isinstance(value, File)
    }


def request_level(call: Call) -> list[tuple[str, Value]]:
    """The request-level fields that are sent, by wire name.

    session.start and a few others have a `partnerId` of their own. The wire has one place
    for both, so that the request-level one gives way.
    """
    own = {name for name, _ in call.parameters}
    fields: list[tuple[str, Value | None]] = [
        ("format", call.format),
        ("clientTag", call.client_tag),
        ("apiVersion", call.api_version),
        ("partnerId", call.partner_id),
        ("ks", call.ks),
        ("language", call.language),
        ("responseProfile", call.response_profile),
    ]
    return [(name, value) for name, value in fields if value is not None and name not in own]


def flatten(name: str, value: Value) -> Iterator[tuple[str, str | File]]:
    """One value as the wire's leaves, each with its whole name."""
    match value:
        case str() | File():
            yield name, value
        case Null():
            yield f"{name}__null", ""
        case Object(type, fields):
            members = [("objectType", type), *fields] if type else list(fields)
            yield from _members(name, members)
        case Array(items):
            yield from _members(name, [(str(index), item) for index, item in enumerate(items)])
        case Map(items):
            yield from _members(name, list(items))


def _members(name: str, members: list[tuple[str, Value]]) -> Iterator[tuple[str, str | File]]:
    if not members:
        yield f"{name}:-", ""
    for key, member in members:
        yield from flatten(f"{name}:{key}", member)


def _leaves(call: Call) -> Iterator[tuple[str, str | File]]:
    for name, value in [*request_level(call), *call.parameters]:
        yield from flatten(name, value)


def _json(value: Value) -> Json:
    match value:
        case str():
            return value
        case Null() | File():
            return None
        case Object(type, fields):
            head: dict[str, Json] = {"objectType": type} if type else {}
            return head | _json_members(fields)
        case Array(items):
            return [_json(item) for item in items]
        case Map(items):
            return _json_members(items)


def _json_members(members: tuple[tuple[str, Value], ...]) -> dict[str, Json]:
    return {key: _json(member) for key, member in members if not isinstance(member, File)}


def _segment(name: str) -> str:
    # "." and ".." would be resolved away on the way and lead out of /api_v3.
    if not name.strip("."):
        raise BadInput(f"{name!r} is no name of a service or an action: choose one of the list.")
    try:
        return quote(name, safe="")
    except UnicodeEncodeError:
        raise BadInput("The name of the service or the action is not Unicode text.") from None
