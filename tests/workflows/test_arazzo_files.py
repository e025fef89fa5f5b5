"""Files that steps upload, written down with their content."""

from dataclasses import replace

import pytest

from app.call.model import Call, File
from app.errors import BadInput
from app.schema.facts import bundled as bundled_schema
from app.workflows import model
from app.workflows.arazzo import as_yaml, dump, load
from app.workflows.model import Input, Step, Workflow

REGISTRY = bundled_schema()


def uploading(file: File) -> Workflow:
    call = Call("", "uploadtoken", "upload", (("fileData", file),), format="1")
    return Workflow("w", "W", steps=(Step("up", call),))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"1\n00:00 -> x\n\n", {"text": "1\n00:00 -> x\n\n"}),
        ("  ü\n: #".encode(), {"text": "  ü\n: #"}),
        (b"", {"text": ""}),
        (b"a\r\nb", {"base64": "YQ0KYg=="}),
        (b"\x00\xff", {"base64": "AP8="}),
    ],
)
def test_the_content_is_kept(content: bytes, said: dict[str, str]) -> None:
    workflow = uploading(File.holding("a.srt", "text/plain", content))
    document = dump(workflow, REGISTRY)
    step = document["workflows"][0]["steps"][0]
    assert step["requestBody"]["contentType"] == "multipart/form-data"
    assert step["x-testme-files"] == {"/fileData": {"type": "text/plain", **said}}
    [read] = load(as_yaml(document), REGISTRY).workflows
    for one in (read, model.load(model.dump(read))):
        assert replace(one, inputs=()) == workflow
        [(_, file)] = one.steps[0].call.parameters
        assert isinstance(file, File)
        assert file.open is not None
        assert file.open().read() == content


def test_a_secret_in_one_is_masked() -> None:
    workflow = replace(
        uploading(File.holding("a.csv", "text/csv", b"\xff,geheimnis42")),
        inputs=(Input("mine", "geheimnis42", secret=True),),
    )
    [read] = load(as_yaml(dump(workflow, REGISTRY)), REGISTRY).workflows
    [(_, file)] = read.steps[0].call.parameters
    assert isinstance(file, File)
    assert file.content == b"\xff," + "••••••••".encode()


@pytest.mark.parametrize(
    ("about", "said"),
    [
        ({"text": "x" * 100_001}, "a.srt has more than 100,000 bytes"),
        ({"base64": "%"}, "The content of a.srt is no base64"),
    ],
)
def test_what_no_file_can_be_is_refused(about: dict[str, str], said: str) -> None:
    document = dump(uploading(File.holding("a.srt", "", b"")), REGISTRY)
    document["workflows"][0]["steps"][0]["x-testme-files"] = {"/fileData": about}
    with pytest.raises(BadInput, match=said):
        load(as_yaml(document), REGISTRY)
