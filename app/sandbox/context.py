"""What an action gets to work with, and how an action is declared."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from app.sandbox.access import Access, level
from app.sandbox.incoming.arguments import Arguments
from app.sandbox.shapes import Shapes
from app.sandbox.store import Objects
from app.sandbox.uploads import Uploads
from app.sandbox.values import Value
from app.sessions.ks import Session
from app.sessions.privileges import Privilege, parse


@dataclass(frozen=True, slots=True)
class Context:
    """One call's surroundings; `objects` is its transaction, `now` unix seconds."""

    objects: Objects
    uploads: Uploads
    shapes: Shapes
    now: int
    ks: str = ""
    session: Session | None = None

    @property
    def admin(self) -> bool:
        return level(self.session) is Access.ADMIN

    @property
    def user_id(self) -> str:
        """The user of the KS; "" where it names none."""
        return (self.session and self.session.user_id) or ""

    @property
    def privileges(self) -> tuple[Privilege, ...]:
        return parse(self.session.privileges) if self.session else ()


Run: TypeAlias = Callable[[Context, Arguments], Value]


@dataclass(frozen=True, slots=True)
class Handler:
    """An action: what runs, who may call it, whether it changes anything."""

    run: Run
    access: Access
    writes: bool = False
