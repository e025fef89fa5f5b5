"""What stands behind a command: `name=value`, `name:=JSON`, `name@file`, `name=@-`."""

import difflib
import json
import mimetypes
import re
import shutil
import sys
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
from app.call.secrets.masking import Masker
from app.desk.forms.asked import put_json
from app.errors import BadInput
from app.schema.model import Action

_ARGUMENT = re.compile(r"([^=@:]+(?::[^=@:]+)*)(:=|=|@)(.*)", re.DOTALL)
_STANDARD_INPUT = "@-"
LARGEST = 20_000_000  # bytes of a text that is read


class StandardInput:
    """What is piped in: good for one value."""

    def __init__(self) -> None:
        self._taken = False

    def open(self) -> BinaryIO:
        """Raises BadInput the second time."""
        if self._taken:
            raise BadInput("Standard input is good for one value: read the others from files.")
        self._taken = True
        return sys.stdin.buffer

    def text(self) -> str:
        return text_of(self.open(), "Standard input")


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


def draft_of(
    given: Iterable[Given], action: Action, standard_input: StandardInput
) -> tuple[Draft, dict[str, list[str]]]:
    """What was given for an action as a form's draft, and the texts by their names in it: what is
    a list has to be known before `as_items` makes items of several.

    Raises BadInput and OSError.
    """
    draft, texts = Draft(), dict[str, list[str]]()
    own = {one.name: one for one in action.parameters}
    for one in given:
        first = one.name.partition(":")[0]
        if first not in own and (first not in ATTRIBUTES or first == "format"):
            known = [*own, *(name for name in ATTRIBUTES if name != "format")]
            close = difflib.get_close_matches(first, known, n=1)
            hint = f"did you mean {close[0]}?" if close else f"it takes {', '.join(own) or 'none'}."
            raise BadInput(f"{action.name} has no parameter {first:.80}; {hint}")
        name = PREFIX + one.name if first in own else one.name
        draft.sent.add(name)
        if one.how == ":=":
            _put_json(draft, name, one.text)
        elif one.name in own and own[one.name].type == "file":
            draft.values.add(name, one.file(standard_input))
        else:
            texts.setdefault(name, []).append(one.content(standard_input))
            draft.values[name] = texts[name][0]
    return draft, texts


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


def text_of(stream: BinaryIO, what: str) -> str:
    """What is left of a stream, without a line break at its end; `what` begins a sentence. Raises
    BadInput."""
    content = stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise BadInput(f"{what} has more than {LARGEST:,} bytes, which is too much for a value.")
    try:
        return content.decode().removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError:
        raise BadInput(f"{what} is no text in UTF-8.") from None
