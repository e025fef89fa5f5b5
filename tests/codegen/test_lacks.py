"""What the libraries lack is what the lists say."""

import importlib.metadata
import json
from pathlib import Path

import pytest

from app.codegen import CannotWrite, build, language
from app.codegen.languages import node as node_language
from app.codegen.languages import python
from tests.codegen import lacks
from tests.codegen.calls import REGISTRY, call, obj


def test_pythons_list_is_that_of_the_installed_release() -> None:
    assert lacks.kept("python") == lacks.of_python()


def test_nodes_list_is_that_of_the_installed_release(node: str, node_modules: Path) -> None:
    assert lacks.kept("node") == lacks.of_node(node, node_modules)


def test_the_list_of_the_libraries_that_cannot_be_had_is_what_these_two_have_in_common() -> None:
    assert lacks.kept("public") == lacks.of_public(lacks.kept("python"), lacks.kept("node"))


def test_the_releases_are_those_of_the_projects() -> None:
    assert importlib.metadata.version("KalturaApiClient") == python.LIBRARY.version
    package = json.loads((Path(__file__).parent / "node" / "package.json").read_text())
    library = node_language.LIBRARY
    assert package["dependencies"] == {library.name: library.version}


def test_what_pythons_library_lacks_is_refused_by_name() -> None:
    program = build(call("batch.getQueueSize"), REGISTRY, "https://host.example")
    with pytest.raises(CannotWrite) as refused:
        language("python").variant("client").render(program)
    assert refused.value.sentence.startswith("KalturaApiClient 23.10.0 does not have batch.")
    assert refused.value.sentence.endswith(": choose plain HTTP.")


def test_a_constant_that_nodes_library_lacks_is_written_as_its_value() -> None:
    made = call(
        "report.getTotal", reportType="69", reportInputFilter=obj("KalturaReportInputFilter")
    )
    text = language("node").variant("client").render(build(made, REGISTRY, "https://host.example"))
    assert '"69", // KalturaReportType.REACH_UNITS_USAGE\n' in text
    assert "enums.ReportType" not in text


def test_an_action_that_nodes_library_lacks_is_written_by_its_name() -> None:
    made = call(
        "batch.getQueueSize", workerQueueFilter=obj("KalturaWorkerQueueFilter", jobType="1")
    )
    text = language("node").variant("client").render(build(made, REGISTRY, "https://host.example"))
    assert 'new kaltura.RequestBuilder(\n    "batch",\n    "getQueueSize",\n' in text
    assert "kaltura.services" not in text
