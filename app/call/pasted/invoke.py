"""Invoke-WebRequest and Invoke-RestMethod -> the request that they would send."""

from app.call.model import File
from app.call.pasted.body import body_pairs, form_pairs
from app.call.pasted.model import Pair, Pasted
from app.call.pasted.powershell import Invocation, PowerShellValue
from app.call.pasted.url import read_url, variable_note
from app.call.pasted.words import Word
from app.call.wire.parameter_tree import Plain
from app.errors import BadInput

_QUIET = {"usebasicparsing", "skiphttperrorcheck", "method", "timeoutsec", "outfile", "passthru"}


def read_invoke(found: Invocation) -> Pasted:
    """The request of the command. Raises BadInput."""
    named = dict(found.named)
    notes = list(found.notes)
    uri = named.pop("uri", None) or (found.positional[0] if found.positional else None)
    if not isinstance(uri, Word):
        raise BadInput("This PowerShell command has no -Uri: paste the whole command.")
    headers = named.pop("headers", None)
    content_type = named.pop("contenttype", None)
    kind = content_type.text if isinstance(content_type, Word) else _content_type(headers)
    pairs = _body(named.pop("body", None), kind, notes)
    pairs += form_pairs(_members(named.pop("form", None), notes))
    if isinstance(headers, dict):
        others = [key[:60] for key in headers if key.lower() != "content-type"]
        notes += [f"Headers left out: {', '.join(others)}."] if others else []
    unused = [f"-{name}"[:40] for name in named if name not in _QUIET]
    notes += [f"Options left out: {', '.join(unused)}."] if unused else []
    notes += ["Arguments without a name were left out."] if len(found.positional) > 1 else []
    parts = read_url(uri.text, uri.variables)
    return Pasted(
        "powershell",
        uri.text,
        parts.path,
        (*pairs, *parts.pairs),
        tuple(dict.fromkeys([*notes, *parts.notes])),
    )


def _content_type(headers: PowerShellValue) -> str:
    members = headers.items() if isinstance(headers, dict) else ()
    found = [value for key, value in members if key.lower() == "content-type"]
    return found[0].text if found and isinstance(found[0], Word) else ""


def _body(body: PowerShellValue, kind: str, notes: list[str]) -> list[Pair]:
    if isinstance(body, Word):
        if body.text in body.variables:
            notes.append(variable_note("-Body", body.text))
            return []
        return body_pairs(body.text, kind, body.variables, notes)
    return _members(body, notes)


def _members(table: PowerShellValue, notes: list[str]) -> list[Pair]:
    if table is None:
        return []
    if not isinstance(table, dict):
        notes.append("The body is neither a text nor a table and was left out.")
        return []
    pairs: list[Pair] = []
    for name, value in table.items():
        if isinstance(value, Word) and value.text in value.variables:
            notes.append(variable_note(name, value.text))
        else:
            pairs.append((name, _plain(value)))
    return pairs


def _plain(value: PowerShellValue) -> Plain:
    match value:
        case Word(text):
            return text
        case dict():
            return {key: _plain(item) for key, item in value.items()}
        case list():
            return [_plain(item) for item in value]
        case File() | bool() | None:
            return value
