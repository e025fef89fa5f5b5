"""What can be found, one by one, out of the compact index; as static/js/find/entries.js does it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote


@dataclass(frozen=True, slots=True)
class Entry:
    """`names` are the one that it is known by and others; `owner` is what it is in.

    `base` is the class that a class inherits from, "" for none; `value` is what an enum's value is
    on the wire; `open` is the address of the console's or documentation's page, `docs` that of the
    documentation where `open` is not it.
    """

    kind: str
    label: str
    open: str
    detail: str = ""
    names: tuple[str, ...] = ()
    owner: str = ""
    base: str = ""
    value: str = ""
    words: str = ""
    old: bool = False
    docs: str = ""


def entries_of(index: Mapping[str, Any]) -> tuple[Entry, ...]:
    """Of what `find_index` gives, joined by `pages` [[title, address, words], …], `regions`
    [[id, name], …] and `addresses` {"console": "/", "docs": "/api-docs"}."""
    return (
        *(Entry("page", title, to, words, words=words) for title, to, words in index["pages"]),
        *_regions(index),
        *_services(index),
        *_classes(index),
        *_enums(index),
        *_errors(index),
    )


def _regions(index: Mapping[str, Any]) -> Iterator[Entry]:
    console = index["addresses"]["console"]
    for id, name in index["regions"]:
        yield Entry("region", name, f"{console}?region={_segment(id)}", id, (name, id))


def _services(index: Mapping[str, Any]) -> Iterator[Entry]:
    console, docs = index["addresses"]["console"], index["addresses"]["docs"]
    for id, name, words, old, actions in index["services"]:
        to, page = f"{console}console/service/{_segment(id)}", f"{docs}/service/{_segment(id)}"
        other = "" if id == name.lower() else id
        names = (name, id) if other else (name,)
        yield Entry("service", name, to, other, names, words=words, old=bool(old), docs=page)
        for action, told, is_old, parameters in actions:
            label = f"{name}.{action}"
            its_page = f"{page}/action/{_segment(action)}"
            yield Entry(
                "action",
                label,
                f"{to}/action/{_segment(action)}",
                other,
                (label, action, f"{id}.{action}") if other else (label, action),
                words=told,
                old=bool(old or is_old),
                docs=its_page,
            )
            for one in parameters:
                yield _member("parameter", one, label, f"{its_page}#member-{_segment(one)}")
    for one in index["request"]:
        yield _member("parameter", one, "every request", f"{docs}/guide/request")


def _classes(index: Mapping[str, Any]) -> Iterator[Entry]:
    for name, words, old, properties, base in index["classes"]:
        page = f"{index['addresses']['docs']}/object/{_segment(name)}"
        yield Entry("class", name, page, base=base, words=words, old=bool(old))
        for one in properties:
            yield _member("property", one, name, f"{page}#member-{_segment(one)}")


def inherited_by(one: Entry, name: str) -> Entry:
    """The property that a class, `one`, has from another one."""
    return _member("property", name, one.label, f"{one.open}#member-{_segment(name)}")


def _member(kind: str, name: str, owner: str, page: str) -> Entry:
    return Entry(kind, name, page, owner, owner=owner)


def _enums(index: Mapping[str, Any]) -> Iterator[Entry]:
    for name, words, old, constants in index["enums"]:
        page = f"{index['addresses']['docs']}/enum/{_segment(name)}"
        yield Entry("enum", name, page, words=words, old=bool(old))
        for one, value in constants:
            place = f"{page}#value-{_segment(one)}"
            yield Entry("value", one, place, f"{name} = {value}", owner=name, value=value)


def _errors(index: Mapping[str, Any]) -> Iterator[Entry]:
    for code, words in index["errors"]:
        yield Entry(
            "error", code, f"{index['addresses']['docs']}/error/{_segment(code)}", words=words
        )


def _segment(name: str) -> str:
    return quote(name, safe="!~*'()")
