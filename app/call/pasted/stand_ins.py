"""What stands in a text for a value that its writer left open, as placeholders `{{NAME}}`.

`<ENTRY_ID>`, `[ENTRY_ID]`, `{entryId}`, `YOUR_ENTRY_ID`, `%ENTRY_ID%` of Windows and
`{{entryId}}` of other tools; the variables of a shell are replaced where its words are read. A KS
that is left open means the kept one, a secret the account's.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from app.call.model import File
from app.call.pasted.distinct import Distinct
from app.call.pasted.model import Pair, Pasted
from app.call.pasted.numbering import numbered
from app.call.pasted.typographic import kept_signs
from app.call.placeholders import PLACEHOLDER, names_in, placeholder
from app.call.secrets.names import is_secret
from app.call.wire.parameter_tree import Plain
from app.errors import BadInput

# Two hexadecimal digits behind a % are an encoded byte, unless what follows makes no other.
_PERCENT = re.compile(
    r"%(?![0-9A-Fa-f]{2})([A-Za-z_]\w*)%|%([A-Za-z_]\w+)%(?![0-9A-Fa-f]{2})"
    r"|%([A-Za-z_]\w*:(?:~-?\d*(?:,-?\d*)?|[^%=&\n]{1,80}=[^%&\n]{0,80}))%|%%([A-Za-z])(?!\w)",
    re.ASCII,
)
_WHOLE = re.compile(
    r"<((?:[A-Z]|[A-Za-z][\w' .-]*[A-Z_ .-])[\w' .-]*)>|\[([A-Z][A-Z0-9_ -]+)\]|\{([A-Za-z_]\w+)\}"
    r"|((?i:your)[_-]\w+)|!([A-Z_][A-Z0-9_]*)!|__([A-Z]\w*[A-Z])__|\{(\d{1,2})\}",
    re.ASCII,
)
_SHELL = re.compile(r"(?<![\w$])\$(?:\{([A-Za-z_][^{}\n]{0,200})\}|([A-Za-z_]\w*))", re.ASCII)
_WHOLE_SHELL = re.compile(rf'(?<="){_SHELL.pattern}(?="(?!\s*:))', re.ASCII)
# Each takes the next of the values that a program has for its text.
_NEXT = re.compile(r"\{\}|%([sdv])")
_ANGLES = re.compile(r"<([A-Z][A-Z0-9_ -]+)>")
# As Postman and its like write theirs.
VARIABLE = re.compile(r"\{\{\s*\$?([A-Za-z_][\w.-]*)\s*\}\}", re.ASCII)
# A KS or a secret that is crossed out, cut short, or a name in brackets.
_MASKED = re.compile(
    r"[.…*•xX]{3,}|\S{0,200}(?:\.{3}|[…•]|\*{3})\S{0,200}|<[^<>]*>|\[[A-Za-z _-]+\]|\{[A-Za-z]\w*\}"
)
_FIELD_WITHIN = re.compile(r"[\s,;]\s*([A-Za-z][\w:.]{0,80})\s*=(?!=)", re.ASCII)
_PARTS = re.compile(r"[:\[\].]+")
_KS = {"ks", "sessionid"}
_SECRET = {"secret", "adminsecret", "usersecret"}
_NUMBERED = re.compile(r"[0-9]{1,9}(?:[:\[](?:service|action)\]?)?", re.IGNORECASE)


def percent(text: str, named: Callable[[str], str] = placeholder) -> str:
    """A raw text (url-encoded, or of cmd) with the variables of Windows as placeholders."""
    return _PERCENT.sub(lambda found: named(next(filter(None, found.groups()))), text)


def shell_variables(text: str, *, whole: bool = False) -> str:
    """A text that no shell has read, with the variables of shells as placeholders.

    `whole`: those alone that are a whole text of JSON.
    """
    distinct = Distinct()
    pattern = _WHOLE_SHELL if whole else _SHELL
    return pattern.sub(lambda found: distinct.placeholder(found[1] or found[2]), text)


def finished(pasted: Pasted) -> Pasted:
    """The request with its placeholders found, and those of KS and secret told apart.

    Raises BadInput where it has an address and no call can be read in it: it is not for the form
    that happens to be open.
    """
    settled = _Settled(
        several_ks=_several(pasted.pairs, _KS), several_secrets=_several(pasted.pairs, _SECRET)
    )
    renumbered: list[str] = []
    pairs = tuple(numbered(settled.pairs(pasted.pairs), renumbered))
    if pasted.url is not None:
        _check_call(pairs)
    texts = [leaf for one in pairs for leaf in _texts(*one)]
    for name, text in texts:
        _check_no_secret_within(name, text)
    left = [
        name
        for last, text in texts
        if last_part(last) not in _SECRET or not settled.account
        for name in names_in(text)
    ]
    notes = tuple(dict.fromkeys([*pasted.notes, *renumbered, *kept_signs(texts)]))
    return replace(
        pasted,
        pairs=pairs,
        notes=notes,
        placeholders=tuple(dict.fromkeys(left)),
        kept_ks=settled.kept_ks,
        account=settled.account,
    )


def _several(pairs: Iterable[Pair], names: set[str]) -> bool:
    """Whether the values of these names are left open under different names: they are not one."""
    texts = (leaf for one in pairs for leaf in _texts(*one))
    left = (names_in(_marked(percent(text))) for name, text in texts if last_part(name) in names)
    return len({name for found in left for name in found}) > 1


class _Settled:
    """`several_ks`, `several_secrets`: each is asked for, as one cannot stand for all."""

    def __init__(self, *, several_ks: bool, several_secrets: bool) -> None:
        self.several_ks = several_ks
        self.several_secrets = several_secrets
        self.kept_ks = False
        self.account = False
        self._distinct = Distinct()

    def pairs(self, pairs: Iterable[Pair]) -> Iterator[Pair]:
        for name, value in pairs:
            last = last_part(name)
            settled = self._value(value, last)
            is_open = isinstance(settled, str) and PLACEHOLDER.search(settled)
            if last in _KS and is_open and not self.several_ks:
                self.kept_ks = True
            else:
                yield name, settled

    def _value(self, value: Plain, last: str) -> Plain:
        match value:
            case str():
                return self._text(value, last)
            case Mapping():
                return dict(self.pairs(value.items()))
            case File() | int() | float() | None:
                return value
        return [self._value(item, last) for item in value]

    def _text(self, text: str, last: str) -> str:
        if last in _KS | _SECRET:
            text = percent(text)
            if _MASKED.fullmatch(text) and not PLACEHOLDER.search(text):
                text = placeholder(last.upper())
        marked = _marked(text, self._distinct)
        open_secret = last in _SECRET and PLACEHOLDER.search(marked) is not None
        self.account |= open_secret and not self.several_secrets
        return marked


def _check_no_secret_within(name: str, text: str) -> None:
    """Raise BadInput where another field begins within a value, and is one of a secret."""
    fields = (found[1] for found in _FIELD_WITHIN.finditer(text))
    if secret := next(filter(is_secret, fields), ""):
        raise BadInput(
            f"Nothing was changed: {secret}= stands within the value of {name[:80]}, where it "
            "would be shown and sent as a part of it. Put a & between them."
        )


def _marked(text: str, distinct: Distinct | None = None) -> str:
    text = VARIABLE.sub(lambda found: placeholder(found[1]), text)
    if distinct and (following := _NEXT.fullmatch(text)):
        return distinct.another(following[1] or "VALUE")
    if whole := _WHOLE.fullmatch(text):
        return placeholder(next(filter(None, whole.groups()), ""))
    if "<" not in text or "</" in text or "/>" in text:
        return text
    return _ANGLES.sub(lambda found: placeholder(found[1]), text)


def _texts(name: str, value: Plain) -> Iterator[tuple[str, str]]:
    """The texts within a value, each with its name."""
    match value:
        case str():
            yield name, value
        case Mapping():
            for key, item in value.items():
                yield from _texts(f"{name}:{key}", item)
        case list():
            for item in value:
                yield from _texts(name, item)


def last_part(name: str) -> str:
    """The innermost part of a name, in lower case: `ks` of `1:ks`."""
    return _PARTS.split(name.rstrip("]"))[-1].lower()


def _check_call(pairs: Iterable[Pair]) -> None:
    named = {name.lower(): value for name, value in pairs}
    service, action = named.get("service"), named.get("action")
    if service == "multirequest" or (
        service is None and any(_NUMBERED.fullmatch(name) for name in named)
    ):
        return
    for what, value in (("service", service), ("action", action)):
        if not isinstance(value, str) or not value:
            raise BadInput(
                f"The call cannot be read, and nothing was changed: no {what} is named. "
                "Paste an address with /service/…/action/… in it."
            )
        if PLACEHOLDER.search(value):
            raise BadInput(
                f"The call cannot be read, and nothing was changed: its {what} is {value[:80]}. "
                "Put the name there."
            )
