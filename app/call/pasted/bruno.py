"""Bruno's files (https://docs.usebruno.com/bru-lang/overview) as Postman has the same.

A request is a file of blocks, `meta { … }`; a folder is a collection, which comes zipped. Its
newer form in YAML is not read.
"""

import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from app.call.pasted.folders import Notes
from app.errors import BadInput

LARGEST = 32 * 2**20  # bytes of all files, unpacked
MOST = 3_000  # files
_BEGIN = re.compile(r"([A-Za-z][\w:-]{0,60})\s*([{\[])\s*")
_METHODS = {"get", "post", "put", "patch", "delete", "options", "head"}
_YAML = (".yml", ".yaml")
_TEXTS = ("body:json", "body:text", "body:xml", "body")
_OWN = {"collection.bru", "folder.bru"}


def is_bru(text: str) -> bool:
    return re.match(r"\s*(?:meta|get|post)\s*\{[ \t]*\r?\n", text) is not None


def read_bru(text: str) -> dict[str, Any]:
    """One request as a Postman collection of its own."""
    item = _item(_blocks(text), "A request")
    return {"info": {"name": item["name"]}, "item": [item]}


def read_zipped(data: bytes, notes: Notes) -> dict[str, Any]:
    """A zipped folder of Bruno's as a Postman collection. Raises BadInput where it is none."""
    files = _unpacked(data, notes)
    roots = [path.parent for path in files if path.name in {"bruno.json", "collection.bru"}]
    if not roots:
        raise BadInput("This zip is no collection of Bruno's: there is no bruno.json in it.")
    root = min(roots, key=lambda path: len(path.parts))
    inside = {
        path.relative_to(root): text for path, text in files.items() if path.is_relative_to(root)
    }
    own = _blocks(inside.get(PurePosixPath("collection.bru"), ""))
    variables = _rows(own, "vars:pre-request")
    places = [path for path in inside if path.parts[0] == "environments" and path.suffix == ".bru"]
    for path in places[:1]:
        blocks = _blocks(inside[path])
        variables += _rows(blocks, "vars")
        secret = [one.strip(" ,") for one in blocks.get("vars:secret", [])]
        variables += [{"key": one, "type": "secret"} for one in secret if one]
    if len(places) > 1:
        others = ", ".join(one.stem for one in places[1:])
        notes[f"Variables are those of {places[0].stem}; {others:.200} were left out."] = [""]
    requests = {path: text for path, text in inside.items() if path.parts[0] != "environments"}
    whole = _folder(PurePosixPath(), requests, _named(inside) or root.name or "Bruno")
    whole |= {"variable": variables, "auth": _auth(own), **_run(own, "vars:post")}
    return {"info": {"name": whole["name"]}, **whole}


def _named(inside: Mapping[PurePosixPath, str]) -> str:
    """The collection's name, which its folder need not have; "" where bruno.json does not say."""
    try:
        name = json.loads(inside.get(PurePosixPath("bruno.json"), "{}")).get("name")
    except (ValueError, RecursionError, AttributeError):
        return ""
    return name if isinstance(name, str) else ""


def _unpacked(data: bytes, notes: Notes) -> dict[PurePosixPath, str]:
    """The files that are Bruno's, by path; nothing of them is written anywhere."""
    found: dict[PurePosixPath, str] = {}
    left = LARGEST
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as folder:
            within = folder.infolist()
            names = [one for one in within if one.filename.endswith((".bru", "bruno.json"))]
            if others := [one.filename for one in within if one.filename.endswith(_YAML)]:
                notes["Left out: requests of Bruno's in YAML are not read here."] = others[:MOST]
            if len(names) > MOST:
                raise BadInput(f"This zip has more than {MOST:,} files.")
            for one in sorted(names, key=lambda one: one.filename):
                with folder.open(one) as file:
                    content = file.read(left + 1)
                left -= len(content)
                if left < 0:
                    raise BadInput(f"This zip has more than {LARGEST >> 20} MB in it.")
                found[PurePosixPath(one.filename)] = content.decode("utf-8", "replace")
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        RuntimeError,
        OSError,
        EOFError,
        ValueError,
    ) as fault:
        raise BadInput("This zip is damaged, or locked.") from fault
    return found


