"""The allow-list of endpoints: the public ones, the operator's own, the sandbox."""

from pathlib import Path

import pytest

from app.regions import PUBLIC_REGIONS, Region, RegionsFault, load_regions

PUBLIC = {
    "us": ("US (default SaaS)", "https://www.kaltura.com"),
    "eu": ("EU (Ireland)", "https://api.eu.kaltura.com"),
    "ap": ("AP (Australia)", "https://api.ap.kaltura.com"),
    "sg": ("SG (Singapore)", "https://api.sg.kaltura.com"),
    "ca": ("CA (Canada)", "https://api.ca.kaltura.com"),
    "de": ("DE (Germany)", "https://api.de.kaltura.com"),
}


def own(folder: Path, text: str) -> dict[str, Region]:
    """The operator's regions of a file with that text."""
    file = folder / "regions.toml"
    file.write_text(text, encoding="utf-8")
    return {key: item for key, item in load_regions(file, sandbox_url=None).items() if item.own}


def fault_of(folder: Path, text: str) -> str:
    """What is wrong with the file, without the file's name in front."""
    with pytest.raises(RegionsFault) as raised:
        own(folder, text)
    said = str(raised.value)
    assert said.startswith(str(folder / "regions.toml"))
    return said.removeprefix(str(folder / "regions.toml")).lstrip(",: ")


def region(url: str = "https://kaltura.example", more: str = "") -> str:
    return f'[[region]]\nid = "own"\nname = "Own"\nurl = "{url}"\n{more}'


def test_the_six_public_regions_come_first_and_in_order() -> None:
    found = load_regions(None, sandbox_url="http://127.0.0.1:8080/sandbox")
    assert list(found) == [*PUBLIC, "sandbox"]
    assert {key: (item.name, item.url) for key, item in found.items() if not item.sandbox} == PUBLIC
    assert all(not item.guard and not item.own for item in PUBLIC_REGIONS)


def test_two_public_regions_with_one_id_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for id in ("eu", "sandbox"):
        more = (*PUBLIC_REGIONS, Region(id, "Again", "https://again.example"))
        monkeypatch.setattr("app.regions.PUBLIC_REGIONS", more)
        with pytest.raises(RegionsFault, match=f"^app/regions.py: the id '{id}' is taken"):
            load_regions(None, sandbox_url=None)
        monkeypatch.undo()


def test_the_sandbox_is_there_unless_it_is_off() -> None:
    sandbox = load_regions(None, sandbox_url="http://127.0.0.1:8080/sandbox")["sandbox"]
    assert sandbox == Region("sandbox", "Sandbox (built in)", "http://127.0.0.1:8080/sandbox")
    assert sandbox.sandbox
    assert sandbox.encrypted  # it does not leave the process
    assert "sandbox" not in load_regions(None, sandbox_url=None)


def test_own_regions_stand_between_the_public_ones_and_the_sandbox(tmp_path: Path) -> None:
    file = tmp_path / "regions.toml"
    file.write_text(
        '[[region]]\nid = "studio-1"\nname = "Studio ✓"\nurl = "http://10.0.0.1:8080/kaltura/"\n'
        '[[region]]\nid = "Live_2"\nname = "Production"\nurl = "https://v.example"\nguard = true\n'
    )
    found = load_regions(file, sandbox_url="x")
    assert list(found) == [*PUBLIC, "studio-1", "Live_2", "sandbox"]
    studio, live = found["studio-1"], found["Live_2"]
    assert studio == Region("studio-1", "Studio ✓", "http://10.0.0.1:8080/kaltura", False, True)
    assert live == Region("Live_2", "Production", "https://v.example", guard=True, own=True)
    assert (studio.encrypted, live.encrypted) == (False, True)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://kaltura.example", "https://kaltura.example"),
        ("https://kaltura.example/", "https://kaltura.example"),
        ("https://kaltura.example/api_v3", "https://kaltura.example"),
        ("https://kaltura.example/api_v3/", "https://kaltura.example"),
        ("https://kaltura.example//api_v3//", "https://kaltura.example"),
        ("https://kaltura.example/of/ours/api_v3", "https://kaltura.example/of/ours"),
        ("HTTPS://Kaltura.example:8443", "https://Kaltura.example:8443"),
        ("http://[::1]:8080", "http://[::1]:8080"),
    ],
)
def test_the_service_url_ends_before_the_api(tmp_path: Path, url: str, expected: str) -> None:
    [found] = own(tmp_path, region(url)).values()
    assert found.url == expected
    assert found.encrypted == expected.startswith("https")


