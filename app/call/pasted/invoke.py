"""Invoke-WebRequest and Invoke-RestMethod -> the request that they would send."""

from app.call.model import File
from app.call.pasted.body import form_pairs
from app.call.pasted.model import Pair
from app.call.pasted.powershell import Invocation
from app.call.pasted.powershell_values import PowerShellValue
from app.call.pasted.request import Request
from app.call.wire.parameter_tree import Plain
from app.errors import BadInput

_QUIET = {"usebasicparsing", "skiphttperrorcheck", "method", "timeoutsec", "outfile", "passthru"}


def invoke_request(found: Invocation) -> Request:
    """The request of the command. Raises BadInput."""
    named = dict(found.named)
    request = Request(notes=list(found.notes))
    uri = named.pop("uri", None) or (found.positional[0] if found.positional else None)
    if not isinstance(uri, str):
        raise BadInput("This PowerShell command has no -Uri: paste the whole command.")
    request.url = uri
    headers = named.pop("headers", None)
    for key, value in headers.items() if isinstance(headers, dict) else ():
        request.header(key, value if isinstance(value, str) else "")
    content_type = named.pop("contenttype", None)
    if isinstance(content_type, str):
        request.content_type = content_type
    body = named.pop("body", None)
    if isinstance(body, str):
        request.data.append(body)
    else:
        request.form += _members(body)
    request.form += _members(named.pop("form", None))
    request.unused += [f"-{name}"[:40] for name in named if name not in _QUIET]
    if len(found.positional) > 1:
        request.notes.append("Arguments without a name were left out.")
    return request


def _members(table: PowerShellValue) -> list[Pair]:
    if table is None:
        return []
    if not isinstance(table, dict):
        raise BadInput(
            "Nothing was changed: the body of this command is neither a text nor a table. Paste "
            "it as JSON or name=value, with the address."
        )
    return form_pairs([(name, _plain(value)) for name, value in table.items()])


def _plain(value: PowerShellValue) -> Plain:
    match value:
        case dict():
            return {key: _plain(item) for key, item in value.items()}
        case list():
            return [_plain(item) for item in value]
        case str() | File() | bool() | None:
            return value
