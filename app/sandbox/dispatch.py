"""One call, from its parameters to its outcome."""

import logging
import time
from dataclasses import dataclass

from app.sandbox import profile
from app.sandbox.access import Access, check, permit
from app.sandbox.context import Context, Handler
from app.sandbox.errors import ApiError
from app.sandbox.incoming.arguments import ArgumentReader
from app.sandbox.incoming.reading import Incoming
from app.sandbox.incoming.tree import Tree
from app.sandbox.services import find
from app.sandbox.shapes import Shapes
from app.sandbox.store import Store
from app.sandbox.uploads import Uploads
from app.sandbox.values import Outcome, Value
from app.schema.model import Action
from app.sessions.ks import Session

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Dispatcher:
    """Runs calls on one store."""

    store: Store
    uploads: Uploads
    shapes: Shapes

    def outcome(self, parameters: Tree, incoming: Incoming) -> Outcome:
        """The result of one call of the request, or the error in its place; never raises."""
        try:
            return self._run(parameters, incoming)
        except ApiError as error:
            return error
        except Exception:
            logger.exception("A call to the sandbox failed.")
            return ApiError("INTERNAL_SERVERL_ERROR")

    def _run(self, parameters: Tree, incoming: Incoming) -> Value:
        """In the real server's order: the KS, then the arguments, then the permission."""
        service, action = word(parameters, "service"), word(parameters, "action")
        declared, handler = self._found(service, action)
        now = int(time.time())
        ks = word(parameters, "ks")
        session = self._session(ks, handler.access, incoming, now)
        reader = ArgumentReader(self.shapes, now)
        arguments = reader.read(declared, parameters)
        wanted = reader.read_object(
            parameters.get("responseProfile", ""), "KalturaDetachedResponseProfile"
        )
        permit(session, handler.access, service, action)
        with self.store.writing() if handler.writes else self.store.reading() as objects:
            context = Context(objects, self.uploads, self.shapes, now, ks, session)
            return profile.apply(wanted, handler.run(context, arguments))

    def _found(self, service: str, action: str) -> tuple[Action, Handler]:
        if not service:
            raise ApiError("SERVICE_NOT_SPECIFIED")
        found = self.shapes.registry.service(service)
        if found is None:
            raise ApiError("SERVICE_DOES_NOT_EXISTS", SRV_NAME=service)
        if not action:
            raise ApiError("ACTION_NOT_SPECIFIED")
        declared = self.shapes.registry.action(found.id, action)
        if declared is None:
            raise ApiError("ACTION_DOES_NOT_EXISTS", ACTION_NAME=action, SERVICE_NAME=service)
        handler = find(found.id, declared.name)
        if handler is None:
            raise ApiError("NOT_IN_SANDBOX", ACTION=f"{found.name}->{declared.name}")
        return declared, handler

    def _session(self, ks: str, access: Access, incoming: Incoming, now: int) -> Session | None:
        if not ks:
            return None
        try:
            return check(ks, self.store, now=now, path=incoming.path, address=incoming.address)
        except ApiError:
            # Whoever asks for a new session may still send the old one along.
            if access is Access.OPEN:
                return None
            raise


def word(parameters: Tree, name: str) -> str:
    """A parameter's text, "" where it is none."""
    node = parameters.get(name)
    return node.strip() if isinstance(node, str) else ""
