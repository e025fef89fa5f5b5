"""Everything of a schema that can be found by typing, as one compact value for JSON.

Names, where they are, and our own words about them; sentences of a schema or of a library are
left out, as they would make it many times as large. Its form:

    {"version": "22.19.0",
     "services": [[id, name, words, deprecated, [action, …]], …],
     "request": [parameter, …],
     "classes": [[name, words, deprecated, [property, …], base], …],
     "enums": [[name, words, deprecated, [[constant, value], …]], …],
     "errors": [[code, words], …]}

An action is [name, words, deprecated, [parameter, …]]. `words` is "" where we have none;
`deprecated` is 0 or 1. A class lists what it declares itself; `base` is the class that it has more
from, "" for none: what is inherited is three times as much again.
"""

from collections.abc import Iterator
from typing import Any

from app.schema.help.documentation import index_of
from app.schema.help.errors import error_help
from app.schema.help.texts import Key, own_words
from app.schema.model import Service
from app.schema.registry import Registry


def find_index(registry: Registry) -> dict[str, Any]:
    """Of all that the registry has; see above."""
    schema = registry.schema
    return {
        "version": schema.version,
        "services": [_service(one) for one in schema.services],
        "request": [one.name for one in schema.request_configuration],
        "classes": [
            [
                one.name,
                _words("object_type", one.name),
                int(one.deprecated),
                [held.name for held in one.properties],
                one.base,
            ]
            for one in schema.classes
        ],
        "enums": [
            [
                one.name,
                _words("enum", one.name),
                int(one.deprecated),
                [[value.name, value.value] for value in one.constants],
            ]
            for one in schema.enums
        ],
        "errors": list(_errors(registry)),
    }


def _service(service: Service) -> list[Any]:
    actions = [
        [
            one.name,
            _words("action", f"{service.id}.{one.name}"),
            int(one.deprecated),
            [parameter.name for parameter in one.parameters],
        ]
        for one in service.actions
    ]
    words = _words("service", service.id)
    return [service.id, service.name, words, int(service.deprecated), actions]


def _errors(registry: Registry) -> Iterator[list[str]]:
    """Also those that actions throw, or that we have words for, and that no schema lists."""
    known = error_help().errors
    listed = {one.code.strip() for one in registry.schema.errors}
    for code in sorted(listed | set(index_of(registry).thrown_by) | set(known)):
        yield [code, known[code].means if code in known else ""]


def _words(*key: str) -> str:
    name: Key = key
    return own_words().texts.get(name, "")
