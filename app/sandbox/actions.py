"""Every action of the schema and what answers it: by hand where that is written, else generic."""

from app.sandbox.context import Called, Handler
from app.sandbox.errors import ApiError
from app.sandbox.generic import actions as generic
from app.sandbox.services import SERVICES
from app.sandbox.shapes import Shapes
from app.schema.model import Action, Service


class Actions:
    """The actions of one registry."""

    def __init__(self, shapes: Shapes) -> None:
        self._shapes = shapes
        self._generic: dict[tuple[str, str], Handler] = {}

    def called(self, service: str, action: str) -> Called:
        """What a call names. Raises ApiError where there is no such service or action."""
        if not service:
            raise ApiError("SERVICE_NOT_SPECIFIED")
        registry = self._shapes.registry
        found = registry.service(service)
        if found is None:
            raise ApiError("SERVICE_DOES_NOT_EXISTS", SRV_NAME=service)
        declared = registry.action(found.id, action)
        if declared is None:
            raise ApiError("ACTION_DOES_NOT_EXISTS", ACTION_NAME=action, SERVICE_NAME=service)
        by_hand = SERVICES.get(found.id, {}).get(declared.name)
        return Called(found, declared, by_hand or self._made(found, declared))

    def _made(self, service: Service, action: Action) -> Handler:
        key = (service.id, action.name)
        if key not in self._generic:
            self._generic[key] = generic.handler(self._shapes, service, action)
        return self._generic[key]
