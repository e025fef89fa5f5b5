"""The request-level fields that a call of a multirequest has of its own, in every language.

A program sends such a field, or is refused with a sentence: it is never left out. What arrives
of them is compared by the tests of each language, in the cases that begin with "multi own".
"""

from dataclasses import replace

import pytest

from app.call.model import Null, Value
from app.codegen import CannotWrite, Variant, build, language, languages
from tests.codegen.calls import KS, REGISTRY, multi, obj

# By wire name: the value, and what shows it in a program.
OWN: dict[str, tuple[Value, str]] = {
    "clientTag": ("a tag alone", "a tag alone"),
    "apiVersion": ("1.2.3", "1.2.3"),
    "partnerId": ("98765", "98765"),
    "ks": (KS.replace("MTAx", "MTAy"), "KALTURA_KS_2"),
    "language": ("de-AT", "de-AT"),
    "responseProfile": (
        obj("KalturaDetachedResponseProfile", type="1", fields="fields alone"),
        "fields alone",
    ),
    "format": ("3", "format"),
}
OF_THE_CLIENT = {"clientTag", "apiVersion"}
# What the official libraries cannot send in one call; without a library, all is sent.
REFUSED = {
    "php": {*OF_THE_CLIENT, "responseProfile", "format"},
    "java": {"format"},
    "csharp": {*OF_THE_CLIENT, "format"},
    "python": {"format"},
    "javascript": {"format"},
    "node": {"format"},
    "typescript": {*OF_THE_CLIENT, "language", "format"},
    "ruby": {*OF_THE_CLIENT, "format"},
    "kotlin": {"format"},
}
REFUSED_NULL = {
    "php": {*OF_THE_CLIENT, "responseProfile", "format"},
    "java": {"partnerId", "responseProfile", "format"},
    "csharp": set(OWN),
    "python": {"format"},
    "javascript": {"format"},
    "node": set(OWN),
    "typescript": set(OWN) - {"responseProfile"},
    "ruby": {*OF_THE_CLIENT, "format"},
    "kotlin": {"partnerId", "responseProfile", "format"},
}
EVERY = [
    pytest.param(one.id, variant, id=f"{one.id} {variant.id}")
    for one in languages()
    for variant in one.variants
]


def lines(variant: Variant, **own: Value) -> list[str]:
    """A program of three calls, of which the second has fields of its own."""
    made = multi(
        ("media.get", {"entryId": "0_abc"}),
        ("media.get", {"entryId": "0_def", **own}),
        ("media.get", {"entryId": "0_ghi"}),
    )
    return variant.render(build(made, REGISTRY, "https://host.example")).splitlines()


def added(variant: Variant, name: str, value: Value) -> str:
    """The lines that the field adds to the program, or the sentence that refuses it."""
    without = lines(variant)
    try:
        return "\n".join(line for line in lines(variant, **{name: value}) if line not in without)
    except CannotWrite as refused:
        return refused.sentence


def of_refused(found: dict[str, str]) -> set[str]:
    return {name for name, text in found.items() if text.endswith(": choose plain HTTP.")}


@pytest.mark.parametrize(("id", "variant"), EVERY)
def test_every_field_is_sent_or_refused(id: str, variant: Variant) -> None:
    found = {name: added(variant, name, value) for name, (value, _) in OWN.items()}
    sent = {name for name, text in found.items() if OWN[name][1] in text}
    refused = REFUSED[id] if variant.id == "client" else set()
    assert of_refused(found) == refused
    assert sent | refused == set(OWN)


@pytest.mark.parametrize(("id", "variant"), EVERY)
def test_every_null_is_sent_or_refused(id: str, variant: Variant) -> None:
    found = {name: added(variant, name, Null()) for name in OWN}
    assert of_refused(found) == (REFUSED_NULL[id] if variant.id == "client" else set())
    assert "" not in found.values()


@pytest.mark.parametrize("id", ["php", "csharp", "ruby", "typescript"])
def test_a_library_with_one_tag_for_all_calls_says_so(id: str) -> None:
    variant = language(id).variant("client")
    assert variant.library
    with pytest.raises(CannotWrite) as refused:
        lines(variant, apiVersion="1.2.3")
    assert refused.value.sentence == (
        f"{variant.library.name} {variant.library.version} has one apiVersion for all calls of a "
        "multirequest: choose plain HTTP."
    )


@pytest.mark.parametrize(("id", "variant"), EVERY)
def test_what_stands_beside_the_calls_is_sent_or_refused(id: str, variant: Variant) -> None:
    made = multi(("media.get", {"entryId": "0_abc"}))
    made = replace(made, parameters=(*made.parameters, ("keepGoing", "1")))
    program = build(made, REGISTRY, "https://host.example")
    if variant.library is None:
        assert "keepGoing" in variant.render(program)
    else:
        with pytest.raises(CannotWrite) as refused:
            variant.render(program)
        assert refused.value.sentence == (
            f"{variant.library.name} sends nothing beside the calls of a multirequest, and here "
            "is 'keepGoing': choose plain HTTP."
        )


def test_python_takes_a_calls_own_tag_back_before_the_next() -> None:
    tag = 'client.requestConfiguration["clientTag"]'
    source = "\n".join(lines(language("python").variant("client"), clientTag="a tag alone"))
    assert f'    {tag} = "a tag alone"\n    client.media.get("0_def")\n    del {tag}\n' in source
