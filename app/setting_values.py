"""From the text of a setting to its value: one function for each kind.

Each raises ValueError with the end of a sentence that begins with the setting's name.
"""

import ipaddress
import os
import re
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

SHORTEST_KEY = 32  # characters


def kept_key(path: Path) -> str:
    """The key in a file that its owner alone may read, which is made where there is none.

    Raises ValueError with a whole sentence, and OSError.
    """
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    key = path.read_text(encoding="utf-8", errors="replace").strip()
    if len(key) < SHORTEST_KEY:
        raise ValueError(
            f"{path} holds no key any more: bring it back from a backup, or delete it to start "
            "with a new one (sealed history and KS are then lost)."
        )
    return key


def secret_in(path: Path, name: str) -> str:
    """What a file holds that the variable `name` names."""
    try:
        text = path.read_text(encoding="utf-8").strip()
    except OSError as fault:
        reason = f"names a file or folder that cannot be used: {fault.strerror} ({path})"
        raise ValueError(f"cannot be read, as {name} {reason}") from fault
    except UnicodeDecodeError:
        raise ValueError(f"cannot be read, as {name} names a file that is not text") from None
    if not text:
        # Taking the default instead would be another key, or no lock.
        raise ValueError(f"cannot be read, as {name} names an empty file")
    return text


def whole_number(low: int, high: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not re.fullmatch("[0-9]{1,9}", text) or not low <= int(text) <= high:
            raise ValueError(f"takes a whole number from {low} to {high}")
        return int(text)

    return parse


def seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value <= 3600:
        raise ValueError("takes a number of seconds, above 0 and up to 3600")
    return value


def switch(text: str) -> bool:
    if text.lower() in {"on", "1", "true", "yes"}:
        return True
    if text.lower() in {"off", "0", "false", "no"}:
        return False
    raise ValueError("takes on or off")


def switch_or(word: str) -> Callable[[str], str]:
    """On, off, or a third thing."""

    def parse(text: str) -> str:
        if text == word:
            return word
        try:
            return "on" if switch(text) else "off"
        except ValueError:
            raise ValueError(f"takes on, off or {word}") from None

    return parse


def one_of(*choices: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in choices:
            raise ValueError("takes one of " + ", ".join(choices))
        return text

    return parse


def path_or_none(text: str) -> Path | None:
    return Path(text) if text else None


def existing_path(text: str) -> Path | None:
    if text and not Path(text).exists():
        raise ValueError(f"names {text}, which does not exist")
    return path_or_none(text)


def bare_host(text: str) -> str:
    """A host name or an address, without the brackets that an IPv6 one has in a URL."""
    return text.removeprefix("[").removesuffix("]")


def host_names(text: str) -> tuple[str, ...]:
    """Names as a Host header has them once its port is off: small letters, no dot at the end."""
    names = tuple(bare_host(name).rstrip(".") for name in _parts(text))
    for name in names:
        if not re.fullmatch(r"[\w.-]+", name) and not _is_address(name):
            raise ValueError("takes host names, comma separated, without https:// and without port")
    return names


def addresses(text: str) -> tuple[str, ...]:
    """IP addresses in the spelling that `ipaddress` gives them."""
    for name in _parts(text):
        if not _is_address(name):
            raise ValueError("takes IP addresses, comma separated")
    return tuple(str(ipaddress.ip_address(name)) for name in _parts(text))


def proxy_url(text: str) -> str:
    try:
        parts = urlsplit(text)
        usable = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        usable = False
    if text and not usable:
        raise ValueError("takes a URL such as http://host:port")
    return text


def web_origins(text: str) -> tuple[str, ...]:
    """Origins as browsers say them: small letters, and no port where it is the usual one."""
    names = []
    for name in _parts(text):
        found = re.fullmatch(r"(https?)://([a-z0-9.-]+|\[[0-9a-f:]+\])(:[0-9]{1,5})?/?", name)
        if not found:
            raise ValueError("takes origins such as https://app.example, comma separated")
        usual = {"http": ":80", "https": ":443"}[found[1]]
        names.append(f"{found[1]}://{found[2]}{'' if found[3] == usual else found[3] or ''}")
    return tuple(names)


def is_loopback(host: str) -> bool:
    """Whether a host can be reached from this machine alone."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _parts(text: str) -> list[str]:
    return [part.strip().lower() for part in text.split(",") if part.strip()]


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def read(source: Mapping[str, str], name: str, secret: bool) -> str:
    """A setting as it was given, or its file holds it. Raises ValueError and OSError."""
    if secret and source.get(name + "_FILE"):
        if source.get(name):
            raise ValueError(f"and {name}_FILE are both set: set one of them")
        return secret_in(Path(source[name + "_FILE"]), name + "_FILE")
    text = source.get(name, "")
    if secret and text and not text.strip():
        # Taking the default instead would be another key, or no lock.
        raise ValueError("holds nothing but blanks")
    return text.strip()


def reason(fault: Exception) -> str:
    """What is wrong, to stand behind the name of a setting."""
    if isinstance(fault, OSError):
        return f"names a file or folder that cannot be used: {fault.strerror} ({fault.filename})"
    return str(fault)
