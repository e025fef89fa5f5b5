"""Captions: SRT, WebVTT and DFXP read into cues, and written as WebVTT."""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree

from app.schema.hardened import UNTRUSTED

SRT, DFXP, VTT = "1", "2", "3"  # KalturaCaptionType
EXTENSIONS = {SRT: "srt", DFXP: "xml", VTT: "vtt"}
_TIMES = re.compile(
    r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})\s*-->\s*"
    r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})"
)
_TAG = re.compile(r"<[^<>]{0,200}>")


@dataclass(frozen=True, slots=True)
class Cue:
    """One line of captions; times are milliseconds."""

    start: int
    end: int
    text: str


def read(content: bytes) -> list[Cue]:
    """The cues of a file in any of the formats, told apart by what it begins with."""
    text = content.decode("utf-8-sig", "replace")
    if text.lstrip().startswith("<"):
        return _read_dfxp(content)
    return list(_read_timed(text))


def write(cues: Iterable[Cue]) -> str:
    """The cues as WebVTT."""
    lines = (f"{_clock(cue.start)} --> {_clock(cue.end)}\n{cue.text}\n\n" for cue in cues)
    return f"WEBVTT\n\n{''.join(lines)}"


def within(cues: Iterable[Cue], start: int, end: int) -> list[Cue]:
    """The cues that are seen between two times in milliseconds."""
    return [cue for cue in cues if cue.start < end and cue.end > start]


def _read_timed(text: str) -> Iterable[Cue]:
    """SRT and WebVTT: a line with two times, then the text up to an empty line."""
    for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n")):
        lines = block.split("\n")
        for index, line in enumerate(lines):
            if found := _TIMES.search(line):
                numbers = [int(part or 0) for part in found.groups()]
                spoken = "\n".join(part for part in lines[index + 1 :] if part.strip())
                yield Cue(_milliseconds(numbers[:4]), _milliseconds(numbers[4:]), _plain(spoken))
                break


def _read_dfxp(content: bytes) -> list[Cue]:
    try:
        document = etree.fromstring(content, etree.XMLParser(**UNTRUSTED))
    except etree.XMLSyntaxError:
        return []
    cues = []
    for element in document.iter(etree.Element):
        if etree.QName(element).localname == "p":
            times = [_seconds(element.get(name) or "") for name in ("begin", "end")]
            spoken = "".join(str(part) for part in element.itertext()).strip()
            cues.append(Cue(times[0], times[1], spoken))
    return cues


def _plain(text: str) -> str:
    return html.unescape(_TAG.sub("", text)).strip()


def _milliseconds(parts: list[int]) -> int:
    hours, minutes, seconds, rest = parts
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + rest


def _seconds(text: str) -> int:
    """A time of DFXP: `00:00:01.500` or `1.5s`."""
    if found := re.fullmatch(r"(\d+):(\d+):(\d+)(?:[.,](\d{1,3}))?", text):
        hours, minutes, seconds, rest = (int(part or 0) for part in found.groups())
        return _milliseconds([hours, minutes, seconds, rest])
    found = re.fullmatch(r"(\d+(?:\.\d+)?)s", text)
    return int(float(found[1]) * 1000) if found else 0


def _clock(time: int) -> str:
    seconds, rest = divmod(time, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{rest:03}"
