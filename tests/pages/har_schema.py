"""HAR 1.2 as a JSON schema, by http://www.softwareishard.com/blog/har-12-spec/.

Every field that the format wants is wanted, and none is taken that it does not name.
"""

from typing import Any

_TEXT = {"type": "string"}
_NUMBER = {"type": "number", "minimum": -1}
_WHOLE = {"type": "integer", "minimum": -1}
# ISO 8601 with a time zone.
_MOMENT = {
    "type": "string",
    "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$",
}


def _object(required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    known = {**required, **(optional or {}), "comment": _TEXT}
    return {
        "type": "object",
        "properties": known,
        "required": list(required),
        "additionalProperties": False,
    }


def _list(item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": item}


_PAIRS = _list(_object({"name": _TEXT, "value": _TEXT}))
_PARAMETER = _object({"name": _TEXT}, {"value": _TEXT, "fileName": _TEXT, "contentType": _TEXT})
# Its text or its parameters, not both.
_POSTED = {
    "oneOf": [
        _object({"mimeType": _TEXT, "text": _TEXT}),
        _object({"mimeType": _TEXT, "params": _list(_PARAMETER)}),
    ]
}
_CONTENT = _object({"size": _WHOLE, "mimeType": _TEXT}, {"text": _TEXT, "encoding": _TEXT})
_COMMON = {
    "httpVersion": _TEXT,
    "cookies": _list(_object({"name": _TEXT, "value": _TEXT})),
    "headers": _PAIRS,
    "headersSize": _WHOLE,
    "bodySize": _WHOLE,
}
_REQUEST = _object(
    {"method": _TEXT, "url": {"type": "string", "minLength": 1}, "queryString": _PAIRS, **_COMMON},
    {"postData": _POSTED},
)
_RESPONSE = _object(
    {"status": _WHOLE, "statusText": _TEXT, "content": _CONTENT, "redirectURL": _TEXT, **_COMMON}
)
_NOT_NEGATIVE = {"type": "number", "minimum": 0}
_TIMINGS = _object(
    {"send": _NOT_NEGATIVE, "wait": _NOT_NEGATIVE, "receive": _NOT_NEGATIVE},
    {"blocked": _NUMBER, "dns": _NUMBER, "connect": _NUMBER, "ssl": _NUMBER},
)
_ENTRY = _object(
    {
        "startedDateTime": _MOMENT,
        "time": _NOT_NEGATIVE,
        "request": _REQUEST,
        "response": _RESPONSE,
        "cache": _object({}),
        "timings": _TIMINGS,
    },
    {"pageref": _TEXT, "serverIPAddress": _TEXT, "connection": _TEXT},
)
_NAMED = _object({"name": _TEXT, "version": _TEXT})
HAR: dict[str, Any] = _object(
    {
        "log": _object(
            {"version": {"const": "1.2"}, "creator": _NAMED, "entries": _list(_ENTRY)},
            {"browser": _NAMED},
        )
    }
)
