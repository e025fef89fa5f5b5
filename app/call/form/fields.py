"""One form field for each scalar, chosen by its type in the schema."""

from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO, Literal, cast

from werkzeug.datastructures import FileStorage, MultiDict
from wtforms import Field
from wtforms.form import BaseForm

from app.call.model import File
from app.call.placeholders import names_in
from app.call.variables.scope import Filled
from app.schema.meanings.things import Thing
from app.schema.model import Enum, Parameter, Property

FieldKind = Literal[
    "text", "whole", "decimal", "bool", "enum", "nullable", "time", "file", "secret"
]

_FORM = BaseForm({})

# What was posted or linked, under the form's names.
Values = MultiDict[str, str | FileStorage]


class ParameterField(Field):
    """One scalar: its facts from the schema, what was typed, and what is wrong with it.

    `parameter` declares it (a property of a class too), `limits` is that property. `sent` says
    whether it goes out, `null` whether as an explicit null; `caption` begins its label.
    `takes` is what its value identifies, where it takes an id, and `orders` says of each value of
    an order what comes first. `filled_in` is what is sent where variables stand in it.
    """

    data: str | None
    errors: Sequence[str]

    def __init__(
        self,
        parameter: Parameter,
        *,
        kind: FieldKind,
        enum: Enum | None = None,
        limits: Property | None = None,
        caption: str = "",
        **options: Any,
    ) -> None:
        self.caption = caption or parameter.name
        super().__init__(f"{self.caption} ({type_name(parameter)})", **options)
        self.parameter = parameter
        self.kind = kind
        self.enum = enum
        self.limits = limits
        self.sent = False
        self.null = False
        self.takes: Thing | None = None
        self.orders: Mapping[str, str] = {}
        self.upload: FileStorage | None = None
        self.filled_in: Filled | None = None

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        if valuelist and isinstance(valuelist[0], FileStorage):
            self.upload = valuelist[0] if valuelist[0].filename else None
        elif valuelist:
            self.data = str(valuelist[0])

    @property
    def posted(self) -> bool:
        return bool(self.raw_data)

    @property
    def typed(self) -> str:
        return self.data or ""

    @property
    def filled(self) -> bool:
        return self.upload is not None if self.kind == "file" else self.typed != ""

    @property
    def open(self) -> bool:
        """Whether a placeholder is still to be filled in."""
        return bool(self.filled_in.faults if self.filled_in else names_in(self.typed))

    @property
    def default_text(self) -> str:
        """The schema's default as a person reads it; "" where there is none to speak of."""
        default = self.parameter.default
        if default in {None, "null", ""}:
            return ""
        name = self.enum.name_of(str(default)) if self.enum else None
        return f"{name} ({default})" if name else str(default)


def type_name(parameter: Parameter) -> str:
    """How a label names the type: `string`, `KalturaSessionType`, `array of KalturaKeyValue`."""
    if parameter.enum_type:
        return parameter.enum_type
    if parameter.array_type and parameter.type in {"array", "map"}:
        return f"{parameter.type} of {parameter.array_type}"
    return parameter.type


def scalar_field(
    parameter: Parameter,
    values: Values,
    name: str,
    *,
    enum: Enum | None = None,
    secret: bool = False,
    **options: Any,
) -> ParameterField:
    """The field called `name`, filled in from `values`."""
    kind = _kind(parameter, enum)
    options["kind"] = "secret" if secret and kind == "text" else kind
    options["id"] = name.replace(":", "-")
    # A form of its own for each would take as long as the field.
    made = ParameterField(parameter, enum=enum, name=name, _form=_FORM, **options)
    made.process(values)
    return made


def _kind(parameter: Parameter, enum: Enum | None) -> FieldKind:
    if parameter.enum_type == "KalturaNullableBoolean":
        return "nullable"
    if enum is not None:
        return "enum"
    if parameter.type in {"int", "bigint"}:
        return "time" if parameter.is_time else "whole"
    scalar: dict[str, FieldKind] = {"float": "decimal", "bool": "bool", "file": "file"}
    return scalar.get(parameter.type, "text")


def file_of(upload: FileStorage) -> File:
    """A posted file; werkzeug has put it on disk, so that it is never whole in memory."""
    upload.stream.seek(0, 2)
    size = upload.stream.tell()

    def from_start() -> BinaryIO:
        upload.stream.seek(0)
        return cast(BinaryIO, upload.stream)

    kind = upload.mimetype or "application/octet-stream"
    return File(upload.filename or "file", kind, size, from_start)
