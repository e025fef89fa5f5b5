"""Where a region's schemas come from: its own server.

These are the console's own requests, without a KS: no person's calls, so that none is recorded.
"""

from collections.abc import Callable
from contextlib import closing

from app.call.model import Call
from app.call.outcome import judge
from app.call.transport.door import Cancel, Transport
from app.desk.counter import CallCounter
from app.errors import BadInput, SchemaRejected, UpstreamFailed
from app.regions import Region
from app.schema import reader
from app.schema.store import SchemaStore, StoredSchema
from app.schema.xsd import reader as xsd

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
    UpstreamFailed; the region then keeps the schema that it has.
    """
    if region.sandbox:
        raise BadInput("The sandbox speaks the bundled schema: there is nothing to refresh.")
    answer = transport.fetch(
        region.id, PATH, progress=progress, cancel=cancel, max_bytes=reader.LIMIT
    )
    kept = f"{region.name} keeps the schema that it has."
    if answer.failure:
        # No action was called, so that none can have been carried out.
        reason = answer.failure.sentence.partition(" The action may")[0]
        raise UpstreamFailed(f"{reason} {kept}")
    if answer.status != 200:
        raise UpstreamFailed(
            f"{region.name} answered {answer.status} where its schema should be ({PATH}): "
            f"is this a Kaltura server? {kept}"
        )
    try:
        schema = reader.read(answer.body)
    except SchemaRejected as fault:
        raise UpstreamFailed(
            f"{region.name} answered with something else than a schema ({PATH}). "
            f"{fault.sentence} {kept}"
        ) from fault
    stored = schemas.add(schema, f"{region.name}, {region.url}")
    schemas.assign(region.id, stored.id)
    return stored


def fetch_xsd(region: Region, transport: Transport, counter: CallCounter, kind: str) -> bytes:
    """The XML Schema that the region's schema.serve gives for a KalturaSchemaType.

    Raises UpstreamFailed and SchemaRejected.
    """
    call = Call(region.id, "schema", "serve", (("type", kind),))
    receiving = transport.open(call)
    came = 0
    with closing(receiving.pieces()) as pieces:
        for piece in pieces:
            came += len(piece)
            if came > xsd.LIMIT:
                raise SchemaRejected(
                    f"{region.name} answered with more than {xsd.LIMIT // 1_000_000} MB, which "
                    "is far more than any XML schema of Kaltura's has. The rest was not taken."
                )
    outcome = judge(receiving.answer, call.format, expects_file=True)
    counter.count(region.id, outcome.kind)
    if outcome.kind != "ok":
        raise UpstreamFailed(f"{region.name} gave no XML schema: {outcome.message}")
    return receiving.answer.body
