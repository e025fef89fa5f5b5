"""A workflow as it may leave the console: what is secret in it becomes an input without a value."""

from dataclasses import replace
from itertools import count

from app.call.model import Array, Call, File, Map, Object, Value
from app.call.secrets.masking import MASK, Masker, is_secret, is_secret_parameter, masked
from app.workflows.model import Input, Step, Workflow


def without_secrets(workflow: Workflow) -> Workflow:
    """The same with inputs in the place of secrets; a KS that a step has itself gives way to that
    of the run. Texts about it are masked as those of pages are."""
    return _Without(workflow).made()


class _Without:
    def __init__(self, workflow: Workflow) -> None:
        self._workflow = workflow
        self._inputs = {one.name: self._bare(one) for one in workflow.inputs}
        taken = (one.name for step in workflow.steps for one in step.takings)
        self._names = {*self._inputs, *taken}
        self._variables: dict[str, str] = {}  # of each secret, what stands in its place
        known = [one.value for one in workflow.inputs if self._inputs[one.name].secret]
        self._masker = Masker([one for one in known if one])

    def made(self) -> Workflow:
        steps = [replace(one, call=self._call(one.call)) for one in self._workflow.steps]
        self._masker = Masker([*filter(None, self._known())])
        # Once more: a secret of a later step may stand in an earlier one.
        steps = [self._step(replace(one, call=self._call(one.call))) for one in steps]
        text = self._masker.text
        inputs = (
            replace(one, value=text(one.value), description=text(one.description))
            for one in self._inputs.values()
        )
        return replace(
            self._workflow,
            title=text(self._workflow.title),
            description=text(self._workflow.description),
            where=text(self._workflow.where),
            inputs=tuple(
                replace(one, value="" if MASK in one.value else one.value) for one in inputs
            ),
            steps=tuple(steps),
        )

    def _known(self) -> list[str]:
        own = [one.value for one in self._workflow.inputs if self._inputs[one.name].secret]
        return [*own, *self._variables]

    @staticmethod
    def _bare(one: Input) -> Input:
        secret = one.secret or is_secret(one.name)
        return replace(one, value="" if secret else one.value, secret=secret)

    def _step(self, step: Step) -> Step:
        text = self._masker.text
        return replace(
            step,
            description=text(step.description),
            when=text(step.when),
            each=text(step.each),
            takings=tuple(replace(one, path=text(one.path)) for one in step.takings),
            checks=tuple(replace(one, value=text(one.value)) for one in step.checks),
        )

    def _call(self, call: Call) -> Call:
        ks = (
            call.ks
            if call.ks and "{" in call.ks and self._masker.text(call.ks) == call.ks
            else None
        )
        level = {
            name: value and self._bared(value, self._hidden(value, False, call), name)
            for name in ("client_tag", "api_version", "partner_id", "language", "response_profile")
            if (value := getattr(call, name)) is not None
        }
        parameters = tuple(
            (
                name,
                self._bared(
                    value,
                    self._hidden(value, is_secret_parameter(call.service, call.action, name), call),
                    name,
                ),
            )
            for name, value in call.parameters
        )
        # Its attributes are texts, but for the profile, and stay what they were.
        return replace(call, ks=ks, parameters=parameters, also_secret=(), **level)  # type: ignore[arg-type]

    def _hidden(self, value: Value, secret: bool, call: Call) -> Value:
        return masked(value, secret, call.also_secret)

    def _bared(self, value: Value, hidden: Value, name: str) -> Value:
        """The value with a variable where what may be shown of it is something else."""
        match value, hidden:
            case str(), str():
                shown = hidden == value and self._masker.text(value) == value
                return value if shown else self._variable(value, name)
            case File(content=bytes(content)), _:
                # What is no text has no secret that a text has.
                text = content.decode("utf-8", "surrogateescape")
                bare = self._masker.text(text).encode("utf-8", "surrogateescape")
                return File.holding(value.name, value.content_type, bare)
            case Object(type, fields), Object(_, others):
                return Object(type, self._members(fields, others))
            case Map(items), Map(others):
                return Map(self._members(items, others))
            case Array(items), Array(others):
                pairs = zip(items, others, strict=True)
                return Array(tuple(self._bared(one, other, name) for one, other in pairs))
        return value

    def _members(
        self, members: tuple[tuple[str, Value], ...], hidden: tuple[tuple[str, Value], ...]
    ) -> tuple[tuple[str, Value], ...]:
        pairs = zip(members, hidden, strict=True)
        return tuple((name, self._bared(one, other, name)) for (name, one), (_, other) in pairs)

    def _variable(self, secret: str, name: str) -> str:
        if secret not in self._variables:
            plain = name if name.isidentifier() and name.isascii() and name != "ks" else "secret"
            free = (f"{plain}{number}" if number > 1 else plain for number in count(1))
            made = next(one for one in free if one not in self._names)
            self._names.add(made)
            self._inputs[made] = Input(made, secret=True)
            self._variables[secret] = f"{{{{{made}}}}}"
        return self._variables[secret]
