"""Ids at hand: those of the last answers that a field could take, with the name of each thing."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.call import body
from app.call.body.values import Unreadable, Value, text
from app.call.secrets.masking import Masker
from app.desk.desk import Desk
from app.history.records import Filters, Record, Row
from app.schema.meanings.links import alike, identities
from app.schema.meanings.things import Thing
from app.schema.registry import Registry

MOST = 20
# What is read for one field: so many answers, and so many bytes of them in all.
_CALLS, _BYTES = 40, 400_000
_LONGEST = 120  # characters of a name, and of an id
# What a thing is called, the most telling first.
_NAMES = ("name", "fullName", "title", "screenName", "label", "fileName", "tags", "description")


@dataclass(frozen=True, slots=True)
class AtHand:
    """An id that was seen; `name` is "" where nothing said what the thing is called."""

    id: str
    name: str


def ids_at_hand(desk: Desk, region_id: str, class_name: str) -> tuple[AtHand, ...]:
    """Ids of things of the class in this workspace's last answers from the region, newest first.

    At most MOST. Nothing that is masked elsewhere is among them. Raises NotFound for the region.
    """
    registry = desk.parts.schemas.registry_for(desk.parts.region(region_id).id)
    if registry.object_type(class_name) is None:
        return ()
    seeing, found = _Seeing(registry, Thing(class_name)), dict[str, str]()
    for record in _answers(desk, region_id):
        try:
            seen = list(seeing.ids(body.read(record.answer.utf8).result))
        except Unreadable:
            continue
        if not seen:
            continue
        masker = Masker.for_exchange(record.call, record.answer)
        for id, name in dict.fromkeys(seen):
            if id and len(id) <= _LONGEST and (found.get(id) or masker.text(id) == id):
                found[id] = found.get(id) or masker.text(name)[:_LONGEST]
        if len(found) >= MOST:
            break
    return tuple(AtHand(id, name) for id, name in list(found.items())[:MOST])


def _answers(desk: Desk, region_id: str) -> Iterator[Record]:
    left = _BYTES
    for row in _rows(desk, region_id):
        left -= row.size
        if left < 0:
            continue
        opened = desk.still(row.id)
        if opened:
            yield opened.record


def _rows(desk: Desk, region_id: str) -> Iterator[Row]:
    filters = Filters(region=region_id, outcome="ok")
    for row in desk.parts.history.list(desk.workspace, filters, None, _CALLS).rows:
        if row.size and not row.cut:
            yield row


class _Seeing:
    """Finds the ids of things that are `wanted`, or taken for such, in results."""

    def __init__(self, registry: Registry, wanted: Thing) -> None:
        self._registry = registry
        self._wanted = wanted
        self._others: set[str] = set()  # ids of what is something else
        self._named: dict[str, tuple[tuple[str, bool], ...]] = {}  # by class: properties, plural

    def ids(self, result: Value) -> Iterator[tuple[str, str]]:
        """Id and name of each thing in a result, in its order."""
        waiting: list[Value] = [result]
        while waiting:
            value = waiting.pop()
            if isinstance(value, list):
                waiting.extend(reversed(value))
            elif isinstance(value, dict):
                yield from self._of_object(value)
                waiting.extend(one for one in value.values() if isinstance(one, list | dict))

    def _of_object(self, value: dict[str, Value]) -> Iterator[tuple[str, str]]:
        class_name = text(value.get("objectType"))
        own = text(value.get("id"))
        # `rootEntryId` says no more than that it is an entry: what that is, another object may say.
        if own and not self._registry.is_subclass(class_name, self._wanted.class_name):
            self._others.add(own)
        for name, plural in self._properties(class_name) if class_name else ():
            id = text(value.get(name))
            called = next(filter(None, (text(value.get(one)) for one in _NAMES)), "")
            for one in map(str.strip, id.split(",") if plural else (id,)):
                if one not in self._others:
                    yield one, called if name == "id" else ""

    def _properties(self, class_name: str) -> tuple[tuple[str, bool], ...]:
        if class_name not in self._named:
            self._named[class_name] = tuple(
                (name, thing.plural)
                for name, thing in identities(self._registry, class_name).items()
                if alike(self._registry, self._wanted, thing.class_name)
            )
        return self._named[class_name]
