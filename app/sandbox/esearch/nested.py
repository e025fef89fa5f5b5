"""What hangs on an entry and is searched with it: captions, cue points, custom metadata."""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from app.sandbox.advanced import xml_values
from app.sandbox.context import Context
from app.sandbox.esearch.fields import search_fields
from app.sandbox.generic.sources import rows_of
from app.sandbox.kinds import ASSET, CUE_POINT, METADATA
from app.sandbox.services.caption import cues_of
from app.sandbox.values import Row

CAPTION, CUE, FIELD = "caption", "cuePoint", "metadata"


@dataclass(frozen=True, slots=True)
class Part:
    """One line, cue point or field: what is searched in it by name, and what an answer has."""

    values: dict[str, Any]
    shown: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Nested:
    """The parts by the id of what they hang on; each kind is read when it is first asked for."""

    context: Context

    def of(self, kind: str, key: str) -> list[Part]:
        return self.all(kind).get(key, [])

    def all(self, kind: str) -> dict[str, list[Part]]:
        """Everything of a kind, by the id of what it hangs on."""
        if kind == CAPTION:
            return self._captions
        return self._cue_points if kind == CUE else self._metadata

    @cached_property
    def _captions(self) -> dict[str, list[Part]]:
        found: dict[str, list[Part]] = defaultdict(list)
        for row in self.context.objects.all(ASSET):
            if row["objectType"] != "KalturaCaptionAsset":
                continue
            for cue in cues_of(self.context, row):
                values = {
                    "content": cue.text,
                    "start_time": cue.start,
                    "end_time": cue.end,
                    "language": row.get("language"),
                    "label": row.get("label"),
                    "caption_asset_id": row["id"],
                }
                found[row["entryId"]].append(Part(values, _shown(CAPTION, values)))
        return found

    @cached_property
    def _cue_points(self) -> dict[str, list[Part]]:
        found: dict[str, list[Part]] = defaultdict(list)
        for row in rows_of(self.context, CUE_POINT):
            answers = [item.get("text") for item in row.get("optionalAnswers") or []]
            text = row.get("text") or row.get("description") or row.get("code")
            name = row.get("title") or row.get("code")
            values = {field: row.get(own) for field, own in search_fields().cue_points.items()}
            values |= {"text": text, "name": name, "answers": ", ".join(map(str, answers))}
            shown = _shown(CUE, values)
            shown |= {name: _text(shown[name]) for name in ("startTime", "endTime")}
            found[row["entryId"]].append(Part(values, shown))
        return found

    @cached_property
    def _metadata(self) -> dict[str, list[Part]]:
        found: dict[str, list[Part]] = defaultdict(list)
        for row in self.context.objects.all(METADATA):
            for name, texts in _fields(row):
                path = f"/*[local-name()='metadata']/*[local-name()='{name}']"
                for text in texts:
                    shown = {
                        "xpath": path,
                        "metadataProfileId": row["metadataProfileId"],
                        "valueText": text,
                    }
                    values = {"value": text, "name": name, "profile": row["metadataProfileId"]}
                    found[row["objectId"]].append(Part(values, shown))
        return found


def _shown(kind: str, values: dict[str, Any]) -> dict[str, Any]:
    return {name: values[field] for name, field in search_fields().shown[kind].items()}


def _fields(row: Row) -> list[tuple[str, list[str]]]:
    """The elements of a metadata document without the one around them."""
    return list(xml_values(row.get("xml") or "").items())[1:]


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
