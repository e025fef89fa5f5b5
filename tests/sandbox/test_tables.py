"""What the sandbox claims against the schema: actions, error codes and their arguments."""

from string import Formatter

from app.sandbox.errors import MESSAGES
from app.sandbox.services import SERVICES
from app.schema.facts import bundled

OWN_CODES = {
    "NOT_IN_SANDBOX",
    "INVALID_JSON",
    "REQUEST_CUT_OFF",
    "REQUEST_TOO_LARGE",
    "SANDBOX_FULL",
}

PROMISED = {
    "system": "ping getTime getVersion",
    "session": "start get end impersonate impersonateByKs startWidgetSession",
    "user": "add get list update delete login loginByLoginId loginByKs",
    "apptoken": "add get list update delete startSession",
    "partner": "getInfo get",
    "schema": "serve",
    "category": "add get list update delete",
    "media": "add get list update delete count addContent",
    "baseentry": "add get list update delete count addContent",
    "uploadtoken": "add upload get list delete",
}


def test_every_promised_action_is_there_under_its_name_in_the_schema() -> None:
    registry = bundled()
    assert {name: set(actions) for name, actions in SERVICES.items()} == {
        name: set(actions.split()) for name, actions in PROMISED.items()
    }
    for service, actions in SERVICES.items():
        for action in actions:
            found = registry.action(service, action)
            assert found is not None
            assert found.name == action


def test_error_codes_and_arguments_are_those_of_the_schema() -> None:
    registry = bundled()
    for code in MESSAGES.keys() - OWN_CODES:
        declared = registry.error(code)
        assert declared is not None, code
        names = tuple(name for _, name, _, _ in Formatter().parse(MESSAGES[code]) if name)
        assert names == declared.parameters, code
    assert not [code for code in OWN_CODES if registry.error(code)]
