"""The form of a request: request-level fields and one call, or the several of a multirequest.

Names are the contract's: request-level fields by their wire name, an action's own behind
`param:`. Beside them, `sent` (once for each ticked field) says what goes out, `null` what is
an explicit null; `marks=1` says that the ticks are to be believed. Without it (a script, a
browser without JavaScript) whatever is filled in is sent.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, cast

from app.call.form import open_values, references
from app.call.form.call_form import ALONE, PREFIX, CallForm, read_node
from app.call.form.fields import ParameterField, scalar_field
from app.call.form.request_level import ATTRIBUTES, request_parameters
from app.call.form.tree import FormNode, walk
from app.call.form.tree_build import TreeBuilder
from app.call.form.typed import Typed
from app.call.model import Call, Object, Value
from app.call.multirequest import NAME as MULTIREQUEST
from app.call.problem import Problem
from app.call.variables.scope import Filled, Scope
from app.schema.model import Action, Service
from app.schema.registry import Registry


class RequestForm:
    """`settings` by wire name, and `calls`: one, or a multirequest's in their order."""

    def __init__(
        self,
        registry: Registry,
        calls: Sequence[tuple[Service, Action]],
        typed: Typed,
        *,
        multirequest: bool = False,
    ) -> None:
        self.registry = registry
        self.multirequest = multirequest
        self._typed = typed
        self.settings = dict(self._settings())
        self.calls = [
            self._call(service, action, number if multirequest else 0)
            for number, (service, action) in enumerate(calls, 1)
        ]
        self._heeds_ks = any(
            call.action.session_required != "none" and not call.has_own_ks for call in self.calls
        )
        if typed.leaves_out_dead_ks and not self._heeds_ks and self._holds_kept_ks():
            cast(ParameterField, self.settings["ks"]).sent = False
        self._fills = dict(self._filled_in(typed.scope)) if typed.scope else {}

    def _filled_in(self, scope: Scope) -> Iterator[tuple[str, Filled]]:
        """What each text with templates becomes, by the names of the nodes."""
        for node in self.nodes:
            if "{{" not in (text := open_values.text_of(node)):
                continue
            quoted = not isinstance(node, ParameterField)
            filled = scope.fill(text, quoted=quoted)
            if isinstance(node, ParameterField) and (filled.used or filled.faults):
                node.filled_in = filled
            yield node.name, filled

    def _call(self, service: Service, action: Action, number: int) -> CallForm:
        draft = self._typed.draft
        prefix = f"{PREFIX}{number}:" if number else PREFIX
        for parameter in action.parameters if self._typed.opens else ():
            name = prefix + parameter.name
            mandatory = not parameter.optional and parameter.type[:1].isupper()
            if mandatory and not draft.holds(name):
                draft.open(name, TreeBuilder(self.registry, draft).usual(parameter.type))
        return CallForm(self.registry, service, action, draft, number)

    def _settings(self) -> Iterator[tuple[str, FormNode]]:
        draft = self._typed.draft
        for setting in request_parameters(self.registry):
            name = setting.parameter.name
            if setting.parameter.type[:1].isupper():
                yield name, TreeBuilder(self.registry, draft).node(setting.parameter, name)
                continue
            field = scalar_field(
                setting.parameter,
                draft.values,
                name,
                enum=setting.enum,
                secret=name == "ks",
                caption=setting.caption,
                default=setting.default,
            )
            filled = field.filled and (self._typed.fresh or field.posted)
            field.sent = name in draft.sent or (filled and not draft.ticks) or name == "format"
            yield name, field

    @property
    def nodes(self) -> Iterator[FormNode]:
        """All nodes, those within others too."""
        for node in self.settings.values():
            yield from walk(node)
        for call in self.calls:
            for node in call.nodes:
                yield from walk(node)

    @property
    def placeholders(self) -> list[open_values.Open]:
        """What is still to be filled in of what is sent."""
        found, scope = open_values.open_in(self._roots), self._typed.scope
        return [one for one in found if scope is None or scope.find(one.name) is None]

    @property
    def _roots(self) -> list[FormNode]:
        own = (node for call in self.calls for node in call.nodes)
        return [*self.settings.values(), *own]

    def find(self, name: str) -> FormNode | None:
        return next((node for node in self.nodes if node.name == name), None)

    def fill_ks(self, ks: str) -> None:
        """Put a KS, or the mask that stands for one, into its field, ticked."""
        field = cast(ParameterField, self.settings["ks"])
        field.data, field.sent, field.null = ks, True, False

    def read(self, region: str, *, as_typed: bool = False) -> tuple[Call, list[Problem]]:
        """The Call, and all that is wrong with it; the nodes get their messages too.

        Variables have their values in it, unless it is to be `as_typed`. A value that does not fit
        stays in the Call: the server is lenient, and a person may send it anyway.
        """
        fills = {} if as_typed else self._fills
        if fills:
            # What goes out goes out, also where a variable is empty.
            draft = self._typed.draft.copied()
            draft.ticks, draft.sent = True, {node.name for node in self.nodes if node.sent}
            for name, filled in fills.items():
                draft.values[name] = filled.text
            typed = replace(self._typed, draft=draft, scope=None)
            calls = [(one.service, one.action) for one in self.calls]
            twin = RequestForm(self.registry, calls, typed, multirequest=self.multirequest)
            call, problems = twin._read(region)
            secrets = (one for filled in fills.values() for one in filled.secrets)
            call = replace(call, also_secret=tuple(dict.fromkeys(secrets)))
            open = [one.name for one in open_values.sent(self._roots) if one.name in fills]
            places = {one: open_values.still_of(fills[one]) for one in open if fills[one].faults}
        else:
            call, problems = self._read(region)
            places = open_values.places_of(call, PREFIX)
        problems = open_values.judged(problems, places)
        self._show(problems)
        return call, problems

    def _read(self, region: str) -> tuple[Call, list[Problem]]:
        problems: list[Problem] = []
        request: dict[str, Value] = {}
        for name, node in self.settings.items():
            value, found = read_node(node, self.registry, self._recorded_setting(name))
            problems += found
            if value is not None:
                request[ATTRIBUTES[name]] = _as_sent(node, value)
        read = [self._read_call(call, problems) for call in self.calls]
        problems += self._about_calls(sends_ks="ks" in request)
        if self.multirequest:
            problems = references.judged(problems, self.calls)
            parameters: tuple[tuple[str, Value], ...] = tuple(
                (str(number), Object("", values)) for number, values in enumerate(read, 1)
            )
            sent = Call(region, MULTIREQUEST, "", parameters)
        else:
            sent = Call(region, self.calls[0].service.id, self.calls[0].action.name, read[0])
        return replace(sent, **cast(dict[str, Any], request)), problems

    def _read_call(self, call: CallForm, problems: list[Problem]) -> tuple[tuple[str, Value], ...]:
        recorded = self._recorded_call(call)
        head: list[tuple[str, Value]] = []
        if call.number:
            head = [("service", call.service.id), ("action", call.action.name)]
        for node in call.nodes:
            value, found = read_node(node, self.registry, recorded.get(node.parameter.name))
            problems += found
            if value is not None:
                head.append((node.parameter.name, _as_sent(node, value)))
        return tuple(head)

    def _about_calls(self, *, sends_ks: bool) -> Iterator[Problem]:
        """What is wrong with an action as such: no KS, or no place in a multirequest."""
        for call in self.calls:
            needs = call.action.session_required == "always"
            if needs and not (sends_ks or call.has_own_ks):
                sentence = f"{call.title} needs a KS: start a session, or paste one."
                yield Problem("ks", sentence, "warning")
            if call.number and not call.action.in_multirequest:
                sentence = f"{call.title} is not allowed within a multirequest."
                yield Problem(call.action_name, sentence)
        if self._heeds_ks and sends_ks and self._typed.ks_over and self._holds_kept_ks():
            sentence = f"This KS {self._typed.ks_over}: start a new session."
            yield Problem("ks", sentence, "warning")

    def _holds_kept_ks(self) -> bool:
        typed = self._typed.draft.values.get("ks")
        mask = self._typed.kept_mask
        return bool(mask) and isinstance(typed, str) and typed.strip() == mask

    def _recorded_setting(self, name: str) -> Value | None:
        if name == "ks" and self._holds_kept_ks():
            return self._typed.kept_ks
        recorded = self._typed.recorded
        value: Value | None = getattr(recorded, ATTRIBUTES[name]) if recorded else None
        return value

    def _recorded_call(self, call: CallForm) -> dict[str, Value]:
        recorded = self._typed.recorded
        if recorded is None:
            return {}
        if recorded.service != MULTIREQUEST:
            return dict(recorded.parameters) if not call.number or call.id == ALONE else {}
        inner = dict(recorded.parameters).get(call.id)
        return dict(inner.fields) if isinstance(inner, Object) else {}

    def by_id(self, call: Call) -> Call:
        """The Call as read, a multirequest's calls by their ids: what masks stand for later on."""
        if not self.multirequest:
            return call
        ids = (form.id for form in self.calls)
        parameters = tuple((id, value) for id, (_, value) in zip(ids, call.parameters, strict=True))
        return replace(call, parameters=parameters)

    def _show(self, problems: list[Problem]) -> None:
        """Put each sentence beside its field, or beside the closest one that holds its place."""
        nodes = {node.name: node for node in self.nodes}
        for node in nodes.values():
            node.errors = []
        for call in self.calls:
            call.errors = [one.sentence for one in problems if one.field == call.action_name]
        for problem in problems:
            name = problem.field
            while name not in nodes and ":" in name:
                name = name.rpartition(":")[0]
            if name in nodes:
                inner = problem.field.removeprefix(name).lstrip(":")
                sentence = f"{inner} {problem.sentence}" if inner else problem.sentence
                nodes[name].errors = [*nodes[name].errors, sentence]


def _as_sent(node: FormNode, value: Value) -> Value:
    """A KS is often pasted with blanks around it, and no KS has any."""
    is_ks = node.parameter.name == "ks" and isinstance(value, str)
    return str(value).strip() if is_ks else value
