"""The words of a curl command -> the request that it would send."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from app.call.pasted.body import body_pairs, form_pairs, json_pairs
from app.call.pasted.curl_form import form_value
from app.call.pasted.curl_options import DATA, FORM, QUIET, SHORT, WITH_VALUE
from app.call.pasted.model import Pair, Pasted
from app.call.pasted.url import decoded_pairs, read_url, variable_note
from app.call.pasted.words import Command, Word
from app.errors import BadInput

_FORM_TYPE = "application/x-www-form-urlencoded"
_MOST_VARIABLES = 20
_FILE_SIGN = {"data", "data-ascii", "data-binary", "json"}


@dataclass(slots=True)
class _Request:
    url: Word | None = None
    as_query: bool = False  # -G
    json: bool = False
    content_type: str = ""
    data: list[Word] = field(default_factory=list)
    query: list[Word] = field(default_factory=list)
    form: list[Pair] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_curl(command: Command) -> Pasted:
    """The request of the command's words, the first of which is curl. Raises BadInput."""
    request = _Request(notes=list(command.notes))
    for option, value in _options(command.words[1:]):
        if option == "next":
            request.notes.append("Only the first request, in front of --next, was taken.")
            break
        _take(request, option, value)
    return _pasted(request)


def _options(words: Sequence[Word]) -> Iterator[tuple[str, Word]]:
    """Options by their long names; a URL is an option too, as for curl itself."""
    waiting = iter(words)
    empty = Word("")
    for word in waiting:
        text = word.text
        if text.startswith("--") and text != "--":
            name = text[2:]
            yield name, next(waiting, empty) if name in WITH_VALUE else empty
        elif text.startswith("-") and text not in {"-", "--"}:
            yield from _short(word, waiting)
        elif text == "--":
            yield from (("url", rest) for rest in waiting)
        else:
            yield "url", word


def _short(word: Word, waiting: Iterator[Word]) -> Iterator[tuple[str, Word]]:
    letters = word.text[1:]
    for at, letter in enumerate(letters):
        name = SHORT.get(letter, f"-{letter}")
        if name in WITH_VALUE:
            joined = letters[at + 1 :]
            yield name, Word(joined, word.variables) if joined else next(waiting, Word(""))
            return
        yield name, Word("")


def _take(request: _Request, option: str, value: Word) -> None:
    match option:
        case "url":
            if request.url is None:
                request.url = value
            else:
                request.notes.append("A second URL was left out.")
        case _ if option in DATA:
            _take_data(request, option, value)
        case "url-query":
            _take_encoded(request, value, request.query, "url-query")
        case _ if option in FORM:
            _take_form(request, option, value)
        case "get":
            request.as_query = True
        case "header":
            _take_header(request, value.text)
        case "request":
            if value.text.upper() not in {"GET", "POST"}:
                request.notes.append(f"The method {value.text[:20]} was left out: calls are POSTs.")
        case _ if option not in QUIET:
            dashes = "" if option.startswith("-") else "--"
            # Some write a value, which may be a secret, right behind the name.
            request.unused.append(f"{dashes}{option.partition('=')[0]}"[:40])


def _take_data(request: _Request, option: str, value: Word) -> None:
    if option == "json":
        request.json = True
    if option == "data-urlencode":
        _take_encoded(request, value, request.data, option)
    elif value.text.startswith("@") and option in _FILE_SIGN:
        request.notes.append(_from_file(f"--{option}", value.text[1:]))
    else:
        request.data.append(value)


def _take_encoded(request: _Request, value: Word, into: list[Word], option: str) -> None:
    """What curl encodes itself: `name=text`, `=text`, `text`, `@file`, `name@file`."""
    text = value.text
    if option == "url-query" and text.startswith("+"):
        into.append(Word(text[1:], value.variables))
        return
    name, equals, content = text.partition("=")
    if not equals and "@" in text:
        request.notes.append(_from_file(f"--{option}", text.partition("@")[2]))
        return
    if not equals:
        name, content = "", text
    encoded = content if content in value.variables else quote(content, safe="")
    into.append(Word(f"{name}={encoded}" if name else encoded, value.variables))


def _take_form(request: _Request, option: str, value: Word) -> None:
    name, equals, text = value.text.partition("=")
    if not equals:
        request.notes.append(f"--{option} without name=value was left out.")
        return
    if text in value.variables:
        request.notes.append(variable_note(name, text))
        return
    content = text if option == "form-string" else form_value(text, name, request.notes)
    if content is not None:
        request.form.append((name, content))


def _take_header(request: _Request, text: str) -> None:
    name, _, value = text.partition(":")
    if name.strip().lower() == "content-type":
        request.content_type = value.strip()
    else:
        request.headers.append(name.strip(" ;")[:60])


def _pasted(request: _Request) -> Pasted:
    if request.url is None or not request.url.text:
        raise BadInput("This curl command has no URL: paste the whole command.")
    notes = request.notes
    body = _body(request)
    parts = read_url(request.url.text, request.url.variables)
    query: list[Pair] = []
    for word in request.query:
        query += decoded_pairs(word.text, word.variables, notes)
    notes += parts.notes
    pairs = (*body, *query, *parts.pairs)
    notes += _left_inside(pairs, (request.url, *request.data, *request.query))
    if request.headers:
        notes.append(f"Headers left out: {', '.join(dict.fromkeys(request.headers))}.")
    if request.unused:
        notes.append(f"Options left out: {', '.join(dict.fromkeys(request.unused))}.")
    return Pasted("curl", request.url.text, parts.path, pairs, tuple(dict.fromkeys(notes)))


def _body(request: _Request) -> list[Pair]:
    form = form_pairs(request.form)
    if form:
        if request.data:
            request.notes.append("curl takes either -d or -F; -F was taken, and -d left out.")
        return form
    variables = frozenset().union(*(word.variables for word in request.data))
    texts = [word.text for word in request.data]
    if request.json:
        return json_pairs("".join(texts)) if texts else []
    kind = _FORM_TYPE if request.as_query else request.content_type
    return body_pairs("&".join(texts), kind, variables, request.notes)


def _left_inside(pairs: Sequence[Pair], words: Sequence[Word]) -> Iterator[str]:
    """Notes for variables inside longer values, which stay as they are written."""
    variables = frozenset().union(*(word.variables for word in words))
    values = "\n".join(value for _, value in pairs if isinstance(value, str))
    for variable in sorted(variables)[:_MOST_VARIABLES]:
        if variable in values:
            yield f"{variable[:80]} is known to your shell alone: replace it where it stands."


def _from_file(option: str, name: str) -> str:
    return f"{option} reads the file {name[:100] or '(standard input)'}: paste what is in it."
