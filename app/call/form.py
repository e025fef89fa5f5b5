"""The typed form of one action: built from the schema, filled in, and read into a Call.

Names are the contract's: request-level fields by their wire name, an action's own behind
`param:`. Beside them, `sent` (once for each ticked field) says what goes out; `marks=1`
says that those ticks are to be believed. Without it (a script, a browser without
JavaScript) whatever is filled in is sent.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from werkzeug.datastructures import FileStorage, MultiDict
from wtforms.form import BaseForm

from app.call import json_value
from app.call.fields import ParameterField, parameter_fields, request_fields
from app.call.masked_value import restore
from app.call.model import Call, File, Value
from app.call.problem import Problem
from app.call.scalars import check
from app.call.secret import MASK, is_secret_parameter, mask_ks, masked
from app.schema.model import Action, Service
from app.schema.registry import Registry

PREFIX = "param:"
_REQUEST_ATTRIBUTES = {
    "format": "format",
    "clientTag": "client_tag",
    "apiVersion": "api_version",
    "partnerId": "partner_id",
    "ks": "ks",
    "language": "language",
    "responseProfile": "response_profile",
}


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person, a link or history has put into the form.

    `fresh` is a form nobody has posted yet: its defaults count as filled in. `recorded` is the
    call whose masked secrets may stand for themselves, `kept_ks` the KS that `kept_mask`
    stands for.
    """

    values: MultiDict[str, str | FileStorage]
    sent: frozenset[str] = frozenset()
    marks: bool = False
    fresh: bool = False
    recorded: Call | None = None
    kept_ks: str = ""
    kept_mask: str = ""


class RequestForm:
    """The whole request: `settings` (request level) and `parameters` are WTForms forms."""

    def __init__(self, registry: Registry, service: Service, action: Action, typed: Typed) -> None:
        self.registry = registry
        self.service = service
        self.action = action
        self._typed = typed
        self.settings = BaseForm(dict(request_fields(registry)))
        self.parameters = BaseForm(dict(parameter_fields(registry, service, action)), prefix=PREFIX)
        self.settings.process(typed.values)
        self.parameters.process(typed.values)
        for field in self:
            field.sent = self._sends(field)

    def __iter__(self) -> Iterator[ParameterField]:
        yield from cast(Iterator[ParameterField], iter(self.settings))
        yield from cast(Iterator[ParameterField], iter(self.parameters))

    def _sends(self, field: ParameterField) -> bool:
        filled = field.filled and (self._typed.fresh or bool(field.raw_data))
        if not field.parameter.optional or field.name == "format":
            return field.filled
        if self._typed.marks:
            return field.name in self._typed.sent
        return filled or field.name in self._typed.sent

    def read(self, region: str) -> tuple[Call, list[Problem]]:
        """The Call as typed, and all that is wrong with it; the fields get their messages too.

        A value that does not fit stays in the Call as it was typed: the server is lenient, and
        a person may send it anyway.
        """
        problems: list[Problem] = []
        values: dict[str, Value] = {}
        for field in self:
            found = list(self._read(field, values))
            field.errors = [problem.sentence for problem in found]
            problems += found
        request = {
            attribute: values[name]
            for name, attribute in _REQUEST_ATTRIBUTES.items()
            if name in values
        }
        own = tuple(
            (name, values[PREFIX + name])
            for name in self.parameters._fields
            if PREFIX + name in values
        )
        call = Call(region, self.service.id, self.action.name, own, **cast(dict[str, Any], request))
        return call, problems

    def _read(self, field: ParameterField, values: dict[str, Value]) -> Iterator[Problem]:
        parameter = field.parameter
        if not field.sent:
            if not parameter.optional:
                yield Problem(field.name, f"{parameter.name} is mandatory.", "error")
        elif field.kind == "file":
            if field.upload is None:
                yield Problem(field.name, "Choose a file.", "error")
            else:
                values[field.name] = _file(field.upload)
        elif field.kind == "object":
            yield from self._read_object(field, values)
        elif MASK in field.typed:
            known = self._behind_mask(field)
            if known is None:
                sentence = "This masked value is no longer known here: type it anew."
                yield Problem(field.name, sentence, "error")
            else:
                values[field.name] = known
        else:
            text = field.typed.strip() if field.name == "ks" else field.typed
            checked = check(
                text, type=parameter.type, enum=field.enum, is_time=field.kind == "time"
            )
            values[field.name] = checked.wire
            if checked.problem:
                yield Problem(field.name, checked.problem, checked.level)

    def _read_object(self, field: ParameterField, values: dict[str, Value]) -> Iterator[Problem]:
        declared = {"type": field.parameter.type, "array_type": field.parameter.array_type}
        try:
            value = json_value.parse(field.typed, registry=self.registry, **declared)
        except json_value.JsonProblem as fault:
            yield Problem(field.name, fault.sentence, "error")
            return
        value, lost = restore(value, self._recorded(field), field.parameter.name)
        values[field.name] = value
        if lost:
            sentence = f"{lost} is a masked value that is no longer known here: type it anew."
            yield Problem(field.name, sentence, "error")
        name = field.parameter.name
        for problem in json_value.problems(value, registry=self.registry, field=name, **declared):
            yield Problem(field.name, f"{problem.field} {problem.sentence}", problem.level)

    def _behind_mask(self, field: ParameterField) -> str | None:
        text = field.typed.strip()
        if field.name == "ks" and self._typed.kept_ks and text == self._typed.kept_mask:
            return self._typed.kept_ks
        recorded = self._recorded(field)
        if isinstance(recorded, str) and text == masked_text(field, recorded):
            return recorded
        return None

    def _recorded(self, field: ParameterField) -> Value | None:
        call = self._typed.recorded
        if call is None:
            return None
        if field.name in _REQUEST_ATTRIBUTES:
            value: Value | None = getattr(call, _REQUEST_ATTRIBUTES[field.name])
            return value
        return dict(call.parameters).get(field.parameter.name)


def masked_text(field: ParameterField, recorded: str) -> str:
    """How a recorded secret stands in its field."""
    return mask_ks(recorded) if field.name == "ks" else MASK


def typed_from(call: Call) -> MultiDict[str, str | FileStorage]:
    """The form's values for a recorded call, secrets masked; files are to be chosen anew."""
    values: MultiDict[str, str | FileStorage] = MultiDict()
    for name, attribute in _REQUEST_ATTRIBUTES.items():
        value = getattr(call, attribute)
        if isinstance(value, str):
            values[name] = mask_ks(value) if name == "ks" else value
        elif value is not None:
            values[name] = json_value.to_text(masked(value, secret=False))
    for name, value in call.parameters:
        if isinstance(value, File):
            continue
        if not isinstance(value, str):
            values[PREFIX + name] = json_value.to_text(masked(value, secret=False))
        elif is_secret_parameter(call.service, call.action, name) and value:
            values[PREFIX + name] = MASK
        else:
            values[PREFIX + name] = value
    return values


def _file(upload: FileStorage) -> File:
    upload.stream.seek(0, 2)
    size = upload.stream.tell()
    upload.stream.seek(0)

    def reopen() -> BinaryIO:
        upload.stream.seek(0)
        return cast(BinaryIO, upload.stream)

    kind = upload.mimetype or "application/octet-stream"
    return File(upload.filename or "file", kind, size, reopen)
