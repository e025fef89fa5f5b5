"""The words of a curl command -> the requests that it would send."""

import re
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import quote

from app.call.model import File
from app.call.pasted.curl_form import form_value
from app.call.pasted.curl_options import DATA, FORM, QUIET, SHORT, WITH_VALUE
from app.call.pasted.request import Request
from app.call.pasted.typographic import DASH
from app.call.pasted.words import EACH, Command, value_of
from app.call.placeholders import PLACEHOLDER, placeholder
from app.call.secrets.names import is_secret
from app.errors import BadInput

# "URL Globbing" of curl's manual.
_GLOB = re.compile(
    r"\[(?:[0-9]+-[0-9]+|[A-Za-z]-[A-Za-z])(?::[0-9]+)?\]|(?<!\{)\{[^{}\"]*,[^{}\"]*\}(?!\})"
)
_STANDARD_INPUT = {"-", "/dev/stdin"}


def curl_requests(command: Command) -> list[Request]:
    """The requests of the words, the first of which is curl; `--next` parts them."""
    found = [Request(notes=list(command.notes))]
    variables: dict[str, str] = {}
    globs = True
    for option, value in _options(command.words[1:], found[0].notes):
        if option == "next":
            found.append(Request())
        elif option == "variable":
            name, equals, text = value.partition("=")
            variables |= {name: text} if equals else {}
        else:
            globs &= option != "globoff"
            own = option.removeprefix("expand-")
            text = _expanded(value, variables) if own != option else value
            _take(found[-1], own, text, command.stdin)
    for request in found:
        if not request.url:
            raise BadInput("This curl command has no URL: paste the whole command.")
        if globs:
            request.url = _unglobbed(request.url, request.notes)
    return found


def _expanded(text: str, variables: Mapping[str, str]) -> str:
    """A value of an `--expand-…`, with what `--variable` gives."""
    return PLACEHOLDER.sub(lambda found: variables.get(found[1], found[0]), text)


def _unglobbed(url: str, notes: list[str]) -> str:
    """The address with a placeholder for each list and range, of which curl takes each value."""
    lists = list(dict.fromkeys(_GLOB.findall(url)))
    notes += [EACH] if lists and EACH not in notes else []
    return _GLOB.sub(
        lambda found: placeholder(f"ITEM_{lists.index(found[0]) + 1}".removesuffix("_1")), url
    )


def _options(words: Sequence[str], notes: list[str]) -> Iterator[tuple[str, str]]:
    """Options by their long names; a URL is an option too, as for curl itself."""
    waiting = iter(words)
    for given in waiting:
        word = _dashed(given, notes)
        if word.startswith("--") and word != "--":
            name = word[2:]
            takes = name.removeprefix("expand-") in WITH_VALUE
            yield name, value_of(word, waiting, notes) if takes else ""
        elif word.startswith("-") and word not in {"-", "--"}:
            yield from _short(word[1:], waiting, notes)
        elif word == "--":
            yield from (("url", rest) for rest in waiting)
        else:
            yield "url", word


def _dashed(word: str, notes: list[str]) -> str:
    """An option whose dash a word processor made longer."""
    bare = word.lstrip("-")
    while DASH.match(bare):
        bare = bare[1:].lstrip("-")
    if bare == word.lstrip("-") or not bare[:1].isalpha():
        return word
    notes.append("A long dash in front of an option was taken as the sign of options.")
    known = bare in WITH_VALUE or bare in QUIET or len(word) - len(bare) > 1
    return f"--{bare}" if known and len(bare) > 1 else f"-{bare}"


def _short(letters: str, waiting: Iterator[str], notes: list[str]) -> Iterator[tuple[str, str]]:
    for at, letter in enumerate(letters):
        name = SHORT.get(letter, f"-{letter}")
        if name in WITH_VALUE:
            value = letters[at + 1 :] or value_of(f"-{letter}", waiting, notes)
            if value.startswith("=") and name in DATA:
                notes.append(f"The = right behind -{letter} was left out.")
                value = value[1:]
            yield name, value
            return
        yield name, ""


def _take(request: Request, option: str, value: str, stdin: list[str] | None) -> None:
    match option:
        case "url":
            _take_url(request, value)
        case _ if option in DATA:
            _take_data(request, option, value, stdin)
        case "url-query":
            _take_encoded(request, value, request.query, "url-query")
        case _ if option in FORM:
            _take_form(request, option, value, stdin)
        case "get":
            request.as_query = True
        case "header":
            name, _, text = value.partition(":")
            request.header(name, text)
        case "request":
            if value.upper() not in {"GET", "POST"} and not PLACEHOLDER.search(value):
                request.notes.append(f"The method {value[:20]} was left out: calls are POSTs.")
        case "dump-header" | "output" if "=" in value:
            request.unused.append(f"--{option} (of a file {value.partition('=')[0][:80]}=…)")
        case _ if option not in QUIET:
            dashes = "" if option.startswith("-") else "--"
            # Some write a value, which may be a secret, right behind the name.
            request.unused.append(f"{dashes}{option.partition('=')[0]}"[:40])


def _take_url(request: Request, value: str) -> None:
    if not request.url or PLACEHOLDER.fullmatch(request.url):
        # A variable alone in front of it holds options, in all likelihood.
        left, request.url = request.url, value
    else:
        left = value
    if left and PLACEHOLDER.fullmatch(left):
        request.unused.append(left)
    elif "=" in left and "://" not in left:
        request.notes.append(
            f"{left.partition('=')[0][:80]}= stands there without an option such as -d, and was "
            "left out."
        )
    elif left.strip():
        request.notes.append("A second URL was left out.")


def _take_data(request: Request, option: str, value: str, stdin: list[str] | None) -> None:
    request.json |= option == "json"
    if option == "data-urlencode":
        _take_encoded(request, value, request.data, option)
    elif not value.startswith("@") or option == "data-raw":
        request.data.append(value)
    elif value[1:] in _STANDARD_INPUT and stdin is not None:
        text = "".join(stdin)
        binary = option in {"data-binary", "json"}
        request.data.append(text if binary else text.replace("\r", "").replace("\n", ""))
    else:
        request.notes.append(_from_file(f"--{option}", value[1:]))


def _take_encoded(request: Request, value: str, into: list[str], option: str) -> None:
    """What curl encodes itself: `name=text`, `=text`, `text`, `@file`, `name@file`."""
    if option == "url-query" and value.startswith("+"):
        into.append(value[1:])
        return
    name, equals, content = value.partition("=")
    if not equals and "@" in value:
        name, _, path = value.partition("@")
        # Whoever writes @ for = has the secret itself there.
        shown = "" if is_secret(name) else path
        request.notes.append(_from_file(f"--{option}", shown))
        return
    if not equals:
        name, content = "", value
    encoded = quote(content, safe="")
    into.append(f"{name}={encoded}" if name else encoded)


def _take_form(request: Request, option: str, value: str, stdin: list[str] | None) -> None:
    name, equals, text = value.partition("=")
    if not equals:
        request.notes.append(f"--{option} without name=value was left out.")
        return
    content: str | File | None = text
    if text.startswith("<-") and stdin is not None and option == "form":
        content = "".join(stdin)
    elif option == "form":
        content = form_value(text, name, request.notes)
    if content is not None:
        request.form.append((name, content))


def _from_file(option: str, name: str) -> str:
    return f"{option} reads {f'the file {name[:100]}' if name else 'a file'}: paste what is in it."
