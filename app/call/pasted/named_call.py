"""The call that a body names in other words than `service` and `action`.

`method=media.get`, `url=/service/media/action/get`, `actionName=get`, a comment above the fields.
Such a text is never for the form that happens to be open: its call is taken where it is plain,
else the text is refused.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from app.call.form.request_level import ATTRIBUTES
from app.call.pasted.model import Pair, Pasted
from app.call.pasted.stand_ins import finished
from app.call.pasted.url import names_call, read_url
from app.call.wire.parameter_tree import Plain
from app.errors import BadInput
from app.schema.registry import Registry

# Names without their signs, in lower case.
_SERVICE = {"servicename", "serviceid", "apiservice"}
_ACTION = {"actionname", "actionid", "apiaction"}
_CALL = {
    "api", "apicall", "apimethod", "call", "cmd", "command", "endpoint", "function",
    "functionname", "method", "methodname", "op", "operation", "operationid", "operationname",
    "request", "route", "rpc", "verb",
}  # fmt: skip
_ADDRESS = {"address", "apiurl", "href", "link", "path", "requesturl", "requesturi", "uri", "url"}
# They hold the parameters, where others hold each under its name.
_WITHIN = {
    "args", "arguments", "body", "data", "fields", "form", "formdata", "json", "parameters",
    "params", "payload", "postdata", "query", "requestbody",
}  # fmt: skip
_NAMES = {"service", "action"}
_METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"}
_SIGNS = re.compile(r"[\W_]+")
_FIRST = re.compile(r"[:\[]")
_PATH = re.compile(r"(?<!\S)\S*?/service/[^\s/]+/action/[^\s/?#&]+", re.IGNORECASE)
_BEGIN = re.compile(r"\s*(?:https?://|/|\{\{\w+\}\}/)", re.IGNORECASE)
_JOINED = re.compile(r"/service/|/api_v3\b|(?:service|action)=[A-Za-z]", re.IGNORECASE)
_DOTTED = re.compile(r"(?<![\w./])(\w{2,60})(?:[./]|::|->)(\w{2,60})(?:\(\))?(?![\w/])")
_COMMENT = re.compile(r"(?m)^[ \t]*#+[ \t]*([^\n]*)")
_ENCODED = re.compile(r"(?:service|action)s?[^\w:\[]", re.IGNORECASE)
_NUMBERED = re.compile(r"[0-9]{1,9}(?:[:\[]|\Z)")
_MOST = 4000  # characters of a text in which a call is looked for


@dataclass(slots=True)
class _Named:
    """What of a text names its call: `calls` by what they are made of, `unread` without a call."""

    calls: dict[tuple[Pair, ...], str] = field(default_factory=dict)
    where: dict[str, str] = field(default_factory=dict)  # the names that stood for it
    url: str | None = None
    unread: list[str] = field(default_factory=list)
    half: dict[str, str] = field(default_factory=dict)


def with_its_call(
    pasted: Pasted, text: str, registry: Registry, service: str | None, action: str | None
) -> Pasted:
    """The request with the call that its text names; as it is where it names none, or plainly.

    `text` is what was pasted, `service` and `action` are the call of the form that is open. A name
    that this call has as a parameter says nothing. Raises BadInput where a call is named and
    cannot be read, or more than one.
    """
    plain = {name.lower(): value for name, value in pasted.pairs}
    if pasted.url is not None or plain.get("service") == "multirequest":
        return pasted
    numbered = [name for name in plain if _NUMBERED.match(name)]
    # Named, and not said; or within another.
    empty = [
        n for n, value in plain.items() if _first(n) in _NAMES and (n not in _NAMES or not value)
    ]
    whole = plain.keys() >= _NAMES
    if whole:
        empty += [name for name in numbered if name.endswith((":service", ":action"))]
    if empty:
        raise _unread(empty[0])
    if numbered or whole:
        return pasted
    own = registry.action(service or "", action or "")
    taken = {item.name.lower() for item in own.parameters} if own else set()
    taken |= {name.lower() for name in ATTRIBUTES} | _NAMES
    loose = [(name, value) for name, value in pasted.pairs if _first(name) not in taken]
    named = _Named()
    known = registry.service(service or "")
    others = {item.name.lower() for item in known.actions} - {action} if known else set()
    for name, value in loose:
        _take(named, registry, name, value, others)
    # A command or an address that was joined to a value.
    named.unread += (
        name
        for name, value in pasted.pairs
        if isinstance(value, str) and _JOINED.search(value[:_MOST]) and not _BEGIN.match(value)
    )
    if pasted.kind == "lines":
        _take_comments(named, registry, text[:_MOST], others)
    _join_halves(named, plain)
    if not named.calls and not named.unread:
        return pasted
    within = [name for name, value in loose if _bare(name) in _WITHIN and value]
    if len(named.calls) != 1 or named.unread or within:
        raise _unread([*named.unread, *named.calls.values(), *within][0])
    ((pairs, where),) = named.calls.items()
    spent = named.where.keys() | {name for name, _ in pairs if name in _NAMES}
    rest = tuple(pair for pair in pasted.pairs if not spent & {pair[0], pair[0].lower()})
    note = f"The call was read from {where}: {Pasted('lines', None, pairs).title}."
    made = finished(
        replace(pasted, url=named.url, pairs=(*rest, *pairs), notes=(*pasted.notes, note))
    )
    return replace(made, kept_ks=made.kept_ks or pasted.kept_ks)


def _take(named: _Named, registry: Registry, name: str, value: Plain, others: set[str]) -> None:
    bare = _bare(name)
    text = value.strip() if isinstance(value, str) else ""
    if bare in _SERVICE | _ACTION and text:
        named.half["service" if bare in _SERVICE else "action"] = text
        named.where[name] = name
    elif bare in _CALL | _ADDRESS and text:
        # The method of HTTP names no call.
        if not (text.upper() in _METHODS and text.isupper()):
            _take_text(named, registry, name, text)
    elif bare in _CALL | _ADDRESS | _WITHIN and isinstance(value, Mapping):
        named.unread += [name] if _names_within(value) else []
    elif (
        _PATH.search(text[:_MOST])
        or _ENCODED.match(name)
        or not _first(name).isascii()
        or (name.lower() in others and not text)
    ):
        named.unread.append(name)
    elif not text and (found := list(_known(registry, name))):
        named.calls |= dict.fromkeys(found, name)
        named.where[name] = name


def _take_text(named: _Named, registry: Registry, name: str, text: str) -> None:
    """A text that stands under the name of a call or an address."""
    pairs: tuple[Pair, ...] = ()
    if names_call(text):
        pairs = read_url(text).pairs
        named.url = text
    elif (dotted := _DOTTED.fullmatch(text)) and registry.action(dotted[1], dotted[2]):
        pairs = (("service", dotted[1]), ("action", dotted[2]))
    if {key.lower() for key, _ in pairs} >= _NAMES:
        named.calls[pairs] = name
        named.where[name] = name
    else:
        named.unread.append(name)


def _take_comments(named: _Named, registry: Registry, text: str, others: set[str]) -> None:
    for found in _COMMENT.finditer(text):
        calls = [*_known(registry, found[1])]
        for path in _PATH.findall(found[1]):
            calls.append(read_url(path).pairs)
            named.url = path
        named.calls |= dict.fromkeys(calls, "a comment")
        first = re.match(r"\w*", found[1])
        if not calls and (_JOINED.search(found[1]) or (first and first.group().lower() in others)):
            named.unread.append("a comment")


def _join_halves(named: _Named, plain: Mapping[str, Plain]) -> None:
    """A service and an action that are named each for itself."""
    if not named.half:
        return
    given = {key: str(plain[key]) for key in ("service", "action") if key in plain} | named.half
    if given.keys() == _NAMES:
        pairs = tuple((key, given[key]) for key in ("service", "action"))
        named.calls[pairs] = " and ".join(named.where)
    else:
        named.unread += named.where


def _known(registry: Registry, text: str) -> Iterator[tuple[Pair, ...]]:
    """The calls of the schema that a text names as `media.get`."""
    for found in _DOTTED.finditer(text):
        if registry.action(found[1], found[2]):
            yield (("service", found[1]), ("action", found[2]))


def _names_within(value: Mapping[str, Plain]) -> bool:
    return any(_bare(str(key)) in _SERVICE | _ACTION | _NAMES for key in value)


def _first(name: str) -> str:
    return _FIRST.split(name)[0].lower()


def _bare(name: str) -> str:
    return _SIGNS.sub("", name).lower()


def _unread(where: str) -> BadInput:
    return BadInput(
        f"Nothing was changed: the text names a call in {where[:80]}, which cannot be read as one "
        "call with its parameters. Name it with service= and action=."
    )
