"""One call, from its parameters to its outcome."""

import logging
from dataclasses import dataclass, replace
from functools import partial

from app.sandbox import delivery, profile
from app.sandbox.access import Access, check, permit
from app.sandbox.account import DEMO, PARTNER
from app.sandbox.actions import Actions
from app.sandbox.context import Called, Context
from app.sandbox.control import Control, Refusal
from app.sandbox.errors import ApiError
from app.sandbox.filters import parts
from app.sandbox.generic.rules import rules
from app.sandbox.incoming.arguments import ArgumentReader
from app.sandbox.incoming.reading import STORED_ONLY, Incoming
from app.sandbox.incoming.scalars import whole
from app.sandbox.incoming.tree import Tree
from app.sandbox.kinds import USER_ROLE
from app.sandbox.rows import rooted
from app.sandbox.shapes import Shapes
from app.sandbox.store import Store
from app.sandbox.uploads import Uploads
from app.sandbox.values import Object, Outcome, Served, Value
from app.sessions.ks import Session

logger = logging.getLogger(__name__)

# In these the parameter is the action's own, and its checks say what is wrong with it.
_OWN_PARTNER = frozenset({"session", "user", "adminuser", "partner"})


@dataclass(frozen=True, slots=True)
class Dispatcher:
    """Runs calls on one store, by the control's clock."""

    store: Store
    uploads: Uploads
    shapes: Shapes
    actions: Actions
    control: Control

    def outcome(self, parameters: Tree, incoming: Incoming) -> Outcome:
        """The result of one call, or the error in its place. Raises Refusal alone."""
        try:
            return self._run(parameters, incoming)
        except ApiError as error:
            return error
        except Refusal:
            raise
        except Exception:
            logger.exception("A call to the sandbox failed.")
            return ApiError("INTERNAL_SERVERL_ERROR")

    def delivered(self, incoming: Incoming) -> Served:
        """The file that a path below /p/ names; a KS may stand in it. Raises ApiError."""
        said, now = delivery.parameters(incoming.path), int(self.control.now())
        ks, session = said.get("ks", ""), None
        if ks:
            session = check(ks, self.store, now=now, path=incoming.path, address=incoming.address)
        account = session.partner_id if session else whole(said["p"]) or 0
        with self.store.reading(account) as objects:
            context = Context(objects, self.uploads, self.shapes, now, ks, session, incoming.root)
            return delivery.served(replace(context, address=incoming.address), said)

    def _run(self, parameters: Tree, incoming: Incoming) -> Value:
        service, action = word(parameters, "service"), word(parameters, "action")
        called = self.actions.called(service, action)
        self.control.called(called.service, called.action.name, parameters)
        try:
            return self._answered(called, parameters, incoming)
        except ApiError as error:
            error.of_file = called.action.result.type == "file"
            raise

    def _answered(self, called: Called, parameters: Tree, incoming: Incoming) -> Value:
        """In the real server's order: the KS, then the arguments, then the permission."""
        handler, now = called.handler, int(self.control.now())
        ks = word(parameters, "ks")
        session = self._session(ks, called, incoming, now)
        account = self._account(called, parameters, session)
        reader = ArgumentReader(self.shapes, now)
        arguments = reader.read(called.action, parameters)
        wanted = self._profile(reader, parameters)
        service, action = word(parameters, "service"), word(parameters, "action")
        permit(session, handler.access, service, action)
        around = partial(
            Context,
            uploads=self.uploads,
            shapes=self.shapes,
            now=now,
            ks=ks,
            session=session,
            root=incoming.root,
            notifications=self.control.notifications,
            judged={},
            address=incoming.address,
            remarks=incoming.remarks,
        )
        if handler.before:
            with self.store.reading(account) as objects:
                handler.before(around(objects), arguments)
        opened = self.store.writing if handler.writes else self.store.reading
        with opened(account) as objects:
            context = around(objects)
            if handler.access.value > Access.WIDGET.value:
                self._permit_role(context, called)
            result = handler.run(context, arguments)
            if not isinstance(result, ApiError):
                result = rooted(profile.apply(wanted, result, context), incoming.root)
        # What was kept stays where an action hands its refusal back instead of raising it.
        if isinstance(result, ApiError):
            raise result
        if handler.stored_only:
            incoming.remarks.add(STORED_ONLY)
        return result

    def _permit_role(self, context: Context, called: Called) -> None:
        """Raises ApiError SERVICE_FORBIDDEN where a role that the KS sets lacks the permission."""
        for role in (item.value for item in context.privileges if item.name == "setrole"):
            row = context.objects.get(USER_ROLE, role) or {}
            permissions = parts(row.get("permissionNames") or "")
            if not rules().opened(permissions, called.service.id, called.action.name):
                named = f"{called.service.name}->{called.action.name}"
                raise ApiError("SERVICE_FORBIDDEN", SERVICE=named)

    def _profile(self, reader: ArgumentReader, parameters: Tree) -> Object | None:
        """The response profile that is sent along; one of no class is a detached one."""
        node = parameters.get("responseProfile", "")
        named = word(node, "objectType") if isinstance(node, dict) else ""
        held = named == "KalturaResponseProfileHolder"
        return reader.read_object(node, named if held else "KalturaDetachedResponseProfile")

    def _session(self, ks: str, called: Called, incoming: Incoming, now: int) -> Session | None:
        if not ks:
            return None
        try:
            return check(ks, self.store, now=now, path=incoming.path, address=incoming.address)
        except ApiError as error:
            # Whoever asks for a new session by its secret may still send the old one along.
            if called.handler.access is Access.OPEN:
                return None
            if called.handler.dead_ks:
                raise ApiError(called.handler.dead_ks) from error
            raise

    def _account(self, called: Called, parameters: Tree, session: Session | None) -> int:
        """The account that is called: the one of the KS, else the one that is named."""
        named = word(parameters, "partnerId")
        own = called.service.id in _OWN_PARTNER
        number = whole(named)
        if named and number > 0 and (not own or called.action.name in _STARTS):
            with self.store.reading() as objects:
                if objects.get(PARTNER, str(number)) is None:
                    raise ApiError("SERVICE_FORBIDDEN_CONTENT_BLOCKED")
        if session is None:
            return number if named and number > 0 else DEMO.partner_id
        if named and not own and number not in {0, session.partner_id}:
            service, action = word(parameters, "service"), word(parameters, "action")
            raise ApiError("SERVICE_FORBIDDEN", SERVICE=f"{service}->{action}")
        return session.partner_id


_STARTS = frozenset({"start", "impersonate"})


def word(parameters: Tree, name: str) -> str:
    """A parameter's text, "" where it is none."""
    node = parameters.get(name)
    return node.strip() if isinstance(node, str) else ""
