"""What stands behind a command: `name=value`, `name:=JSON`, `name@file`, `name=@-`."""

import difflib
import json
import mimetypes
import re
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Literal, cast

from werkzeug.datastructures import FileStorage

from app.call.form.call_form import PREFIX
from app.call.form.draft import Draft
from app.call.form.request_form import RequestForm
from app.call.form.request_level import ATTRIBUTES
from app.call.form.tree import ListNode
from app.call.multirequest import NAME as MULTIREQUEST
from app.call.secrets.masking import Masker
from app.commands.piped import StandardInput, text_of
from app.desk.forms.asked import put_json
from app.errors import BadInput
from app.schema.model import Action

_ARGUMENT = re.compile(r"([^=@:]+(?::[^=@:]+)*)(:=|=|@)(.*)", re.DOTALL)
_NAMES_CALL = re.compile(r"\d+:(?:service|action)", re.ASCII)
_STANDARD_INPUT = "@-"


@dataclass(frozen=True, slots=True)
class Given:
    """`name` is a wire name (`filter:statusIn`); `text` is a value, JSON or a file's name."""

    name: str
    how: Literal["=", ":=", "@"]
    text: str = field(repr=False)

    @property
    def typed(self) -> bool:
        """Whether the value itself stands on the command line."""
        return self.how != "@" and not self._piped and "{{" not in self.text

    @property
    def seems_secret(self) -> bool:
        return Masker().text(self.text) != self.text

    @property
    def _piped(self) -> bool:
        return self.how == "=" and self.text == _STANDARD_INPUT

    def content(self, standard_input: StandardInput) -> str:
        """The value as a text. Raises BadInput and OSError."""
        if self._piped or (self.how == "@" and self.text == "-"):
            return standard_input.text()
        if self.how == "@":
            with Path(self.text).open("rb") as file:
                return text_of(file, self.text)
        return self.text

    def file(self, standard_input: StandardInput) -> FileStorage:
        """What is to be uploaded. Raises BadInput and OSError."""
        if not self._piped and self.text != "-":
            path = Path(self.text)
            kind = mimetypes.guess_type(path.name)[0]
            return FileStorage(path.open("rb"), path.name, content_type=kind)
        spooled = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115 - sent later
        shutil.copyfileobj(standard_input.open(), spooled)
        return FileStorage(spooled, "file")


def read(argument: str) -> Given:
    """Raises BadInput."""
    found = _ARGUMENT.fullmatch(argument)
    if not found:
        name = re.split("[=@]", argument)[0]
        raise BadInput(f"{name:.80} is no value: write NAME=VALUE, NAME:=JSON or NAME@FILE.")
    how = cast(Literal["=", ":=", "@"], found[2])
    return Given(found[1].strip().replace(".", ":"), how, found[3])


def draft_of(called: str, given: Iterable[Given]) -> tuple[Draft, list[Given]]:
    """The form's draft that names what is called, `media.list`, or `multirequest`, whose calls
    `1:service=media 1:action=list` names; and what else was given."""
    draft, others = Draft(), []
    draft.values["service"], _, draft.values["action"] = called.partition(".")
    for one in given:
        if called == MULTIREQUEST and _NAMES_CALL.fullmatch(one.name) and one.how == "=":
            draft.values[PREFIX + one.name] = one.text
        else:
            others.append(one)
    return draft, others


def fill_in(
    draft: Draft, given: Iterable[Given], actions: Sequence[Action], standard_input: StandardInput
) -> dict[str, list[str]]:
    """Fill in what was given for an action, or for those of a multirequest; gives the texts by
    their names in the draft: what is a list has to be known before `as_items` makes items of
    several.

    Raises BadInput and OSError.
    """
    texts: dict[str, list[str]] = {}
    several = draft.values["service"] == MULTIREQUEST
    numbered = {str(at): one for at, one in enumerate(actions, 1)} if several else {}
    alone = None if several else actions[0]
    for one in given:
        place, _, inner = one.name.partition(":")
        action = numbered.get(place)
        if not action:
            action, inner = alone, one.name
        own = {each.name: each for each in action.parameters} if action else {}
        first = inner.partition(":")[0]
        if first not in own and (first not in ATTRIBUTES or first == "format"):
            hint = _hint(first, own) if action else f"of its first call it is 1:{first:.80}."
            raise BadInput(
                f"{action.name if action else MULTIREQUEST} has no parameter {first:.80}; {hint}"
            )
        name = PREFIX + one.name if place in numbered or first in own else one.name
        draft.sent.add(name)
        if one.how == ":=":
            _put_json(draft, name, one.text)
        elif inner in own and own[inner].type == "file":
            draft.values.add(name, one.file(standard_input))
        else:
            texts.setdefault(name, []).append(one.content(standard_input))
            draft.values[name] = texts[name][0]
    return texts


def _hint(name: str, own: Iterable[str]) -> str:
    known = [*own, *(one for one in ATTRIBUTES if one != "format")]
    close = difflib.get_close_matches(name, known, n=1)
    return f"did you mean {close[0]}?" if close else f"it takes {', '.join(own) or 'none'}."


def as_items(draft: Draft, texts: Mapping[str, Sequence[str]], form: RequestForm) -> None:
    """Texts that were given under the name of a list are its items; of objects that hold a text (a
    KalturaString) their values. Raises BadInput for several under another name."""
    for name, several in texts.items():
        node = form.find(name)
        if not isinstance(node, ListNode) or node.is_map:
            if len(several) > 1:
                raise BadInput(f"{shown(name)} is given twice, and is no list.")
            continue
        draft.values.pop(name)
        members = {one.name for _, one in form.registry.properties(node.parameter.array_type)}
        holds_text = members - {"description"} == {"value"}
        for index, text in enumerate(several):
            item = f"{name}:{index}"
            draft.sent.add(item)
            draft.values[f"{item}:value" if holds_text else item] = text


def _put_json(draft: Draft, name: str, text: str) -> None:
    try:
        value = json.loads(text, parse_int=str, parse_float=str)
    except (ValueError, RecursionError) as fault:
        raise BadInput(f"{shown(name)} is no JSON: {fault}.") from None
    put_json(draft, name, value, text)


def shown(name: str) -> str:
    """A wire name as it is written behind a command."""
    return name.removeprefix("param:").replace(":", ".")
