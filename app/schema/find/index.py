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
from app.schema.help.texts import own_words
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
                words_of("object_type", one.name),
                int(one.deprecated),
                [held.name for held in one.properties],
                one.base,
            ]
            for one in schema.classes
        ],
        "enums": [
            [
                one.name,
                words_of("enum", one.name),
                int(one.deprecated),
                [[value.name, value.value] for value in one.constants],
            ]
            for one in schema.enums
        ],
        "errors": list(errors_of(registry)),
    }


def _service(service: Service) -> list[Any]:
    actions = [
        [
            one.name,
            words_of("action", f"{service.id}.{one.name}"),
            int(one.deprecated),
            [parameter.name for parameter in one.parameters],
        ]
        for one in service.actions
    ]
    words = words_of("service", service.id)
    return [service.id, service.name, words, int(service.deprecated), actions]


def errors_of(registry: Registry) -> Iterator[tuple[str, str]]:
    """Each code with our words about it; also those that actions throw, or that we have words for,
    and that no schema lists."""
    known = error_help().errors
    listed = {one.code.strip() for one in registry.schema.errors}
    for code in sorted(listed | set(index_of(registry).thrown_by) | set(known)):
        yield code, known[code].means if code in known else ""


def words_of(*key: str) -> str:
    """Our own words about a thing, by a key such as ("action", "media.list"); "" without any."""
    return own_words().texts.get(key, "")
