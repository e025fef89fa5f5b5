"""What an API schema says, as frozen values: nothing here reads, looks up or changes anything.

The names follow KalturaClient.xml (see `reader`); every attribute of that file has
a field here. Types are written as in the file: `string`, `int`, `bigint`, `float`,
`bool`, `file`, `array`, `map`, or the name of a class. An enum is never a type of its
own: a value is an `int` or `string` whose `enum_type` names the enum.
"""

from dataclasses import dataclass, field

PRIMITIVES = frozenset({"string", "int", "bigint", "float", "bool", "file", "array", "map"})


@dataclass(frozen=True, slots=True)
class Constant:
    """One value of an enum; `value` is text even where the enum is an int, as on the wire."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Enum:
    name: str
    kind: str  # "int" or "string": the enumType attribute
    constants: tuple[Constant, ...]
    plugin: str = ""
    deprecated: bool = False

    def name_of(self, value: str) -> str | None:
        """The constant's name for a wire value, the first where several share it."""
        return next((c.name for c in self.constants if c.value == value), None)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of an action, or one request-level parameter."""

    name: str
    type: str
    optional: bool = False
    default: str | None = None  # as written in the schema; "null" means an explicit null
    enum_type: str = ""
    array_type: str = ""  # class or primitive of the items where type is array or map
    is_time: bool = False
    description: str = ""
    alias: str = ""  # request level only: another wire name (ks is also sessionId)
    volatile: bool = False  # request level only: forgotten after one call


@dataclass(frozen=True, slots=True)
class Result:
    """What an action answers with; type "" is void."""

    type: str = ""
    array_type: str = ""
    enum_type: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    name: str
    parameters: tuple[Parameter, ...]
    result: Result
    throws: tuple[str, ...] = ()  # error names
    session_required: str = "always"  # always, optional or none
    in_multirequest: bool = True
    deprecated: bool = False
    beta: bool = False
    alias: str = ""  # actionAlias, "service.action"
    plugin: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Service:
    id: str  # lower case, as on the wire: metadata_metadata
    name: str  # as clients write it: metadata
    actions: tuple[Action, ...]
    plugin: str = ""
    deprecated: bool = False
    description: str = ""


@dataclass(frozen=True, slots=True)
class Property:
    name: str
    type: str
    read_only: bool = False
    insert_only: bool = False
    write_only: bool = False
    multi_lingual: bool = False
    is_time: bool = False
    deprecated: bool = False
    enum_type: str = ""
    values_enum_type: str = ""  # a comma-separated string whose parts are values of this enum
    array_type: str = ""
    requires_permissions: str = ""
    min_length: int | None = None
    max_length: int | None = None
    min_value: int | None = None
    max_value: int | None = None
    utf8_truncate: int | None = None
    description: str = ""


@dataclass(frozen=True, slots=True)
class ObjectType:
    """A class of the API; `properties` are its own ones, without those it inherits."""

    name: str
    properties: tuple[Property, ...]
    base: str = ""
    abstract: bool = False
    deprecated: bool = False
    plugin: str = ""
    requires_permissions: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class ErrorCode:
    name: str
    code: str
    parameters: tuple[str, ...] = ()
    message: str = ""


@dataclass(frozen=True, slots=True)
class Plugin:
    name: str
    services: tuple[str, ...] = ()
    depends_on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Schema:
    """A whole schema, in the file's own order."""

    version: str
    services: tuple[Service, ...]
    classes: tuple[ObjectType, ...]
    enums: tuple[Enum, ...]
    errors: tuple[ErrorCode, ...] = ()
    plugins: tuple[Plugin, ...] = ()
    client_configuration: tuple[Parameter, ...] = ()
    request_configuration: tuple[Parameter, ...] = ()
    client_configuration_type: str = ""  # class name, as clients call it
    request_configuration_type: str = ""
    generated_at: int | None = None  # unix seconds
    extras: dict[str, str] = field(default_factory=dict)  # what has no field, and how often
