"""Variables: values by name, each known in a place: a region, an account, a collection, or
everywhere. What they come to in one is `scope`'s."""

import json
import re
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, Engine, delete, func, insert, select

from app.errors import BadInput, NotFound
from app.storage import purposes
from app.storage.engine import reading, writing
from app.storage.kept_tables import variables
from app.storage.sealing import SealBroken, Sealer

MOST = 1_000  # in each workspace
LONGEST = 100_000  # characters of a value
EVERYWHERE = "everywhere"
_NAME = re.compile(r"[A-Za-z_]\w{0,99}", re.ASCII)
_PLACE = re.compile(r"everywhere|(?:region|account|collection):[A-Za-z0-9_-]{1,100}")
# What has a meaning of its own.
_TAKEN = frozenset({"row", "true", "false", "none", "and", "or", "not", "if", "else", "in", "is"})


@dataclass(frozen=True, slots=True)
class Stored:
    """`place` is `everywhere`, `region:` with its id, `account:` or `collection:` with theirs. A
    `literal` one is from an answer: what looks like a variable in its value is none."""

    id: str
    place: str
    name: str
    value: str = field(repr=False)
    secret: bool = False
    literal: bool = False


class VariableStore:
    """For each workspace (an opaque text)."""

    def __init__(self, engine: Engine, sealer: Sealer) -> None:
        self._engine = engine
        self._sealer = sealer

    def all(self, workspace: str) -> tuple[Stored, ...]:
        """In the order of their places and names; one that cannot be opened is left out."""
        query = select(variables).where(variables.c.workspace == workspace)
        with reading(self._engine) as connection:
            rows = connection.execute(query.order_by(variables.c.place, variables.c.name)).all()
        found = []
        for row in rows:
            purpose = purposes.variable(workspace, row.id)
            try:
                content = json.loads(self._sealer.open(row.sealed, purpose))
            except SealBroken:
                continue
            literal = content.get("literal", False)
            about = row.id, row.place, row.name
            found.append(Stored(*about, content["value"], content["secret"], literal))
        return tuple(found)

    def put(
        self,
        workspace: str,
        place: str,
        name: str,
        value: str,
        *,
        secret: bool = False,
        literal: bool = False,
    ) -> Stored:
        """Keep a value, in the place of the one of that name there. Raises BadInput."""
        check_name(name)
        if not _PLACE.fullmatch(place):
            raise BadInput("A variable is known everywhere, or in a region, ….", field="place")
        if len(value) > LONGEST:
            raise BadInput(f"A value has at most {LONGEST:,} characters.", field="value")
        made = Stored(secrets.token_urlsafe(12), place, name, value, secret, literal)
        sealed = self._sealer.seal(
            json.dumps({"value": value, "secret": secret, "literal": literal}).encode(),
            purposes.variable(workspace, made.id),
        )
        own = variables.c.workspace == workspace
        with writing(self._engine) as connection:
            same = (variables.c.place == place) & (variables.c.name == name)
            connection.execute(delete(variables).where(own, same))
            _check_room(connection, workspace, 1)
            row = {"id": made.id, "workspace": workspace, "place": place, "name": name}
            connection.execute(insert(variables), {**row, "sealed": sealed})
        return made

    def find(self, workspace: str, variable_id: str) -> Stored:
        """Raises NotFound."""
        found = next((one for one in self.all(workspace) if one.id == variable_id), None)
        if found is None:
            raise NotFound("There is no such variable here: it may have been deleted.")
        return found


def ids_in(connection: Connection, workspace: str, places: Collection[str]) -> list[str]:
    """Of the variables that are known in one of the places alone."""
    query = select(variables.c.id, variables.c.place).where(variables.c.workspace == workspace)
    return [variable_id for variable_id, place in connection.execute(query) if place in places]


def copy(connection: Connection, sealer: Sealer, workspace: str, places: Mapping[str, str]) -> None:
    """Keep those of each place in another one as well. Raises BadInput."""
    query = select(variables).where(variables.c.workspace == workspace)
    rows = connection.execute(query.where(variables.c.place.in_(places))).all()
    _check_room(connection, workspace, len(rows))
    for row in rows:
        # Each has an id of its own, to which its seal is bound.
        fresh = secrets.token_urlsafe(12)
        try:
            opened = sealer.open(row.sealed, purposes.variable(workspace, row.id))
        except SealBroken:
            continue
        sealed = sealer.seal(opened, purposes.variable(workspace, fresh))
        made = {"id": fresh, "workspace": workspace, "place": places[row.place], "name": row.name}
        connection.execute(insert(variables), {**made, "sealed": sealed})


def _check_room(connection: Connection, workspace: str, more: int) -> None:
    count = select(func.count()).select_from(variables).where(variables.c.workspace == workspace)
    if connection.execute(count).scalar_one() + more > MOST:
        raise BadInput(f"{MOST:,} variables are kept here, which is all there can be.")


def check_name(name: str) -> None:
    """Raises BadInput for what no variable can be called."""
    if name.lower() in _TAKEN:
        sentence = f"{name} has a meaning of its own in expressions: choose another name."
        raise BadInput(sentence, field="name")
    if not _NAME.fullmatch(name):
        sentence = "A variable's name has letters (A to Z), digits and _, and begins with no digit."
        raise BadInput(sentence, field="name")
