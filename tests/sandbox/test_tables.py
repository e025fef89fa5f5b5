"""What the sandbox claims against the schema: actions, error codes and their arguments."""

from string import Formatter

from app.sandbox.actions import Actions
from app.sandbox.errors import MESSAGES
from app.sandbox.services import SERVICES
from app.sandbox.shapes import Shapes
from app.schema.facts import bundled

OWN_CODES = {
    "NOT_IN_SANDBOX",
    "INVALID_JSON",
    "REQUEST_CUT_OFF",
    "REQUEST_TOO_LARGE",
    "SANDBOX_FULL",
}



def test_what_is_written_by_hand_has_its_name_in_the_schema() -> None:
    registry = bundled()
    for service, actions in SERVICES.items():
        for action in actions:
            found = registry.action(service, action)
            assert found is not None, (service, action)
            assert found.name == action


def test_every_action_of_the_schema_is_answered() -> None:
    shapes = Shapes(bundled())
    actions = Actions(shapes)
    named = [
        actions.called(service.id, action.name)
        for service in shapes.registry.services
        for action in service.actions
    ]
    assert len(named) == 1004


def test_error_codes_and_arguments_are_those_of_the_schema() -> None:
    registry = bundled()
    for code in MESSAGES.keys() - OWN_CODES:
        declared = registry.error(code)
        assert declared is not None, code
        names = tuple(name for _, name, _, _ in Formatter().parse(MESSAGES[code]) if name)
        assert names == declared.parameters, code
    assert not [code for code in OWN_CODES if registry.error(code)]
