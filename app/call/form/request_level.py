"""The fields that every request has, beside the action's own parameters."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.schema.model import Constant, Enum, Parameter
from app.schema.registry import Registry

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
# The attribute of a Call for each wire name.
ATTRIBUTES = {
    "format": "format",
    "clientTag": "client_tag",
    "apiVersion": "api_version",
    "partnerId": "partner_id",
    "ks": "ks",
    "language": "language",
    "responseProfile": "response_profile",
}


@dataclass(frozen=True, slots=True)
class Setting:
    """One request-level field; `caption` is the original console's name for it."""

    parameter: Parameter
    caption: str = ""
    default: str = ""
    enum: Enum | None = None


_FIRST = (
    Setting(Parameter("format", "int", optional=True), "Format", "2", FORMAT),
    Setting(Parameter("clientTag", "string", optional=True), default=CLIENT_TAG),
)
_THEN = (
    Setting(Parameter("partnerId", "int", optional=True), "Impersonated partner id"),
    Setting(Parameter("ks", "string", optional=True), "Kaltura API session"),
    Setting(Parameter("language", "string", optional=True)),
)


def request_parameters(registry: Registry) -> Iterator[Setting]:
    """The request-level fields in the original console's order."""
    profile = next(
        (p.type for p in registry.schema.request_configuration if p.name == "responseProfile"),
        "KalturaBaseResponseProfile",
    )
    yield from _FIRST
    yield Setting(Parameter("apiVersion", "string", optional=True), default=registry.version)
    yield from _THEN
    yield Setting(Parameter("responseProfile", profile, optional=True))
