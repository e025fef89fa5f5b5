"""What must have help, and that no help speaks of something the schema does not have."""

from app.schema.facts import bundled
from app.schema.model import Action, ObjectType
from tests.each import each
from tests.schema_help.texts import all_texts, by_key

REQUEST = {
    "region",
    "format",
    "clientTag",
    "apiVersion",
    "partnerId",
    "ks",
    "language",
    "responseProfile",
}
ACTIONS = {
    "system": "ping getTime getVersion",
    "session": "start get end impersonate impersonateByKs startWidgetSession",
    "user": "add get list update delete login loginByLoginId loginByKs",
    "apptoken": "add get list update delete startSession",
    "adminuser": "login",
    "partner": "getInfo get",
    "category": "add get list update delete",
    "media": "add get list update delete count addContent",
    "baseentry": "add get list update delete count",
    "uploadtoken": "add upload get list delete",
}
# Each with all that it inherits: properties, and the enums of those.
CLASSES = [
    "KalturaUser",
    "KalturaAppToken",
    "KalturaCategory",
    "KalturaMediaEntry",
    "KalturaUploadToken",
    "KalturaPartner",
    "KalturaSessionInfo",
    "KalturaSessionResponse",
    "KalturaFilterPager",
    "KalturaMediaEntryFilter",
    "KalturaBaseEntryFilter",
    "KalturaUserFilter",
    "KalturaCategoryFilter",
    "KalturaAppTokenFilter",
    "KalturaUploadTokenFilter",
    "KalturaUploadedFileTokenResource",
    "KalturaUrlResource",
    "KalturaStringResource",
    "KalturaMediaListResponse",
    "KalturaBaseEntryListResponse",
    "KalturaUserListResponse",
    "KalturaCategoryListResponse",
    "KalturaAppTokenListResponse",
    "KalturaUploadTokenListResponse",
    "KalturaDetachedResponseProfile",
    "KalturaResponseProfileHolder",
]
SORT_ORDERS = ["MediaEntry", "BaseEntry", "User", "Category", "AppToken", "UploadToken"]
PAIRS = [(service, action) for service, names in ACTIONS.items() for action in names.split()]


def _action(service: str, name: str) -> Action:
    found = bundled().action(service, name)
    assert found is not None, f"{service}.{name} is not in the schema"
    return found


def _class(name: str) -> ObjectType:
    found = bundled().object_type(name)
    assert found is not None, f"{name} is not in the schema"
    return found


def test_every_request_level_field_has_help() -> None:
    assert {item.key[1] for item in all_texts() if item.table == "request"} == REQUEST


def test_every_service_has_help() -> None:
    assert {item.key[1] for item in all_texts() if item.table == "service"} == set(ACTIONS)


@each(("service", "name"), PAIRS)
def test_action_and_its_parameters_have_help(service: str, name: str) -> None:
    action = _action(service, name)
    assert len(by_key()["action", f"{service}.{name}"]) > 40
    helped = {
        item.key[2] for item in all_texts() if item.key[:2] == ("parameter", f"{service}.{name}")
    }
    assert helped == {parameter.name for parameter in action.parameters}


@each("name", CLASSES)
def test_class_and_all_it_inherits_have_help(name: str) -> None:
    family = [_class(name), *bundled().ancestors(name)]
    enums = {item.enum_type for _, item in bundled().properties(name) if item.enum_type}
    needed = {
        *(("object_type", owner.name) for owner in family),
        *(("property", owner.name, item.name) for owner, item in bundled().properties(name)),
        *(("enum", enum) for enum in enums),
    }
    assert needed - by_key().keys() == set()


@each("name", [f"Kaltura{item}OrderBy" for item in SORT_ORDERS])
def test_sort_order_has_help(name: str) -> None:
    assert ("enum", name) in by_key()


def test_no_help_without_its_fact() -> None:
    """A misspelt key would never be shown to anybody."""
    registry = bundled()
    known = {
        *(
            ("action", f"{service.id}.{action.name}")
            for service in registry.services
            for action in service.actions
        ),
        *(("service", service.id) for service in registry.services),
        *(
            ("parameter", f"{service.id}.{action.name}", parameter.name)
            for service in registry.services
            for action in service.actions
            for parameter in action.parameters
        ),
        *(("object_type", item.name) for item in registry.schema.classes),
        *(
            ("property", item.name, own.name)
            for item in registry.schema.classes
            for own in item.properties
        ),
        *(("enum", item.name) for item in registry.schema.enums),
        *(("request", name) for name in REQUEST),
    }
    assert by_key().keys() - known == set()
