"""A file that a step is answered with, as a caption is: taken as a text, or it is said why not."""

import pytest

from app.call.body import LOOKED_INTO
from app.call.model import Answer, Call
from app.call.outcome import judge
from app.call.variables.scope import Scope
from app.workflows.model import Step, Taking
from app.workflows.outcome import StepOutcome, of_answer

STEP = Step(
    "serve",
    Call("own", "caption_captionasset", "serve", (("captionAssetId", "1_a"),)),
    takings=(Taking("file", "$"), Taking("name", "{{'a'}}.srt")),
)
SRT = "1\r\n00:00:01,000 --> 00:00:02,000\r\n“Hi”\r\n\r\n"
DFXP = '<?xml version="1.0"?><tt xmlns="http://www.w3.org/ns/ttml"><body><p>Hi</p></body></tt>'


def came(content: bytes, kind: str = "text/plain", status: int = 200, **more: str) -> StepOutcome:
    answer = Answer(status, (("Content-Type", kind), *more.items()), content)
    return of_answer(STEP, answer, judge(answer, "1", expects_file=True), Scope([]))


@pytest.mark.parametrize(
    "text", [SRT, f"\ufeff{SRT}", "WEBVTT\n\n00:01.000 --> 00:02.000\nHi", DFXP]
)
def test_a_text_is_taken_as_it_is(text: str) -> None:
    made = came(text.encode())
    assert (made.verdict, made.taken) == ("ok", {"file": text, "name": "a.srt"})


def test_it_may_be_longer_than_what_expressions_work_on() -> None:
    long = SRT * 10_000
    assert came(long.encode()).taken["file"] == long


@pytest.mark.parametrize(
    ("content", "kind", "says"),
    [
        (b"x" * (LOOKED_INTO + 1), "text/plain", "the answer has 1,000,001 bytes; of a file, "),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 20, "image/png", "the answer is no text (image/png)."),
        (b"Scenarist\0\1\2", "", "the answer is no text (of no type)."),
    ],
)
def test_what_is_too_long_or_no_text_is_not(content: bytes, kind: str, says: str) -> None:
    made = came(content, kind)
    assert (made.verdict, made.taken) == ("failed", {})
    assert made.sentence.startswith(f"file cannot be taken: {says}")


def test_where_a_file_is_instead_is_told() -> None:
    made = came(b"", status=302, Location="https://cdn.example.com/1_a.srt")
    assert (made.verdict, made.taken, made.sentence) == (
        "failed",
        {},
        "302: The endpoint points to https://cdn.example.com/1_a.srt; nothing was followed.",
    )
