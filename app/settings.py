"""Everything an operator can set: read from TESTME_* once, checked, then frozen.

`SETTINGS` is the one list: the README's table, the parsing and the messages come
from it. Any secret may also be given as NAME_FILE, the path of a file that holds it
(as container platforms mount them). Faults are gathered and reported together.
"""

import ipaddress
import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any


class SettingsFault(Exception):
    """One or more settings cannot be used; `faults` holds a sentence for each."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def _whole_number(low: int, high: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
            raise ValueError(f"takes a whole number from {low} to {high}")
        return int(text)

    return parse


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value <= 3600:
        raise ValueError("takes a number of seconds, above 0 and up to 3600")
    return value


def _switch(text: str) -> bool:
    if text.lower() in {"on", "1", "true", "yes"}:
        return True
    if text.lower() in {"off", "0", "false", "no"}:
        return False
    raise ValueError("takes on or off")


def _one_of(*choices: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in choices:
            raise ValueError("takes one of " + ", ".join(choices))
        return text

    return parse


def _names(text: str) -> tuple[str, ...]:
    return tuple(part.strip().lower() for part in text.split(",") if part.strip())


def _path_or_none(text: str) -> Path | None:
    return Path(text) if text else None


def _setting(
    default: str,
    sentence: str,
    parse: Callable[[str], Any] = str,
    *,
    secret: bool = False,
) -> Any:
    return field(
        metadata={"default": default, "sentence": sentence, "parse": parse, "secret": secret}
    )


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one run; each attribute is TESTME_<NAME> in the environment."""

    host: str = _setting(
        "127.0.0.1",
        "Address to listen on. Anything but loopback needs TESTME_AUTH.",
    )
    port: int = _setting("8080", "Port to listen on.", _whole_number(1, 65535))
    data_dir: Path = _setting(
        "instance",
        "Folder for the database, the key, imported schemas and the sandbox.",
        Path,
    )
    database_url: str = _setting(
        "",
        "SQLAlchemy URL of the history database. Empty: SQLite in the data folder. "
        "PostgreSQL: postgresql+psycopg://user:password@host/name.",
        secret=True,
    )
    regions_file: Path | None = _setting(
        "",
        "TOML file with endpoints of your own, one [[region]] each.",
        _path_or_none,
    )
    default_region: str = _setting("sandbox", "Id of the region that a new visitor sees.")
    sandbox: bool = _setting("on", "Whether the built-in sandbox is offered.", _switch)
    auth: str = _setting(
        "none",
        "Who may use the console: none (loopback only), password (one shared password), "
        "proxy (a signing-in proxy in front names the user).",
        _one_of("none", "password", "proxy"),
    )
    password: str = _setting(
        "", "The shared password for TESTME_AUTH=password; at least 8 characters.", secret=True
    )
    proxy_user_header: str = _setting(
        "X-Forwarded-User", "With TESTME_AUTH=proxy: the header that names the user."
    )
    trusted_proxies: tuple[str, ...] = _setting(
        "127.0.0.1,::1",
        "With TESTME_AUTH=proxy: addresses whose header is believed, comma separated.",
        _names,
    )
    secret_key: str = _setting(
        "",
        "Key that signs cookies and seals secrets; at least 32 characters. "
        "Empty: made once and kept in the data folder.",
        secret=True,
    )
    allowed_hosts: tuple[str, ...] = _setting(
        "",
        "Host names under which people reach the console, comma separated, besides "
        "loopback and TESTME_HOST; a request for another one is refused.",
        _names,
    )
    https: bool = _setting(
        "off", "Whether people reach the console over https: cookies are then Secure.", _switch
    )
    connect_timeout: float = _setting("5", "Seconds to wait for a connection.", _seconds)
    read_timeout: float = _setting("60", "Seconds to wait for an endpoint's next bytes.", _seconds)
    upstream_proxy: str = _setting(
        "", "HTTP proxy for calls to endpoints, as http://host:port. Empty: none."
    )
    ca_bundle: Path | None = _setting(
        "", "File with certificates to trust for endpoints. Empty: certifi's.", _path_or_none
    )
    max_answer_mb: int = _setting(
        "50", "Decoded megabytes of an answer to take before it is cut.", _whole_number(1, 1024)
    )
    max_upload_mb: int = _setting(
        "4096", "Megabytes that one request may upload.", _whole_number(1, 65536)
    )
    history_answer_kb: int = _setting(
        "2048",
        "Kilobytes of each answer that history keeps; a longer one is cut and says so.",
        _whole_number(1, 262144),
    )
    history_calls: int = _setting(
        "2000",
        "Calls that history keeps for each workspace; pinned ones do not count.",
        _whole_number(10, 1000000),
    )
    threads: int = _setting(
        "16", "Requests handled at once by the one worker process.", _whole_number(2, 256)
    )

    @property
    def loopback(self) -> bool:
        """Whether TESTME_HOST can be reached from this machine alone."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host.strip("[]")).is_loopback
        except ValueError:
            return False

    @classmethod
    def load(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """Read, check and freeze the settings; make the data folder and the key.

        `environ` stands in for the process environment. Raises SettingsFault with
        every fault found, each a sentence that names its variable.
        """
        source = os.environ if environ is None else environ
        faults = _unknown(source)
        values: dict[str, Any] = {}
        for item in fields(cls):
            name = variable(item.name)
            try:
                text = _read(source, name, item.metadata["secret"]) or item.metadata["default"]
                values[item.name] = item.metadata["parse"](text)
            except (ValueError, OSError) as fault:
                faults.append(f"{name} {_reason(fault)}.")
        if faults:
            raise SettingsFault(faults)
        loaded = cls(**values)
        faults = _contradictions(loaded)
        if faults:
            raise SettingsFault(faults)
        return loaded._with_kept_values()

    def _with_kept_values(self) -> "Settings":
        try:
            self.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
            key = self.secret_key or _kept_key(self.data_dir / "secret_key")
        except OSError as fault:
            raise SettingsFault([f"TESTME_DATA_DIR {_reason(fault)}."]) from fault
        url = self.database_url or f"sqlite:///{(self.data_dir / 'testme.sqlite').resolve()}"
        values = {item.name: getattr(self, item.name) for item in fields(self)}
        return Settings(**{**values, "secret_key": key, "database_url": url})


def variable(attribute: str) -> str:
    """The environment variable of an attribute: host -> TESTME_HOST."""
    return "TESTME_" + attribute.upper()


def table() -> list[tuple[str, str, str]]:
    """(variable, default, sentence) of every setting, for the README and its test."""
    return [
        (variable(item.name), item.metadata["default"], item.metadata["sentence"])
        for item in fields(Settings)
    ]


def _unknown(source: Mapping[str, str]) -> list[str]:
    known = {variable(item.name) for item in fields(Settings)}
    known |= {variable(item.name) + "_FILE" for item in fields(Settings) if item.metadata["secret"]}
    # A setting misspelt would silently be the default; TESTME_AUTH misspelt would be no lock.
    return [
        f"{name} is not a setting of this console; look for the name in the README."
        for name in sorted(source)
        if name.startswith("TESTME_") and name not in known
    ]


def _read(source: Mapping[str, str], name: str, secret: bool) -> str:
    if secret and source.get(name + "_FILE"):
        if source.get(name):
            raise ValueError(f"and {name}_FILE are both set: set one of them")
        return Path(source[name + "_FILE"]).read_text(encoding="utf-8").strip()
    return source.get(name, "").strip()


def _reason(fault: Exception) -> str:
    if isinstance(fault, OSError):
        return f"names a file or folder that cannot be used: {fault.strerror} ({fault.filename})"
    return str(fault)


def _contradictions(settings: Settings) -> list[str]:
    faults = []
    if settings.auth == "none" and not settings.loopback:
        faults.append(
            f"TESTME_HOST is {settings.host}, which other machines can reach, and TESTME_AUTH is "
            "none: set TESTME_AUTH=password with TESTME_PASSWORD, or TESTME_AUTH=proxy behind a "
            "proxy that signs people in, or keep TESTME_HOST=127.0.0.1."
        )
    if settings.auth == "password" and len(settings.password) < 8:
        faults.append("TESTME_AUTH is password: set TESTME_PASSWORD to at least 8 characters.")
    if settings.secret_key and len(settings.secret_key) < 32:
        faults.append("TESTME_SECRET_KEY takes at least 32 characters.")
    return faults


def _kept_key(path: Path) -> str:
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return path.read_text(encoding="utf-8").strip()
