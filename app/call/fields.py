"""One form field for each parameter, chosen by its type in the schema."""

from collections.abc import Iterator, Sequence
from typing import Any, Literal

from werkzeug.datastructures import FileStorage
from wtforms import Field
from wtforms.fields.core import UnboundField

from app.call.secret import is_secret_parameter
from app.schema.model import Action, Constant, Enum, Parameter, Service
from app.schema.registry import Registry

Kind = Literal[
    "text", "whole", "decimal", "bool", "enum", "nullable", "time", "file", "object", "secret"
]

CLIENT_TAG = "testme"
# The wire's numbers of the formats that the console can show; others exist on some servers.
FORMAT = Enum(
    "Format",
    "int",
    (
        Constant("XML", "2"),
        Constant("JSON", "1"),
        Constant("PHP serialized", "3"),
        Constant("JSONP", "9"),
    ),
)


class ParameterField(Field):
    """One parameter: its facts from the schema, what was typed, and what is wrong with it.

    `sent` says whether it goes out; `caption` is the name that its label starts with.
    """

    data: str | None
    errors: Sequence[str]

    def __init__(
        self,
        parameter: Parameter,
        *,
        kind: Kind,
        enum: Enum | None = None,
        caption: str = "",
        **options: Any,
    ) -> None:
        self.caption = caption or parameter.name
        super().__init__(f"{self.caption} ({type_name(parameter)})", **options)
        self.parameter = parameter
        self.kind = kind
        self.enum = enum
        self.sent = False
        self.upload: FileStorage | None = None

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        if valuelist and isinstance(valuelist[0], FileStorage):
            self.upload = valuelist[0] if valuelist[0].filename else None
        elif valuelist:
            # A browser sends the line breaks of a text area as CRLF, whatever was typed.
            self.data = str(valuelist[0]).replace("\r\n", "\n")

    @property
    def typed(self) -> str:
        return self.data or ""

    @property
    def filled(self) -> bool:
        return self.upload is not None if self.kind == "file" else self.typed != ""

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


def request_fields(registry: Registry) -> Iterator["tuple[str, UnboundField[ParameterField]]"]:
    """The request-level fields, by wire name, in the original console's order."""
    profile = next(
        (p for p in registry.schema.request_configuration if p.name == "responseProfile"),
        Parameter("responseProfile", "KalturaBaseResponseProfile"),
    )
    for name, type_, kind, enum, caption, default in (
        ("format", "int", "enum", FORMAT, "Format", "2"),
        ("clientTag", "string", "text", None, "", CLIENT_TAG),
        ("apiVersion", "string", "text", None, "", registry.version),
        ("partnerId", "int", "whole", None, "Impersonated partner id", ""),
        ("ks", "string", "secret", None, "Kaltura API session", ""),
        ("language", "string", "text", None, "", ""),
        ("responseProfile", profile.type, "object", None, "", ""),
    ):
        yield (
            name,
            _unbound(
                Parameter(name, type_, optional=True),
                kind=kind,
                enum=enum,
                caption=caption,
                default=default,
                id=name,
            ),
        )


def parameter_fields(
    registry: Registry, service: Service, action: Action
) -> Iterator["tuple[str, UnboundField[ParameterField]]"]:
    """A field for each of the action's own parameters, in the schema's order."""
    for parameter in action.parameters:
        enum = registry.enum(parameter.enum_type) if parameter.enum_type else None
        kind = _kind(parameter, enum)
        if kind == "text" and is_secret_parameter(service.id, action.name, parameter.name):
            kind = "secret"
        yield (
            parameter.name,
            _unbound(parameter, kind=kind, enum=enum, id=f"param-{parameter.name}"),
        )


def _unbound(parameter: Parameter, **options: Any) -> "UnboundField[ParameterField]":
    return UnboundField(ParameterField, parameter, **options)


def _kind(parameter: Parameter, enum: Enum | None) -> Kind:
    if parameter.enum_type == "KalturaNullableBoolean":
        return "nullable"
    if enum is not None:
        return "enum"
    if parameter.type in {"int", "bigint"}:
        return "time" if parameter.is_time else "whole"
    scalar: dict[str, Kind] = {
        "float": "decimal",
        "bool": "bool",
        "string": "text",
        "file": "file",
    }
    return scalar.get(parameter.type, "object")
