"""The form of one call: its service, its action, and a tree for each parameter."""

import re
from collections.abc import Iterator

from app.call.form import json_value, tree_read
from app.call.form.draft import Draft
from app.call.form.fields import ParameterField
from app.call.form.masked_value import restore
from app.call.form.request_level import request_parameters
from app.call.form.tree import CALL_ID, FormNode
from app.call.form.tree_build import TreeBuilder
from app.call.model import Null, Value
from app.call.problem import Problem
from app.call.secrets.masking import MASK
from app.schema.model import Action, Service
from app.schema.registry import Registry

PREFIX = "param:"
ALONE = "alone"  # the id of the call that a form had alone before it became a multirequest
_ID = re.compile(r"[A-Za-z0-9]{1,16}")


class CallForm:
    """`prefix` stands before each parameter's name: `param:`, within a multirequest `param:1:`.

    `number` is the call's place in a multirequest, 0 for a call of its own. `settings` are, by wire
    name, the request-level fields that a multirequest's call has for itself; a call of its own has
    those of the request. `id` is what the call is known by wherever it moves to: of a call that was
    recorded its number there.
    """

    def __init__(
        self, registry: Registry, service: Service, action: Action, draft: Draft, number: int = 0
    ) -> None:
        self.registry = registry
        self.service = service
        self.action = action
        self.number = number
        self.errors: list[str] = []  # about the action as such
        self.prefix = f"{PREFIX}{number}:" if number else PREFIX
        known_by = str(draft.values.get(f"{self.prefix}{CALL_ID}", ""))
        self.id = known_by if _ID.fullmatch(known_by) else str(number)
        builder = TreeBuilder(registry, draft, updates=action.name.startswith("update"))
        self.parameters: list[FormNode] = [
            builder.parameter(parameter, self.prefix + parameter.name, service, action)
            for parameter in action.parameters
        ]
        self.settings: dict[str, FormNode] = dict(self._settings(draft)) if number else {}

    def _settings(self, draft: Draft) -> Iterator[tuple[str, FormNode]]:
        # The wire has one place for an action's own parameter and a setting of the same name.
        own = {parameter.name for parameter in self.action.parameters}
        builder = TreeBuilder(self.registry, draft)
        for setting in request_parameters(self.registry):
            name = setting.parameter.name
            # The answers to all calls come in one format.
            if name != "format" and name not in own:
                place = self.prefix + name
                yield (
                    name,
                    builder.node(
                        setting.parameter, place, secret=name == "ks", caption=setting.caption
                    ),
                )

    @property
    def has_own_ks(self) -> bool:
        """Whether it is sent with a KS that it does not share."""
        return "ks" in self.settings and self.settings["ks"].sent

    @property
    def title(self) -> str:
        return f"{self.service.name}.{self.action.name}"

    @property
    def service_name(self) -> str:
        """The form's name for the choice of the service."""
        return f"{self.prefix}service" if self.number else "service"

    @property
    def action_name(self) -> str:
        return f"{self.prefix}action" if self.number else "action"

    @property
    def nodes(self) -> Iterator[FormNode]:
        yield from self.settings.values()
        yield from self.parameters


def read_node(
    node: FormNode, registry: Registry, recorded: Value | None
) -> tuple[Value | None, list[Problem]]:
    """What a node of the first level sends (None for nothing), and all that is wrong with it.

    `recorded` is the value whose masked secrets may stand for themselves.
    """
    if not node.sent:
        missing = [] if node.parameter.optional else [_missing(node)]
        return None, missing
    try:
        value = tree_read.read(node, registry)
    except json_value.JsonProblem as fault:
        return None, [Problem(fault.field or node.name, fault.sentence)]
    if value is None:
        return None, [Problem(node.name, "Choose a file.")]
    value, lost = restore(value, recorded, node.name)
    if lost:
        known = None if isinstance(value, str) else value
        return known, [Problem(lost, "This masked value is no longer known here: type it anew.")]
    return value, list(_faults(node, value, registry))


def _missing(node: FormNode) -> Problem:
    return Problem(node.name, f"{node.parameter.name} is mandatory.")


def _faults(node: FormNode, value: Value, registry: Registry) -> Iterator[Problem]:
    if isinstance(node, ParameterField):
        checked = tree_read.check_field(node)
        if checked.problem and not isinstance(value, Null) and MASK not in node.typed:
            yield Problem(node.name, checked.problem, checked.level)
        return
    yield from json_value.problems(
        value,
        type=node.parameter.type,
        array_type=node.parameter.array_type,
        registry=registry,
        field=node.name,
    )
