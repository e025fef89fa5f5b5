"""What the sandbox claims against the schema: actions, error codes and their arguments."""

import ast
from pathlib import Path
from string import Formatter

from app import sandbox
from app.sandbox.actions import Actions
from app.sandbox.errors import MESSAGES
from app.sandbox.services import SERVICES
from app.sandbox.shapes import Shapes
from app.schema.facts import bundled

OWN_CODES = {
    "INVALID_JSON",
    "REQUEST_CUT_OFF",
    "REQUEST_TOO_LARGE",
    "SANDBOX_FULL",
    "SANDBOX_NO_SCRIPT",
    "SANDBOX_OTHER_PAGE",
    "SANDBOX_TOKEN_MISSING",
    # The real server's, though no schema tells of it.
    "EMPTY SEARCH TERM IS NOT ALLOWED",
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


def _raised() -> set[tuple[str, str, tuple[str, ...]]]:
    """(file, code, argument names) of every ApiError that is written out in the room."""
    found = set()
    for file in Path(sandbox.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "ApiError":
                first, names = node.args[0], tuple(word.arg for word in node.keywords)
                if isinstance(first, ast.Constant) and None not in names:
                    found.add((file.name, str(first.value), tuple(str(name) for name in names)))
    return found


def test_every_error_has_the_arguments_that_the_schema_declares() -> None:
    registry, wrong = bundled(), []
    for file, code, names in sorted(_raised()):
        declared = registry.error(code)
        if code not in OWN_CODES and (declared is None or set(declared.parameters) != set(names)):
            wrong.append((file, code, names, declared and declared.parameters))
    assert wrong == []


def test_error_codes_and_arguments_are_those_of_the_schema() -> None:
    registry = bundled()
    for code in MESSAGES.keys() - OWN_CODES:
        declared = registry.error(code)
        assert declared is not None, code
        names = tuple(name for _, name, _, _ in Formatter().parse(MESSAGES[code]) if name)
        assert names == declared.parameters, code
    assert not [code for code in OWN_CODES if registry.error(code)]
