"""Arguments for any action, made from the schema: objects with the values that a class needs,
ids of objects that are there."""

import io
from typing import Any

from app.schema.model import Action, Parameter, Property
from app.schema.registry import Registry
from tests.sandbox.conftest import Caller

XSD = (
    '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="metadata">'
    '<xs:complexType><xs:sequence><xs:element name="Field" type="xs:string" minOccurs="0"/>'
    "</xs:sequence></xs:complexType></xs:element></xs:schema>"
)
# Values that only a person can know, by the parameter's or property's name.
KNOWN: dict[str, Any] = {
    "entryId": "0_welcome1",
    "entryIds": "0_welcome1",
    "sourceEntryId": "0_welcome1",
    "mediaEntryId": "0_welcome1",
    "liveEntryId": "0_welcome1",
    "vodEntryId": "0_welcome1",
    "flaggedEntryId": "0_welcome1",
    "objectId": "0_welcome1",
    "appGuid": "made",
    "eventId": None,
    "resourceId": None,
    "fileAssetObjectType": "3",
    "refId": "ref-welcome1",
    "categoryId": 1001,
    "categoryIds": "1002",
    "parentId": None,
    "userId": "ana",
    "xsdData": XSD,
    "xsdFile": io.BytesIO(XSD.encode()),
    "xmlData": "<metadata><Field>x</Field></metadata>",
    "timeZoneId": "UTC",
    "startDate": 1_800_000_000,
    "endDate": 1_800_003_600,
    "recurrenceType": 0,
    "playlistType": 3,
    "mediaType": 1,
    "rank": 3,
    "rankIn": "1,2,3",
    "fullUrl": "https://sandbox.example/",
    "accessControlId": None,
    "partnerId": None,
    "roleIds": None,
    "categoryUserId": None,
    "entryIdEqual": "0_welcome1",
    "categoryIdEqual": 1001,
    "widgetId": "_1000001",
    "password": "Made-password-1",
    "newPassword": "Made-password-1",
    "loginId": "demo@sandbox.example",
    "oldLoginId": "demo@sandbox.example",
    "email": "demo@sandbox.example",
    "categoriesIds": None,
    "categories": None,
    "templateEntryId": None,
    "flavorParamsId": 1,
    "playlistContent": "0_welcome1",
    "metadataObjectType": "1",
    "objectType": "1",
}
CLASSES = {
    # Which subclass stands for an abstract one.
    "KalturaResource": "KalturaStringResource",
    "KalturaContentResource": "KalturaStringResource",
    "KalturaCuePoint": "KalturaAnnotation",
    "KalturaScheduleEvent": "KalturaRecordScheduleEvent",
    "KalturaScheduleResource": "KalturaLocationScheduleResource",
    "KalturaUserEntry": "KalturaViewHistoryUserEntry",
}


def arguments(registry: Registry, action: Action) -> dict[str, Any]:
    """Form fields for the action's mandatory parameters."""
    form: dict[str, Any] = {}
    for parameter in action.parameters:
        if not parameter.optional:
            _put(registry, form, parameter.name, parameter, 0)
    return form


def own_object(registry: Registry, form: dict[str, Any], name: str, cls: str) -> str:
    """Fields of an object of a class under a name; the concrete class that it took."""
    return _object(registry, form, name, cls, 0)


def _put(
    registry: Registry, form: dict[str, Any], path: str, declared: Parameter | Property, depth: int
) -> None:
    name = declared.name
    if name in KNOWN and declared.type != "array":
        value = KNOWN[name]
        if isinstance(value, io.BytesIO):
            form[path] = (io.BytesIO(value.getvalue()), "made.xsd")
        elif value is not None:
            form[path] = value
    elif declared.type == "file":
        form[path] = (io.BytesIO(b"*title\nmade\n"), "made.csv")
    elif declared.type in {"array", "map"}:
        return
    elif registry.object_type(declared.type):
        if depth < 2:
            _object(registry, form, path, declared.type, depth)
    else:
        form[path] = _scalar(registry, declared)


def _scalar(registry: Registry, declared: Parameter | Property) -> Any:
    enum = registry.enum(declared.enum_type) if declared.enum_type else None
    if enum is not None and enum.constants:
        return enum.constants[0].value
    if declared.type == "bool":
        return 1
    if declared.type in {"int", "bigint", "float"}:
        return 1
    least = getattr(declared, "min_length", None) or 0
    return "made".ljust(least, "x")


def _object(registry: Registry, form: dict[str, Any], path: str, cls: str, depth: int) -> str:
    family = registry.concrete_subclasses(cls)
    concrete = CLASSES.get(cls) or (family[0].name if family else cls)
    form[f"{path}:objectType"] = concrete
    names = {"name", "systemName", "entryId", "userId", "id", "title", "summary", *KNOWN}
    for _, item in registry.properties(concrete):
        if item.read_only or item.name not in names or item.name.startswith("multiLingual"):
            continue
        if item.type in {"string", "int", "bigint"} and item.name != "objectType":
            _put(registry, form, f"{path}:{item.name}", item, depth + 1)
    return concrete


def sent(caller: Caller, service: str, action: str, form: dict[str, Any]) -> Any:
    """The response to a call with these form fields."""
    from werkzeug.test import Client

    url = f"/api_v3/service/{service}/action/{action}?format=1"
    return Client(caller.sandbox).post(url, data={"ks": caller.ks, **form})
