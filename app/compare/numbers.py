"""What is the same gets the same number, so that whole branches are compared at a glance."""

from collections.abc import Hashable

from app.compare.nodes import Fields, Items, Scalar, Tree

_NOTHING = 0  # the number of what is empty, where that is as good as absent
_ABSENT = -1


class Numbers:
    """Gives equal trees the same number. The trees have to live as long as this."""

    def __init__(self, ignore: frozenset[str], *, lenient: bool, types: bool) -> None:
        self.ignore = ignore
        self.lenient = lenient
        self._types = types
        self._numbers: dict[Hashable, int] = {"nothing": _NOTHING}
        self._leaves: list[int] = [0]
        self._known: dict[int, int] = {}

    def of(self, tree: Tree) -> int:
        known = self._known.get(id(tree))
        if known is None:
            sign, leaves = self._sign(tree)
            known = self._numbers.setdefault(sign, len(self._leaves))
            if known == len(self._leaves):
                self._leaves.append(leaves)
            self._known[id(tree)] = known
        return known

    def of_column(self, column: Tree | None) -> int:
        if column is not None:
            return self.of(column)
        return _NOTHING if self.lenient else _ABSENT

    def leaves(self, tree: Tree | None) -> int:
        """How many values the tree has, those in lists and objects counted one by one."""
        return 0 if tree is None else self._leaves[self.of(tree)]

    def _sign(self, tree: Tree) -> tuple[Hashable, int]:
        match tree:
            case Scalar():
                return self._scalar_sign(tree), 1
            case Items(items):
                numbers = tuple([self.of(item) for item in items])
                sign: Hashable = ("items", numbers)
            case Fields(members):
                own = [(n, self.of(m)) for n, m in members.items() if n not in self.ignore]
                if self.lenient:
                    own = [(name, number) for name, number in own if number != _NOTHING]
                numbers = tuple([number for _, number in own])
                sign = ("fields", frozenset(own))
        if self.lenient and not numbers:
            return "nothing", 1
        return sign, sum(self._leaves[number] for number in numbers) or 1

    def _scalar_sign(self, scalar: Scalar) -> Hashable:
        if self.lenient and not scalar.text:
            return "nothing"
        if scalar.kind == "null":
            return "null"
        if self._types:
            return scalar.kind, scalar.text
        # XML has 1 and 0 for them, and so has JSON now and then.
        return "scalar", str(int(scalar.text == "true")) if scalar.kind == "bool" else scalar.text
