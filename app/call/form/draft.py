"""What stands in a form before it is read: texts by name, what is ticked, what is null.

A draft is flat, so that an edit of its structure (another item, one less, two swapped) is a
change of names alone, and whatever was typed moves along.
"""

from dataclasses import dataclass, field

from app.call.form.fields import Values
from app.call.form.tree import CLASS, KEY
from app.call.model import Array, File, Map, Null, Object, Value
from app.errors import BadInput


@dataclass
class Draft:
    """`ticks`: whether `sent` decides what goes out; else it is whatever is filled in."""

    values: Values = field(default_factory=Values)
    sent: set[str] = field(default_factory=set)
    null: set[str] = field(default_factory=set)
    ticks: bool = False

    def copied(self) -> "Draft":
        """Another one that says the same."""
        return Draft(Values(self.values), set(self.sent), set(self.null), self.ticks)

    def put(self, name: str, value: Value) -> None:
        """Fill a value in, ticked, with all that is within it; files are to be chosen anew."""
        self.sent.add(name)
        match value:
            case str():
                self.values[name] = value
            case Null():
                self.null.add(name)
            case Object(type, fields):
                self.values[f"{name}:{CLASS}"] = type
                for key, member in fields:
                    self.put(f"{name}:{key}", member)
            case Array(items):
                for index, item in enumerate(items):
                    self.put(f"{name}:{index}", item)
            case Map(items):
                for index, (key, item) in enumerate(items):
                    self.values[f"{name}:{index}:{KEY}"] = key
                    self.put(f"{name}:{index}", item)
            case File():
                self.sent.discard(name)

    def holds(self, name: str) -> bool:
        """Whether anything is said of a name or of what is within it."""
        return any(_within(one, name) for one in (*self.values, *self.sent, *self.null))

    def items(self, name: str) -> list[str]:
        """The names of a list's items."""
        return [f"{name}:{index}" for index in sorted(self._indexes(name))]

    def within(self, name: str) -> dict[str, str]:
        """The texts of a name and of all within it, by what follows that name."""
        return {
            one[len(name) :]: str(value) for one, value in self.values.items() if _within(one, name)
        }

    def clear(self, name: str) -> None:
        """Forget a name and all within it."""
        self._rename(name, None)

    def open(self, name: str, class_name: str) -> None:
        self.sent.add(name)
        self.null.discard(name)
        self.values.pop(name, None)
        if class_name:
            self.values.setdefault(f"{name}:{CLASS}", class_name)

    def add(self, name: str, class_name: str) -> str:
        """Another item at the end of a list; returns its name."""
        item = f"{name}:{1 + max(self._indexes(name), default=-1)}"
        self.sent |= {name, item}
        self.null.discard(name)
        self.values[f"{item}:{CLASS}" if class_name else item] = class_name
        return item

    def remove(self, item: str) -> None:
        name, index = _split(item)
        self.clear(item)
        for later in sorted(other for other in self._indexes(name) if other > index):
            self._rename(f"{name}:{later}", f"{name}:{later - 1}")

    def copy(self, item: str) -> str:
        """The same item once more, behind it; returns its name."""
        name, index = _split(item)
        for later in sorted((i for i in self._indexes(name) if i > index), reverse=True):
            self._rename(f"{name}:{later}", f"{name}:{later + 1}")
        copied = f"{name}:{index + 1}"
        for old in list(self.values):
            if _within(old, item):
                self.values[copied + old[len(item) :]] = self.values[old]
        for names in (self.sent, self.null):
            names |= {copied + old[len(item) :] for old in names if _within(old, item)}
        return copied

    def move(self, item: str, by: int) -> str:
        """Swap an item with its neighbour; returns its new name, or its own at the end."""
        name, index = _split(item)
        target = f"{name}:{index + by}"
        if index + by not in self._indexes(name):
            return item
        self._rename(target, f"{name}:swapped")
        self._rename(item, target)
        self._rename(f"{name}:swapped", item)
        return target

    def _indexes(self, name: str) -> set[int]:
        begin = f"{name}:"
        parts = {
            other[len(begin) :].split(":")[0]
            for other in (*self.values, *self.sent, *self.null)
            if other.startswith(begin)
        }
        return {int(part) for part in parts if part.isascii() and part.isdigit() and len(part) < 5}

    def _rename(self, old: str, new: str | None) -> None:
        """Give `old` and all within it another name, or forget them."""
        for name in [name for name in self.values if _within(name, old)]:
            values = self.values.poplist(name)
            if new is not None:
                self.values.setlist(new + name[len(old) :], values)
        for names in (self.sent, self.null):
            for name in [name for name in names if _within(name, old)]:
                names.discard(name)
                if new is not None:
                    names.add(new + name[len(old) :])


def _within(name: str, outer: str) -> bool:
    return name == outer or name.startswith(f"{outer}:")


def _split(item: str) -> tuple[str, int]:
    name, _, index = item.rpartition(":")
    if not index.isascii() or not index.isdigit() or len(index) > 4:
        raise BadInput(f"{item} is no item of a list.", field=item)
    return name, int(index)
