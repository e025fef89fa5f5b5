"""From the text of a setting to its value: one function for each kind.

Each raises ValueError with the end of a sentence that begins with the setting's name.
"""

import ipaddress
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit


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
