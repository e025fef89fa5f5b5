"""Where a region's schema comes from: its own server."""

from collections.abc import Callable

from app.call.transport.door import Cancel, Transport
from app.errors import BadInput, UpstreamFailed
from app.regions import Region
from app.schema import reader
from app.schema.store import SchemaStore, StoredSchema

PATH = "/api_v3/api_schema.php"

Progress = Callable[[int, int | None], None]


def refresh(
    region: Region,
    transport: Transport,
    schemas: SchemaStore,
    *,
    progress: Progress | None = None,
    cancel: Cancel | None = None,
) -> StoredSchema:
    """Fetch the region's schema, read it, and use it for that region from now on.

    `progress` gets bytes so far and in all (None where the server does not say). Raises
    UpstreamFailed and SchemaRejected; the region then keeps the schema that it has.
    """
    if region.sandbox:
        raise BadInput("The sandbox speaks the bundled schema: there is nothing to refresh.")
    answer = transport.fetch(
        region.id, PATH, progress=progress, cancel=cancel, max_bytes=reader.LIMIT
    )
    if answer.failure:
        raise UpstreamFailed(answer.failure.sentence)
    if answer.status != 200:
        raise UpstreamFailed(
            f"{region.name} answered {answer.status} where its schema should be ({PATH}): "
            "is this a Kaltura server?"
        )
    stored = schemas.add(reader.read(answer.body), f"{region.name}, {region.url}")
    schemas.assign(region.id, stored.id)
    return stored
