"""The examples of the documentation: a request as text, and its answer in JSON and XML."""

from dataclasses import dataclass

from app.regions import Region
from app.schema.model import Action, ObjectType, Service
from app.schema.registry import Registry
from app.schema.samples.making import FILE, Sample, sample_answer, sample_object, sample_request
from app.schema.samples.text import as_json, as_xml


@dataclass(frozen=True, slots=True)
class Example:
    """`kind` and `left_out` are a Sample's kind and cut."""

    request: str
    has_file: bool
    kind: str
    json: str
    xml: str
    left_out: tuple[tuple[str, int], ...]


def example_of_action(
    registry: Registry, region: Region, service: Service, action: Action
) -> Example:
    """A call that could be made as it stands, but for the KS and ids, and what may come back."""
    fields = sample_request(registry, service, action)
    lines = [f"POST {region.url}/api_v3/service/{service.id}/action/{action.name}", "", "format=1"]
    if action.session_required == "always":
        lines.append("ks={your KS}")
    lines += [f"{name}={value}" for name, value in fields]
    has_file = any(value == FILE for _, value in fields)
    return _example("\n".join(lines), has_file, sample_answer(registry, action))


def example_of_class(registry: Registry, shown: ObjectType) -> Example:
    """An object of the class as answers have it; there is no request."""
    return _example("", False, sample_object(registry, shown.name))


def _example(text: str, has_file: bool, answer: Sample) -> Example:
    if answer.kind == "file":
        return Example(text, has_file, answer.kind, "", "", ())
    return Example(
        text, has_file, answer.kind, as_json(answer.tree), as_xml(answer.tree), answer.cut
    )
