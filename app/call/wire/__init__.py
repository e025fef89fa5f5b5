"""A Call in the wire's own words, and back: `encoding` goes out, `unflatten` comes in."""

from app.call.wire.encoding import (
    CALLBACK,
    address,
    as_json,
    files,
    flatten,
    pairs,
    path,
    request_level,
)

__all__ = ["CALLBACK", "address", "as_json", "files", "flatten", "pairs", "path", "request_level"]
