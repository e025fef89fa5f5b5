"""The official client library for browsers, with services of the schema."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from app.schema.model import PRIMITIVES, Parameter, Service

BASE = Path(__file__).with_name("browser.js")
SUFFIXED = {"list", "delete", "clone", "export"}


def library(given: Iterable[Service], folder: Path) -> None:
    """Writes the two files that a page loads; the second has the services."""
    services = {
        f"Kaltura{service.name[0].upper()}{service.name[1:]}Service": {
            action.name + ("Action" if action.name in SUFFIXED else ""): {
                "service": service.id,
                "action": action.name,
                "parameters": [_parameter(one) for one in action.parameters],
            }
            for action in service.actions
        }
        for service in given
    }
    source = f"const SERVICES = {json.dumps(services)};\n"
    (folder / "KalturaClient.min.js").write_text("", "utf-8")
    (folder / "KalturaFullClient.min.js").write_text(source + BASE.read_text("utf-8"), "utf-8")


def _parameter(parameter: Parameter) -> dict[str, Any]:
    is_object = parameter.type not in {*PRIMITIVES, "array", "map", "file"}
    kind = parameter.type if parameter.type == "file" else "object" if is_object else "value"
    return {
        "name": parameter.name,
        "optional": parameter.optional,
        "kind": kind,
        "value": _default(parameter),
    }


def _default(parameter: Parameter) -> bool | float | str | None:
    written = parameter.default
    if written is None or written == "null":
        return None
    match parameter.type:
        case "bool":
            return written in {"1", "true"}
        case "int" | "bigint":
            return int(written or 0)
        case "float":
            return float(written)
        case _:
            return written
