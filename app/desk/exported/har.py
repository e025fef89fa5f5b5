"""Calls as a HAR file, version 1.2 (http://www.softwareishard.com/blog/har-12-spec/).

What the format wants and history does not know is said as the format says it: -1, "" or [].
"""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from app.call import wire
from app.desk.answer_facts import phases
from app.desk.answer_view import AnswerView
from app.desk.records import Opened
from app.history.records import Row

_HEAD = '{"log": {"version": "1.2", "creator": {"name": "TestMe", "version": "1"}, "entries": ['
_MOST_BODIES = 20_000_000  # characters of all bodies of one file
_FORM, _MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"


def pieces(calls: Iterable[tuple[Row, Opened | None]]) -> Iterator[str]:
    """Bodies beyond the first 20 MB are left out, which their `comment` says."""
    yield _HEAD
    left, separator = _MOST_BODIES, "\n"
    for _, opened in calls:
        if opened is None:
            continue
        view = AnswerView.of_record(opened)
        entry = _entry(view, left)
        left -= len(entry["response"]["content"].get("text", ""))
        yield separator + json.dumps(entry, ensure_ascii=False)
        separator = ",\n"
    yield "\n]}}\n"


def _entry(view: AnswerView, left: int) -> dict[str, Any]:
    timings = {phase.name: round(phase.seconds * 1000, 3) for phase in phases(view.answer)}
    times = {
        "blocked": -1,
        "dns": -1,
        "connect": timings.get("connect", -1),
        "ssl": -1,
        "send": 0,
        "wait": timings.get("wait", 0),
        "receive": timings.get("receive", 0),
    }
    name = ".".join(filter(None, (view.call.service, view.call.action)))
    return {
        "startedDateTime": _iso(view.sent_at or 0),
        "time": round(sum(max(one, 0) for one in times.values()), 3),
        "request": _request(view),
        "response": _response(view, left),
        "cache": {},
        "timings": times,
        "comment": " ".join(filter(None, (name, view.headline, view.code, view.message))),
    }


def _request(view: AnswerView) -> dict[str, Any]:
    files = wire.files(view.call)
    kind = _MULTIPART if files else _FORM
    return {
        "method": "POST",
        "url": view.mask(view.url),
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": [{"name": "Content-Type", "value": kind}],
        "queryString": [],
        "postData": {"mimeType": kind, **_posted(view)},
        "headersSize": -1,
        "bodySize": -1,
    }


def _posted(view: AnswerView) -> dict[str, Any]:
    """The format wants one of both: parameters, or the text that they make."""
    sent = [(view.mask(name), value) for name, value in view.pairs]
    files = wire.files(view.call)
    if not files:
        return {"text": urlencode(sent, errors="replace")}
    params = [{"name": name, "value": value} for name, value in sent]
    for name, file in files:
        facts = {"name": view.mask(name), "fileName": view.mask(file.name)}
        params.append({**facts, "contentType": file.content_type or "application/octet-stream"})
    return {"params": params}


def _response(view: AnswerView, left: int) -> dict[str, Any]:
    answer = view.answer
    return {
        # Nothing came of it, as browsers say it.
        "status": answer.status or 0,
        "statusText": "",
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": [{"name": name, "value": value} for name, value in view.headers],
        "content": _content(view, left),
        "redirectURL": view.header("Location"),
        "headersSize": -1,
        "bodySize": -1,
        "comment": view.mask(answer.failure.sentence) if answer.failure else "",
    }


def _content(view: AnswerView, left: int) -> dict[str, Any]:
    content = {
        "size": view.size,
        "mimeType": view.answer.media_type or "application/octet-stream",
        "comment": "",
    }
    if view.language == "binary":
        # Nothing masks what no one can read.
        return {**content, "comment": "Not text: left out."}
    if len(view.answer.body) > left:
        return {**content, "comment": "Left out: this file has 20 MB of other answers."}
    if view.cut:
        content["comment"] = f"The first {len(view.answer.body)} bytes: history keeps no more."
    return {**content, "text": view.text}


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")
