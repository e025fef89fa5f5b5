"""What differs between answers, by structure: the first one is the base of all the others.

Properties go by name, in whatever order. What is the same gets a number once for all
(`compare_numbers`), so that equal branches are passed over at a glance and the whole takes time in
proportion to the bodies, but for the order of lists (n log n).
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Literal

from app.compare.lists import GONE, Column, Gone, Slot, align
from app.compare.nodes import Fields, Items, Scalar, Tree, secret_member
from app.compare.numbers import Numbers
from app.compare.tree import Body

# What differs between two calls whatever they find: how long the server took, a KS (signed
# anew each time), and what counts every look at an entry.
VOLATILE = frozenset({"executionTime", "ks", "accessedAt", "lastPlayedAt", "plays", "views"})
MOST_DIFFERENCES = 5000
MOST_UNCHANGED = 2000
_MOST_MOVED = 500  # a list the other way round is not to crowd out the differences

# Beside the base: missing is what the base alone has, added what it lacks; "inside" is a
# difference further down, "" a column that is not compared here.
State = Literal["same", "changed", "missing", "added", "moved", "inside", ""]
_DIFFERENT: frozenset[State] = frozenset({"changed", "missing", "added"})


@dataclass(frozen=True, slots=True)
class Row:
    """One place: `path` in steps such as `.objects`, `[id=0_x]`; the column of the base first.

    `states` are those of the other columns; `secret` says that the place holds a secret.
    """

    path: tuple[str, ...]
    columns: tuple[Column, ...]
    states: tuple[State, ...]
    secret: bool


@dataclass(frozen=True, slots=True)
class Fold:
    """So many values that are the same in all columns stood here."""

    count: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """`counts` are, for each column but the base, differences and same values by state.

    `cut` says that there are more differences than rows.
    """

    rows: tuple[Row | Fold, ...]
    counts: tuple[Counter[State], ...]
    lenient: bool
    cut: bool
    unchanged_cut: bool

    @property
    def differs(self) -> bool:
        return any(count[state] for count in self.counts for state in _DIFFERENT)


def compare(
    bodies: Sequence[Body | None],
    *,
    ignore: Collection[str] = VOLATILE,
    types: bool = False,
    unchanged: bool = False,
    most: int = MOST_DIFFERENCES,
) -> Comparison:
    """Compare each body with the first; None is one that cannot be compared.

    `ignore` are names of properties passed over wherever they stand. `types` tells a number
    from the same as a text. `unchanged` has rows for what is the same, too. Between two formats,
    an empty value is as good as none: XML writes nulls, JSON leaves them out.
    """
    lenient = len({"xml", "json", "php"} & {body.format for body in bodies if body}) > 1
    numbers = Numbers(frozenset(ignore), lenient=lenient, types=types and not lenient)
    walk = _Walk(numbers, len(bodies) - 1, most, unchanged)
    if bodies[0]:
        walk.visit((), bodies[0].tree, [one.tree if one else GONE for one in bodies[1:]], False)
        walk.end_fold()
    return Comparison(tuple(walk.rows), tuple(walk.counts), lenient, walk.cut, walk.unchanged_cut)


@dataclass(slots=True)
class _Walk:
    numbers: Numbers
    others: int
    most: int
    unchanged: bool
    rows: list[Row | Fold] = field(default_factory=list)
    counts: list[Counter[State]] = field(init=False)
    cut: bool = False
    unchanged_cut: bool = False
    _differences: int = 0
    _same_rows: int = 0
    _moved_rows: int = 0
    _folded: int = 0

    def __post_init__(self) -> None:
        self.counts = [Counter() for _ in range(self.others)]

    def visit(
        self, path: tuple[str, ...], base: Tree | None, others: Sequence[Column], secret: bool
    ) -> None:
        states = tuple(self._state(base, other) for other in others)
        differs = not _DIFFERENT.isdisjoint(states)
        if differs:
            self._emit(Row(path, (base, *others), states, secret))
        shows = self.unchanged and "same" in states and not differs and _has_parts(base)
        if shows or "inside" in states:
            # A difference that has been told is told once.
            below = [
                other if state in {"inside", "same"} else GONE
                for other, state in zip(others, states, strict=True)
            ]
            self._inside(path, base, below, secret)
            return
        for count, state in zip(self.counts, states, strict=True):
            count["same"] += self.numbers.leaves(base) if state == "same" else 0
        if "same" in states and not differs:
            self._same(Row(path, (base, *others), states, secret))

    def end_fold(self) -> None:
        if self._folded and not self.cut:
            self.rows.append(Fold(self._folded))
        self._folded = 0

    def _state(self, base: Tree | None, other: Column) -> State:
        if isinstance(other, Gone):
            return ""
        if self.numbers.of_column(base) == self.numbers.of_column(other):
            return "same"
        if base is None:
            return "added"
        if other is None:
            return "missing"
        alike = type(base) is type(other) and not isinstance(base, Scalar)
        return "inside" if alike else "changed"

    def _emit(self, row: Row) -> None:
        for count, state in zip(self.counts, row.states, strict=True):
            if state in _DIFFERENT:
                count[state] += 1
        if self._differences >= self.most:
            self.cut = True
            return
        self.end_fold()
        self._differences += 1
        self.rows.append(row)

    def _emit_moved(self, row: Row) -> None:
        for count, state in zip(self.counts, row.states, strict=True):
            count["moved"] += state == "moved"
        if self._moved_rows < _MOST_MOVED:
            self._moved_rows += 1
            self.end_fold()
            self.rows.append(row)

    def _same(self, row: Row) -> None:
        base = row.columns[0]
        if base is None or isinstance(base, Gone):
            return
        if not self.unchanged or self._same_rows >= MOST_UNCHANGED:
            self.unchanged_cut |= self.unchanged
            self._folded += self.numbers.leaves(base)
            return
        self._same_rows += 1
        self.rows.append(row)

    def _inside(
        self, path: tuple[str, ...], base: Tree | None, others: Sequence[Column], secret: bool
    ) -> None:
        match base:
            case Fields():
                self._members(path, base, others, secret)
            case Items(items):
                lists = [one.items if isinstance(one, Items) else None for one in others]
                for slot in align(items, lists, self.numbers.of):
                    self._item(path, slot, secret)

    def _members(
        self, path: tuple[str, ...], base: Fields, others: Sequence[Column], secret: bool
    ) -> None:
        objects = [base, *(one for one in others if isinstance(one, Fields))]
        for name in dict.fromkeys(name for one in objects for name in one.members):
            if name in self.numbers.ignore:
                continue
            below = [one.members.get(name) if isinstance(one, Fields) else GONE for one in others]
            hidden = secret or any(secret_member(one, name) for one in objects)
            self.visit((*path, _step(name)), base.members.get(name), below, hidden)

    def _item(self, path: tuple[str, ...], slot: Slot, secret: bool) -> None:
        key = None if secret else slot.key
        path = (*path, f"[{key[0]}={key[1]}]" if key else f"[{slot.index}]")
        if any(slot.moved):
            states: tuple[State, ...] = tuple("moved" if one else "" for one in slot.moved)
            self._emit_moved(Row(path, (slot.first, *slot.others), states, secret))
        self.visit(path, slot.first, slot.others, secret)


def _has_parts(tree: Tree | None) -> bool:
    match tree:
        case Fields(members):
            return bool(members)
        case Items(items):
            return bool(items)
        case _:
            return False


def _step(name: str) -> str:
    return f".{name}" if name.replace("_", "a").isalnum() else f'["{name}"]'