@pytest.mark.parametrize("url", ["ftp://host", "https://", "//host", "host", "http://h:0", ""])
def test_a_url_of_another_kind_is_refused(tmp_path: Path, url: str) -> None:
    expected = "lacks url." if url == "" else "the url takes https://host or http://host."
    assert fault_of(tmp_path, region(url)).endswith(expected)
    assert fault_of(tmp_path, region(url)).startswith("region 1")


@pytest.mark.parametrize(
    "url",
    [
        "https://user@host",
        "https://user:password@host",
        "https://@host",
        "https://host?",
        "https://host/?a=b",
        "https://host#",
        "https://host/#top",
    ],
)
def test_a_url_with_more_than_host_and_path_is_refused(tmp_path: Path, url: str) -> None:
    assert fault_of(tmp_path, region(url)) == (
        "region 1: the url takes no user, password, query or fragment."
    )


def test_a_url_that_is_none_is_refused(tmp_path: Path) -> None:
    assert fault_of(tmp_path, region("http://[::1")) == (
        "region 1: the url 'http://[::1' is not one."
    )
    assert fault_of(tmp_path, region("https://h:99999")) == (
        "region 1: the url 'https://h:99999' is not one."
    )
    for url in (" https://host", r"https://ho\nst", r"https://host\\evil", "https://host/a b"):
        assert fault_of(tmp_path, region(url)).endswith("has a space or a backslash in it.")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "takes [[region]] tables and nothing else."),
        ("a = 1\n", "takes [[region]] tables and nothing else."),
        (region() + '\n[more]\na = "b"\n', "takes [[region]] tables and nothing else."),
        ('[region]\nid = "own"\n', "takes [[region]] tables and nothing else."),
        ("region = [1]\n", "region 1 is not a table."),
        (region(more='color = "red"\n'), "region 1: 'color' is unknown or of the wrong type."),
        (region(more='guard = "yes"\n'), "region 1: 'guard' is unknown or of the wrong type."),
        (
            region() + '[[region]]\nid = 7\nname = "n"\nurl = "https://h"\n',
            "region 2: 'id' is unknown or of the wrong type.",
        ),
        ('[[region]]\nid = "own"\n', "region 1 lacks name, url."),
        (
            '[[region]]\nid = "own own"\nname = "n"\nurl = "https://h"\n',
            "region 1: an id takes letters, digits, - and _, 32 at most.",
        ),
        (
            f'[[region]]\nid = "{"x" * 33}"\nname = "n"\nurl = "https://h"\n',
            "region 1: an id takes letters, digits, - and _, 32 at most.",
        ),
        (region() + region(), "the id 'own' is taken; choose another."),
        (region().replace('"own"', '"eu"'), "the id 'eu' is taken; choose another."),
        # Also where the sandbox is off: the page treats that id as its own.
        (region().replace('"own"', '"sandbox"'), "the id 'sandbox' is taken; choose another."),
    ],
)
def test_each_fault_has_its_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    assert fault_of(tmp_path, text) == sentence


def test_a_file_that_is_not_toml_or_not_there_is_named(tmp_path: Path) -> None:
    assert fault_of(tmp_path, "[[region]\n").startswith("is not TOML: ")
    file = tmp_path / "regions.toml"
    file.write_bytes(b'name = "\xff"')
    with pytest.raises(RegionsFault, match="is not TOML"):
        load_regions(file, sandbox_url=None)
    with pytest.raises(RegionsFault) as raised:
        load_regions(tmp_path / "absent", sandbox_url=None)
    assert str(raised.value) == f"{tmp_path / 'absent'} cannot be read: No such file or directory."