def _folder(at: PurePosixPath, files: Mapping[PurePosixPath, str], name: str) -> dict[str, Any]:
    own = _blocks(files.get(at / "folder.bru", ""))
    numbered = []
    for path, text in files.items():
        if path.parent == at and path.suffix == ".bru" and path.name not in _OWN:
            blocks = _blocks(text)
            number = dict(_pairs(blocks.get("meta", []))).get("seq", "")
            place = int(number) if number.isdigit() and len(number) < 9 else 10**9
            numbered.append((place, path.name, _item(blocks, path.stem)))
    below = sorted(
        {
            path.parts[len(at.parts)]
            for path in files
            if len(path.parts) > len(at.parts) + 1 and path.parts[: len(at.parts)] == at.parts
        }
    )
    items = [item for *_, item in sorted(numbered, key=lambda one: one[:2])]
    items += [_folder(at / one, files, one) for one in below] if len(at.parts) < 10 else []
    called = dict(_pairs(own.get("meta", []))).get("name") or name
    made = {"name": called, "item": items, "variable": _rows(own, "vars:pre-request")}
    return made | _run(own, "vars:post") | ({"auth": auth} if (auth := _auth(own)) else {})


def _item(blocks: Mapping[str, list[str]], name: str) -> dict[str, Any]:
    method = next((one for one in blocks if one in _METHODS), "get")
    verb = dict(_pairs(blocks.get(method, [])))
    request: dict[str, Any] = {
        "method": method.upper(),
        "url": {"raw": verb.get("url", ""), "variable": _rows(blocks, "params:path")},
        "header": _rows(blocks, "headers"),
        "description": "\n".join(_undented(blocks.get("docs", []))),
    }
    if auth := _auth(blocks):
        request["auth"] = auth
    kind = verb.get("body", "")
    if kind in {"formUrlEncoded", "form-urlencoded"}:
        request["body"] = {
            "mode": "urlencoded",
            "urlencoded": _rows(blocks, "body:form-urlencoded"),
        }
    elif kind in {"multipartForm", "multipart-form"}:
        rows = [
            {**one, "type": "file", "src": one["value"][6:-1]}
            if one["value"].startswith("@file(")
            else one
            for one in _rows(blocks, "body:multipart-form")
        ]
        request["body"] = {"mode": "formdata", "formdata": rows}
    elif kind != "none" and (text := next((one for one in _TEXTS if one in blocks), "")):
        raw = "\n".join(_undented(blocks[text]))
        language = "json" if text in {"body:json", "body"} else "text"
        request["body"] = {"mode": "raw", "raw": raw, "options": {"raw": {"language": language}}}
    called = dict(_pairs(blocks.get("meta", []))).get("name") or name
    return {"name": called, "request": request, **_run(blocks, "vars:")}


def _run(blocks: Mapping[str, list[str]], variables: str) -> dict[str, Any]:
    found = [one for one in blocks if one.startswith(("script:", "tests", "assert", variables))]
    return {"event": found} if found else {}


def _auth(blocks: Mapping[str, list[str]]) -> dict[str, Any]:
    given = dict(_pairs(blocks.get("auth:apikey", [])))
    if not given:
        return {}
    given["in"] = "query" if given.get("placement", "").startswith("query") else "header"
    return {"type": "apikey", "apikey": [{"key": k, "value": v} for k, v in given.items()]}


def _rows(blocks: Mapping[str, list[str]], block: str) -> list[dict[str, Any]]:
    return [{"key": name, "value": value} for name, value in _pairs(blocks.get(block, []))]


def _blocks(text: str) -> dict[str, list[str]]:
    """The lines of each block; it ends at a line that begins with its bracket."""
    found: dict[str, list[str]] = {}
    lines: list[str] | None = None
    end = ""
    for line in text.splitlines():
        if lines is None:
            if begun := _BEGIN.fullmatch(line):
                lines, end = found.setdefault(begun[1], []), {"{": "}", "[": "]"}[begun[2]]
        elif line.rstrip() == end:
            lines = None
        else:
            lines.append(line)
    return found


def _pairs(lines: list[str]) -> Iterator[tuple[str, str]]:
    """`name: value`, but for those switched off by a ~; a value in ''' goes over several lines."""
    at = iter(lines)
    for line in at:
        name, colon, value = line.strip().partition(":")
        value = value.strip()
        if value.startswith("'''"):
            rest = [value[3:]]
            while not rest[-1].rstrip().endswith("'''") and (more := next(at, None)) is not None:
                rest.append(more)
            value = "\n".join(_undented(rest)).strip().removesuffix("'''").strip()
        if colon and name and not name.startswith("~"):
            yield name.strip().strip('"'), value


def _undented(lines: list[str]) -> list[str]:
    return [line.removeprefix("  ") for line in lines]
