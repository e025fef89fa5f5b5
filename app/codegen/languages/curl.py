"""curl in bash."""

import re
from urllib.parse import quote, urlencode

from app.codegen.language import Language, Variant, fill
from app.codegen.literals import escaped
from app.codegen.program import FilePart, Pair, Program

_SAFE_NAME = re.compile(r"[A-Za-z0-9_.:-]+")
_NEEDS_QUOTES = re.compile(r'[;,"\\]|\A\s|\s\Z')
_BARE = re.compile(r"[A-Za-z0-9_./:=@%+,-]+")
# Some shells look for their history behind a ! even in quotes.
_SPECIAL = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "'": "\\'", "\\": "\\\\", "!": "\\x21"}
_LONGEST_WORD = 100_000  # bytes; Linux takes 128 kB in an argument


def text(value: str) -> str:
    """One word of bash, or where none can hold the text what prints it: see `_printed`."""
    if "\0" in value or len(value.encode()) > _LONGEST_WORD:
        return _printed(value)
    return _quoted(value)


def http(program: Program) -> str:
    """The script. With files, a name that curl would take apart goes to the URL."""
    in_url, in_body = program.parted(_is_taken_apart)
    options = [_option(pair, program) for pair in in_body]
    options += [f"--form {text(_file(part))}" for part in program.files]
    query = urlencode([(pair.name, pair.text) for pair in in_url])
    joined = "&" if "?" in program.url else "?"
    url = text(f"{program.url}{joined}{query}" if query else program.url)
    return fill("curl.http.j2", program, options=options, url=url)


def _is_taken_apart(pair: Pair) -> bool:
    return _SAFE_NAME.fullmatch(pair.name) is None


def _option(pair: Pair, program: Program) -> str:
    # curl encodes a value, and takes the name before it as it is.
    name = pair.name if program.files else quote(pair.name, safe=":")
    option = "--form-string" if program.files else "--data-urlencode"
    if pair.variable:
        return f'{option} {name}="${pair.variable}"'
    if "\0" not in pair.text and len(pair.text.encode()) <= _LONGEST_WORD:
        return f"{option} {text(f'{name}={pair.text}')}"
    if program.files:
        return f"--form {name}=\\<<(printf -- {_format(pair.text)})"
    return f"{option} {name}@<(printf -- {_format(pair.text)})"


def _quoted(value: str) -> str:
    """A word of bash; the value has no NUL."""
    if _BARE.fullmatch(value):
        return value
    if value.isprintable():
        return "'" + value.replace("'", "'\\''") + "'"
    return f"$'{escaped(value, _SPECIAL, _bytes)}'"


def _bytes(code: int) -> str:
    # By number it would depend on the language that the shell is set to.
    return "".join(f"\\x{byte:02x}" for byte in chr(code).encode())


def _printed(value: str) -> str:
    return f"<(printf -- {_format(value)})"


def _format(value: str) -> str:
    """A format of the built-in printf that prints exactly the value, whatever its length."""
    return _quoted(value.replace("\\", "\\\\").replace("%", "%%").replace("\0", "\\000"))


def _file(part: FilePart) -> str:
    path = part.file.name
    if path == "-":
        path = "./-"  # which alone means standard input
    if _NEEDS_QUOTES.search(path):
        path = '"' + path.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return f"{part.name}=@{path};type={part.content_type}"


LANGUAGE = Language(
    "curl",
    "curl",
    60,
    (Variant("http", "Plain HTTP", "call.sh", "bash call.sh", "bash", http),),
)
