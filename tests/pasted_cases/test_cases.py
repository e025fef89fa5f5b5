"""Every case is read as it says, or refused as it says."""

import tempfile
from pathlib import Path
from typing import Any

import pytest

from app.call.model import File
from app.call.pasted import Choices, Pasted, recognise, region_for, with_its_call
from app.call.wire.unflatten import Placed, build_call
from app.errors import BadInput
from app.regions import PUBLIC_REGIONS, load_regions
from app.schema.facts import bundled
from app.sessions.pasted_ks import find_ks
from tests.each import each
from tests.pasted_cases import NAMES, case, flat, level

REGISTRY = bundled()


@each("name", NAMES)
def test_case(name: str) -> None:
    one = case(name)
    expected = one["expect"]
    match one.get("reader", "call"):
        case "ks":
            check_ks(one["text"], expected)
        case "region":
            assert region_url(one["text"].strip()) == expected["url"]
        case _ if "refused" in expected:
            with pytest.raises(BadInput) as fault:
                placed(one)
            for word in expected["refused"]:
                assert word in fault.value.sentence
            assert fault.value.sentence[-1] in ".?"
        case _:
            check_call(one, expected)


def test_there_are_enough() -> None:
    cases = [case(name) for name in NAMES]
    assert len(cases) >= 150
    assert sum(bool(one.get("blind")) for one in cases) >= 50
    assert all(one["why"].endswith(".") for one in cases)


def pasted(one: dict[str, Any]) -> Pasted:
    found = recognise(one["text"])
    choices = one["expect"].get("choices")
    if isinstance(found, Choices):
        assert [entry.name.lower() for entry in found.entries] == [c.lower() for c in choices]
        return found.take(one.get("chosen", 0))
    assert choices is None
    return found


def placed(one: dict[str, Any]) -> tuple[Pasted, Placed]:
    service, action = one.get("open", "baseEntry.delete").split(".")
    found = with_its_call(pasted(one), one["text"], REGISTRY, service, action)
    return found, build_call(
        found.pairs, registry=REGISTRY, region="here", service=service, action=action
    )


def check_call(one: dict[str, Any], expected: dict[str, Any]) -> None:
    found, made = placed(one)
    assert title(made) == expected["call"]
    assert flat(made, found) == expected.get("parameters", {})
    shared = dict(made.shared) if made.multirequest else level(made.call)
    wanted = expected.get("request", {})
    shared.pop("format", None)
    assert shared == {key: value for key, value in wanted.items() if key != "format"}
    assert made.call.format == wanted.get("format", "2")
    region = region_for(found.url, PUBLIC_REGIONS) if found.url else None
    assert (region.id if region else None) == expected.get("region")
    assert list(found.placeholders) == expected.get("placeholders", [])
    assert found.kept_ks == expected.get("kept_ks", False)
    assert found.account == expected.get("account", False)
    open_class = {item.name for item in made.unplaced if "names no class" in item.why}
    assert open_class == set(expected.get("open_class", []))
    files = {name.replace("[", ":").replace("]", "") for name, _ in found.files}
    others = {item.name for item in made.unplaced} - open_class - files
    assert others == set(expected.get("unplaced", []))
    said = "\n".join([*found.notes, *(item.sentence for item in made.unplaced)])
    for word in expected.get("says", []):
        assert word in said


def title(made: Placed) -> str:
    if made.multirequest:
        return "multirequest"
    service = REGISTRY.service(made.call.service)
    assert service is not None
    return f"{service.name}.{made.call.action}"


def check_ks(text: str, expected: dict[str, Any]) -> None:
    found = find_ks(text)
    if "ks" in expected:
        assert found.ks == expected["ks"]
        assert found.others == ()
    else:
        assert [found.ks, *found.others] == expected["ks_choices"]
    for word in expected.get("says", []):
        assert word in " ".join(found.done)


def region_url(text: str) -> str:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "regions.toml"
        file.write_text(f'[[region]]\nid = "own"\nname = "Own"\nurl = "{text}"\n')
        return load_regions(file, sandbox_url=None)["own"].url


def test_files_are_to_be_chosen_again() -> None:
    found = recognise("curl https://h/api_v3/service/media/action/list -F a=@b")
    assert isinstance(found, Pasted)
    assert found.files == (("a", File("b", "", 0)),)
