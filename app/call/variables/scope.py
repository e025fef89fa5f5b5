"""Which value a variable's name has in a place, and texts filled in with them."""

import json
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace

from app.call.variables.built_in import BUILT_IN, value_of
from app.call.variables.evaluating import UnknownName
from app.call.variables.expressions import Expression, pieces
from app.call.variables.values import Budget, ExpressionFault, Json, written

_DEEPEST = 10  # variables that are made of one another


@dataclass(frozen=True, slots=True)
class Variable:
    """`whence` is where it is from, as people are told: `this run`, `the region Sandbox`. `made`
    says that variables in its value are filled in, as a person has typed it: what an answer says
    never is."""

    name: str
    value: Json = field(repr=False)
    whence: str
    secret: bool = False
    made: bool = False


@dataclass(frozen=True, slots=True)
class Filled:
    """A text with its templates filled in.

    `used` are the variables that it took, `faults` the sentences of what has no value, by template;
    that stays as it was typed. `secrets` are what must not be shown: secret variables' values, and
    whatever was made of them. `open` are the names that nothing is called.
    """

    text: str = field(repr=False)
    used: tuple[Variable, ...] = ()
    faults: Mapping[str, str] = field(default_factory=dict)
    open: tuple[str, ...] = ()
    secrets: tuple[str, ...] = field(default=(), repr=False)


class Scope:
    """The variables of a place, those of the first layer before those of the next.

    One scope gives `$now` and its like one value, however often it is asked.
    """

    def __init__(self, layers: Iterable[Iterable[Variable]] = (), now: float | None = None) -> None:
        self._known: dict[str, Variable] = {}
        for layer in layers:
            for one in layer:
                self._known.setdefault(one.name, one)
        self._now = time.time() if now is None else now
        self._built_in: dict[str, Variable] = {}
        self._within: list[str] = []  # what is being filled in, from the outermost on
        # Each once: what is made of many that are made of many would take for ever.
        self._resolved: dict[str, tuple[Variable, Filled] | ExpressionFault] = {}

    @property
    def variables(self) -> tuple[Variable, ...]:
        """Those that win, in their order; without the built-in ones."""
        return tuple(self._known.values())

    def with_layer(self, layer: Iterable[Variable]) -> "Scope":
        """The same with another layer before all others."""
        made = Scope([layer, self._known.values()], self._now)
        made._built_in = self._built_in
        return made

    def find(self, name: str) -> Variable | None:
        """As it is kept: see `resolved`."""
        if not name.startswith("$"):
            return self._known.get(name)
        if name not in self._built_in:
            value = value_of(name, self._now)
            if value is None:
                return None
            self._built_in[name] = Variable(name, value, BUILT_IN)
        return self._built_in[name]

    def resolved(self, name: str) -> tuple[Variable, Filled] | None:
        """A variable with the value that it comes to, secret where anything in that is; and what
        its text became. Raises ExpressionFault."""
        found = self.find(name)
        if found is None:
            return None
        if not (found.made and isinstance(found.value, str) and "{{" in found.value):
            return found, Filled("")
        if name in self._within:
            loop = [*self._within[self._within.index(name) :], name]
            raise ExpressionFault(f"{' is made of '.join(loop)}: one of them needs another value.")
        if name not in self._resolved:
            self._within.append(name)
            try:
                self._resolved[name] = self._made(found, found.value)
            except ExpressionFault as fault:
                self._resolved[name] = fault
            finally:
                self._within.pop()
        resolved = self._resolved[name]
        if isinstance(resolved, ExpressionFault):
            raise resolved
        return resolved

    def _made(self, found: Variable, text: str) -> tuple[Variable, Filled]:
        if len(self._within) > _DEEPEST:
            raise ExpressionFault(f"{self._within[0]} is made of more than {_DEEPEST} in a row.")
        filled = self._filled(text, quoted=False)
        if filled.open:
            raise UnknownName(filled.open[0], f"{filled.open[0]}, of which {found.name} is made,")
        if filled.faults:
            raise ExpressionFault(next(iter(filled.faults.values())))
        secret = found.secret or bool(filled.secrets)
        return replace(found, value=filled.text, secret=secret), filled

    def value(self, source: str) -> Json:
        """The value of an expression. Raises ExpressionFault."""
        with Budget.spending():
            return self._value(Expression.read(source))

    def _value(self, expression: Expression) -> Json:
        """Raises ExpressionFault, whose sentence says nothing of what is secret."""
        try:
            return expression.value(self._lookup)
        except ExpressionFault as fault:
            used = [one.name for one, _ in self._taken(expression) if one.secret]
            if not used:
                raise
            if isinstance(fault, UnknownName):
                raise UnknownName(fault.name.partition("[")[0]) from None
            raise ExpressionFault(f"This has no value with the secret {used[0]}.") from None

    def _taken(self, expression: Expression) -> Iterator[tuple[Variable, Filled]]:
        """What an expression takes, but for what has no value."""
        for name in expression.names:
            with suppress(ExpressionFault):
                if found := self.resolved(name):
                    yield found

    def fill(self, text: str, *, quoted: bool = False) -> Filled:
        """The text with its templates filled in; `quoted` says that it is JSON."""
        if "{{" not in text:
            return Filled(text)
        with Budget.spending():
            return self._filled(text, quoted=quoted)

    def _filled(self, text: str, *, quoted: bool) -> Filled:
        made: list[str] = []
        used: dict[str, Variable] = {}
        faults: dict[str, str] = {}
        open: dict[str, None] = {}
        secrets: dict[str, None] = {}
        for piece in pieces(text):
            if isinstance(piece, str):
                made.append(piece)
                continue
            try:
                expression = Expression.read(piece[1])
                value = written(self._value(expression))
            except ExpressionFault as fault:
                made.append(piece[0])
                faults[piece[0]] = fault.sentence
                if isinstance(fault, UnknownName):
                    open[fault.name] = None
                continue
            for one, inner in self._taken(expression):
                used |= {each.name: each for each in (one, *inner.used)}
                hidden = [value, written(one.value), *inner.secrets] if one.secret else []
                secrets |= dict.fromkeys(hidden)
            made.append(json.dumps(value, ensure_ascii=False)[1:-1] if quoted else value)
        return Filled("".join(made), tuple(used.values()), faults, tuple(open), tuple(secrets))

    def _lookup(self, name: str) -> Json:
        found = self.resolved(name)
        if found is None:
            raise UnknownName(name)
        return found[0].value
