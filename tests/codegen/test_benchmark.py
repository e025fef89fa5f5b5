"""What the benchmark measures is what nearly every language can write."""

from app.codegen import CannotWrite, build, languages
from app.schema.facts import bundled
from bench.codegen_figures import calls


def test_the_calls_of_the_benchmark_are_written() -> None:
    refused = set()
    for call in calls():
        program = build(call, bundled(), "https://www.kaltura.com")
        for language in languages():
            for variant in language.variants:
                try:
                    assert len(variant.render(program)) > 300
                except CannotWrite:
                    refused.add((call.action, language.id, variant.id))
    assert refused == {("add", language, "client") for language in ("ruby", "typescript")}
