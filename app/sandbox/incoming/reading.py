"""An HTTP request, in any of the API's notations, as one tree of parameters."""

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge
from werkzeug.wrappers import Request

from app.sandbox.errors import ApiError
from app.sandbox.incoming.tree import Tree, add, add_json

MAX_FILE = 64 * 2**20  # bytes
MAX_TEXT = 4 * 2**20  # bytes of a request without its files
MAX_BODY = MAX_FILE + MAX_TEXT
MAX_FIELDS = 5_000
STORED_ONLY = "stored only"  # a remark
_ROOT = "/api_v3"


class SandboxRequest(Request):
    """A request with the sandbox's limits, which werkzeug keeps while it reads."""

    max_content_length = MAX_BODY
    max_form_memory_size = MAX_TEXT
    max_form_parts = MAX_FIELDS


@dataclass(frozen=True, slots=True)
class Incoming:
    """What came in: the merged parameters, the path below the mount and the caller's address.

    `callback` is JSONP's, which counts in the query alone; `root` the URL of the mount.
    `remarks` collects what the answer's header has to say.
    """

    parameters: Tree
    path: str
    address: str
    callback: str = ""
    root: str = ""
    remarks: set[str] = field(default_factory=set)


def belongs_to_api(path: str) -> bool:
    return path == _ROOT or path.startswith(_ROOT + "/")


def read(request: Request) -> Incoming:
    """Merge the request's parameters; where a name comes twice, path wins over query over body.

    Raises ApiError (INVALID_JSON, REQUEST_TOO_LARGE, REQUEST_CUT_OFF).
    """
    tree: Tree = {}
    try:
        _read_body(request, tree)
    except RequestEntityTooLarge as fault:
        limit = f"{MAX_FILE >> 20} MB a file, {MAX_TEXT >> 20} MB and {MAX_FIELDS} fields besides"
        raise ApiError("REQUEST_TOO_LARGE", LIMIT=limit) from fault
    except (ClientDisconnected, OSError) as fault:
        raise ApiError("REQUEST_CUT_OFF") from fault
    for name, value in request.args.items(multi=True):
        add(tree, name, value)
    parts = [part for part in request.path.removeprefix(_ROOT).split("/") if part]
    if parts and parts[0] == "index.php":
        del parts[0]
    for name, value in zip(parts[::2], parts[1::2], strict=False):
        add(tree, name, value)
    return Incoming(
        tree,
        request.path,
        request.remote_addr or "127.0.0.1",
        request.args.get("callback", ""),
        request.url_root.rstrip("/"),
    )


def _read_body(request: Request, tree: Tree) -> None:
    match request.mimetype:
        case "application/json" if "charset" not in (request.content_type or ""):
            # As this release does: with a charset behind it, it is no JSON to it.
            add_json(tree, _json_object(_text_body(request)))
        case "application/x-www-form-urlencoded":
            for name, value in _fields(_text_body(request)):
                add(tree, name, value)
        case "multipart/form-data":
            _read_multipart(request, tree)


def _read_multipart(request: Request, tree: Tree) -> None:
    fields = list(request.form.items(multi=True))
    if sum(len(value) for _, value in fields) > MAX_TEXT:
        raise RequestEntityTooLarge
    for name, value in fields:
        # Official clients send a call with files as one field of JSON beside the files.
        if name == "json":
            add_json(tree, _json_object(value))
        else:
            add(tree, name, value)
    for name, file in request.files.items(multi=True):
        add(tree, name, file)


def _text_body(request: Request) -> str:
    body = bytearray()
    # To its end: only a read that finds nothing tells that the rest of it never came.
    while piece := request.stream.read(MAX_TEXT + 1 - len(body)):
        body += piece
        if len(body) > MAX_TEXT:
            raise RequestEntityTooLarge
    return body.decode("utf-8", "replace")


def _fields(body: str) -> list[tuple[str, str]]:
    # Werkzeug's own parsing of such bodies has no limit, and drops all of one with a bad byte.
    if body.count("&") >= MAX_FIELDS:
        raise RequestEntityTooLarge
    return parse_qsl(body, keep_blank_values=True)


def _json_object(body: str) -> dict[str, Any]:
    if not body.strip():
        return {}
    try:
        content = json.loads(body)
    except (ValueError, RecursionError) as fault:
        raise ApiError("INVALID_JSON") from fault
    if not isinstance(content, dict):
        raise ApiError("INVALID_JSON")
    return content
