"""The workflows that come with the console."""

import shutil
from pathlib import Path

import pytest

from app.workflows.bundled import FOLDER, GROUPS, BundledFault, bundled, read


def test_each_is_there_under_its_address() -> None:
    found = bundled()
    assert list(found) == [one.source for one in found.values()]
    assert len(found) == len(list(FOLDER.glob("*/*")))
    groups = [one.group for one in found.values()]
    assert groups == sorted(groups, key=list(GROUPS).index)
    assert found["Generate_API_Sessions/Authentication"].workflow.steps[0].call.service == "session"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("workflowId: From_a_URL", "workflowId: Other", "whose workflowId is From_a_URL"),
        ("    summary: Upload from a URL\n", "", "it has no title"),
        ("description: Where the video is.", "example: a", "the input url has no description"),
        ("description: The entry first, without content.", "x-a: b", "make-entry has no descr"),
        ("operationId: media.add\n", "operationId: pets\n", "it calls no action"),
    ],
)
def test_one_that_lacks_something_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    shutil.copytree(FOLDER / "Upload", tmp_path / "Upload")
    file = tmp_path / "Upload" / "From_a_URL.yaml"
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))
    with pytest.raises(BundledFault, match="bundled/Upload/From_a_URL.yaml: .*" + said):
        read(tmp_path)


def test_a_group_without_a_title_is_named(tmp_path: Path) -> None:
    shutil.copytree(FOLDER / "Upload", tmp_path / "Other")
    with pytest.raises(BundledFault, match="no title for the group Other"):
        read(tmp_path)
