"""What a pasted text is: a URL, a command, a HAR file, a body, or lines of name=value."""

import json
import re
from typing import Any

from app.call.pasted.bash_words import bash_words
from app.call.pasted.body import json_pairs
from app.call.pasted.cmd_words import cmd_words
from app.call.pasted.curl import read_curl
from app.call.pasted.har import entry, is_har, read_har
from app.call.pasted.invoke import read_invoke
from app.call.pasted.model import MAX_HAR, MAX_TEXT, HarEntries, Pair, Pasted
from app.call.pasted.powershell import powershell_command
from app.call.pasted.url import decoded_pairs, read_url
from app.call.pasted.words import Command
from app.errors import BadInput

_PROMPT = re.compile(r"(?:(PS)(?: [^>\n]{0,300})?>|([A-Za-z]:\\[^>\n]{0,300})>|[$%>](?= )) ?(?=\S)")
_CURL = re.compile(r"(?:\S{0,300}[/\\])?curl(?:\.exe)?(?=[\s^]|\Z)", re.IGNORECASE)
_POWERSHELL = re.compile(
    r"(?:Invoke-(?:WebRequest|RestMethod)|iwr|irm)\s|\$[A-Za-z_][\w.]*\s*=", re.IGNORECASE
)
_URL = re.compile(r"(?:(?:GET|POST)\s+)?(https?://\S+|/\S*api_v3\S*|[\w.-]+(?::\d+)?/api_v3\S*)")
_LINE = re.compile(r"\s*+([^\s=\"'(){}<>]++)\s*+=(.*+)")
_UNFINISHED = re.compile(r"(?<=\s)[\\^`]\Z")
_EXE = re.compile(r"\S*curl\.exe", re.IGNORECASE)
_QUOTE = re.compile("['\"]")
_CONTINUED = {"^": "cmd", "`": "powershell", "\\": "bash"}


def recognise(text: str) -> Pasted | HarEntries:
    """The request in a pasted text; of a HAR file with several, the list to choose from.

    Nothing is fetched, run or opened. Raises BadInput with a sentence that says what to do.
    """
    if len(text) > MAX_HAR:
        raise BadInput(f"This is longer than {MAX_HAR >> 20} MB; paste one request alone.")
    text = _cleaned(text)
    if text.startswith("{"):
        if (content := _har(text)) is not None:
            har = read_har(content)
            return har if len(har.entries) > 1 else entry(har, 0)
        _short(text)
        return Pasted("json", None, "", tuple(json_pairs(text)))
    _short(text)
    prompt = _PROMPT.match(text)
    command = text[prompt.end() :] if prompt else text
    shell = "powershell" if prompt and prompt[1] else "cmd" if prompt and prompt[2] else ""
    if _CURL.match(command) or _POWERSHELL.match(command):
        return _command(_UNFINISHED.sub("", command), shell or _shell(command))
    if url := _URL.match(text):
        return _from_url(url[1], text[url.end() :])
    return _from_pairs(text)


def _cleaned(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError as fault:
        raise BadInput("This has half of a character pair in it; copy it once more.") from fault
    # A browser sends the line breaks of a text area as CRLF, whatever was pasted.
    if text.count("\r\n") == text.count("\n"):
        text = text.replace("\r\n", "\n")
    text = text.removeprefix("\ufeff").strip()
    if not text:
        raise BadInput(
            "Paste something: a URL of the API, a curl command, a HAR file, a JSON or form body."
        )
    return text


def _short(text: str) -> None:
    if len(text) > MAX_TEXT:
        raise BadInput(f"This is longer than {MAX_TEXT >> 20} MB; paste one request alone.")


def _har(text: str) -> dict[str, Any] | None:
    """The content of a HAR file; None for all other texts, whose faults are named elsewhere."""
    if '"entries"' not in text:
        return None
    try:
        content = json.loads(text, parse_int=_small_int, parse_float=str)
    except (ValueError, RecursionError):
        if len(text) > MAX_TEXT:
            raise BadInput("This HAR file is cut off or damaged: save it once more.") from None
        return None
    return content if is_har(content) else None


def _small_int(text: str) -> int | str:
    return int(text) if len(text) < 10 else text


def _shell(command: str) -> str:
    """Whose quoting it is, by what continues its first line, else by how it quotes."""
    first = command.partition("\n")[0].rstrip(" \t")
    sign = first[-1:] if "\n" in command else ""
    if sign in _CONTINUED and _bash(first[:-1]) is not None:
        return _CONTINUED[sign]
    if not _CURL.match(command):
        return "powershell"
    found = _bash(command)
    if '^"' in command and (found is None or found.carets):
        return "cmd"
    if found and any(word.text.lower() == "-uri" for word in found.words):
        return "powershell"
    if _EXE.match(command):
        quote = _QUOTE.search(command)
        return "cmd" if quote and quote.group() == '"' and '\\"' in command else "powershell"
    return "bash"


def _bash(text: str) -> Command | None:
    try:
        return bash_words(text)
    except BadInput:
        return None


def _command(text: str, shell: str) -> Pasted:
    if shell == "powershell":
        found = powershell_command(text)
        return read_curl(found) if isinstance(found, Command) else read_invoke(found)
    return read_curl(cmd_words(text) if shell == "cmd" else bash_words(text))


def _from_url(url: str, rest: str) -> Pasted:
    parts = read_url(url)
    notes = list(parts.notes)
    if rest.strip():
        notes.append("What stands behind the URL was left out.")
    return Pasted("url", url, parts.path, parts.pairs, tuple(notes))


def _from_pairs(text: str) -> Pasted:
    notes: list[str] = []
    if "=" in text and "\n" not in text:
        return Pasted("urlencoded", None, "", tuple(decoded_pairs(text, (), notes)), tuple(notes))
    pairs: list[Pair] = []
    for number, line in enumerate(text.split("\n"), 1):
        if found := _LINE.fullmatch(line):
            pairs.append((found[1], found[2]))
        elif line.strip():
            notes.append(f"Line {number} is no name=value and was left out.")
    if not pairs:
        raise BadInput(
            "This is no request that the console knows: paste a URL of the API, a curl command, "
            "a HAR file, a JSON or form body, or lines of name=value."
        )
    return Pasted("lines", None, "", tuple(pairs), tuple(notes))
